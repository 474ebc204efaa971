//! What became of the objects of one signal.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::direction::{Worse, worse};
use super::{Change, Limited};
use crate::finding::SignalVerdict;
use crate::object_name::ObjectNaming;
use crate::result::Cell;

/// What became of one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectChange {
    /// Its name: the values of the object's columns. Moments and days are left out, since no later run meets them
    /// again; rows that differ in them only are counted together.
    pub object: Vec<String>,
    /// What became of it.
    pub change: Change,
    /// How many of its rows fired before.
    pub rows_before: u64,
    /// How many fire now.
    pub rows_now: u64,
    /// The worst value observed before; none without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The worst value observed now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

#[derive(Default)]
struct Seen {
    rows: u64,
    worst: Option<String>,
}

/// What became of every object that fired in either run, by name. Empty for signals that name no object.
pub(super) fn changes(earlier: &SignalVerdict, later: &SignalVerdict, limits: Limited) -> Vec<ObjectChange> {
    let direction = later.observed.as_deref().and_then(|column| worse(&later.condition, column));
    let (before, now) = (seen(earlier, direction), seen(later, direction));
    let names: BTreeSet<&Vec<String>> = before.keys().chain(now.keys()).collect();
    let change = |name: &Vec<String>| {
        let (then, since) = (before.get(name), now.get(name));
        ObjectChange {
            object: name.clone(),
            change: match (then, since) {
                (None, _) if limits.before => Change::NotComparable,
                (_, None) if limits.now => Change::NotComparable,
                (None, _) => Change::New,
                (_, None) => Change::Fixed,
                (Some(then), Some(since)) => moved(then, since, direction),
            },
            rows_before: then.map_or(0, |seen| seen.rows),
            rows_now: since.map_or(0, |seen| seen.rows),
            before: then.and_then(|seen| seen.worst.clone()),
            now: since.and_then(|seen| seen.worst.clone()),
        }
    };
    names.into_iter().map(change).collect()
}

/// What became of a signal that fired in both runs.
pub(super) fn summary(
    earlier: &SignalVerdict,
    later: &SignalVerdict,
    objects: &[ObjectChange],
    limits: Limited,
) -> Change {
    let any = |changes: &[Change]| objects.iter().any(|object| changes.contains(&object.change));
    let (up, down) = (any(&[Change::New, Change::Worse]), any(&[Change::Fixed, Change::Better]));
    // Where a LIMIT was reached, the numbers of rows say nothing; only what is in both runs does.
    let rows = match limits.before || limits.now {
        true => Ordering::Equal,
        false => later.rows_in_all().cmp(&earlier.rows_in_all()),
    };
    match rows {
        Ordering::Greater => Change::Worse,
        Ordering::Less => Change::Better,
        Ordering::Equal if up && !down => Change::Worse,
        Ordering::Equal if down && !up => Change::Better,
        Ordering::Equal if up || any(&[Change::Changed]) => Change::Changed,
        Ordering::Equal => Change::Unchanged,
    }
}

fn seen(verdict: &SignalVerdict, direction: Option<Worse>) -> BTreeMap<Vec<String>, Seen> {
    let mut found: BTreeMap<Vec<String>, Seen> = BTreeMap::new();
    let columns = &verdict.evidence.columns;
    let naming = ObjectNaming::of_verdict(verdict);
    if naming.is_empty() {
        return found;
    }
    let place = |name: &String| columns.iter().position(|column| column.name == *name);
    let observed = verdict.observed.as_ref().and_then(place);
    for row in verdict.kept_rows() {
        let seen = found.entry(naming.parts(row)).or_default();
        seen.rows += 1;
        let value = observed.and_then(|at| row.get(at)).filter(|cell| !cell.is_null()).map(text);
        if let Some(value) = value
            && seen.worst.as_ref().is_none_or(|worst| is_worse(&value, worst, direction))
        {
            seen.worst = Some(value);
        }
    }
    found
}

fn text(cell: &Cell) -> String {
    cell.text().unwrap_or_else(|| "NULL".to_owned())
}

fn moved(then: &Seen, since: &Seen, direction: Option<Worse>) -> Change {
    let value = match (&then.worst, &since.worst) {
        (Some(then), Some(since)) if then == since => Change::Unchanged,
        (Some(then), Some(since)) if direction.is_some() => {
            if is_worse(since, then, direction) {
                Change::Worse
            } else {
                Change::Better
            }
        }
        (None, None) => Change::Unchanged,
        _ => Change::Changed,
    };
    match since.rows.cmp(&then.rows) {
        Ordering::Greater => Change::Worse,
        Ordering::Less => Change::Better,
        Ordering::Equal => value,
    }
}

/// Whether a value is worse than another, as numbers; text has no order that means anything.
fn is_worse(value: &str, than: &str, direction: Option<Worse>) -> bool {
    let (Ok(value), Ok(than)) = (value.parse::<f64>(), than.parse::<f64>()) else { return false };
    match direction {
        Some(Worse::Greater) => value > than,
        Some(Worse::Smaller) => value < than,
        None => false,
    }
}
