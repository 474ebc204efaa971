//! What has to be the same in two runs for their findings to be compared, as the pack says: how many nodes there were.

use std::collections::BTreeSet;

use super::Side;
use crate::measure::Measured;

/// What two runs say of one fact.
enum Fact<'a> {
    /// The same, or neither knows.
    Same,
    /// Others.
    Differs { then: &'a str, since: &'a str, words: &'a str },
    /// Only one of the runs knows.
    Unknown { words: &'a str },
}

/// Why findings of the signal are not of the same thing.
pub(super) fn obstacle(signal: &str, before: Side<'_>, now: Side<'_>) -> Option<String> {
    of_signal(signal, now).find_map(|id| differing(id, before, now))
}

/// What has to be known of a comparison that nothing stands in the way of.
pub(super) fn note(signal: &str, before: Side<'_>, now: Side<'_>) -> Option<String> {
    of_signal(signal, now).find_map(|id| match fact(id, before, now) {
        Fact::Unknown { words } => Some(format!("{words}: known of one of the runs only, taken for the same")),
        Fact::Same | Fact::Differs { .. } => None,
    })
}

/// Everything of that kind that differs, a line each.
pub(super) fn differences(before: Side<'_>, now: Side<'_>) -> Vec<String> {
    let ids: BTreeSet<&String> = now.findings.compared_when_same.values().flatten().collect();
    ids.into_iter().filter_map(|id| differing(id, before, now)).collect()
}

fn of_signal<'a>(signal: &str, now: Side<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    now.findings.compared_when_same.get(signal).into_iter().flatten().map(String::as_str)
}

fn differing(id: &str, before: Side<'_>, now: Side<'_>) -> Option<String> {
    match fact(id, before, now) {
        Fact::Differs { then, since, words } => Some(format!("{words}: {then} before, {since} now")),
        Fact::Same | Fact::Unknown { .. } => None,
    }
}

fn fact<'a>(id: &str, before: Side<'a>, now: Side<'a>) -> Fact<'a> {
    let measured = |side: Side<'a>| -> Option<(&'a str, &'a Measured)> {
        let one = side.findings.measures.iter().find(|one| one.id == id)?;
        Some((one.value.as_deref()?, one))
    };
    match (measured(before), measured(now)) {
        (None, None) => Fact::Same,
        (Some((_, one)), None) | (None, Some((_, one))) => Fact::Unknown { words: &one.words },
        (Some((then, _)), Some((since, _))) if is_same(then, since) => Fact::Same,
        (Some((then, _)), Some((since, one))) => Fact::Differs { then, since, words: &one.words },
    }
}

/// The pack may have written another number of digits.
fn is_same(then: &str, since: &str) -> bool {
    then == since || then.parse::<f64>().ok().zip(since.parse::<f64>().ok()).is_some_and(|(then, since)| then == since)
}
