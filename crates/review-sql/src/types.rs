//! The types of Redshift this engine knows, and what stands for each inside.

use std::fmt;
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, TimeUnit};
use review_core::result::{Column, ColumnType};

/// A type of Redshift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SqlType {
    /// `boolean`
    Boolean,
    /// `smallint`, 16 bits.
    SmallInt,
    /// `integer`, 32 bits.
    Integer,
    /// `bigint`, 64 bits.
    BigInt,
    /// `oid`, an object's number: 32 bits without sign.
    Oid,
    /// `real`
    Real,
    /// `double precision`
    Double,
    /// `numeric(precision, scale)`
    Decimal {
        /// Digits in all, 1 to 38.
        precision: u8,
        /// Digits after the point, 0 to `precision`.
        scale: u8,
    },
    /// `varchar(bytes)`; 0 bytes stands for any length.
    Varchar(u32),
    /// `char(bytes)`; held without its trailing blanks.
    Char(u32),
    /// `timestamp` without time zone, in microseconds.
    Timestamp,
    /// `date`
    Date,
    /// Text of any length: the same as `Varchar(0)`.
    Text,
}

/// Timestamps inside the engine.
pub(crate) const TIMESTAMP: DataType = DataType::Timestamp(TimeUnit::Microsecond, None);
/// The difference of two timestamps inside the engine.
pub(crate) const INTERVAL: DataType = DataType::Duration(TimeUnit::Microsecond);

/// The declared length of text, kept beside a field.
const LENGTH: &str = "redshift.length";
/// Present on fields of a table none of whose texts ends in a blank: they need no trimming to be compared, and a
/// correlated sub-query can be joined on them. What is computed from such a field does not carry it.
const BLANKLESS: &str = "redshift.blankless";
/// Present on fields of CHAR columns.
const BLANK_PADDED: &str = "redshift.bpchar";

impl From<ColumnType> for SqlType {
    fn from(declared: ColumnType) -> Self {
        match declared {
            ColumnType::Text => Self::Varchar(0),
            ColumnType::Integer => Self::BigInt,
            ColumnType::Decimal { precision, scale } => Self::Decimal { precision, scale },
            ColumnType::Float => Self::Double,
            ColumnType::Boolean => Self::Boolean,
            ColumnType::Timestamp => Self::Timestamp,
            ColumnType::Date => Self::Date,
        }
    }
}

impl fmt::Display for SqlType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean => f.write_str("boolean"),
            Self::SmallInt => f.write_str("smallint"),
            Self::Integer => f.write_str("integer"),
            Self::BigInt => f.write_str("bigint"),
            Self::Oid => f.write_str("oid"),
            Self::Real => f.write_str("real"),
            Self::Double => f.write_str("double precision"),
            Self::Decimal { precision, scale } => write!(f, "numeric({precision},{scale})"),
            Self::Varchar(0) | Self::Text => f.write_str("varchar"),
            Self::Varchar(length) => write!(f, "varchar({length})"),
            Self::Char(length) => write!(f, "char({length})"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::Date => f.write_str("date"),
        }
    }
}

impl SqlType {
    /// The type for the words `Display` gives.
    pub(crate) fn from_words(words: &str) -> Option<Self> {
        let (name, parameters) = match words.split_once('(') {
            Some((name, rest)) => (name, Some(rest.strip_suffix(')')?)),
            None => (words, None),
        };
        Some(match (name, parameters) {
            ("boolean", None) => Self::Boolean,
            ("smallint", None) => Self::SmallInt,
            ("integer", None) => Self::Integer,
            ("bigint", None) => Self::BigInt,
            ("oid", None) => Self::Oid,
            ("real", None) => Self::Real,
            ("double precision", None) => Self::Double,
            ("varchar", None) => Self::Varchar(0),
            ("varchar", Some(length)) => Self::Varchar(length.parse().ok()?),
            ("char", Some(length)) => Self::Char(length.parse().ok()?),
            ("timestamp", None) => Self::Timestamp,
            ("date", None) => Self::Date,
            ("numeric", Some(digits)) => {
                let (precision, scale) = digits.split_once(',')?;
                Self::Decimal { precision: precision.parse().ok()?, scale: scale.parse().ok()? }
            }
            _ => return None,
        })
    }

    /// What stands for this type inside the engine.
    pub(crate) fn data_type(self) -> DataType {
        match self {
            Self::Boolean => DataType::Boolean,
            Self::SmallInt => DataType::Int16,
            Self::Integer => DataType::Int32,
            Self::BigInt => DataType::Int64,
            Self::Oid => DataType::UInt32,
            Self::Real => DataType::Float32,
            Self::Double => DataType::Float64,
            Self::Decimal { precision, scale } => decimal(precision, scale),
            Self::Varchar(_) | Self::Char(_) | Self::Text => DataType::Utf8,
            Self::Timestamp => TIMESTAMP,
            Self::Date => DataType::Date32,
        }
    }

    /// A field of this type; the length of text travels in its metadata.
    pub(crate) fn field(self, name: &str) -> Field {
        let field = Field::new(name, self.data_type(), true);
        match self {
            Self::Varchar(length) if length > 0 => field.with_metadata([(LENGTH.into(), length.to_string())].into()),
            Self::Char(length) => {
                field.with_metadata([(LENGTH.into(), length.to_string()), (BLANK_PADDED.into(), String::new())].into())
            }
            _ => field,
        }
    }

    /// Whether values of this type are text.
    pub(crate) const fn is_text(self) -> bool {
        matches!(self, Self::Varchar(_) | Self::Char(_) | Self::Text)
    }
}

/// A decimal inside the engine.
pub(crate) fn decimal(precision: u8, scale: u8) -> DataType {
    DataType::Decimal128(precision, i8::try_from(scale).unwrap_or(i8::MAX))
}

/// The field marked as one whose texts never end in a blank.
pub(crate) fn blankless(field: Field) -> Field {
    let mut metadata = field.metadata().clone();
    metadata.insert(BLANKLESS.into(), String::new());
    field.with_metadata(metadata)
}

/// Whether the texts of `field` never end in a blank.
pub(crate) fn is_blankless(field: &Field) -> bool {
    field.metadata().contains_key(BLANKLESS)
}

/// Whether `data_type` is text inside the engine.
pub(crate) fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

/// Whether `data_type` is a decimal inside the engine.
pub(crate) fn is_decimal(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal128(..) | DataType::Decimal256(..)
    )
}

/// Whether `data_type` is a date or a timestamp inside the engine.
pub(crate) fn is_time(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Timestamp(..) | DataType::Date32 | DataType::Date64)
}

/// The column of a result for a field of the executed plan, in Redshift's words.
pub(crate) fn column_of(field: &Arc<Field>, label: &str) -> Column {
    let named = |type_name: &str| Column::new(label, type_name);
    match field.data_type() {
        DataType::Boolean => named("bool"),
        DataType::Int8 | DataType::UInt8 | DataType::Int16 => named("int2"),
        DataType::UInt16 | DataType::Int32 => named("int4"),
        DataType::UInt32 => named("oid"),
        DataType::Int64 | DataType::UInt64 => named("int8"),
        DataType::Float16 | DataType::Float32 => named("float4"),
        DataType::Float64 => named("float8"),
        DataType::Decimal128(precision, scale) | DataType::Decimal256(precision, scale) => {
            Column::decimal(label, i32::from(*precision), i32::from(*scale))
        }
        DataType::Timestamp(..) => named("timestamp"),
        DataType::Date32 | DataType::Date64 => named("date"),
        DataType::Duration(_) | DataType::Interval(_) => named("intervald2s"),
        _ => {
            let length = field.metadata().get(LENGTH).and_then(|length| length.parse().ok()).unwrap_or(0);
            let type_name = if field.metadata().contains_key(BLANK_PADDED) { "bpchar" } else { "varchar" };
            Column { length, ..named(type_name) }
        }
    }
}

/// Redshift's word for a type inside the engine.
pub(crate) fn type_words(data_type: &DataType) -> String {
    column_of(&Arc::new(Field::new("", data_type.clone(), true)), "").type_name
}
