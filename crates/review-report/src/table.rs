//! Rows as a page shows them: capped, with long cells folded, and with what was left out counted.

use review_core::result::{Cell, Column, FieldKind, Row};

use crate::limits::Limits;
use crate::model::{Link, Table, TableCell, TableColumn};
use crate::words::shortened;

/// What markup adds to a cell and to a row, and what the fold of a long cell adds, in bytes.
const CELL_MARKUP: usize = 24;
const ROW_MARKUP: usize = 12;
const FOLD_MARKUP: usize = 110;

/// Rows to be shown, before the page's budget is shared out.
pub(crate) struct Draft<'a> {
    pub(crate) columns: &'a [Column],
    pub(crate) rows: &'a [Row],
    /// How many rows there are in all.
    pub(crate) total: u64,
    /// The most rows to show, whatever the budget.
    pub(crate) most_rows: usize,
    /// The columns that name an object.
    pub(crate) object: &'a [String],
    /// The column shown beside the threshold.
    pub(crate) observed: Option<&'a str>,
    pub(crate) csv: Option<Link>,
}

impl Draft<'_> {
    /// The bytes that all its rows would take.
    pub(crate) fn need(&self, limits: &Limits) -> usize {
        self.rows.iter().take(self.most_rows).map(|row| row_bytes(row, limits)).sum()
    }

    /// The table, with as many of its first rows as fit into `bytes`. When not all do, long cells lose what would
    /// unfold first: a row that is there tells more than a text that is whole.
    pub(crate) fn table(self, bytes: usize, limits: &Limits) -> Table {
        let short = Limits { cell_characters_max: limits.cell_characters, ..*limits };
        let limits = if self.need(limits) > bytes { &short } else { limits };
        let mut left = bytes;
        let mut rows = Vec::new();
        for row in self.rows.iter().take(self.most_rows) {
            let Some(after) = left.checked_sub(row_bytes(row, limits)) else { break };
            left = after;
            rows.push(self.columns.iter().zip(row).map(|(column, value)| cell(column, value, limits)).collect());
        }
        let shown = rows.len() as u64;
        let total = self.total.max(self.rows.len() as u64);
        let columns = self.columns.iter().map(|column| self.column(column)).collect();
        Table { columns, rows, total, left_out: total - shown, csv: self.csv }
    }

    fn column(&self, column: &Column) -> TableColumn {
        TableColumn {
            name: column.name.clone(),
            type_words: type_words(column),
            number: is_number(column),
            observed: self.observed.is_some_and(|observed| *observed == column.name),
            object: self.object.contains(&column.name),
        }
    }
}

/// The bytes a row takes: escaping makes some characters longer, at most six times.
fn row_bytes(row: &Row, limits: &Limits) -> usize {
    row.iter().fold(ROW_MARKUP, |sum, cell| sum + cell_bytes(cell, limits))
}

fn cell_bytes(cell: &Cell, limits: &Limits) -> usize {
    match cell {
        Cell::Null(_) | Cell::Boolean(_) | Cell::Long(_) => CELL_MARKUP + 20,
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
        return TableCell { kind: "null".to_owned(), text: "NULL".to_owned(), full: None, characters_left_out: 0 };
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
        Draft { columns, rows, total: rows.len() as u64, most_rows: 3, object: &[], observed: None, csv: None }
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
