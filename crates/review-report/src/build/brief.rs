//! Which queries a page tells of in one line, so that it stays within its bytes.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use review_core::QueryName;
use review_core::accounting::Status;
use review_core::finding::{Severity, Verdict};

use crate::escape::escape;
use crate::input::{QuerySection, ReportInput};
use crate::limits::Limits;
use crate::words::shortened;

/// Of what the page has for queries, the part that they may take without their rows: in three quarters, so that the
/// most interesting ones have room for rows.
const PART: (usize, usize) = (3, 4);

// What a query takes that is shown in full, without its rows and its script. Measured on pages of the shipped template,
// rounded up.
const QUERY: usize = 1_500;
const COLUMN: usize = 60;
const ATTEMPT: usize = 300;
const FINDING: usize = 300;
/// A query that is told in one line: its markup, and what of a reason is shown.
const LINE: usize = 190;
const LINE_REASON: usize = 120;

/// For each section whether it is told in one line. `room` is what a page has left in which all are, and `evidence` what
/// of it is not for queries. The least interesting become lines first: those that found nothing, then skipped ones, then
/// those whose findings are the least severe, then failed ones; the last of the plan first. Never the failed ones that
/// [`Limits::failures`] tells of at length.
pub(super) fn brief(input: &ReportInput, limits: &Limits, room: usize, evidence: usize) -> Vec<bool> {
    let more: Vec<usize> = input.sections.iter().map(|section| more(input, section, limits)).collect();
    let room = room.saturating_sub(evidence) * PART.0 / PART.1;
    let mut taken: usize = more.iter().sum();
    let mut brief = vec![false; input.sections.len()];
    for index in by_interest(input, limits) {
        if taken <= room {
            break;
        }
        brief[index] = true;
        taken -= more[index];
    }
    brief
}

/// How much more than a line a query takes.
fn more(input: &ReportInput, section: &QuerySection, limits: &Limits) -> usize {
    let message = |text: &str| escape(shortened(text, limits.message_characters).0).len();
    let columns: usize = section.columns.iter().map(|column| COLUMN + escape(&column.name).len()).sum();
    let reason = section.account.reason.as_deref();
    let read_by = input.findings.signals.iter().filter(|signal| signal.query == section.query.name);
    let fired = read_by.filter(|signal| signal.verdict == Verdict::Fired).count();
    let whole = QUERY + columns + reason.map_or(0, message) + ATTEMPT * section.records.len() + FINDING * fired;
    let line = LINE + reason.map_or(0, |why| escape(shortened(why, LINE_REASON).0).len());
    whole.saturating_sub(line)
}

/// The sections that may be told in one line, the least interesting first.
fn by_interest(input: &ReportInput, limits: &Limits) -> Vec<usize> {
    let mut severest: BTreeMap<&QueryName, Severity> = BTreeMap::new();
    for signal in input.findings.signals.iter().filter(|signal| signal.verdict == Verdict::Fired) {
        let known = severest.entry(&signal.query).or_insert(signal.severity);
        *known = signal.severity.min(*known);
    }
    let mut failed = 0;
    let mut candidates: Vec<(u8, Reverse<Option<Severity>>, Reverse<usize>)> = Vec::new();
    for (index, section) in input.sections.iter().enumerate() {
        if is_failed(section) {
            failed += 1;
            if failed <= limits.failures {
                continue;
            }
        }
        let severity = severest.get(&section.query.name).copied();
        candidates.push((rank(section), Reverse(severity), Reverse(index)));
    }
    candidates.sort_unstable();
    candidates.into_iter().map(|(_, _, Reverse(index))| index).collect()
}

const fn is_failed(section: &QuerySection) -> bool {
    matches!(section.account.status, Status::Failed | Status::TimedOut)
}

const fn rank(section: &QuerySection) -> u8 {
    match section.account.status {
        Status::Ok => 0,
        Status::Skipped => 1,
        Status::Findings => 2,
        Status::Failed | Status::TimedOut => 3,
    }
}
