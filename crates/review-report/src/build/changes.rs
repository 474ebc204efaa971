//! What changed since the run before.

use review_core::comparison::{Change, Comparison, ObjectChange, SignalChange};

use crate::input::ReportInput;
use crate::links::finding_anchor;
use crate::model::{ChangeCount, ChangeLine, Changes, FindingChange, ObjectLine};
use crate::words::{listed, of_unit};

/// How many objects of a signal are named; own choice, a few lines.
const OBJECTS_MAX: usize = 10;

pub(super) fn changes(input: &ReportInput) -> Option<Changes> {
    let comparison = input.comparison.as_ref()?;
    let before_on: String = comparison.before.to_string().chars().take(10).collect();
    let counts = counts(comparison);
    Some(Changes {
        words: words(&counts, &before_on),
        before: comparison.before.to_string(),
        before_on,
        counts,
        differences: comparison.differences.clone(),
        lines: comparison.signals.iter().filter(|one| one.change != Change::Unchanged).map(line).collect(),
    })
}

fn counts(comparison: &Comparison) -> Vec<ChangeCount> {
    let count = |change: Change| ChangeCount {
        change: key(change).to_owned(),
        change_words: change.word().to_owned(),
        count: comparison.count(change),
    };
    Change::ALL.into_iter().map(count).filter(|one| one.count > 0).collect()
}

fn words(counts: &[ChangeCount], before_on: &str) -> String {
    let moved = counts.iter().filter(|one| one.change != "unchanged");
    let parts: Vec<String> = moved.map(|one| format!("{} {}", one.count, one.change_words)).collect();
    match parts.as_slice() {
        [] => format!("Nothing changed since {before_on}"),
        parts => format!("Since {before_on}: {}", listed(parts)),
    }
}

fn line(signal: &SignalChange) -> ChangeLine {
    let moved: Vec<&ObjectChange> = signal.objects.iter().filter(|one| one.change != Change::Unchanged).collect();
    let fires =
        signal.now.is_some_and(|rows| rows > 0) || !matches!(signal.change, Change::Fixed | Change::NotComparable);
    ChangeLine {
        signal: signal.signal.clone(),
        href: (fires && !signal.suppressed).then(|| format!("#{}", finding_anchor(&signal.signal))),
        title: signal.title.clone(),
        severity: signal.severity.word().to_owned(),
        change: key(signal.change).to_owned(),
        change_words: signal.change.word().to_owned(),
        reason: signal.reason.clone(),
        unit: signal.unit.clone(),
        before: signal.before,
        now: signal.now,
        suppressed: signal.suppressed,
        objects: moved.iter().take(OBJECTS_MAX).map(|one| object(one)).collect(),
        objects_left_out: moved.len().saturating_sub(OBJECTS_MAX),
    }
}

fn object(object: &ObjectChange) -> ObjectLine {
    ObjectLine {
        object: object.object.join("."),
        change: key(object.change).to_owned(),
        change_words: object.change.word().to_owned(),
        before: object.before.clone(),
        now: object.now.clone(),
    }
}

/// What became of the finding of a signal; none when nothing was compared.
pub(super) fn of_finding(input: &ReportInput, signal: &str) -> Option<FindingChange> {
    let change = input.comparison.as_ref()?.signals.iter().find(|one| one.signal == signal)?;
    let before = change.before.filter(|rows| *rows > 0);
    let before = before.map(|rows| format!("{} before", of_unit(rows, &change.unit)));
    Some(FindingChange {
        change: key(change.change).to_owned(),
        change_words: change.change.word().to_owned(),
        before_words: before,
        reason: change.reason.clone(),
    })
}

pub(super) fn key(change: Change) -> &'static str {
    match change {
        Change::New => "new",
        Change::Worse => "worse",
        Change::Changed => "changed",
        Change::Unchanged => "unchanged",
        Change::Better => "better",
        Change::Fixed => "fixed",
        Change::NotComparable => "not_comparable",
    }
}
