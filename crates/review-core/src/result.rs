//! A query's rows in the model of the Redshift Data API.
//!
//! What the Data API returns as `ColumnMetadata` and `Records` is the original form of a result here, whichever
//! way it came. The mapping of types to fields is the Data API's: integers are `longValue`, floats
//! `doubleValue`, booleans `booleanValue`, and everything else (DECIMAL, dates, times, text) `stringValue`, so
//! that an exact number is never rounded.

use serde::{Deserialize, Serialize};

/// One column of a result, as the Data API describes it; the same names as its `ColumnMetadata`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Column {
    /// The column's label in the result.
    pub name: String,
    /// The warehouse's name of the type: `int8`, `numeric`, `varchar`, `timestamp`, `bool`, ...
    pub type_name: String,
    /// Digits in all, for a decimal; 0 otherwise.
    #[serde(default)]
    pub precision: i32,
    /// Digits after the point, for a decimal; 0 otherwise.
    #[serde(default)]
    pub scale: i32,
    /// The declared length in bytes, for text; 0 when there is none.
    #[serde(default)]
    pub length: i32,
    /// 1 when NULL may occur, 0 when not, 2 when unknown (as in JDBC).
    #[serde(default = "nullable_unknown")]
    pub nullable: i32,
}

const fn nullable_unknown() -> i32 {
    2
}

impl Column {
    /// A column of which only the name and the type are known.
    pub fn new(name: impl Into<String>, type_name: impl Into<String>) -> Self {
        Self { name: name.into(), type_name: type_name.into(), precision: 0, scale: 0, length: 0, nullable: 2 }
    }

    /// A decimal column of `precision` digits, `scale` of them after the point.
    pub fn decimal(name: impl Into<String>, precision: i32, scale: i32) -> Self {
        Self { precision, scale, ..Self::new(name, "numeric") }
    }

    /// Whether it holds moments or days, by the warehouse's name of its type.
    pub fn is_temporal(&self) -> bool {
        self.type_name.starts_with("timestamp") || self.type_name == "date"
    }
}

/// One field of a row: the Data API's `Field` union without its blob, which it never uses for a text protocol.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Cell {
    /// SQL NULL; never the same as empty text.
    #[serde(rename = "isNull")]
    Null(bool),
    /// A boolean.
    #[serde(rename = "booleanValue")]
    Boolean(bool),
    /// A smallint, integer or bigint.
    #[serde(rename = "longValue")]
    Long(i64),
    /// A real or double precision; finite (a warehouse's NaN or infinity arrives as text).
    #[serde(rename = "doubleValue")]
    Double(f64),
    /// Everything else in the warehouse's own text form: decimals, dates, times, text.
    #[serde(rename = "stringValue")]
    Text(String),
}

impl Cell {
    /// SQL NULL.
    pub const NULL: Cell = Cell::Null(true);

    /// Whether this is SQL NULL.
    pub const fn is_null(&self) -> bool {
        matches!(self, Cell::Null(_))
    }

    /// The cell as text, `None` for NULL. Booleans are `t` and `f`, as Redshift writes them; floats are the
    /// shortest text that reads back as the same number.
    pub fn text(&self) -> Option<String> {
        match self {
            Cell::Null(_) => None,
            Cell::Boolean(value) => Some(if *value { "t" } else { "f" }.to_owned()),
            Cell::Long(value) => Some(value.to_string()),
            Cell::Double(value) => Some(value.to_string()),
            Cell::Text(value) => Some(value.clone()),
        }
    }
}

/// One row, a cell for each column.
pub type Row = Vec<Cell>;

/// Which field of the Data API a value of the named type arrives in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// `longValue`
    Long,
    /// `doubleValue`
    Double,
    /// `booleanValue`
    Boolean,
    /// `stringValue`
    Text,
}

impl FieldKind {
    /// The field for a type by its name in Redshift or PostgreSQL (Data API guide, "Mapping of data types").
    pub fn of(type_name: &str) -> Self {
        match type_name.to_ascii_lowercase().as_str() {
            "int2" | "int4" | "int8" | "smallint" | "integer" | "int" | "bigint" | "oid" | "xid" => Self::Long,
            "float4" | "float8" | "real" | "double precision" | "float" => Self::Double,
            "bool" | "boolean" | "bit" => Self::Boolean,
            _ => Self::Text,
        }
    }

    /// The cell for `text`, the warehouse's own text form of a value of this kind. Text that does not read as
    /// the kind promises (and a float that is not finite) stays text: nothing is lost.
    pub fn cell(self, text: &str) -> Cell {
        let as_text = || Cell::Text(text.to_owned());
        match self {
            Self::Long => text.parse().map_or_else(|_| as_text(), Cell::Long),
            Self::Double => match text.parse::<f64>() {
                Ok(value) if value.is_finite() => Cell::Double(value),
                _ => as_text(),
            },
            Self::Boolean => match text {
                "t" | "true" | "1" => Cell::Boolean(true),
                "f" | "false" | "0" => Cell::Boolean(false),
                _ => as_text(),
            },
            Self::Text => as_text(),
        }
    }
}

/// The type a pack declares for a column of a result: what conditions see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Text of any length.
    Text,
    /// A 64-bit integer.
    Integer,
    /// An exact decimal.
    Decimal {
        /// Digits in all, 1 to 38.
        precision: u8,
        /// Digits after the point, 0 to `precision`.
        scale: u8,
    },
    /// A double precision number.
    Float,
    /// True or false.
    Boolean,
    /// A moment in UTC, to the microsecond.
    Timestamp,
    /// A day.
    Date,
}

impl ColumnType {
    /// The type for its form in packs: `text`, `integer`, `decimal(p,s)`, `float`, `boolean`, `timestamp`, `date`.
    pub fn from_words(words: &str) -> Option<Self> {
        Some(match words.trim() {
            "text" => Self::Text,
            "integer" => Self::Integer,
            "float" => Self::Float,
            "boolean" => Self::Boolean,
            "timestamp" => Self::Timestamp,
            "date" => Self::Date,
            other => {
                let (precision, scale) = other.strip_prefix("decimal(")?.strip_suffix(')')?.split_once(',')?;
                let (precision, scale) = (precision.trim().parse().ok()?, scale.trim().parse().ok()?);
                if !(1..=38).contains(&precision) || scale > precision {
                    return None;
                }
                Self::Decimal { precision, scale }
            }
        })
    }

    /// Whether values of this type are numbers.
    pub const fn is_number(self) -> bool {
        match self {
            Self::Integer | Self::Decimal { .. } | Self::Float => true,
            Self::Text | Self::Boolean | Self::Timestamp | Self::Date => false,
        }
    }
}

impl std::fmt::Display for ColumnType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text => f.write_str("text"),
            Self::Integer => f.write_str("integer"),
            Self::Decimal { precision, scale } => write!(f, "decimal({precision},{scale})"),
            Self::Float => f.write_str("float"),
            Self::Boolean => f.write_str("boolean"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::Date => f.write_str("date"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_the_data_apis_json_form() {
        let row: Row =
            vec![Cell::NULL, Cell::Long(i64::MAX), Cell::Double(0.1), Cell::Text("".into()), Cell::Boolean(true)];
        let json = serde_json::to_string(&row).expect("cells serialize");
        assert_eq!(
            json,
            r#"[{"isNull":true},{"longValue":9223372036854775807},{"doubleValue":0.1},{"stringValue":""},{"booleanValue":true}]"#
        );
        assert_eq!(serde_json::from_str::<Row>(&json).expect("cells read back"), row);
    }

    #[test]
    fn exact_numbers_never_pass_through_a_float() {
        assert_eq!(
            FieldKind::of("numeric").cell("12345678901234567890.123456789"),
            Cell::Text("12345678901234567890.123456789".into())
        );
        assert_eq!(FieldKind::of("int8").cell("9007199254740993"), Cell::Long(9_007_199_254_740_993));
        assert_eq!(FieldKind::of("float8").cell("NaN"), Cell::Text("NaN".into()));
    }
}
