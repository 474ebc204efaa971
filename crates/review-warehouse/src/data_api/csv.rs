//! The CSV form of a result, piece by piece.
//!
//! Rows end with CR LF, and the first one may hold the columns' names (the guide shows it both ways). Pieces may end
//! in the middle of a row. How NULL differs from empty text is not documented: here an empty field is NULL unless it
//! is quoted.
//!
//! csv-core splits the fields. It does not tell whether a field was quoted, and passes over empty lines, which are
//! rows of a single NULL; the beginning of each field and of each row is looked at here, before csv-core sees it.

use csv_core::{ReadFieldResult, Reader};

/// A field as it arrived: its text, or `None` when it was empty and not quoted.
pub(super) type RawField = Option<String>;

/// Reads rows out of pieces.
pub(super) struct Decoder {
    reader: Reader,
    /// The row that is arriving.
    row: Vec<RawField>,
    /// The field that is arriving.
    field: Vec<u8>,
    place: Place,
    quoted: bool,
    /// A CR ended the last row: an LF that follows belongs to it.
    line_feed_due: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    RowStart,
    FieldStart,
    InField,
}

/// A field that is not UTF-8.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotText;

impl Decoder {
    pub(super) fn new() -> Self {
        Self {
            reader: Reader::new(),
            row: Vec::new(),
            field: Vec::new(),
            place: Place::RowStart,
            quoted: false,
            line_feed_due: false,
        }
    }

    /// Takes the next piece in; answers the rows that are complete now.
    pub(super) fn piece(&mut self, piece: &str) -> Result<Vec<Vec<RawField>>, NotText> {
        let mut rows = Vec::new();
        let mut rest = piece.as_bytes();
        while let Some(first) = rest.first() {
            if self.place == Place::RowStart {
                let due = std::mem::take(&mut self.line_feed_due);
                match first {
                    b'\n' if due => {
                        rest = &rest[1..];
                        continue;
                    }
                    b'\r' | b'\n' => {
                        self.line_feed_due = *first == b'\r';
                        rows.push(vec![None]);
                        rest = &rest[1..];
                        continue;
                    }
                    _ => {}
                }
            }
            if self.place != Place::InField {
                self.quoted = *first == b'"';
                self.place = Place::InField;
            }
            rest = self.read(rest, &mut rows)?;
        }
        Ok(rows)
    }

    /// The last row, when nothing ended it.
    pub(super) fn finish(mut self) -> Result<Option<Vec<RawField>>, NotText> {
        if self.place == Place::RowStart {
            return Ok(None);
        }
        let mut rows = Vec::new();
        self.end_field(true, &mut rows)?;
        Ok(rows.pop())
    }

    /// Lets csv-core read on; answers what it did not read.
    fn read<'a>(&mut self, rest: &'a [u8], rows: &mut Vec<Vec<RawField>>) -> Result<&'a [u8], NotText> {
        let mut buffer = [0; 1024];
        let (result, read, written) = self.reader.read_field(rest, &mut buffer);
        self.field.extend_from_slice(&buffer[..written]);
        if let ReadFieldResult::Field { record_end } = result {
            self.line_feed_due = record_end && rest[..read].last() == Some(&b'\r');
            self.end_field(record_end, rows)?;
        }
        Ok(&rest[read..])
    }

    fn end_field(&mut self, ends_row: bool, rows: &mut Vec<Vec<RawField>>) -> Result<(), NotText> {
        let bytes = std::mem::take(&mut self.field);
        let text = String::from_utf8(bytes).map_err(|_| NotText)?;
        self.row.push((self.quoted || !text.is_empty()).then_some(text));
        self.place = Place::FieldStart;
        self.quoted = false;
        if ends_row {
            rows.push(std::mem::take(&mut self.row));
            self.place = Place::RowStart;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(pieces: &[&str]) -> Vec<Vec<RawField>> {
        let mut decoder = Decoder::new();
        let mut rows: Vec<_> = pieces.iter().flat_map(|piece| decoder.piece(piece).expect("text")).collect();
        rows.extend(decoder.finish().expect("text"));
        rows
    }

    fn row(fields: &[Option<&str>]) -> Vec<RawField> {
        fields.iter().map(|field| field.map(str::to_owned)).collect()
    }

    const TEXT: &str = "n,label\r\n1,\r\n2,\"\"\r\n,\"a,\"\"b\"\"\r\nü\"\r\n";

    fn rows() -> Vec<Vec<RawField>> {
        vec![
            row(&[Some("n"), Some("label")]),
            row(&[Some("1"), None]),
            row(&[Some("2"), Some("")]),
            row(&[None, Some("a,\"b\"\r\nü")]),
        ]
    }

    #[test]
    fn null_and_quoted_empty_text_stay_apart() {
        assert_eq!(decoded(&[TEXT]), rows());
    }

    #[test]
    fn a_piece_may_end_anywhere() {
        for cut in (0..TEXT.len()).filter(|cut| TEXT.is_char_boundary(*cut)) {
            assert_eq!(decoded(&[&TEXT[..cut], &TEXT[cut..]]), rows(), "cut at {cut}");
        }
        let every: Vec<String> = TEXT.chars().map(String::from).collect();
        assert_eq!(decoded(&every.iter().map(String::as_str).collect::<Vec<_>>()), rows());
    }

    #[test]
    fn an_empty_line_is_a_row_of_a_single_null() {
        let one = row(&[Some("1")]);
        let null = row(&[None]);
        for text in ["1\r\n\r\n\r\n1\r\n", "1\n\n\n1\n"] {
            assert_eq!(decoded(&[text]), [one.clone(), null.clone(), null.clone(), one.clone()], "{text:?}");
        }
        assert_eq!(decoded(&["1\r", "\n", "\r", "\n1\r\n"]), [one.clone(), null, one]);
    }

    #[test]
    fn the_last_row_may_lack_its_end() {
        assert_eq!(decoded(&["1,2\r\n3,"]), [row(&[Some("1"), Some("2")]), row(&[Some("3"), None])]);
        assert_eq!(decoded(&["1\r\n"]), [row(&[Some("1")])]);
        assert_eq!(decoded(&[""]), Vec::<Vec<RawField>>::new());
    }

    #[test]
    fn a_field_longer_than_the_buffer_arrives_whole() {
        let long = "x".repeat(5000);
        assert_eq!(decoded(&[&format!("{long},1\r\n")]), [row(&[Some(&long), Some("1")])]);
    }
}
