//! The JSON form of a result: what the Data API's `GetStatementResult` returns, one record a line.
//!
//! ```json
//! {"ColumnMetadata":[
//! {"name":"table_name","typeName":"varchar",...}
//! ],
//! "Records":[
//! [{"stringValue":"orders"}]
//! ],
//! "TotalNumRows":1}
//! ```
//!
//! The columns come first, so that a reader knows them before the rows; the number of rows comes last, since it is
//! known last. It is the number of rows kept. A result that was cut says `"Cut":true` after it; the Data API has no
//! such field, and its readers pass over it.

use std::io::Write as _;

use review_core::result::{Cell, Column};

/// Appends what stands before the rows.
pub(super) fn head(columns: &[Column], out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"ColumnMetadata\":[");
    for (index, column) in columns.iter().enumerate() {
        next_line(index == 0, out);
        value(column, out);
    }
    out.extend_from_slice(b"\n],\n\"Records\":[");
}

/// Appends one row.
pub(super) fn row(is_first: bool, row: &[Cell], out: &mut Vec<u8>) {
    next_line(is_first, out);
    value(row, out);
}

/// Appends what stands after the rows.
pub(super) fn tail(rows: u64, cut: bool, out: &mut Vec<u8>) {
    let mark = if cut { ",\n\"Cut\":true" } else { "" };
    // Writing to a `Vec` cannot fail.
    let _ = writeln!(out, "\n],\n\"TotalNumRows\":{rows}{mark}}}");
}

fn next_line(is_first: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(if is_first { b"\n" } else { b",\n" });
}

fn value<T: serde::Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    // Columns and cells are structs and enums of plain values, and a `Vec` takes any bytes: this cannot fail.
    serde_json::to_writer(out, value).expect("columns and cells serialize");
}
