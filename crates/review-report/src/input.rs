//! What a report is made from, in the words of the core only.

use review_core::QueryId;
use review_core::accounting::{Accounting, QueryAccount};
use review_core::chart::ChartSpec;
use review_core::comparison::Comparison;
use review_core::documents::RunDocument;
use review_core::finding::Findings;
use review_core::lane::Halt;
use review_core::record::Record;
use review_core::result::{Column, Row};
use review_core::series::Series;
use review_core::settings::Settings;

use crate::before::EarlierRows;

/// Everything a report tells of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportInput {
    /// What ran, where and with which parameters.
    pub run: RunDocument,
    /// What every planned query came to.
    pub accounting: Accounting,
    /// What every signal came to.
    pub findings: Findings,
    /// One entry a planned query, in the order of the report.
    pub sections: Vec<QuerySection>,
    /// Why the run was halted, if it was.
    pub halt: Option<Halt>,
    /// What the settings said when the run began.
    pub settings: Settings,
    /// What changed since the run before; none when there was none.
    pub comparison: Option<Comparison>,
    /// The run and those before it in numbers.
    pub series: Option<Series>,
}

/// One planned query with what it came to.
#[derive(Clone, Debug, PartialEq)]
pub struct QuerySection {
    /// The query.
    pub query: QueryId,
    /// The section of the report it belongs to. Sections stand in the order of their first query.
    pub section: String,
    /// The SQL that was sent, or would have been.
    pub script: String,
    /// What it came to.
    pub account: QueryAccount,
    /// Every recorded attempt, in order; the last one counts. Empty when it never ran.
    pub records: Vec<Record>,
    /// The columns of its result.
    pub columns: Vec<Column>,
    /// The rows of its result, or as many of the first as the caller cared to read; no more than
    /// [`Limits::table_rows`](crate::Limits::table_rows) of them are shown.
    pub rows: Vec<Row>,
    /// What the same query gave in the run before; none where the two cannot be compared.
    pub before: Option<EarlierRows>,
    /// How many rows the stored result has.
    pub total_rows: u64,
    /// Whether the warehouse had more rows than were stored.
    pub cut: bool,
    /// The charts of it. They are drawn from `rows`, so a query that has some wants all its rows there.
    pub charts: Vec<ChartSpec>,
}
