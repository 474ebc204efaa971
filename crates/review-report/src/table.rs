//! Rows as a page shows them: capped, with long cells folded, and with what was left out counted.

use review_core::result::{Cell, Column, FieldKind, Row};

use crate::before::Before;
use crate::limits::Limits;
use crate::model::{Link, Table, TableCell, TableColumn};
use crate::naming::Naming;
use crate::words::shortened;

/// What markup adds to a cell, a word in place of a value, a row, the object of a row, and the fold of a long cell,
/// in bytes.
const CELL_MARKUP: usize = 4;
const WORD_MARKUP: usize = 12;
const ROW_MARKUP: usize = 11;
const OBJECT_MARKUP: usize = 15;
const FOLD_MARKUP: usize = 125;
const BEFORE_MARKUP: usize = 19;
/// What it adds to a table that has rows, to a column in its head, to one of numbers, and to a type there.
const TABLE_MARKUP: usize = 200;
const COLUMN_MARKUP: usize = 18;
const NUMBER_MARKUP: usize = 14;
const TYPE_MARKUP: usize = 15;
/// How many rows a table has at least, where there is any room.
const LEAST_ROWS: usize = 3;

/// Rows to be shown, before the page's budget is shared out.
pub(crate) struct Draft<'a> {
    pub(crate) columns: &'a [Column],
    pub(crate) rows: &'a [Row],
    /// How many rows there are in all.
    pub(crate) total: u64,
    /// The most rows to show, whatever the budget.
    pub(crate) most_rows: usize,
    /// Which of the columns to show, by their places.
    pub(crate) shown: Vec<usize>,
    /// The columns that name an object.
    pub(crate) object: &'a [String],
    /// How a row names what it is about.
    pub(crate) naming: Option<Naming>,
    /// What the run before showed.
    pub(crate) before: Option<Before<'a>>,
    /// The column shown beside the threshold.
    pub(crate) observed: Option<&'a str>,
    pub(crate) csv: Option<Link>,
    /// The caption of the table.
    pub(crate) caption: String,
    /// Whether the head tells the types of all columns.
    pub(crate) types: bool,
}

impl Draft<'_> {
    /// The bytes that its head and all its rows would take; nothing where there are none.
    pub(crate) fn need(&self, limits: &Limits) -> usize {
        self.bytes_of(self.most_rows, limits)
    }

    /// The bytes of its head and its first few rows, with long cells cut.
    pub(crate) fn least(&self, limits: &Limits) -> usize {
        self.bytes_of(self.most_rows.min(LEAST_ROWS), &short(limits))
    }

    fn bytes_of(&self, rows: usize, limits: &Limits) -> usize {
        if self.rows.is_empty() {
            return 0;
        }
        self.rows.iter().take(rows).fold(self.head_bytes(), |sum, row| sum + self.row_bytes(row, limits))
    }

    fn head_bytes(&self) -> usize {
        let columns = self.shown.iter().filter_map(|at| self.columns.get(*at));
        let types = |column: &Column| if self.types { TYPE_MARKUP + escaped_bytes(&type_words(column)) } else { 0 };
        let kind = |column: &Column| if is_number(column) { NUMBER_MARKUP } else { 0 };
        let bytes = |column: &Column| COLUMN_MARKUP + kind(column) + escaped_bytes(&column.name) + types(column);
        let columns: usize = columns.map(bytes).sum();
        TABLE_MARKUP + 2 * escaped_bytes(&self.caption) + columns
    }

    /// The table, with as many of its first rows as fit into `bytes`. When not all do, long cells lose what would
    /// unfold first: a row that is there tells more than a text that is whole.
    pub(crate) fn table(&self, bytes: usize, limits: &Limits) -> Table {
        let short = short(limits);
        let limits = if self.need(limits) > bytes { &short } else { limits };
        let mut left = bytes.saturating_sub(self.head_bytes());
        let (mut rows, mut objects) = (Vec::new(), Vec::new());
        for row in self.rows.iter().take(self.most_rows) {
            let Some(after) = left.checked_sub(self.row_bytes(row, limits)) else { break };
            left = after;
            objects.push(self.naming.as_ref().and_then(|naming| naming.name(row)));
            let shown = self.shown.iter().filter_map(|at| Some((self.columns.get(*at)?, row.get(*at)?)));
            rows.push(shown.map(|(column, value)| self.cell(column, value, row, limits)).collect());
        }
        let shown = rows.len() as u64;
        let total = self.total.max(self.rows.len() as u64);
        let columns: Vec<TableColumn> = self.shown.iter().filter_map(|at| self.column(*at)).collect();
        let columns_left_out = self.columns.len() - columns.len();
        Table { columns, rows, objects, total, left_out: total - shown, columns_left_out, csv: self.csv.clone() }
    }

    /// The bytes a row takes: escaping makes some characters longer, at most six times.
    fn row_bytes(&self, row: &Row, limits: &Limits) -> usize {
        let object = self.naming.as_ref().and_then(|naming| naming.name(row));
        let object = object.map_or(0, |object| OBJECT_MARKUP + escaped_bytes(&object));
        let shown = self.shown.iter().filter_map(|at| Some((self.columns.get(*at)?, row.get(*at)?)));
        shown.fold(ROW_MARKUP + object, |sum, (column, cell)| {
            let before = self.was(column, cell, row).map_or(0, |before| BEFORE_MARKUP + before.len());
            sum + cell_bytes(cell, limits) + before
        })
    }

    /// The number a cell was in the run before, where it was another one.
    fn was(&self, column: &Column, cell: &Cell, row: &Row) -> Option<String> {
        self.before.as_ref()?.number(column, cell, row)
    }

    fn cell(&self, column: &Column, value: &Cell, row: &Row, limits: &Limits) -> TableCell {
        TableCell { before: self.was(column, value, row), ..cell(column, value, limits) }
    }

    fn column(&self, at: usize) -> Option<TableColumn> {
        let column = self.columns.get(at)?;
        Some(TableColumn {
            name: column.name.clone(),
            type_words: type_words(column),
            number: is_number(column),
            observed: self.observed.is_some_and(|observed| *observed == column.name),
            object: self.object.contains(&column.name),
            moment: is_moment(column),
            names: self.naming.as_ref().and_then(Naming::column) == Some(at),
        })
    }
}

/// The limits where long cells lose what would unfold.
fn short(limits: &Limits) -> Limits {
    Limits { cell_characters_max: limits.cell_characters, ..*limits }
}

fn cell_bytes(cell: &Cell, limits: &Limits) -> usize {
    match cell {
        Cell::Null(_) => CELL_MARKUP + WORD_MARKUP,
        Cell::Boolean(_) => CELL_MARKUP + 1,
        Cell::Long(value) => CELL_MARKUP + value.to_string().len(),
        Cell::Text(text) if text.is_empty() => CELL_MARKUP + WORD_MARKUP,
        Cell::Double(value) => CELL_MARKUP + 2 * value.to_string().len(),
        Cell::Text(text) => {
            let (shown, more) = shortened(text, limits.cell_characters);
            let full = shortened(text, limits.cell_characters_max).0;
            let fold = match more {
                0 => 0,
                _ if full.len() <= shown.len() => FOLD_MARKUP,
                _ => FOLD_MARKUP + escaped_bytes(full),
            };
            CELL_MARKUP + escaped_bytes(shown) + fold
        }
    }
}

fn escaped_bytes(text: &str) -> usize {
    crate::escape::escape(text).len()
}

fn cell(column: &Column, cell: &Cell, limits: &Limits) -> TableCell {
    let Some(value) = cell.text() else {
        return TableCell {
            kind: "null".to_owned(),
            text: "NULL".to_owned(),
            before: None,
            full: None,
            characters_left_out: 0,
        };
    };
    let (shown, _) = shortened(&value, limits.cell_characters);
    let (full, left_out) = shortened(&value, limits.cell_characters_max);
    let kind = match cell {
        _ if value.is_empty() => "empty",
        Cell::Boolean(_) => "boolean",
        _ if is_number(column) => "number",
        _ if is_moment(column) => "moment",
        _ => "text",
    };
    TableCell {
        kind: kind.to_owned(),
        text: shown.to_owned(),
        before: None,
        full: (full.len() > shown.len()).then(|| full.to_owned()),
        characters_left_out: left_out,
    }
}

/// Whether a column holds dates or times, which are read as one word.
pub(crate) fn is_moment(column: &Column) -> bool {
    let name = column.type_name.to_ascii_lowercase();
    name.starts_with("timestamp") || name.starts_with("date")
}

/// Whether a column holds numbers, by the warehouse's name of its type.
pub(crate) fn is_number(column: &Column) -> bool {
    let name = column.type_name.to_ascii_lowercase();
    match FieldKind::of(&name) {
        FieldKind::Long | FieldKind::Double => true,
        FieldKind::Boolean => false,
        FieldKind::Text => matches!(name.as_str(), "numeric" | "decimal"),
    }
}

fn type_words(column: &Column) -> String {
    let name = &column.type_name;
    match (column.precision, column.length) {
        _ if name.is_empty() => "unknown type".to_owned(),
        (1.., _) if matches!(name.as_str(), "numeric" | "decimal") => {
            format!("{name}({},{})", column.precision, column.scale)
        }
        (_, 1..) if matches!(name.as_str(), "varchar" | "char" | "bpchar") => format!("{name}({})", column.length),
        _ => name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft<'a>(columns: &'a [Column], rows: &'a [Row]) -> Draft<'a> {
        Draft {
            before: None,
            columns,
            rows,
            total: rows.len() as u64,
            most_rows: 3,
            shown: (0..columns.len()).collect(),
            object: &[],
            naming: None,
            observed: None,
            csv: None,
            caption: "Rows".to_owned(),
            types: false,
        }
    }

    #[test]
    fn null_empty_and_zero_are_three_things() {
        let column = Column::new("a", "varchar");
        let limits = Limits::default();
        let kinds = |value: Cell| cell(&column, &value, &limits).kind;
        assert_eq!(kinds(Cell::NULL), "null");
        assert_eq!(kinds(Cell::Text(String::new())), "empty");
        assert_eq!(kinds(Cell::Text("NULL".into())), "text");
        assert_eq!(cell(&Column::decimal("n", 5, 2), &Cell::Text("0.00".into()), &limits).kind, "number");
    }

    #[test]
    fn a_long_cell_is_folded_and_a_longer_one_cut() {
        let limits = Limits { cell_characters: 2, cell_characters_max: 4, ..Limits::default() };
        let cut = cell(&Column::new("a", "text"), &Cell::Text("äöüßxy".into()), &limits);
        assert_eq!((cut.text.as_str(), cut.full.as_deref(), cut.characters_left_out), ("äö", Some("äöüß"), 2));
    }

    #[test]
    fn rows_stop_at_the_cap_and_at_the_budget() {
        let columns = [Column::new("a", "varchar")];
        let rows: Vec<Row> = (0..10).map(|_| vec![Cell::Text("x".repeat(100))]).collect();
        let limits = Limits::default();
        let capped = draft(&columns, &rows).table(usize::MAX, &limits);
        assert_eq!((capped.rows.len(), capped.left_out, capped.total), (3, 7, 10));
        let need = draft(&columns, &rows).need(&limits);
        let poor = draft(&columns, &rows).table(need - 1, &limits);
        assert_eq!((poor.rows.len(), poor.left_out), (2, 8));
    }

    #[test]
    fn a_type_carries_its_digits() {
        assert_eq!(type_words(&Column::decimal("a", 19, 2)), "numeric(19,2)");
        assert_eq!(type_words(&Column { length: 256, ..Column::new("a", "varchar") }), "varchar(256)");
        assert_eq!(type_words(&Column::new("a", "int8")), "int8");
    }
}
