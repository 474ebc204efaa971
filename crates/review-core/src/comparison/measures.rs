//! The numbers of two runs side by side.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::whole::{other_window, sight};
use super::{Change, Side};
use crate::measure::{Better, Measured};

/// One measure, then and now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureChange {
    /// Its id.
    pub id: String,
    /// What became of it: new where there was nothing to measure before, fixed where there is nothing any more.
    pub change: Change,
    /// What it was; none when it had no value or cannot be compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    /// Why it cannot be compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Every measure of the later run that readers are told of.
pub(super) fn changes(before: Side<'_>, now: Side<'_>) -> Vec<MeasureChange> {
    now.findings.measures.iter().filter(|later| later.told).map(|later| change(later, before, now)).collect()
}

fn change(later: &Measured, before: Side<'_>, now: Side<'_>) -> MeasureChange {
    let earlier = before.findings.measures.iter().find(|one| one.id == later.id);
    let reason = obstacle(earlier, later, before, now);
    let then = earlier.filter(|_| reason.is_none()).and_then(|one| one.value.clone());
    let change = match (&reason, &then, &later.value) {
        (Some(_), _, _) => Change::NotComparable,
        (None, None, None) => Change::Unchanged,
        (None, None, Some(_)) => Change::New,
        (None, Some(_), None) => Change::Fixed,
        (None, Some(then), Some(since)) => moved(then, since, later.better),
    };
    MeasureChange { id: later.id.clone(), change, before: then, now: later.value.clone(), reason }
}

/// Why two numbers of one measure cannot stand side by side.
fn obstacle(earlier: Option<&Measured>, later: &Measured, before: Side<'_>, now: Side<'_>) -> Option<String> {
    let Some(earlier) = earlier else { return Some("the earlier run did not measure it".to_owned()) };
    for (measured, which) in [(earlier, "earlier"), (later, "later")] {
        if let Some(reason) = &measured.reason {
            return Some(format!("not measured in the {which} run: {reason}"));
        }
    }
    if earlier.query != later.query || before.scripts.get(&earlier.query) != now.scripts.get(&later.query) {
        return Some(format!("the script of `{}`, or a parameter in it, differs", later.query));
    }
    if before.run.pack_digest != now.run.pack_digest && (&earlier.words, earlier.better) != (&later.words, later.better)
    {
        return Some("the pack says otherwise now what it counts".to_owned());
    }
    // Findings of before the expression was kept say nothing of it.
    if !earlier.expression.is_empty() && earlier.expression != later.expression {
        return Some("the pack counts it otherwise now".to_owned());
    }
    other_window(before, now).or_else(|| sight(before.run, now.run, &later.query))
}

/// Numbers of one measure have the same digits after the point, so a float tells them apart as far as anybody reads.
fn moved(then: &str, since: &str, better: Better) -> Change {
    if then == since {
        return Change::Unchanged;
    }
    let order = match (then.parse::<f64>(), since.parse::<f64>()) {
        (Ok(then), Ok(since)) => since.total_cmp(&then),
        _ => return Change::Changed,
    };
    match (better, order) {
        (_, Ordering::Equal) => Change::Unchanged,
        (Better::Neither, _) => Change::Changed,
        (Better::Less, Ordering::Less) | (Better::More, Ordering::Greater) => Change::Better,
        (Better::Less, Ordering::Greater) | (Better::More, Ordering::Less) => Change::Worse,
    }
}
