//! The one mail of a run.

use review_core::comparison::Comparison;
use review_core::documents::FORMAT;
use review_core::finding::Findings;
use review_core::keys;
use review_core::notified::NotifiedDocument;
use review_core::settings::Settings;
use review_engine::{Clock as _, SystemClock, collect};
use review_report::mail::{self, Attachment, MailInput, mail};
use review_store::{StoreError, documents};

use super::{FailedStep, Place, RunDue, Step};
use crate::folders::Folders;
use crate::ids::RunRef;
use crate::named::NamedError;

/// Sends the one mail of a run. `notified.json` says who tells of it, and is written before the mail is sent, so that
/// a run never sends two from two places; whoever wrote it and does not know whether the mail went out sends it again.
pub(super) async fn notify(
    place: &Place,
    folders: &Folders,
    run: &RunRef,
    execution: &str,
) -> Result<RunDue, NamedError> {
    let opened = folders.open(run).await?;
    let collected = collect(&*opened.folder, &opened.run).await?;
    let findings: Option<Findings> = documents::read(&*opened.folder, keys::FINDINGS).await?;
    let comparison: Option<Comparison> = documents::read(&*opened.folder, keys::COMPARISON).await?;
    let settings: Option<Settings> = documents::read(&*opened.folder, keys::SETTINGS).await?;
    let mail = mail(&MailInput {
        run: &opened.run,
        records: &collected.records,
        findings: findings.as_ref(),
        halt: collected.halt,
        failed: &failed_steps(&*opened.folder).await?,
        comparison: comparison.as_ref(),
        classification: settings.as_ref().and_then(|settings| settings.classification.as_deref()),
        report: &console_url(place.region.as_deref(), run, keys::REPORT),
        attachment: Attachment::None,
        folder: &run.url(),
    });
    let claim = NotifiedDocument {
        format: FORMAT,
        by: execution.to_owned(),
        at: SystemClock.now(),
        subject: mail.subject.clone(),
        occasion: mail.occasion,
        mail: None,
    };
    match documents::create(&*opened.folder, keys::NOTIFIED, &claim).await {
        Ok(_) => {}
        Err(StoreError::Exists { .. }) => {
            let there = opened.folder.read(keys::NOTIFIED).await?.unwrap_or_default();
            let mine = serde_json::from_slice::<NotifiedDocument>(&there).is_ok_and(|there| there.by == execution);
            if !mine {
                return Ok(RunDue::Done);
            }
        }
        Err(error) => return Err(error.into()),
    }
    place.topic.tell(&mail.subject, &mail.text).await?;
    Ok(RunDue::Done)
}

async fn failed_steps(folder: &dyn review_store::RunFolder) -> Result<Vec<mail::FailedStep>, NamedError> {
    let mut failed = Vec::new();
    for (step, doing) in [(Step::Evaluate, "judging"), (Step::Render, "rendering")] {
        let content = folder.read(&keys::failed_step(step.word())).await?;
        let read = content.and_then(|content| serde_json::from_slice::<FailedStep>(&content).ok());
        failed.extend(read.map(|read| mail::FailedStep { doing, error: read.error, remedy: read.remedy }));
    }
    Ok(failed)
}

/// The object in the S3 console: whoever may read the bucket may open it there, today and in a year; a presigned URL
/// ends after hours and lets anybody in until then.
fn console_url(region: Option<&str>, run: &RunRef, key: &str) -> String {
    let region = region.unwrap_or("us-east-1");
    let host = match region {
        region if region.starts_with("cn-") => "console.amazonaws.cn",
        region if region.starts_with("us-gov-") => "console.amazonaws-us-gov.com",
        _ => "console.aws.amazon.com",
    };
    format!(
        "https://{region}.{host}/s3/object/{}?region={region}&prefix={}{key}",
        run.bucket,
        run.key.as_str().replace(' ', "%20")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_is_named_by_its_place_in_the_console_of_its_partition() {
        let run: RunRef = serde_json::from_value(serde_json::json!({
            "bucket": "reviews-1", "run": "2026-11-22T07-30-00Z-4f2a91c3",
            "key": "rr/reviews/sales/redshift/2026-11-22T07-30-00Z-4f2a91c3/"
        }))
        .expect("a run");
        let link = "https://eu-west-1.console.aws.amazon.com/s3/object/reviews-1?region=eu-west-1&prefix=rr/reviews/sales/redshift/2026-11-22T07-30-00Z-4f2a91c3/report.html";
        assert_eq!(console_url(Some("eu-west-1"), &run, keys::REPORT), link);
        let of = |region| console_url(Some(region), &run, keys::REPORT);
        assert!(of("cn-north-1").starts_with("https://cn-north-1.console.amazonaws.cn/"));
        assert!(of("us-gov-west-1").starts_with("https://us-gov-west-1.console.amazonaws-us-gov.com/"));
    }
}
