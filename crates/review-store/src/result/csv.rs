//! The CSV form of a result.
//!
//! RFC 4180 in UTF-8, without a byte order mark, with a header line; every line ends in CR LF, as RFC 4180 has it and the Data API's own CSV
//! form does. NULL is an empty field and empty text is `""`, so the two stay apart (a NULL in a
//! result of one column is an empty line). Numbers that the warehouse
//! gives as text (DECIMAL) and times stand exactly as they came.
//!
//! With the formula guard, text that a spreadsheet would take for a formula begins with `'`. It is never on by
//! itself: it changes the data.

use std::io::Write as _;

use review_core::result::{Cell, Column};

/// What the columns say about how their cells are written.
pub(super) struct CsvForm {
    /// For each column, whether its text is guarded.
    guarded: Vec<bool>,
}

impl CsvForm {
    pub(super) fn new(columns: &[Column], formula_guard: bool) -> Self {
        Self { guarded: columns.iter().map(|column| formula_guard && holds_text(&column.type_name)).collect() }
    }

    /// Appends the header line.
    pub(super) fn header(&self, columns: &[Column], formula_guard: bool, out: &mut Vec<u8>) {
        line(columns, out, |column, out| text(&column.name, formula_guard, out));
    }

    /// Appends the line of one row.
    pub(super) fn row(&self, row: &[Cell], out: &mut Vec<u8>) {
        line(row.iter().zip(&self.guarded), out, |(value, guarded), out| cell(value, *guarded, out));
    }
}

fn line<T>(fields: impl IntoIterator<Item = T>, out: &mut Vec<u8>, mut field: impl FnMut(T, &mut Vec<u8>)) {
    for (index, value) in fields.into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        field(value, out);
    }
    out.extend_from_slice(b"\r\n");
}

fn cell(cell: &Cell, guarded: bool, out: &mut Vec<u8>) {
    match cell {
        Cell::Null(_) => {}
        Cell::Boolean(value) => out.push(if *value { b't' } else { b'f' }),
        Cell::Long(value) => display(value, out),
        Cell::Double(value) => float(*value, out),
        Cell::Text(value) => text(value, guarded, out),
    }
}

/// The shortest digits that read back as the same number; with an exponent where plain digits would be mostly
/// zeros.
fn float(value: f64, out: &mut Vec<u8>) {
    let size = value.abs();
    if size == 0.0 || (1e-5..1e21).contains(&size) {
        display(&value, out);
    } else {
        display(&format_args!("{value:e}"), out);
    }
}

fn display(value: &dyn std::fmt::Display, out: &mut Vec<u8>) {
    // Writing to a `Vec` cannot fail.
    let _ = write!(out, "{value}");
}

fn text(value: &str, guarded: bool, out: &mut Vec<u8>) {
    let guard = guarded && value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let quote = value.is_empty() || value.contains(['"', ',', '\r', '\n']);
    if quote {
        out.push(b'"');
    }
    if guard {
        out.push(b'\'');
    }
    if quote {
        // A byte of `"` is never part of another character in UTF-8.
        for byte in value.bytes() {
            if byte == b'"' {
                out.push(b'"');
            }
            out.push(byte);
        }
        out.push(b'"');
    } else {
        out.extend_from_slice(value.as_bytes());
    }
}

/// Whether a column of that type holds text somebody wrote. A number or a time that begins with `-` is none.
fn holds_text(type_name: &str) -> bool {
    let name = type_name.to_ascii_lowercase();
    let base = name.split('(').next().unwrap_or_default().trim();
    let is_number = matches!(
        base,
        "int2"
            | "int4"
            | "int8"
            | "smallint"
            | "integer"
            | "int"
            | "bigint"
            | "oid"
            | "xid"
            | "numeric"
            | "decimal"
            | "float4"
            | "float8"
            | "real"
            | "double precision"
            | "float"
            | "bool"
            | "boolean"
            | "bit"
    );
    let is_time = base == "date" || ["time", "interval"].iter().any(|begin| base.starts_with(begin));
    !is_number && !is_time
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cell: Cell, type_name: &str, formula_guard: bool) -> String {
        let (columns, mut out) = ([Column::new("c", type_name)], Vec::new());
        CsvForm::new(&columns, formula_guard).row(&[cell], &mut out);
        String::from_utf8(out).expect("UTF-8").strip_suffix("\r\n").expect("a line").to_owned()
    }

    fn text(value: &str) -> Cell {
        Cell::Text(value.to_owned())
    }

    #[test]
    fn null_and_empty_text_stay_apart_and_what_needs_quotes_has_them() {
        for (cell, expected) in [
            (Cell::NULL, ""),
            (text(""), r#""""#),
            (text("plain text"), "plain text"),
            (text("a,b"), r#""a,b""#),
            (text("say \"hi\""), r#""say ""hi""""#),
            (text("two\r\nlines"), "\"two\r\nlines\""),
            (text("äöü €"), "äöü €"),
            (text("12345678901234567890.10"), "12345678901234567890.10"),
            (Cell::Long(i64::MIN), "-9223372036854775808"),
            (Cell::Boolean(true), "t"),
            (Cell::Boolean(false), "f"),
        ] {
            assert_eq!(written(cell.clone(), "varchar", false), expected, "{cell:?}");
        }
    }

    #[test]
    fn floats_are_short_and_read_back_as_the_same_number() {
        for (value, expected) in [
            (0.1, "0.1"),
            (1.0, "1"),
            (-0.0, "-0"),
            (1e20, "100000000000000000000"),
            (1e21, "1e21"),
            (1.5e300, "1.5e300"),
            (5e-324, "5e-324"),
            (0.00001, "0.00001"),
            (0.000001, "1e-6"),
            (0.1 + 0.2, "0.30000000000000004"),
        ] {
            assert_eq!(written(Cell::Double(value), "float8", true), expected);
            assert_eq!(expected.parse::<f64>().map(f64::to_bits), Ok(value.to_bits()));
        }
    }

    #[test]
    fn the_guard_is_for_text_alone_and_only_when_asked_for() {
        for formula in ["=1+1", "+1", "-1", "@sum", "\tx"] {
            assert_eq!(written(text(formula), "varchar", false), formula);
            assert_eq!(written(text(formula), "varchar", true), format!("'{formula}"));
        }
        assert_eq!(written(text("\r=1"), "text", true), "\"'\r=1\"");
        assert_eq!(written(text("=a,b"), "text", true), "\"'=a,b\"");
        assert_eq!(written(text("a=b"), "text", true), "a=b");
        for type_name in ["numeric", "NUMERIC(18,2)", "timestamp", "interval day to second", "date"] {
            assert_eq!(written(text("-5.00"), type_name, true), "-5.00", "{type_name}");
        }
        assert_eq!(written(Cell::Long(-5), "int8", true), "-5");
    }
}
