//! Types as statements name them.

use sqlparser::ast::{CharacterLength, DataType, ExactNumberInfo, Expr, ObjectName, ObjectNamePart};

use super::build::{call, text};
use crate::cast::Cast;
use crate::error::{SqlError, SqlErrorKind};
use crate::types::SqlType;

/// `expression` cast to `data_type` by our own cast.
pub(super) fn cast(expression: Expr, data_type: &DataType, lenient: bool) -> Result<Expr, SqlError> {
    Ok(cast_to(expression, sql_type(data_type)?, lenient))
}

pub(super) fn cast_to(expression: Expr, to: SqlType, lenient: bool) -> Expr {
    let name = if lenient { Cast::TRY_NAME } else { Cast::NAME };
    call(name, vec![expression, text(&to.to_string())])
}

/// The type `data_type` names. NUMERIC without precision is (18,0) (database guide, "Numeric types").
fn sql_type(data_type: &DataType) -> Result<SqlType, SqlError> {
    Ok(match data_type {
        DataType::Bool | DataType::Boolean => SqlType::Boolean,
        DataType::SmallInt(_) | DataType::Int2(_) => SqlType::SmallInt,
        DataType::Int(_) | DataType::Integer(_) | DataType::Int4(_) => SqlType::Integer,
        DataType::BigInt(_) | DataType::Int8(_) => SqlType::BigInt,
        DataType::Real | DataType::Float4 => SqlType::Real,
        DataType::Float(ExactNumberInfo::Precision(digits)) if *digits < 25 => SqlType::Real,
        DataType::Float(_) | DataType::Float8 | DataType::Double(_) | DataType::DoublePrecision => SqlType::Double,
        DataType::Numeric(digits) | DataType::Decimal(digits) | DataType::Dec(digits) => decimal(*digits)?,
        DataType::Varchar(length)
        | DataType::CharacterVarying(length)
        | DataType::CharVarying(length)
        | DataType::Nvarchar(length) => SqlType::Varchar(bytes(*length).unwrap_or(0)),
        // CHAR without a length is one byte (database guide, "Character types").
        DataType::Char(length) | DataType::Character(length) => SqlType::Char(bytes(*length).unwrap_or(1)),
        DataType::Text | DataType::String(_) | DataType::JSON | DataType::Regclass => SqlType::Varchar(0),
        DataType::Timestamp(..) | DataType::Datetime(_) => SqlType::Timestamp,
        DataType::Date => SqlType::Date,
        DataType::Custom(name, parameters) => custom(name, parameters)?,
        other => return Err(unknown(&other.to_string())),
    })
}

fn unknown(name: &str) -> SqlError {
    SqlError::new(SqlErrorKind::MissingObject, "42704", format!("type \"{}\" does not exist", name.to_lowercase()))
}

fn custom(name: &ObjectName, parameters: &[String]) -> Result<SqlType, SqlError> {
    let name = name.0.last().and_then(ObjectNamePart::as_ident).map_or("", |ident| ident.value.as_str());
    let length = parameters.first().and_then(|length| length.parse().ok());
    Ok(match name {
        "oid" | "xid" => SqlType::Oid,
        "super" | "regclass" | "name" | "refcursor" => SqlType::Varchar(0),
        "nvarchar" => SqlType::Varchar(length.unwrap_or(0)),
        "bpchar" => length.map_or(SqlType::Varchar(0), SqlType::Char),
        "timestamptz" | "timestamp" => SqlType::Timestamp,
        "float4" => SqlType::Real,
        "float8" => SqlType::Double,
        "int2" => SqlType::SmallInt,
        "int4" => SqlType::Integer,
        "int8" => SqlType::BigInt,
        "bool" => SqlType::Boolean,
        other => return Err(unknown(other)),
    })
}

fn bytes(length: Option<CharacterLength>) -> Option<u32> {
    match length {
        Some(CharacterLength::IntegerLength { length, .. }) => u32::try_from(length).ok(),
        Some(CharacterLength::Max) => Some(65_535),
        None => None,
    }
}

fn decimal(digits: ExactNumberInfo) -> Result<SqlType, SqlError> {
    let (precision, scale) = match digits {
        ExactNumberInfo::None => (18, 0),
        ExactNumberInfo::Precision(precision) => (precision, 0),
        ExactNumberInfo::PrecisionAndScale(precision, scale) => (precision, scale),
    };
    let wrong = || SqlError::syntax(format!("numeric({precision},{scale}) is no type: 1 to 38 digits, scale within"));
    let precision_digits = u8::try_from(precision).ok().filter(|digits| (1..=38).contains(digits)).ok_or_else(wrong)?;
    let scale_digits = u8::try_from(scale).ok().filter(|digits| *digits <= precision_digits).ok_or_else(wrong)?;
    Ok(SqlType::Decimal { precision: precision_digits, scale: scale_digits })
}
