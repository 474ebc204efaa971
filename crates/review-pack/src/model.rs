//! A checked pack: every name resolved, every number in its range. Only [`check`](crate::check) makes one.

use std::collections::BTreeMap;

use review_core::QueryName;
use review_core::chart::ChartSpec;
use review_core::diagnostic::Place;
use review_core::finding::{Recommendation, Severity, Shows};
use review_core::identity::Deployment;
use review_core::measure::Better;
use review_core::query_text::QueryText;
use review_core::result::ColumnType;

use crate::calls::CallTemplate;
use crate::databases::DatabaseLists;

/// The files of a pack by path within it, with `/`: all that [`check`](crate::check) reads.
pub type PackFiles = BTreeMap<String, Vec<u8>>;

/// A checked pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// Its name.
    pub name: String,
    /// Hex SHA-256 over the paths and contents of its files.
    pub digest: String,
    /// Limits that hold where nothing else is said.
    pub defaults: Defaults,
    /// Which databases its queries of scope `database` run in.
    pub databases: DatabaseLists,
    /// Parameters of its scripts, by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// Its queries, in the order written.
    pub queries: Vec<Query>,
    /// Its workflows, by name; there is always one called `default`.
    pub workflows: BTreeMap<String, Workflow>,
    /// The signals of each query that has some, in the order of the queries.
    pub signals: Vec<QuerySignals>,
    /// Its recommendations, by id.
    pub recommendations: BTreeMap<String, Recommendation>,
    /// Its own report template, if it brings one.
    pub template: Option<String>,
    /// All its files, exactly as read.
    pub files: PackFiles,
}

/// Limits that hold for a run and its queries where nothing else is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defaults {
    /// The longest a statement may take. Default 120.
    pub time_threshold_seconds: u32,
    /// Passes of a lane over its queries, the first included. Default 3.
    pub max_rounds: u16,
    /// Rows kept of a result. Default 50,000.
    pub max_rows: u64,
    /// Lanes, and so statements, in flight at once. Default 2: gentle to a warehouse that has other work.
    pub lanes_in_flight: u16,
    /// The longest the run may take. Default 3,600.
    pub deadline_seconds: u32,
    /// How often a cancellation is tried before the statement is given up. Default 3.
    pub cancel_tries: u8,
    /// Whether a query that passed its threshold is repeated. Default true.
    pub retry_time_outs: bool,
    /// How long a lane rests before its second round, twice as long before the third, and so on. Default 5: a
    /// server that restarts, or a throttle, is over then as a rule.
    pub round_pause_seconds: u32,
    /// The most time that all statements of the run together may take, each from its submission to its end, in
    /// seconds. Default `None`: the deadline and the thresholds bound it already.
    pub max_warehouse_seconds: Option<u32>,
    /// What is kept of the texts of other people's queries. Default masked.
    pub query_text: QueryText,
}

/// A typed value that scripts name as `:name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its type; a value given at the command line must be of it.
    pub kind: ColumnType,
    /// Its value.
    pub value: Literal,
}

/// A value as written in a pack; numbers keep their text, so that none passes through a float.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Literal {
    /// NULL.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, as written: digits with an optional sign, point and exponent.
    Number(String),
    /// Text; dates and timestamps are written as text.
    Text(String),
}

/// One named script with its limits: SQL, or a call to AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Its name.
    pub name: QueryName,
    /// The path of its script within the pack.
    pub script_path: String,
    /// Its script as written, with `:name` where parameters go.
    pub script: String,
    /// The call it makes, when its script is one instead of SQL.
    pub call: Option<CallTemplate>,
    /// The longest its statement may take.
    pub time_threshold_seconds: u32,
    /// Rows kept of its result.
    pub max_rows: u64,
    /// The section of the report it belongs to.
    pub section: String,
    /// Whether it runs once or once for each database.
    pub scope: Scope,
    /// Kinds of deployment it runs on; empty means all.
    pub needs: Vec<Deployment>,
    /// The columns of its result that hold texts of other people's queries.
    pub query_texts: Vec<String>,
}

/// How often a query runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Once.
    Warehouse,
    /// Once for each local database; conditions see all of them as one table whose first column is
    /// `database_name`.
    Database,
}

/// A named order over the pack's queries: stages of lanes of queries. `order: serial` is one stage with one
/// lane, `order: parallel` one stage with a lane for each query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workflow {
    /// Stages, lanes, queries.
    pub stages: Vec<Vec<Vec<QueryName>>>,
}

/// What a pack says of one query's result, and the signals over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuerySignals {
    /// The query.
    pub query: QueryName,
    /// The file these stand in.
    pub file: String,
    /// The columns conditions see, with their types, in the order declared. For a query of scope `database` the
    /// first is `database_name`, whether declared or not.
    pub columns: Vec<(String, ColumnType)>,
    /// The columns that name the thing found.
    pub object: Vec<String>,
    /// What is counted, in the plural.
    pub unit: String,
    /// The charts of it, in the order written.
    pub charts: Vec<ChartSpec>,
    /// The measures of it, in the order written.
    pub measures: Vec<Measure>,
    /// The column that says which time the result covers; at most one query of a pack has one.
    pub window: Option<WindowColumn>,
    /// The signals.
    pub signals: Vec<Signal>,
}

/// A number over all rows of a result, for a reader who reads no findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Its id, unique among the signals and measures of the pack.
    pub id: String,
    /// The number, with aggregate functions; NULL where there is nothing to measure.
    pub value: Expression,
    /// What is counted, to stand behind the number: `hours waited in queues`.
    pub words: String,
    /// The same for a value of exactly 1.
    pub one: String,
    /// Digits after the point.
    pub digits: u8,
    /// In which direction it is good.
    pub better: Better,
    /// Whether readers are told of it; what is not told only says whether two runs can be compared.
    pub told: bool,
}

/// Where to see which time a run covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowColumn {
    /// A column of moments: the earliest and the latest are what was found.
    pub column: String,
    /// The parameter with the number of days asked for.
    pub days: String,
}

/// A named condition over a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Its id, unique in the pack.
    pub id: String,
    /// One line that states the trouble.
    pub title: String,
    /// How much it matters.
    pub severity: Severity,
    /// Whether its rows show a moment or a window, if the pack says.
    pub shows: Option<Shows>,
    /// The ids of measures that must be the same in two runs for its findings to be compared.
    pub compared_when_same: Vec<String>,
    /// Which rows it speaks of; `None` means all.
    pub population: Option<Expression>,
    /// What is tested.
    pub test: Test,
    /// The column shown beside the threshold.
    pub observed: Option<String>,
    /// Its thresholds, by the name its expressions use.
    pub thresholds: BTreeMap<String, Threshold>,
    /// The recommendations it leads to.
    pub recommendations: Vec<String>,
    /// Cases in which it must fire; at least one.
    pub fires: Vec<Case>,
    /// Cases in which it must stay silent; at least one.
    pub silent: Vec<Case>,
    /// Where its id stands.
    pub place: Place,
}

/// What a signal tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// A condition on each row of the population: every row for which it is true is a finding.
    Rows(Expression),
    /// A condition on the population as a whole, with aggregate functions.
    Aggregate(Expression),
}

impl Test {
    /// Its expression.
    pub fn expression(&self) -> &Expression {
        match self {
            Self::Rows(expression) | Self::Aggregate(expression) => expression,
        }
    }
}

/// An SQL expression as written, with `:name` where thresholds go. It parses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    /// The text.
    pub sql: String,
    /// Where it stands.
    pub place: Place,
}

/// A number a signal compares with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// The value.
    pub value: Literal,
    /// Where the number comes from; `own` where it is an opinion of the pack's author.
    pub source: String,
}

/// A truth case: rows, and whether the signal fires on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The rows of the signal's own query; columns left out are NULL.
    pub rows: Vec<BTreeMap<String, Literal>>,
    /// The rows of other queries that the signal reads in sub-selects.
    pub with: BTreeMap<QueryName, Vec<BTreeMap<String, Literal>>>,
    /// Where it stands.
    pub place: Place,
}

impl Pack {
    /// The query of that name.
    pub fn query(&self, name: &QueryName) -> Option<&Query> {
        self.queries.iter().find(|query| query.name == *name)
    }

    /// The signals of a query.
    pub fn signals_of(&self, name: &QueryName) -> Option<&QuerySignals> {
        self.signals.iter().find(|signals| signals.query == *name)
    }
}
