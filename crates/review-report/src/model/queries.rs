//! What a report tells of queries.

use serde::Serialize;

use super::{Chart, Link, SignalLink, Span, Table};

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
    /// Whether the page has room for one line about it only: no rows, no columns, no SQL.
    pub brief: bool,
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
