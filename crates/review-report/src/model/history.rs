//! What a report tells of other runs, and of what is set aside.

use serde::Serialize;

use super::{Link, SeverityCount, SignalLink};

/// What changed since the last complete run of the same warehouse and pack.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Changes {
    /// The id of the run before.
    pub before: String,
    /// The day it began: `2026-11-15`.
    pub before_on: String,
    /// The whole in one sentence.
    pub words: String,
    /// How many signals came to each change, zeros left out.
    pub counts: Vec<ChangeCount>,
    /// What differs between the runs as a whole, a sentence fragment each.
    pub differences: Vec<String>,
    /// Every signal that changed or cannot be compared; unchanged ones are counted only.
    pub lines: Vec<ChangeLine>,
}

/// How many signals came to a change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangeCount {
    /// `new`, `worse`, `changed`, `unchanged`, `better`, `fixed` or `not_comparable`.
    pub change: String,
    /// The same in words.
    pub change_words: String,
    /// How many.
    pub count: usize,
}

/// What became of one signal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangeLine {
    /// The signal's id.
    pub signal: String,
    /// Its finding in this page; none when it is none now.
    pub href: Option<String>,
    /// What is the trouble.
    pub title: String,
    /// `critical`, `high`, `medium`, `low` or `info`.
    pub severity: String,
    /// `new`, `worse`, `changed`, `better`, `fixed` or `not_comparable`.
    pub change: String,
    /// The same in words.
    pub change_words: String,
    /// Why it cannot be compared, or what has to be known of the comparison.
    pub reason: Option<String>,
    /// What is counted, in the plural.
    pub unit: String,
    /// How many rows fired before; none when that run did not judge it.
    pub before: Option<u64>,
    /// How many fire now; none when this run did not judge it.
    pub now: Option<u64>,
    /// Whether the settings set it aside.
    pub suppressed: bool,
    /// The objects that changed, the first of them.
    pub objects: Vec<ObjectLine>,
    /// How many more objects changed.
    pub objects_left_out: usize,
}

/// What became of one object.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ObjectLine {
    /// Its name, its parts joined by dots.
    pub object: String,
    /// `new`, `worse`, `changed`, `better`, `fixed` or `not_comparable`.
    pub change: String,
    /// The same in words.
    pub change_words: String,
    /// The worst value observed before.
    pub before: Option<String>,
    /// The worst value observed now.
    pub now: Option<String>,
}

/// What became of a finding since the run before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FindingChange {
    /// `new`, `worse`, `changed`, `unchanged`, `better` or `not_comparable`.
    pub change: String,
    /// The same in words.
    pub change_words: String,
    /// What it was before: `2 tables before`; none for what is new and for what judges all rows together.
    pub before_words: Option<String>,
    /// Why it cannot be compared, or what has to be known of the comparison.
    pub reason: Option<String>,
}

/// Since when a finding is there.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Since {
    /// When the first run of an unbroken row began that found it: `2026-11-08T07:30:00Z`.
    pub at: String,
    /// The day of it.
    pub on: String,
    /// How long ago that was when this run began: `14 days`; `first seen` in the run that found it first.
    pub age_words: String,
}

/// Whom objects of a finding belong to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OwnerShare {
    /// The owner.
    pub owner: String,
    /// How many of the kept evidence rows are theirs; 0 for a finding over all rows together.
    pub rows: usize,
}

/// What a signal came to in one of the last runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tick {
    /// The day the run began.
    pub on: String,
    /// `fired`, `suppressed`, `not_judged` or `silent`.
    pub state: String,
    /// The same in words, with the count: `2026-11-15: 3 tables`.
    pub words: String,
}

/// One of the last runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrendRun {
    /// Its id.
    pub run: String,
    /// The day it began.
    pub on: String,
    /// Whether it is this run.
    pub this: bool,
    /// Whether every query that was asked for ran to a result.
    pub complete: bool,
    /// How many findings it has in all.
    pub findings: u64,
    /// Findings of each severity, the greatest first, zeros included.
    pub severities: Vec<SeverityCount>,
}

/// A signal of which something is set aside.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Suppressed {
    /// The signal's id.
    pub signal: String,
    /// What is the trouble.
    pub title: String,
    /// `critical`, `high`, `medium`, `low` or `info`.
    pub severity: String,
    /// Whether all of it is set aside; else it stands among the findings, too.
    pub all: bool,
    /// What is counted, in the plural.
    pub unit: String,
    /// What is set aside in words: `2 tables`.
    pub count_words: String,
    /// The query it reads; several when it ran in several databases.
    pub queries: Vec<Link>,
    /// The first objects that are set aside, as many as a finding shows evidence rows.
    pub objects: Vec<String>,
    /// How many more there are.
    pub objects_left_out: u64,
    /// Why it is accepted.
    pub reason: String,
    /// Who accepted it.
    pub owner: String,
    /// The last day that holds.
    pub until: String,
}

/// A suppression of the settings that sets nothing aside.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IdleSuppression {
    /// The signal's id or its pattern.
    pub signal: String,
    /// Which objects it speaks of: `schema_name = staging`; none for all.
    pub object: Option<String>,
    /// `expired` or `unused`.
    pub status: String,
    /// The same in words, with what it means.
    pub status_words: String,
    /// The findings that are back since it expired.
    pub findings: Vec<SignalLink>,
    /// Why it was accepted.
    pub reason: String,
    /// Who accepted it.
    pub owner: String,
    /// The last day that held.
    pub until: String,
}

/// A suppression that no longer holds, of a finding that it would set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExpiredSuppression {
    /// Why it was accepted.
    pub reason: String,
    /// Who accepted it.
    pub owner: String,
    /// The last day that held.
    pub until: String,
}
