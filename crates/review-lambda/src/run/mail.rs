//! The one mail of a run.

use review_core::accounting::{Accounting, Status};
use review_core::finding::{Findings, Severity, Verdict};
use review_core::lane::Halt;
use review_core::{Timestamp, keys};
use review_engine::{Clock as _, SystemClock, collect};
use review_store::{StoreError, documents};
use serde::{Deserialize, Serialize};

use super::steps::to_json;
use super::{FailedStep, Place, RunDue, Step};
use crate::folders::Folders;
use crate::ids::RunRef;
use crate::layout::FORMAT;
use crate::named::{NamedError, cut};

/// The longest warehouse name in a subject, in bytes; own choice, so that what came of it is still seen.
const NAME_BYTES_MAX: usize = 28;
/// The most queries that are named; own choice, a screen of them.
const QUERIES_MAX: usize = 40;

/// `notified.json`: who tells of the run. Written before the mail is sent, so that a run never sends two from two
/// places; whoever wrote it and does not know whether the mail went out sends it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Notified {
    format: u32,
    execution: String,
    at: Timestamp,
    subject: String,
}

/// Sends the one mail of a run.
pub(super) async fn notify(
    place: &Place,
    folders: &Folders,
    run: &RunRef,
    execution: &str,
) -> Result<RunDue, NamedError> {
    let opened = folders.open(run).await?;
    let collected = collect(&*opened.folder, &opened.run).await?;
    let findings: Option<Findings> = documents::read(&*opened.folder, keys::FINDINGS).await?;
    let verdicts = findings.as_ref().map_or(&[][..], |findings| &findings.signals);
    let told = Told {
        warehouse: &opened.run.identity.name,
        pack: &opened.run.pack,
        run,
        accounting: &review_core::accounting::account(&opened.run.plan, &collected.records, verdicts, collected.halt),
        severities: severities(findings.as_ref()),
        halt: collected.halt,
        failed: failed_steps(&*opened.folder).await?,
        region: place.region.as_deref(),
    };
    let mail = mail(&told);
    let claim = Notified {
        format: FORMAT,
        execution: execution.to_owned(),
        at: SystemClock.now(),
        subject: mail.subject.clone(),
    };
    match opened.folder.create(keys::NOTIFIED, &to_json(&claim)?).await {
        Ok(_) => {}
        Err(StoreError::Exists { .. }) => {
            let there = opened.folder.read(keys::NOTIFIED).await?.unwrap_or_default();
            let mine = serde_json::from_slice::<Notified>(&there).is_ok_and(|there| there.execution == execution);
            if !mine {
                return Ok(RunDue::Done);
            }
        }
        Err(error) => return Err(error.into()),
    }
    place.topic.tell(&mail.subject, &mail.text).await?;
    Ok(RunDue::Done)
}

async fn failed_steps(folder: &dyn review_store::RunFolder) -> Result<Vec<FailedStep>, NamedError> {
    let mut failed = Vec::new();
    for step in [Step::Evaluate, Step::Render] {
        let content = folder.read(&keys::failed_step(step.word())).await?;
        failed.extend(content.and_then(|content| serde_json::from_slice(&content).ok()));
    }
    Ok(failed)
}

fn severities(findings: Option<&Findings>) -> Vec<(usize, Severity)> {
    let fired = findings.iter().flat_map(|findings| &findings.signals);
    let fired: Vec<Severity> = fired.filter(|one| one.verdict == Verdict::Fired).map(|one| one.severity).collect();
    let counted = |severity: Severity| fired.iter().filter(|one| **one == severity).count();
    Severity::ALL.into_iter().map(|severity| (counted(severity), severity)).filter(|(count, _)| *count > 0).collect()
}

/// What a mail is made of.
struct Told<'a> {
    warehouse: &'a str,
    pack: &'a str,
    run: &'a RunRef,
    accounting: &'a Accounting,
    severities: Vec<(usize, Severity)>,
    halt: Option<Halt>,
    failed: Vec<FailedStep>,
    region: Option<&'a str>,
}

struct Mail {
    subject: String,
    text: String,
}

fn mail(told: &Told<'_>) -> Mail {
    let accounting = told.accounting;
    let unwell = accounting.failed + accounting.timed_out;
    let state = if let Some(failed) = told.failed.first() {
        format!("no report: {} failed", if failed.step == Step::Evaluate { "judging" } else { "rendering" })
    } else if let Some(halt) = told.halt {
        format!("{}, report ready", halt_words(halt))
    } else if unwell > 0 {
        format!("errors persist in {unwell} of {} queries, report ready", accounting.planned)
    } else {
        "report ready".to_owned()
    };
    let mut lines = vec![
        format!("Review of {} with the pack {}: {state}.", told.warehouse, told.pack),
        format!("Run {}", told.run.run),
        String::new(),
    ];
    if told.failed.is_empty() {
        lines.push(found_words(&told.severities));
        lines.push(format!("Report: {}", console_url(told, keys::REPORT)));
    }
    lines.push(format!("Folder: {}", told.run.url()));
    lines.push(format!(
        "Queries: {} planned = {} ok + {} with findings + {} failed + {} timed out + {} skipped",
        accounting.planned,
        accounting.ok,
        accounting.findings,
        accounting.failed,
        accounting.timed_out,
        accounting.skipped
    ));
    for failed in &told.failed {
        lines.push(format!("\n{} failed: {}\n  {}", failed.step.word(), failed.error, failed.remedy));
    }
    lines.extend(unwell_lines(accounting));
    Mail {
        subject: format!("redshift-review {}: {state}", cut(told.warehouse, NAME_BYTES_MAX)),
        text: lines.join("\n"),
    }
}

fn found_words(severities: &[(usize, Severity)]) -> String {
    let words: Vec<String> =
        severities.iter().map(|(count, severity)| format!("{count} {}", severity.word())).collect();
    if words.is_empty() { "No findings".to_owned() } else { format!("Findings: {}", words.join(", ")) }
}

fn unwell_lines(accounting: &Accounting) -> Vec<String> {
    let unwell = accounting.queries.iter().filter(|one| matches!(one.status, Status::Failed | Status::TimedOut));
    let all: Vec<_> = unwell.collect();
    let line = |one: &&review_core::accounting::QueryAccount| {
        format!("  {} {}: {}", one.query, one.status.words(), one.reason.as_deref().unwrap_or_default())
    };
    let mut lines: Vec<String> = all.iter().take(QUERIES_MAX).map(line).collect();
    if all.len() > QUERIES_MAX {
        lines.push(format!("  and {} more", all.len() - QUERIES_MAX));
    }
    if !lines.is_empty() {
        lines.insert(0, "\nErrors that persist:".to_owned());
    }
    lines
}

const fn halt_words(halt: Halt) -> &'static str {
    match halt {
        Halt::Stop => "stopped",
        Halt::Deadline => "ended by its deadline",
        Halt::Budget => "ended by its budget of warehouse time",
    }
}

/// The object in the S3 console: whoever may read the bucket may open it there, today and in a year; a presigned URL
/// ends after hours and lets anybody in until then.
fn console_url(told: &Told<'_>, key: &str) -> String {
    let region = told.region.unwrap_or("us-east-1");
    let host = match region {
        region if region.starts_with("cn-") => "console.amazonaws.cn",
        region if region.starts_with("us-gov-") => "console.amazonaws-us-gov.com",
        _ => "console.aws.amazon.com",
    };
    format!(
        "https://{region}.{host}/s3/object/{}?region={region}&prefix={}{key}",
        told.run.bucket,
        told.run.key.as_str().replace(' ', "%20")
    )
}

#[cfg(test)]
mod tests {
    use review_core::accounting::QueryAccount;

    use super::*;

    fn run() -> RunRef {
        serde_json::from_value(serde_json::json!({
            "bucket": "reviews-1", "run": "2026-11-22T07-30-00Z-4f2a91c3",
            "key": "rr/reviews/sales/redshift/2026-11-22T07-30-00Z-4f2a91c3/"
        }))
        .expect("a run")
    }

    fn accounting(failed: u32) -> Accounting {
        let account = |number: u32| QueryAccount {
            query: format!("Query{number}").parse().expect("a query"),
            status: Status::Failed,
            reason: Some("permission: denied (E002)".to_owned()),
            attempts: 1,
        };
        Accounting {
            planned: failed + 1,
            ok: 1,
            failed,
            queries: (0..failed).map(account).collect(),
            ..Default::default()
        }
    }

    fn told<'a>(run: &'a RunRef, accounting: &'a Accounting) -> Told<'a> {
        Told {
            warehouse: "sales",
            pack: "redshift",
            run,
            accounting,
            severities: vec![(1, Severity::Critical), (3, Severity::Low)],
            halt: None,
            failed: vec![],
            region: Some("eu-west-1"),
        }
    }

    #[test]
    fn a_mail_says_first_what_came_of_it() {
        let (run, well) = (run(), accounting(0));
        let ready = mail(&told(&run, &well));
        assert_eq!(ready.subject, "redshift-review sales: report ready");
        assert!(ready.text.contains("Findings: 1 critical, 3 low"), "{}", ready.text);
        let link = "https://eu-west-1.console.aws.amazon.com/s3/object/reviews-1?region=eu-west-1&prefix=rr/reviews/sales/redshift/2026-11-22T07-30-00Z-4f2a91c3/report.html";
        assert!(ready.text.contains(link), "{}", ready.text);
        let stopped = mail(&Told { halt: Some(Halt::Deadline), ..told(&run, &well) });
        assert_eq!(stopped.subject, "redshift-review sales: ended by its deadline, report ready");
    }

    #[test]
    fn errors_that_persist_are_named() {
        let (run, unwell) = (run(), accounting(50));
        let mail = mail(&Told { warehouse: &"w".repeat(200), ..told(&run, &unwell) });
        assert!(mail.subject.len() < 100 && mail.subject.ends_with("errors persist in 50 of 51 queries, report ready"));
        assert!(mail.text.contains("Query39 failed: permission: denied (E002)"), "{}", mail.text);
        assert!(mail.text.contains("and 10 more") && !mail.text.contains("Query40 "), "{}", mail.text);
    }

    #[test]
    fn a_report_that_could_not_be_made_is_told_with_the_way_on() {
        let (run, well) = (run(), accounting(0));
        let failed = FailedStep {
            format: FORMAT,
            step: Step::Render,
            at: Timestamp::from_micros(0),
            error: "Damaged: the template".to_owned(),
            remedy: "mend it".to_owned(),
        };
        let mail = mail(&Told { failed: vec![failed], ..told(&run, &well) });
        assert_eq!(mail.subject, "redshift-review sales: no report: rendering failed");
        assert!(mail.text.contains("render failed: Damaged: the template\n  mend it"), "{}", mail.text);
        assert!(!mail.text.contains("report.html"));
    }
}
