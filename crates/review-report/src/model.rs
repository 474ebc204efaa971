//! The report model: what a template sees. `docs/REPORT_MODEL.md` lists the same fields for authors of templates,
//! and a test compares the two.
//!
//! Every text is plain text, never markup: the renderer escapes it. Counts are numbers; the filter `grouped`
//! writes them as `1,284`.

mod charts;
mod history;
mod tables;

use serde::Serialize;

pub use charts::{Chart, ChartSeries, Markup};
pub use history::{
    ChangeCount, ChangeLine, Changes, FindingChange, IdleSuppression, ObjectLine, OwnerShare, Since, Suppressed, Tick,
    TrendRun,
};
pub use tables::{CutTable, Size, Table, TableCell, TableColumn};

/// Everything a template can use.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportModel {
    /// The page's title: warehouse, day and verdict.
    pub title: String,
    /// What ran, where, and with which parameters.
    pub run: RunFacts,
    /// The first screen: the verdict in words, and what to do first.
    pub summary: Summary,
    /// planned = ok + findings + failed + timed out + skipped.
    pub accounting: Bar,
    /// What changed since the last complete run of the same warehouse and pack; none when there was none.
    pub changes: Option<Changes>,
    /// The last runs, the earliest first, this one last; empty when it is the first.
    pub trend: Vec<TrendRun>,
    /// The signals that fired: by severity, then by how much they found, then by effort.
    pub findings: Vec<Finding>,
    /// What to do, each once: by the severity of the findings that lead to it, then by their count, then by effort.
    pub recommendations: Vec<Advice>,
    /// Every query, in its section.
    pub sections: Vec<Section>,
    /// The queries that failed or timed out.
    pub failures: Vec<Failure>,
    /// Signals that could not be judged.
    pub not_evaluated: Vec<SignalLine>,
    /// What the settings set aside, in the order of the findings.
    pub suppressed: Vec<Suppressed>,
    /// The suppressions of the settings that expired or fit nothing.
    pub idle_suppressions: Vec<IdleSuppression>,
    /// Signals that were judged and found nothing, and those with an empty population.
    pub nothing_found: Vec<SignalLine>,
    /// What was left out to keep the page small.
    pub size: Size,
}

/// What ran, where, and with which parameters.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunFacts {
    /// The run's id.
    pub id: String,
    /// The pack's name.
    pub pack: String,
    /// Hex SHA-256 over the pack's files.
    pub pack_digest: String,
    /// The workflow's name.
    pub workflow: String,
    /// What the warehouse is called.
    pub warehouse: String,
    /// Its address, without secrets.
    pub address: String,
    /// `single_az`, `multi_az`, `serverless` or `postgresql`.
    pub deployment: String,
    /// The same in words.
    pub deployment_words: String,
    /// What the warehouse says of its version.
    pub version: String,
    /// The database user that ran the statements.
    pub user: String,
    /// The database connected to.
    pub database: String,
    /// Every database that queries of scope `database` were to run in.
    pub databases: Vec<String>,
    /// The databases that are there and were not visited.
    pub databases_not_visited: Vec<NotVisitedDatabase>,
    /// The line that the settings want on every report: `Internal`.
    pub classification: Option<String>,
    /// Whether the data is generated.
    pub sample: bool,
    /// When the run began: `2026-11-22T07:30:00Z`.
    pub started_at: String,
    /// The day it began: `2026-11-22`.
    pub started_on: String,
    /// When the last attempt was recorded; none when there was no attempt.
    pub ended_at: Option<String>,
    /// From the beginning to the last attempt.
    pub duration: Option<Span>,
    /// The time the signals took for now.
    pub judged_as_of: String,
    /// The parameters of the scripts, as SQL literals.
    pub parameters: Vec<NamedValue>,
    /// The program and version that created the run.
    pub program: String,
    /// Whether CSV cells that a spreadsheet would take for formulas are guarded by a leading `'`.
    pub csv_formula_guard: bool,
    /// What was kept of the texts of other people's queries: `none`, `masked` or `full`.
    pub query_text: String,
}

/// A database that no query was run in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NotVisitedDatabase {
    /// Its name.
    pub name: String,
    /// Why, as a sentence fragment.
    pub reason: String,
}

/// A name and a value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NamedValue {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// A length of time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Span {
    /// For people: `1 min 12 s`.
    pub words: String,
    /// Exactly: `72.345 s`.
    pub exact: String,
}

/// The first screen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// The verdict in one sentence.
    pub verdict: String,
    /// Why the run ended early, one sentence; none when it did not.
    pub halted: Option<String>,
    /// Whether every query that was asked for ran to a result.
    pub complete: bool,
    /// Findings of each severity, the greatest first, zeros included.
    pub severities: Vec<SeverityCount>,
    /// How many findings there are in all.
    pub findings: usize,
    /// How many signals there are in all.
    pub signals: usize,
    /// The charts that the pack puts here, two at most.
    pub charts: Vec<Chart>,
    /// The first few recommendations.
    pub first_steps: Vec<Advice>,
    /// Queries that came to no result: failed, timed out, skipped.
    pub unseen: Vec<Unseen>,
}

/// How many findings a severity has.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SeverityCount {
    /// `critical`, `high`, `medium`, `low` or `info`.
    pub severity: String,
    /// How many.
    pub count: usize,
}

/// Queries that came to no result, for one and the same reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unseen {
    /// `failed`, `timed_out` or `skipped`.
    pub status: String,
    /// The same in words.
    pub status_words: String,
    /// Which queries.
    pub queries: Vec<Link>,
    /// Why.
    pub reason: String,
    /// What to do about it, where that is known.
    pub remedy: Option<String>,
}

/// The accounting of all planned queries.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bar {
    /// How many queries were planned.
    pub planned: u32,
    /// The five parts, zeros included; their counts add up to `planned`.
    pub segments: Vec<Segment>,
    /// The whole in one sentence.
    pub words: String,
}

/// One part of the accounting.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Segment {
    /// `ok`, `findings`, `failed`, `timed_out` or `skipped`.
    pub status: String,
    /// The same in words.
    pub status_words: String,
    /// How many queries.
    pub count: u32,
    /// Where it begins on a bar 1000 wide.
    pub x: u32,
    /// How wide it is on a bar 1000 wide; a part that is not empty can always be seen.
    pub width: u32,
}

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
    /// Further reading; http and https only.
    pub links: Vec<Link>,
    /// SQL for the first objects of this finding; empty in `recommendations` and `summary`.
    pub fixes: Vec<Fix>,
    /// How many objects of this finding have no `fixes` entry of their own.
    pub fixes_left_out: u64,
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

/// A link with its text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    /// Where it leads: `#...` within the page, a path within the run folder, or an http or https address. Fit for
    /// an `href`.
    pub href: String,
    /// What it is called.
    pub text: String,
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

/// Queries that belong together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    /// Its place in the page: `section-<number>`.
    pub anchor: String,
    /// Its name in the pack.
    pub name: String,
    /// Its queries.
    pub queries: Vec<QueryTable>,
}

/// One query with its rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QueryTable {
    /// Its place in the page: `query-<name>`.
    pub anchor: String,
    /// Its name, with `@database` where it ran in one of several databases.
    pub name: String,
    /// `ok`, `findings`, `failed`, `timed_out` or `skipped`.
    pub status: String,
    /// The same in words.
    pub status_words: String,
    /// Why, for all but ok and findings.
    pub reason: Option<String>,
    /// How many rows the stored result has; none without a result.
    pub total_rows: Option<u64>,
    /// Whether the warehouse had more rows than were stored.
    pub cut: bool,
    /// How many rows are stored at most.
    pub max_rows: Option<u64>,
    /// From submission to the outcome of the last attempt.
    pub duration: Option<Span>,
    /// The longest a statement may take, in seconds.
    pub threshold_seconds: Option<u32>,
    /// Whether it finished although its threshold had passed.
    pub overran: bool,
    /// How many attempts were recorded.
    pub attempts: u32,
    /// The round of the last attempt; none when it never ran.
    pub round: Option<u16>,
    /// When the last attempt was submitted.
    pub submitted_at: Option<String>,
    /// When the outcome of the last attempt was known.
    pub ended_at: Option<String>,
    /// The warehouse's id of the last statement.
    pub statement: Option<String>,
    /// The findings that read it.
    pub findings: Vec<SignalLink>,
    /// Drawings of its rows.
    pub charts: Vec<Chart>,
    /// Its rows; none without a result.
    pub table: Option<Table>,
    /// The SQL sent, or as much of it as fits.
    pub script: String,
    /// Whether `script` is not the whole of it.
    pub script_cut: bool,
    /// The file that holds the whole SQL.
    pub script_file: Link,
    /// The files of its result: JSON and CSV.
    pub files: Vec<Link>,
}

/// A query that failed or timed out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Failure {
    /// The query.
    pub query: Link,
    /// `failed` or `timed_out`.
    pub status: String,
    /// The same in words.
    pub status_words: String,
    /// The class of the error; none for a query that timed out.
    pub class: Option<String>,
    /// The warehouse's own code.
    pub code: Option<String>,
    /// What happened.
    pub message: String,
    /// What to do about it, where that is known.
    pub remedy: Option<String>,
    /// The statement that may still run, if one was left behind.
    pub left_behind: Option<String>,
    /// Every attempt.
    pub attempts: Vec<Attempt>,
}

/// One attempt of a query.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attempt {
    /// The round.
    pub round: u16,
    /// The attempt within the round.
    pub attempt: u16,
    /// When its outcome was known.
    pub ended_at: String,
    /// From submission to the outcome.
    pub duration: Option<Span>,
    /// What it came to, in words.
    pub outcome: String,
    /// The warehouse's words, for an attempt that failed.
    pub message: Option<String>,
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
