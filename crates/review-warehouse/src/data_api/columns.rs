//! Columns and values as the Data API describes them, made the same as over the wire.

use aws_sdk_redshiftdata::types::{ColumnMetadata, Field};
use review_core::digest;
use review_core::result::{Cell, Column, FieldKind};

/// A column. The Data API repeats what the JDBC driver says: a precision for every type. Only that of a decimal
/// means something, and that of a text is its length (API reference, ColumnMetadata).
pub(super) fn column(metadata: &ColumnMetadata) -> Column {
    let label = metadata.label.as_deref().filter(|label| !label.is_empty());
    let name = label.or(metadata.name.as_deref()).unwrap_or_default();
    let type_name = metadata.type_name.as_deref().unwrap_or_default().to_ascii_lowercase();
    let mut column = Column { nullable: metadata.nullable, ..Column::new(name, type_name) };
    match column.type_name.as_str() {
        "numeric" | "decimal" => {
            column.precision = metadata.precision;
            column.scale = metadata.scale;
        }
        "varchar" | "bpchar" | "char" | "nvarchar" | "nchar" => {
            let length = if metadata.length > 0 { metadata.length } else { metadata.precision };
            // The driver's word for a text without a declared length.
            column.length = if length == i32::MAX { 0 } else { length };
        }
        _ => {}
    }
    column
}

/// What is to be known of a column to read its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reader {
    kind: FieldKind,
    single: bool,
}

impl Reader {
    pub(super) fn of(column: &Column) -> Self {
        let single = matches!(column.type_name.as_str(), "float4" | "real");
        Self { kind: FieldKind::of(&column.type_name), single }
    }

    /// A value in the warehouse's own text form.
    pub(super) fn text(self, text: &str) -> Cell {
        self.kind.cell(text)
    }

    /// A value of the JSON form; `None` when it is of a kind that the Data API did not have when this was written.
    pub(super) fn field(self, field: &Field) -> Option<Cell> {
        Some(match field {
            Field::IsNull(_) => Cell::NULL,
            Field::BooleanValue(value) => Cell::Boolean(*value),
            Field::LongValue(value) => Cell::Long(*value),
            Field::DoubleValue(value) => self.double(*value),
            // The text of a type that has a field of its own is read as over the wire.
            Field::StringValue(text) => self.text(text),
            Field::BlobValue(bytes) => Cell::Text(digest::hex(bytes.as_ref())),
            _ => return None,
        })
    }

    /// A single-precision number is told as its nearest double, which has more digits than it ever had; the wire
    /// tells the shortest text that means the same single.
    fn double(self, value: f64) -> Cell {
        let text = match value {
            _ if value.is_nan() => "NaN".to_owned(),
            _ if value.is_infinite() => if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned(),
            #[expect(clippy::cast_possible_truncation, reason = "the column holds singles, so nothing is cut")]
            _ if self.single => (value as f32).to_string(),
            _ => return Cell::Double(value),
        };
        self.kind.cell(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(type_name: &str, precision: i32, scale: i32, length: i32) -> ColumnMetadata {
        let builder = ColumnMetadata::builder().name("n").label("l").type_name(type_name).nullable(1);
        builder.precision(precision).scale(scale).length(length).build()
    }

    #[test]
    fn a_column_is_described_as_over_the_wire() {
        let described = |type_name, precision, scale, length| {
            let column = column(&metadata(type_name, precision, scale, length));
            assert_eq!((column.name.as_str(), column.nullable), ("l", 1));
            (column.type_name, column.precision, column.scale, column.length)
        };
        let plain = |type_name: &str| (type_name.to_owned(), 0, 0, 0);
        assert_eq!(described("numeric", 38, 10, 0), ("numeric".to_owned(), 38, 10, 0));
        assert_eq!(described("bpchar", 320, 0, 0), ("bpchar".to_owned(), 0, 0, 320));
        assert_eq!(described("varchar", 0, 0, 40), ("varchar".to_owned(), 0, 0, 40));
        assert_eq!(described("varchar", i32::MAX, 0, 0), plain("varchar"));
        assert_eq!(described("timestamp", 29, 6, 0), plain("timestamp"));
        assert_eq!(described("INT8", 19, 0, 0), plain("int8"));
        let unlabelled = ColumnMetadata::builder().name("n").label("").type_name("int4").build();
        assert_eq!(column(&unlabelled).name, "n");
    }

    fn read(type_name: &str, field: Field) -> Cell {
        Reader::of(&Column::new("c", type_name)).field(&field).expect("a known kind of field")
    }

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn every_kind_of_value_arrives_exactly() {
        for (type_name, field, cell) in [
            ("int8", Field::LongValue(9_007_199_254_740_993), Cell::Long(9_007_199_254_740_993)),
            ("numeric", Field::StringValue("12345678901234567890.10".into()), text("12345678901234567890.10")),
            ("float8", Field::DoubleValue(0.1), Cell::Double(0.1)),
            ("float4", Field::DoubleValue(f64::from(0.1_f32)), Cell::Double(0.1)),
            ("float8", Field::DoubleValue(f64::NAN), text("NaN")),
            ("float4", Field::DoubleValue(f64::NEG_INFINITY), text("-Infinity")),
            ("bool", Field::BooleanValue(false), Cell::Boolean(false)),
            ("varchar", Field::StringValue(String::new()), text("")),
            ("varchar", Field::IsNull(true), Cell::NULL),
            ("oid", Field::StringValue("17".into()), Cell::Long(17)),
            ("super", Field::StringValue("{\"a\":[1,null]}".into()), text("{\"a\":[1,null]}")),
            ("timetz", Field::StringValue("07:30:00.123456+00".into()), text("07:30:00.123456+00")),
            ("intervald2s", Field::StringValue("1 day 02:03:04".into()), text("1 day 02:03:04")),
            ("varbyte", Field::StringValue("00ff".into()), text("00ff")),
            ("varbyte", Field::BlobValue(vec![0_u8, 255].into()), text("00ff")),
            ("geometry", Field::StringValue("0101000000".into()), text("0101000000")),
        ] {
            assert_eq!(read(type_name, field.clone()), cell, "{type_name} {field:?}");
        }
    }

    #[test]
    fn the_csv_form_reads_the_same_values() {
        let read = |type_name: &str, text: &str| Reader::of(&Column::new("c", type_name)).text(text);
        assert_eq!(read("bool", "t"), Cell::Boolean(true));
        assert_eq!(read("bool", "true"), Cell::Boolean(true));
        assert_eq!(read("float4", "0.1"), Cell::Double(0.1));
        assert_eq!(read("int8", "-9223372036854775808"), Cell::Long(i64::MIN));
        assert_eq!(read("numeric", "1.10"), text("1.10"));
    }
}
