//! What an adapter's tests tell the suite.

use std::sync::Arc;

use async_trait::async_trait;
use review_core::result::{Cell, Column, Row};

use crate::Warehouse;

/// How many rows the script [`Kind::Many`] returns.
pub const MANY: u64 = 100_000;

/// An adapter to be tested, and the warehouse behind it.
#[async_trait]
pub trait Fixture: Send + Sync {
    /// A new adapter on the same warehouse, for the same user. The suite drops it to play a driver that dies; the
    /// fixture keeps no copy.
    async fn connect(&self) -> Arc<dyn Warehouse>;

    /// The scripts in the warehouse's dialect.
    fn scripts(&self) -> Scripts;

    /// How many statements that were submitted under `name` run in the warehouse at this moment, seen past the
    /// adapter; `None` when there is no way to see it.
    async fn live(&self, name: &str) -> Option<usize>;
}

/// What kind of script is submitted: the middle of the statement's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// [`Scripts::exact`]
    Exact,
    /// [`Scripts::many`]
    Many,
    /// [`Scripts::no_rows`]
    NoRows,
    /// [`Scripts::endless`]
    Endless,
    /// [`Scripts::syntax_error`]
    SyntaxError,
    /// [`Scripts::missing_table`]
    MissingTable,
    /// [`Scripts::denied_table`]
    DeniedTable,
    /// [`Scripts::writes`]
    Write,
    /// [`Scripts::several`]
    Several,
    /// No text at all.
    Empty,
}

impl Kind {
    /// The word in the statement's name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Exact => "Exact",
            Self::Many => "Many",
            Self::NoRows => "NoRows",
            Self::Endless => "Endless",
            Self::SyntaxError => "SyntaxError",
            Self::MissingTable => "MissingTable",
            Self::DeniedTable => "DeniedTable",
            Self::Write => "Write",
            Self::Several => "Several",
            Self::Empty => "Empty",
        }
    }
}

/// The scripts that the cases run.
#[derive(Clone, Debug)]
pub struct Scripts {
    /// Returns [`exact_columns`] and [`exact_rows`].
    pub exact: String,
    /// Returns [`MANY`] rows, one column `n` of type `int8`: 1, 2, 3, ...
    pub many: String,
    /// Returns one column `n` of type `int8` and no row.
    pub no_rows: String,
    /// Does not end by itself within a minute.
    pub endless: String,
    /// Is no SQL.
    pub syntax_error: String,
    /// Reads a table that does not exist.
    pub missing_table: String,
    /// Reads a table the user may not read; `None` when every user may read all.
    pub denied_table: Option<String>,
    /// Each would change the warehouse.
    pub writes: Vec<String>,
    /// Two statements, each good by itself.
    pub several: String,
}

/// The columns of [`Scripts::exact`]. The declared length of a text is not compared.
pub fn exact_columns() -> Vec<Column> {
    vec![
        Column::new("id", "int4"),
        Column::new("big", "int8"),
        Column::decimal("exact", 38, 10),
        Column::new("moment", "timestamp"),
        Column::new("day", "date"),
        Column::new("truth", "bool"),
        Column::new("measure", "float8"),
        Column::new("label", "varchar"),
    ]
}

/// The rows of [`Scripts::exact`]: values that careless adapters round, cut or confuse.
pub fn exact_rows() -> Vec<Row> {
    let text = |text: &str| Cell::Text(text.to_owned());
    vec![
        vec![
            Cell::Long(1),
            Cell::Long(9_007_199_254_740_993),
            text("1234567890123456789012345678.0123456789"),
            text("2026-11-22 07:30:00.123456"),
            text("2026-11-22"),
            Cell::Boolean(true),
            Cell::Double(0.1),
            text(""),
        ],
        vec![
            Cell::Long(2),
            Cell::Long(i64::MAX),
            text("-0.0000000001"),
            text("1999-12-31 23:59:59.999999"),
            text("1999-12-31"),
            Cell::Boolean(false),
            Cell::Double(-1.5e300),
            text("it's \"ü\" \\ , \t end"),
        ],
        [vec![Cell::Long(3)], vec![Cell::NULL; 7]].concat(),
    ]
}

/// Row `index`, from 0, of [`Scripts::many`].
pub fn many_row(index: u64) -> Row {
    vec![Cell::Long(i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1))]
}
