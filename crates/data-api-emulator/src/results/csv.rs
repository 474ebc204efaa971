//! The CSV form: RFC 4180, rows end with CR LF.
//!
//! AWS's guide shows numbers only. Here a value with a comma, a quote or a line break is quoted, NULL is nothing at
//! all, and empty text is two quotes, so that the two can be told apart; whether AWS does so was not seen.

use review_core::result::{Column, Row};

/// The row of the column names, which comes first.
pub(super) fn header(columns: &[Column], out: &mut Vec<u8>) {
    line(columns.iter().map(|column| Some(column.name.as_str().into())), out);
}

/// One row.
pub(super) fn row(row: &Row, out: &mut Vec<u8>) {
    line(row.iter().map(|cell| cell.text().map(String::into_boxed_str)), out);
}

fn line(fields: impl Iterator<Item = Option<Box<str>>>, out: &mut Vec<u8>) {
    for (index, value) in fields.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        if let Some(text) = value {
            field(&text, out);
        }
    }
    out.extend_from_slice(b"\r\n");
}

fn field(text: &str, out: &mut Vec<u8>) {
    if !text.is_empty() && !text.contains([',', '"', '\r', '\n']) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use review_core::result::Cell;

    #[test]
    fn null_and_empty_text_differ_and_delimiters_are_quoted() {
        let mut out = Vec::new();
        header(&[Column::new("a,b", "int4"), Column::new("c", "varchar")], &mut out);
        for cells in [
            vec![Cell::Long(1), Cell::NULL],
            vec![Cell::Double(0.1), Cell::Text(String::new())],
            vec![Cell::Boolean(true), Cell::Text("say \"hi\",\r\nthen go".to_owned())],
        ] {
            row(&cells, &mut out);
        }
        let text = String::from_utf8(out).expect("text");
        assert_eq!(text, "\"a,b\",c\r\n1,\r\n0.1,\"\"\r\nt,\"say \"\"hi\"\",\r\nthen go\"\r\n");
    }
}
