//! What is judged: the results of a run, or the reason why there is none.

use std::collections::BTreeMap;

use review_core::result::{Column, Row};
use review_core::{QueryId, QueryName, RunId, Timestamp};
use review_pack::{Literal, Pack};

/// The rows of one planned query that finished.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryResult {
    /// The planned query; names the database for a query of scope `database`.
    pub query: QueryId,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Whether the warehouse had more rows than were kept.
    pub cut: bool,
}

/// What there is of a query of the pack.
#[derive(Clone, Debug, PartialEq)]
pub enum ResultState {
    /// Everything that was planned: one result, or one for each database.
    Have(Vec<QueryResult>),
    /// Nothing: it failed, timed out, was skipped or halted.
    Missing {
        /// Why, as a sentence fragment.
        reason: String,
    },
    /// Rows that speak of the reviewer's own work and objects only, so that nothing can be judged by them.
    OwnOnly {
        /// What stays unseen and what opens it, as a sentence fragment.
        reason: String,
    },
    /// Some databases, not all.
    Partial {
        /// The results there are.
        have: Vec<QueryResult>,
        /// The planned queries without a result, each with its reason as a sentence fragment.
        missing: Vec<(QueryId, String)>,
    },
}

/// Thresholds set for this evaluation, by signal and threshold; see [`parse_override`](crate::parse_override).
pub type Overrides = BTreeMap<(String, String), Literal>;

/// Everything a judgement depends on. The same input gives the same findings, whenever it is judged.
#[derive(Clone, Debug)]
pub struct JudgeInput<'a> {
    /// The pack whose signals are judged.
    pub pack: &'a Pack,
    /// The run the results belong to.
    pub run: RunId,
    /// When the results were taken: what `getdate()` is.
    pub as_of: Timestamp,
    /// The parameters of the run, as SQL literals, by name: which window was asked for.
    pub parameters: BTreeMap<String, String>,
    /// What there is of each query; a query that is not named was not part of the run.
    pub results: BTreeMap<QueryName, ResultState>,
    /// Thresholds that replace those of the pack.
    pub overrides: Overrides,
}
