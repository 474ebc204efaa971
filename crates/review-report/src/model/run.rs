//! What a report tells of the run itself.

use serde::Serialize;

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
    /// The number of the AWS account it belongs to; none when it is not known, or there is none.
    pub account: Option<String>,
    /// The AWS Region it is in.
    pub region: Option<String>,
    /// The time zone of the reviewer's sessions where it is not UTC, in which all times are told: windows are shifted.
    pub other_zone: Option<String>,
    /// What the user may see of the work of others, in words; none when nobody asked.
    pub rights: Option<String>,
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
    /// What the review itself asked of the warehouse.
    pub cost: ReviewCost,
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

/// What a review asked of the warehouse, all attempts together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReviewCost {
    /// Statements that were handed over.
    pub statements: u64,
    /// From the handing over of each to its end, added up.
    pub time: Span,
    /// Rows that were kept.
    pub rows: u64,
    /// Questions to AWS, which ask nothing of the warehouse.
    pub calls: u64,
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
