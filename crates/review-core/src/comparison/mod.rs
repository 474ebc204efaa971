//! Two runs side by side: what is new, what is fixed, what cannot be compared and why.
//!
//! Only what was judged alike is compared. A signal whose query failed in either run, whose script, condition or
//! thresholds differ, or whose rows were cut says so instead of looking like a change.

mod change;
mod direction;
mod facts;
#[cfg(test)]
mod measure_tests;
mod measures;
mod objects;
#[cfg(test)]
mod tests;
mod whole;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::documents::RunDocument;
use crate::finding::{Findings, Severity, Shows, SignalVerdict, Verdict};
use crate::ids::{QueryName, RunId};

pub use change::Change;
pub use measures::MeasureChange;
pub use objects::ObjectChange;
pub use whole::sight;
use whole::{differences, other_window};

/// The version of [`Comparison`] as JSON.
pub const COMPARISON_FORMAT: u32 = 1;

/// One run, as far as a comparison looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// Its description.
    pub run: &'a RunDocument,
    /// Its verdicts.
    pub findings: &'a Findings,
    /// The SQL that was sent, by query.
    pub scripts: &'a BTreeMap<QueryName, String>,
    /// The queries of which not all rows were kept.
    pub cut: &'a [QueryName],
    /// The queries that returned as many rows as the LIMIT of their script allows: there may have been more.
    pub limited: &'a [QueryName],
}

/// What became of one signal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignalChange {
    /// The signal's id.
    pub signal: String,
    /// The query it reads.
    pub query: QueryName,
    /// One line that states the trouble.
    pub title: String,
    /// How much it matters, as the later run says.
    pub severity: Severity,
    /// What is counted.
    pub unit: String,
    /// What became of it.
    pub change: Change,
    /// Why it cannot be compared, or what has to be known of the comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How many rows fired before: 0 when the signal did not, or judges all rows together; none when that run did not
    /// judge it.
    pub before: Option<u64>,
    /// How many fire now, alike.
    pub now: Option<u64>,
    /// Whether the settings set all of it aside in the later run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub suppressed: bool,
    /// What became of each object; empty where rows cannot be told apart.
    pub objects: Vec<ObjectChange>,
}

/// Two runs side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// [`COMPARISON_FORMAT`].
    pub format: u32,
    /// The earlier run.
    pub before: RunId,
    /// The later one.
    pub now: RunId,
    /// What differs between the runs as a whole, a sentence each.
    pub differences: Vec<String>,
    /// Every signal that fired in either run, by change, then by severity.
    pub signals: Vec<SignalChange>,
    /// How many signals that fired in neither run only one of them judged: they may be there in the other.
    #[serde(default)]
    pub judged_in_one_only: u64,
    /// The measures of the later run beside what they were, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<MeasureChange>,
}

impl SignalChange {
    /// How much it was and is, in words: `8 -> 5 queue hours`, `8 queue hours -> not judged`.
    pub fn numbers_words(&self) -> String {
        const NOT_JUDGED: &str = "not judged";
        let unit = &self.unit;
        match (self.before, self.now) {
            (Some(before), Some(now)) => format!("{before} -> {now} {unit}"),
            (Some(before), None) => format!("{before} {unit} -> {NOT_JUDGED}"),
            (None, Some(now)) => format!("{NOT_JUDGED} -> {now} {unit}"),
            (None, None) => NOT_JUDGED.to_owned(),
        }
    }
}

impl Comparison {
    /// The counts of every change that there is, in words: `2 new`, `100 unchanged`.
    pub fn counts(&self) -> Vec<String> {
        let counts = Change::ALL.into_iter().map(|change| (self.count(change), change.word()));
        counts.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect()
    }

    /// How many signals came to this change.
    pub fn count(&self, change: Change) -> usize {
        self.signals.iter().filter(|signal| signal.change == change).count()
    }
}

/// Compares an earlier run with a later one.
pub fn compare(before: Side<'_>, now: Side<'_>) -> Comparison {
    let earlier: BTreeMap<&str, &SignalVerdict> =
        before.findings.signals.iter().map(|verdict| (verdict.signal.as_str(), verdict)).collect();
    let later: BTreeMap<&str, &SignalVerdict> =
        now.findings.signals.iter().map(|verdict| (verdict.signal.as_str(), verdict)).collect();
    let both =
        now.findings.signals.iter().map(|verdict| (earlier.get(verdict.signal.as_str()).copied(), Some(verdict)));
    let gone = before.findings.signals.iter().filter(|verdict| !later.contains_key(verdict.signal.as_str()));
    let pairs: Vec<Pair<'_>> = both.chain(gone.map(|verdict| (Some(verdict), None))).collect();
    let mut signals: Vec<SignalChange> = pairs.iter().filter_map(|pair| signal(*pair, before, now)).collect();
    signals.sort_by_key(|one| (one.change, one.severity, one.signal.clone()));
    Comparison {
        format: COMPARISON_FORMAT,
        before: before.run.plan.run.clone(),
        now: now.run.plan.run.clone(),
        differences: [differences(before.run, now.run), facts::differences(before, now)].concat(),
        signals,
        judged_in_one_only: pairs.iter().filter(|pair| is_judged_in_one_only(**pair)).count() as u64,
        measures: measures::changes(before, now),
    }
}

/// The verdicts of one signal in the earlier and in the later run.
type Pair<'a> = (Option<&'a SignalVerdict>, Option<&'a SignalVerdict>);

/// What is set aside is still there: nobody mended it.
fn held(verdict: Option<&SignalVerdict>) -> bool {
    verdict.is_some_and(SignalVerdict::held)
}

/// Two runs that both could not judge it have nothing to say that their reports do not.
fn is_judged_in_one_only((earlier, later): Pair<'_>) -> bool {
    let is_unjudged =
        |verdict: Option<&SignalVerdict>| verdict.is_some_and(|one| matches!(one.verdict, Verdict::NotEvaluated(_)));
    !held(earlier) && !held(later) && is_unjudged(earlier) != is_unjudged(later)
}

/// What became of one signal; nothing when it fired in neither run.
fn signal((earlier, later): Pair<'_>, before: Side<'_>, now: Side<'_>) -> Option<SignalChange> {
    let described = later.or(earlier)?;
    let (fired_before, fires_now) = (held(earlier), held(later));
    if !fired_before && !fires_now {
        return None;
    }
    let obstacle = match (earlier, later) {
        (Some(earlier), Some(later)) => obstacle(earlier, later, before, now),
        (None, Some(_)) => Some("the pack of the earlier run has no such signal".to_owned()),
        _ => Some("the pack of the later run has no such signal".to_owned()),
    };
    let judged = |verdict: &&SignalVerdict| !matches!(verdict.verdict, Verdict::NotEvaluated(_));
    let rows = |verdict: Option<&SignalVerdict>| verdict.filter(judged).map(SignalVerdict::rows_in_all);
    let mut change = SignalChange {
        signal: described.signal.clone(),
        query: described.query.clone(),
        title: described.title.clone(),
        severity: described.severity,
        unit: described.unit.clone(),
        change: Change::NotComparable,
        reason: obstacle,
        before: rows(earlier),
        now: rows(later),
        suppressed: later.is_some_and(|one| one.verdict == Verdict::Suppressed),
        objects: vec![],
    };
    let (None, Some(earlier), Some(later)) = (&change.reason, earlier, later) else { return Some(change) };
    let limits = Limited { before: before.limited.contains(&earlier.query), now: now.limited.contains(&later.query) };
    if [earlier, later].iter().any(|one| one.rows_in_all() > one.kept_rows().count() as u64) {
        // An object beyond the rows that are kept would look fixed, or new.
        change.reason =
            Some("more rows fired than are kept with a finding: only their numbers are compared".to_owned());
    } else {
        change.objects = objects::changes(earlier, later, limits);
    }
    change.change = match (fired_before, fires_now) {
        (false, _) if limits.before => Change::NotComparable,
        (true, false) if limits.now => Change::NotComparable,
        (false, _) => Change::New,
        (true, false) => Change::Fixed,
        (true, true) => objects::summary(earlier, later, &change.objects, limits),
    };
    if change.reason.is_none() && (limits.before || limits.now) {
        change.reason = Some(format!("{}: what is beyond it may have been there all the same", limits.words(later)));
    }
    change.reason = change.reason.or_else(|| facts::note(&later.signal, before, now));
    Some(change)
}

/// In which of two runs a query reached its LIMIT, so that an object that is not there may have been cut off.
#[derive(Clone, Copy, Debug)]
struct Limited {
    before: bool,
    now: bool,
}

impl Limited {
    fn words(self, verdict: &SignalVerdict) -> String {
        let which = match (self.before, self.now) {
            (true, true) => "both runs",
            (true, false) => "the earlier run",
            (false, _) => "the later run",
        };
        format!("`{}` reached the LIMIT of its script in {which}", verdict.query)
    }
}

/// The most rows that a script can return by the LIMIT it ends with; none without one.
pub fn limit_of(script: &str) -> Option<u64> {
    let text = script.trim_end().trim_end_matches(';').trim_end();
    let (before, number) = text.rsplit_once(char::is_whitespace)?;
    let is_limit = before.trim_end().rsplit(char::is_whitespace).next()?.eq_ignore_ascii_case("limit");
    if is_limit { number.parse().ok() } else { None }
}

/// Why two verdicts of one signal say nothing about a change.
fn obstacle(earlier: &SignalVerdict, later: &SignalVerdict, before: Side<'_>, now: Side<'_>) -> Option<String> {
    for (verdict, which) in [(earlier, "earlier"), (later, "later")] {
        if let Verdict::NotEvaluated(reason) = &verdict.verdict {
            return Some(format!("not judged in the {which} run: {reason}"));
        }
    }
    if earlier.query != later.query || before.scripts.get(&earlier.query) != now.scripts.get(&later.query) {
        return Some(format!("the script of `{}`, or a parameter in it, differs", later.query));
    }
    let other = sight(before.run, now.run, &later.query)
        .or_else(|| facts::obstacle(&later.signal, before, now))
        .or_else(|| (later.shows == Some(Shows::Window)).then(|| other_window(before, now)).flatten());
    if other.is_some() {
        return other;
    }
    if (&earlier.condition, &earlier.population) != (&later.condition, &later.population) {
        return Some("its condition differs".to_owned());
    }
    let values = |verdict: &SignalVerdict| -> BTreeMap<String, String> {
        verdict.thresholds.iter().map(|(name, used)| (name.clone(), used.value.clone())).collect()
    };
    let (then, since) = (values(earlier), values(later));
    if then != since {
        let differing = since.iter().find(|(name, value)| then.get(*name) != Some(value));
        return Some(match differing {
            Some((name, value)) => format!(
                "its threshold `{name}` was {} and is {value}",
                then.get(name).map_or("not there", String::as_str)
            ),
            None => "it has fewer thresholds".to_owned(),
        });
    }
    [(before, "earlier"), (now, "later")]
        .iter()
        .find(|(side, _)| side.cut.contains(&later.query))
        .map(|(_, which)| format!("not all rows of `{}` were kept in the {which} run", later.query))
}
