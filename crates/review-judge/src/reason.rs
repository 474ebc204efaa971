//! Why something is not evaluated, each as one sentence fragment a reader can act on.

use review_core::{QueryId, QueryName};

use crate::convert::Misfit;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Reason {
    #[error("`{0}` was not part of the run")]
    NotPlanned(QueryName),
    #[error("`{query}` has no result: {reason}")]
    Missing { query: QueryName, reason: String },
    #[error("`{query}` saw only what is the reviewer's own: {reason}")]
    OwnOnly { query: QueryName, reason: String },
    #[error("no result of {}", list_missing(.0))]
    PartMissing(Vec<(QueryId, String)>),
    #[error("the result of `{query}` was cut at {}", counted(*.rows))]
    Cut { query: QueryId, rows: usize },
    #[error("the result of `{query}` has no column `{column}`")]
    NoColumn { query: QueryId, column: String },
    #[error("the result of `{query}` has more than one column `{column}`")]
    ColumnTwice { query: QueryId, column: String },
    #[error("row {row} of `{query}` has no cell for column `{column}`")]
    NoCell { query: QueryId, row: usize, column: String },
    #[error("row {row} of `{query}`, column `{column}`: {misfit}")]
    Misfit { query: QueryId, row: usize, column: String, misfit: Misfit },
    #[error("the {what} cannot be read: {message}")]
    Unreadable { what: What, message: String },
    #[error("the {what} cannot be evaluated: {message}")]
    Failed { what: What, message: String },
    #[error("none of {} could be judged; the first: {first}", counted(*.rows))]
    NoRowJudged { rows: usize, first: String },
    #[error("{} could not be placed in the population or outside it; the first: {first}", counted(*.rows))]
    PopulationUnknown { rows: usize, first: String },
    #[error("the case gives no rows of `{0}`, which the signal reads in a sub-select")]
    CaseWithout(QueryName),
    #[error("`{query}` declares no column `{column}`")]
    Undeclared { query: QueryName, column: String },
}

/// The expression that could not be evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Population,
    Condition,
    Aggregate,
    Measure,
    /// The tables themselves, before any expression.
    Result,
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Population => "population",
            Self::Condition => "condition",
            Self::Aggregate => "aggregate",
            Self::Measure => "measure",
            Self::Result => "result",
        })
    }
}

/// More than a few databases are counted, not listed: a reason is one sentence.
const LISTED_MAX: usize = 3;

fn list_missing(missing: &[(QueryId, String)]) -> String {
    let listed = missing.iter().take(LISTED_MAX).map(|(query, reason)| format!("`{query}` ({reason})"));
    let mut text = listed.collect::<Vec<_>>().join(", ");
    if missing.len() > LISTED_MAX {
        text.push_str(&format!(" and {} more", missing.len() - LISTED_MAX));
    }
    text
}

fn counted(rows: usize) -> String {
    format!("{rows} row{}", if rows == 1 { "" } else { "s" })
}
