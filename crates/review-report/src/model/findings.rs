//! What a report tells of signals, and what to do about them.

use serde::Serialize;

use super::{ExpiredSuppression, FindingChange, Link, OwnerShare, Since, Table, Tick};

/// A signal that fired.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Its place in the page: `finding-<signal>`.
    pub anchor: String,
    /// The signal's id.
    pub signal: String,
    /// What is the trouble.
    pub title: String,
    /// `critical`, `high`, `medium`, `low` or `info`.
    pub severity: String,
    /// The section of the query it reads.
    pub section: String,
    /// Whether it is the first of its severity.
    pub first_of_severity: bool,
    /// Whether its rows show a `moment` or a `window`; none when the pack does not say.
    pub shows: Option<String>,
    /// The same in words.
    pub shows_words: Option<String>,
    /// What is counted, in the plural.
    pub unit: String,
    /// Whether all rows were judged together; then `count` is 0.
    pub aggregate: bool,
    /// How many rows fired.
    pub count: u64,
    /// How many rows the signal speaks of.
    pub population_rows: u64,
    /// The count in words: `3 of 61 tables`.
    pub count_words: String,
    /// Which rows the signal speaks of, as SQL; none means every row.
    pub population: Option<Vec<Piece>>,
    /// The condition as SQL.
    pub condition: Vec<Piece>,
    /// The thresholds used.
    pub thresholds: Vec<Threshold>,
    /// What the observed column shows.
    pub observed: Option<Observed>,
    /// Rows that could not be judged.
    pub not_judged_rows: u64,
    /// Why the first of those could not be judged.
    pub not_judged_reason: Option<String>,
    /// The rows that made it fire; none for an aggregate.
    pub evidence: Option<Table>,
    /// What to do about it.
    pub recommendations: Vec<Advice>,
    /// The query it reads, and the table of it; several when it ran in several databases.
    pub queries: Vec<Link>,
    /// What became of it since the run before; none when nothing was compared.
    pub change: Option<FindingChange>,
    /// Since when it is there; none when that is not known.
    pub since: Option<Since>,
    /// Whom its objects belong to, as the settings say.
    pub owners: Vec<OwnerShare>,
    /// What it came to in the last runs, the earliest first; empty when this is the first.
    pub ticks: Vec<Tick>,
    /// The suppressions of the settings that would set it aside, had they not expired.
    pub expired: Vec<ExpiredSuppression>,
}

/// A piece of SQL as written in the pack; the pieces in a row are the whole text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Piece {
    /// `text`, `threshold` (a `:name`) or `observed` (the observed column).
    pub kind: String,
    /// The text.
    pub text: String,
}

/// A threshold as it was used.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Threshold {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where the number comes from.
    pub source: String,
    /// Whether it was set for this evaluation instead of taken from the pack.
    pub overridden: bool,
}

/// What the observed column shows in the evidence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Observed {
    /// The column.
    pub column: String,
    /// Its least value in the kept evidence; none unless all are numbers.
    pub least: Option<String>,
    /// Its greatest value in the kept evidence; none unless all are numbers.
    pub greatest: Option<String>,
    /// Where they are no numbers, the first few of its values: `failed, blocked and 4 more`; none without any.
    pub texts: Option<String>,
}

/// A recommendation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Advice {
    /// Its place in the page: `recommendation-<id>`.
    pub anchor: String,
    /// Its id.
    pub id: String,
    /// What to do, one line.
    pub title: String,
    /// What to do, a few sentences.
    pub text: String,
    /// `small`, `medium` or `large`.
    pub effort: String,
    /// What it costs beside the work, in words.
    pub cost: Vec<String>,
    /// How to try it safely, on one object or beside the warehouse.
    pub try_first: Option<String>,
    /// How to take it back.
    pub undo: Option<String>,
    /// Further reading; http and https only.
    pub links: Vec<Link>,
    /// SQL for the first objects of this finding; empty in `recommendations` and `summary`.
    pub fixes: Vec<Fix>,
    /// How many objects of this finding have no `fixes` entry of their own.
    pub fixes_left_out: u64,
    /// The finding before this one at which it is told already; none at the first, and in `recommendations` and
    /// `summary`.
    pub told_at: Option<Link>,
    /// The findings that lead to it, the gravest first.
    pub findings: Vec<SignalLink>,
    /// The gravest severity among them.
    pub severity: String,
}

/// SQL that mends one object. It is never run by this program.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fix {
    /// What it mends, as the rows about it say; none for a statement that is for all.
    pub object: Option<String>,
    /// The database to run it in, where the evidence names one.
    pub database: Option<String>,
    /// The statement; none when it could not be written safely.
    pub sql: Option<String>,
    /// Why there is no statement.
    pub reason: Option<String>,
}

/// A link to a finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SignalLink {
    /// `#finding-<signal>`.
    pub href: String,
    /// The signal's id.
    pub signal: String,
    /// Its title.
    pub title: String,
    /// Its severity.
    pub severity: String,
    /// Its count in words.
    pub count_words: String,
}

/// A signal that did not fire.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SignalLine {
    /// The signal's id.
    pub signal: String,
    /// What it looks for.
    pub title: String,
    /// `critical`, `high`, `medium`, `low` or `info`.
    pub severity: String,
    /// `silent`, `not_applicable` or `not_evaluated`.
    pub verdict: String,
    /// The same in words.
    pub verdict_words: String,
    /// Why it was not evaluated.
    pub reason: Option<String>,
    /// The query it reads; several when it ran in several databases.
    pub queries: Vec<Link>,
    /// What is counted, in the plural.
    pub unit: String,
    /// How many rows it speaks of.
    pub population_rows: u64,
    /// Rows that could not be judged.
    pub not_judged_rows: u64,
    /// Which rows it speaks of, as SQL; none means every row.
    pub population: Option<Vec<Piece>>,
    /// The condition as SQL.
    pub condition: Vec<Piece>,
    /// The thresholds used.
    pub thresholds: Vec<Threshold>,
}
