//! The first screen: the verdict in words, the accounting, what to do first, and what was not seen.

use review_core::accounting::{Accounting, Status};
use review_core::finding::{Severity, Verdict};
use review_core::lane::Halt;

use super::failures::remedy_of;
use super::queries::status_key;
use super::{left_out, measures};
use crate::input::{QuerySection, ReportInput};
use crate::limits::Limits;
use crate::links::to_query;
use crate::model::{Advice, Bar, Finding, Segment, SeverityCount, Summary, Unseen};
use crate::words::{bounded, counted, grouped, listed};

/// How many recommendations the first screen shows.
const FIRST_STEPS: usize = 5;
/// How wide the accounting bar is, and how narrow a part of it may be that is not empty.
const BAR_WIDTH: u32 = 1_000;
const BAR_LEAST: u32 = 12;

pub(super) fn summary(input: &ReportInput, findings: &[Finding], advice: &[Advice], limits: &Limits) -> Summary {
    let severities = severities(findings);
    let (lines, window) = (measures::lines(input), measures::window(input));
    Summary {
        verdict: verdict(input, &severities),
        manager: measures::sentence(&lines, &measures::unknown(input), window.as_ref()),
        measures: lines,
        window,
        halted: input.halt.map(|halt| halted(halt).to_owned()),
        complete: input.halt.is_none() && input.accounting.is_complete(&input.run.plan),
        severities,
        unjudged: unjudged(input),
        findings: findings.len(),
        signals: input.findings.signals.len(),
        charts: Vec::new(),
        first_steps: advice.iter().take(FIRST_STEPS).cloned().collect(),
        unseen: unseen(&input.sections, limits),
    }
}

fn severities(findings: &[Finding]) -> Vec<SeverityCount> {
    let count = |severity: Severity| findings.iter().filter(|finding| finding.severity == severity.word()).count();
    let one = |severity: Severity| SeverityCount { severity: severity.word().to_owned(), count: count(severity) };
    Severity::ALL.into_iter().map(one).collect()
}

/// Signals of each severity that should have been judged and could not be.
fn unjudged(input: &ReportInput) -> Vec<SeverityCount> {
    let open = input.findings.signals.iter().filter(|signal| matches!(signal.verdict, Verdict::NotEvaluated(_)));
    let open: Vec<Severity> =
        open.filter(|signal| !left_out::on_purpose(input, &signal.query)).map(|signal| signal.severity).collect();
    let count = |severity: Severity| open.iter().filter(|one| **one == severity).count();
    let one = |severity: Severity| SeverityCount { severity: severity.word().to_owned(), count: count(severity) };
    Severity::ALL.into_iter().map(one).collect()
}

/// The verdict for somebody who reads nothing else. That little was found must not look healthy when little could
/// be seen, so what failed and what could not be judged is part of the sentence.
fn verdict(input: &ReportInput, severities: &[SeverityCount]) -> String {
    let accounting = &input.accounting;
    if accounting.planned == 0 {
        return "Nothing was planned, so nothing was reviewed.".to_owned();
    }
    if accounting.ok + accounting.findings == 0 {
        return format!("Nothing could be reviewed: {}.", listed(&without_result(accounting)));
    }
    let is_open = |verdict: &Verdict| matches!(verdict, Verdict::NotEvaluated(_));
    let open = input.findings.signals.iter().filter(|signal| is_open(&signal.verdict)).count();
    let is_blind = open > 0 && open == input.findings.signals.len();
    let mut parts = vec![if is_blind { "Nothing could be judged".to_owned() } else { found(severities) }];
    parts.push(seen(accounting));
    parts.extend(without_result(accounting));
    if open > 0 {
        parts.push(format!("{} could not be judged", counted(open as u64, "signal", "signals")));
    }
    format!("{}.", parts.join("; "))
}

fn found(severities: &[SeverityCount]) -> String {
    let some = severities.iter().filter(|severity| severity.count > 0);
    let parts: Vec<String> = some.map(|each| format!("{} {}", grouped(each.count as u64), each.severity)).collect();
    let total: usize = severities.iter().map(|each| each.count).sum();
    match total {
        0 => "No findings".to_owned(),
        1 => format!("{} finding", listed(&parts)),
        _ => format!("{} findings", listed(&parts)),
    }
}

fn seen(accounting: &Accounting) -> String {
    let ok = counted(u64::from(accounting.ok), "query ok", "queries ok");
    match accounting.findings {
        0 => ok,
        with => format!("{ok}, {} with findings", grouped(u64::from(with))),
    }
}

fn without_result(accounting: &Accounting) -> Vec<String> {
    let parts = [(accounting.failed, "failed"), (accounting.timed_out, "timed out"), (accounting.skipped, "skipped")];
    let some = parts.into_iter().filter(|(count, _)| *count > 0);
    some.map(|(count, words)| format!("{} {words}", grouped(u64::from(count)))).collect()
}

fn halted(halt: Halt) -> &'static str {
    match halt {
        Halt::Stop => "This run was stopped by a person before its work was done; what follows is what it had seen.",
        Halt::Deadline => "This run's deadline passed before its work was done; what follows is what it had seen.",
        Halt::Budget => {
            "This run's warehouse time was used up before its work was done; what follows is what it had seen."
        }
    }
}

/// Queries without a result, those with the same reason together.
fn unseen(sections: &[QuerySection], limits: &Limits) -> Vec<Unseen> {
    let mut groups: Vec<(Status, Unseen)> = Vec::new();
    for section in sections {
        let status = section.account.status;
        if matches!(status, Status::Ok | Status::Findings) {
            continue;
        }
        let reason = section.account.reason.as_deref().unwrap_or("no reason is known");
        let reason = bounded(reason, limits.message_characters);
        let remedy = remedy_of(section);
        let link = to_query(&section.query);
        let same =
            groups.iter_mut().find(|(of, group)| *of == status && group.reason == reason && group.remedy == remedy);
        match same {
            Some((_, group)) => group.queries.push(link),
            None => groups.push((
                status,
                Unseen {
                    status: status_key(status).to_owned(),
                    status_words: status.words().to_owned(),
                    queries: vec![link],
                    reason,
                    remedy,
                },
            )),
        }
    }
    groups.sort_by_key(|(status, _)| *status);
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The accounting as a bar.
pub(super) fn bar(accounting: &Accounting) -> Bar {
    let parts = [
        (Status::Ok, accounting.ok),
        (Status::Findings, accounting.findings),
        (Status::Failed, accounting.failed),
        (Status::TimedOut, accounting.timed_out),
        (Status::Skipped, accounting.skipped),
    ];
    let widths = widths(&parts.map(|(_, count)| count));
    let mut x = 0;
    let mut segments = Vec::new();
    for ((status, count), width) in parts.into_iter().zip(widths) {
        segments.push(Segment {
            status: status_key(status).to_owned(),
            status_words: if status == Status::Findings { "with findings" } else { status.words() }.to_owned(),
            count,
            x,
            width,
        });
        x += width;
    }
    let parts: Vec<String> =
        segments.iter().map(|part| format!("{} {}", grouped(u64::from(part.count)), part.status_words)).collect();
    let planned = counted(u64::from(accounting.planned), "query", "queries");
    Bar { planned: accounting.planned, words: format!("{planned} planned: {}", listed(&parts)), segments }
}

/// Widths in proportion to the counts, that add up to the whole bar; every part that is not empty can be seen.
fn widths(counts: &[u32]) -> Vec<u32> {
    let total: u64 = counts.iter().map(|count| u64::from(*count)).sum();
    if total == 0 {
        return vec![0; counts.len()];
    }
    let shown = counts.iter().filter(|count| **count > 0).count() as u32;
    let to_share = u64::from(BAR_WIDTH - BAR_LEAST * shown);
    let width = |count: u32| match count {
        0 => 0,
        some => BAR_LEAST + u32::try_from(to_share * u64::from(some) / total).unwrap_or(0),
    };
    let mut widths: Vec<u32> = counts.iter().map(|count| width(*count)).collect();
    let rounded_away = BAR_WIDTH - widths.iter().sum::<u32>();
    if let Some(widest) = widths.iter_mut().max() {
        *widest += rounded_away;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_always_full_and_shows_every_part_that_is_not_empty() {
        for counts in [[1, 0, 0, 0, 0], [5, 7, 1, 0, 1], [10_000, 1, 1, 1, 1], [u32::MAX, u32::MAX, 0, 0, 1]] {
            let widths = widths(&counts);
            assert_eq!(widths.iter().sum::<u32>(), BAR_WIDTH, "{counts:?}");
            for (count, width) in counts.iter().zip(&widths) {
                assert_eq!(*count > 0, *width >= BAR_LEAST, "{counts:?}");
            }
        }
        assert_eq!(widths(&[0, 0]), [0, 0]);
    }
}
