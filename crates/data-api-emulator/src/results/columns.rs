//! A column as the service describes it.

use review_core::result::Column;
use serde_json::{Value, json};

/// What the JDBC driver behind the service says of text without a declared length: the largest integer.
const UNBOUNDED: i32 = i32::MAX;

/// `ColumnMetadata` of the columns.
///
/// As in the guide's examples, the declared length of text stands in `precision`, and `length` is 0. Precisions of
/// the other types are those of the JDBC driver (19 digits of a bigint, 29 characters of a timestamp). Where a
/// column comes from is not known here, so schema and table are empty, as they are for an expression on AWS.
pub(crate) fn metadata(columns: &[Column]) -> Vec<Value> {
    columns.iter().map(one).collect()
}

fn one(column: &Column) -> Value {
    let kind = Kind::of(&column.type_name);
    let (precision, scale) = match kind {
        Kind::Number { precision, scale } | Kind::Moment { precision, scale } => (precision, scale),
        Kind::Decimal => (column.precision, column.scale),
        Kind::Text => (if column.length > 0 { column.length } else { UNBOUNDED }, 0),
        Kind::Other => (column.precision, column.scale),
    };
    json!({
        "isCaseSensitive": kind == Kind::Text,
        "isCurrency": false,
        "isSigned": matches!(kind, Kind::Number { .. } | Kind::Decimal),
        "label": column.name,
        "length": 0,
        "name": column.name,
        "nullable": column.nullable,
        "precision": precision,
        "scale": scale,
        "schemaName": "",
        "tableName": "",
        "typeName": column.type_name,
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number { precision: i32, scale: i32 },
    Decimal,
    Text,
    Moment { precision: i32, scale: i32 },
    Other,
}

impl Kind {
    fn of(type_name: &str) -> Self {
        match type_name {
            "int2" => Self::Number { precision: 5, scale: 0 },
            "int4" => Self::Number { precision: 10, scale: 0 },
            "int8" => Self::Number { precision: 19, scale: 0 },
            "float4" => Self::Number { precision: 8, scale: 8 },
            "float8" => Self::Number { precision: 17, scale: 17 },
            "numeric" => Self::Decimal,
            "varchar" | "bpchar" | "text" | "name" | "char" => Self::Text,
            "date" => Self::Moment { precision: 13, scale: 0 },
            "time" => Self::Moment { precision: 15, scale: 6 },
            "timetz" => Self::Moment { precision: 21, scale: 6 },
            "timestamp" => Self::Moment { precision: 29, scale: 6 },
            "timestamptz" => Self::Moment { precision: 35, scale: 6 },
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_described_as_in_the_guide() {
        let text = Column { length: 320, nullable: 0, ..Column::new("label", "bpchar") };
        let columns = [Column::new("n", "int8"), Column::decimal("d", 38, 10), text, Column::new("at", "timestamp")];
        let found = metadata(&columns);
        let expected = [
            (true, false, 19, 0, 2, "int8"),
            (true, false, 38, 10, 2, "numeric"),
            (false, true, 320, 0, 0, "bpchar"),
            (false, false, 29, 6, 2, "timestamp"),
        ];
        for (one, (signed, sensitive, precision, scale, nullable, type_name)) in found.iter().zip(expected) {
            let read = (&one["isSigned"], &one["isCaseSensitive"], &one["precision"], &one["scale"], &one["nullable"]);
            let wanted = (&json!(signed), &json!(sensitive), &json!(precision), &json!(scale), &json!(nullable));
            assert_eq!((read, &one["typeName"]), (wanted, &json!(type_name)));
            assert_eq!(one["length"], 0, "the guide's examples have no other");
        }
    }
}
