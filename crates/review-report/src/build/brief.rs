//! Which queries a page tells of in one line, so that it stays within its bytes.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use review_core::QueryName;
use review_core::accounting::Status;
use review_core::finding::{Severity, Verdict};

use super::frame::{self, Frame};
use crate::input::{QuerySection, ReportInput};
use crate::limits::Limits;

/// Of what the page has for queries, the part that they may take without their rows: in three quarters, so that the
/// most interesting ones have room for rows.
const PART: (usize, usize) = (3, 4);

/// For each section whether it is told in one line. The least interesting become so first: those that found nothing,
/// then skipped ones, then those whose findings are the least severe, then failed ones; the last of the plan first.
/// Never the failed ones that [`Limits::failures`] tells of at length.
pub(super) fn brief(input: &ReportInput, limits: &Limits) -> Vec<bool> {
    let frame = Frame::of(input, limits);
    let room = limits.bytes.saturating_sub(frame.rest) * PART.0 / PART.1;
    let mut taken: usize = frame.queries.iter().sum();
    let mut brief = vec![false; input.sections.len()];
    for index in by_interest(input, limits) {
        if taken <= room {
            break;
        }
        brief[index] = true;
        let line = frame::line(&input.sections[index]);
        taken = taken.saturating_sub(frame.queries[index].saturating_sub(line));
    }
    brief
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
