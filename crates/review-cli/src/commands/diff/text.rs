//! A comparison for people.

use std::fmt::Write as _;

use review_core::comparison::{Change, Comparison, ObjectChange, SignalChange};

/// How many objects of a signal are shown; `--json` has all of them.
const OBJECTS_SHOWN: usize = 10;

/// The comparison, a line a signal and one for each of its objects that changed.
pub(super) fn of(comparison: &Comparison, all: bool) -> String {
    let mut text = format!("{} compared with {}\n", comparison.now, comparison.before);
    for difference in &comparison.differences {
        let _ = writeln!(text, "note: {difference}");
    }
    let counted = Change::ALL.map(|change| format!("{} {}", comparison.count(change), change.word()));
    let _ = writeln!(text, "{}", counted.join(", "));
    if comparison.judged_in_one_only > 0 {
        let _ = writeln!(
            text,
            "note: found in neither run, and judged in one of them only: {} signals",
            comparison.judged_in_one_only
        );
    }
    for change in Change::ALL {
        let signals: Vec<&SignalChange> = comparison.signals.iter().filter(|one| one.change == change).collect();
        if signals.is_empty() || (change == Change::Unchanged && !all) {
            continue;
        }
        let _ = writeln!(text, "\n{}", change.word());
        for signal in signals {
            one(signal, &mut text);
        }
    }
    text
}

fn one(signal: &SignalChange, text: &mut String) {
    let SignalChange { severity, signal: id, title, .. } = signal;
    let _ = writeln!(text, "  {:<8} {id}: {title} ({})", severity.word(), signal.numbers_words());
    if let Some(reason) = &signal.reason {
        let _ = writeln!(text, "           {reason}");
    }
    let moved: Vec<&ObjectChange> = signal.objects.iter().filter(|object| object.change != Change::Unchanged).collect();
    for object in moved.iter().take(OBJECTS_SHOWN) {
        let _ = writeln!(text, "           {:<9} {}{}", object.change.word(), object.object.join("."), values(object));
    }
    if moved.len() > OBJECTS_SHOWN {
        let _ = writeln!(text, "           and {} more (--json has all)", moved.len() - OBJECTS_SHOWN);
    }
}

fn values(object: &ObjectChange) -> String {
    match (&object.before, &object.now) {
        (Some(before), Some(now)) if before != now => format!("  {before} -> {now}"),
        (None, Some(value)) | (Some(value), None) => format!("  {value}"),
        _ if object.rows_before != object.rows_now => format!("  {} -> {} rows", object.rows_before, object.rows_now),
        _ => String::new(),
    }
}
