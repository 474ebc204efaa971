//! Tables of the report, and what was cut of them.

use serde::Serialize;

use super::Link;

/// Rows, with what was left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// The columns.
    pub columns: Vec<TableColumn>,
    /// The rows shown.
    pub rows: Vec<Vec<TableCell>>,
    /// What each row shown is about, `sales.orders` or `user: etl`: the same text in every table. None where a row
    /// names nothing.
    pub objects: Vec<Option<String>>,
    /// How many rows there are in all.
    pub total: u64,
    /// How many rows are not shown.
    pub left_out: u64,
    /// How many columns are not shown.
    pub columns_left_out: usize,
    /// The file with all rows.
    pub csv: Option<Link>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableColumn {
    /// Its name.
    pub name: String,
    /// The warehouse's type, with its digits where it has some: `numeric(19,2)`.
    pub type_words: String,
    /// Whether its values are numbers.
    pub number: bool,
    /// Whether its values are dates or times.
    pub moment: bool,
    /// Whether it is the observed column of the finding.
    pub observed: bool,
    /// Whether it is one of those that name the object found.
    pub object: bool,
    /// Whether its cells are the names of what the rows are about; true for one column at most.
    pub names: bool,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableCell {
    /// `null`, `empty` (text without a character), `boolean`, `number`, `moment` (a date or time) or `text`.
    pub kind: String,
    /// What is shown at once.
    pub text: String,
    /// The number it was in the run before; none where it was the same, or the rows cannot be compared.
    pub before: Option<String>,
    /// All of it, or as much as the page holds; none when that is no more than `text`.
    pub full: Option<String>,
    /// How many characters the page does not hold.
    pub characters_left_out: usize,
}

/// What was left out to keep the page small.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Size {
    /// The most rows shown of a query.
    pub table_rows: usize,
    /// The most evidence rows shown of a finding.
    pub evidence_rows: usize,
    /// The bytes the page may take.
    pub bytes: usize,
    /// The most failed queries told of at length.
    pub failures: usize,
    /// Queries told in one line each, since the page would grow past its bytes otherwise.
    pub brief_queries: usize,
    /// Charts that are not shown since the others take the room for charts.
    pub charts_left_out: usize,
    /// Tables that were cut.
    pub cut_tables: Vec<CutTable>,
}

/// A table of which not all rows are shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CutTable {
    /// Where it stands in the page.
    pub query: Link,
    /// Rows shown.
    pub shown: u64,
    /// Rows in all.
    pub total: u64,
}
