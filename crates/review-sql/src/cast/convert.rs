//! CAST, as Redshift does it.

use super::value::Value;
use crate::error::{SqlError, SqlErrorKind};
use crate::types::SqlType;
use crate::values;

const DAY_MICROS: i64 = 86_400_000_000;

/// `value` as `to`.
///
/// Decimals and floats round to integers, decimals round to fewer decimals, text is cut to its new length in
/// bytes (database guide, CAST and "Character types"); text that does not read as a number or time is an error.
pub(crate) fn convert(value: Value<'_>, to: SqlType) -> Result<Value<'_>, SqlError> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    match to {
        SqlType::Boolean => boolean(value),
        SqlType::SmallInt => integer(value, "smallint", i64::from(i16::MIN), i64::from(i16::MAX)),
        SqlType::Integer => integer(value, "integer", i64::from(i32::MIN), i64::from(i32::MAX)),
        SqlType::BigInt => integer(value, "bigint", i64::MIN, i64::MAX),
        SqlType::Oid => integer(value, "oid", 0, i64::from(u32::MAX)),
        SqlType::Real | SqlType::Double => double(value),
        SqlType::Decimal { precision, scale } => decimal(value, precision, scale),
        SqlType::Varchar(length) => text(value, length),
        SqlType::Text => text(value, 0),
        SqlType::Char(length) => text(value, length).map(|value| match value {
            Value::Text(text) => Value::Text(text.trim_end_matches(' ').to_owned().into()),
            other => other,
        }),
        SqlType::Timestamp => timestamp(value),
        SqlType::Date => date(value),
    }
}

fn cannot_cast(value: &Value<'_>, to: &str) -> SqlError {
    let message = format!("cannot cast type {} to {to}", value.type_name());
    SqlError::new(SqlErrorKind::Syntax, "42846", message)
}

fn invalid(text: &str, type_name: &str) -> SqlError {
    SqlError::data("22P02", format!("invalid input syntax for {type_name}: \"{text}\""))
}

fn boolean(value: Value<'_>) -> Result<Value<'_>, SqlError> {
    match value {
        Value::Boolean(value) => Ok(Value::Boolean(value)),
        Value::Integer(value) => Ok(Value::Boolean(value != 0)),
        Value::Text(text) => {
            values::boolean_of(&text).map(Value::Boolean).ok_or_else(|| invalid(&text, "type boolean"))
        }
        other => Err(cannot_cast(&other, "boolean")),
    }
}

fn integer<'a>(value: Value<'a>, name: &str, least: i64, most: i64) -> Result<Value<'a>, SqlError> {
    let whole = match value {
        Value::Boolean(value) => i128::from(value),
        Value::Integer(value) => i128::from(value),
        Value::Decimal(value, scale) => {
            values::rescale(value, u32::from(scale), 0).ok_or_else(|| SqlError::integer_overflow(name))?
        }
        Value::Double(value) => rounded(value, name)?,
        Value::Text(ref text) => text.trim().parse().map_err(|_| invalid(text, name))?,
        other => return Err(cannot_cast(&other, name)),
    };
    i64::try_from(whole)
        .ok()
        .filter(|whole| (least..=most).contains(whole))
        .map(Value::Integer)
        .ok_or_else(|| SqlError::integer_overflow(name))
}

/// A float rounded to the even neighbour when it lies half way, as PostgreSQL rounds floats.
fn rounded(value: f64, name: &str) -> Result<i128, SqlError> {
    if !value.is_finite() || value.abs() >= 1e19 {
        return Err(SqlError::integer_overflow(name));
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked to lie well within the range")]
    Ok(value.round_ties_even() as i128)
}

fn double(value: Value<'_>) -> Result<Value<'_>, SqlError> {
    Ok(Value::Double(match value {
        #[expect(clippy::cast_precision_loss, reason = "a cast to float asks for it")]
        Value::Integer(value) => value as f64,
        Value::Double(value) => value,
        Value::Decimal(value, scale) => decimal_as_float(value, scale),
        Value::Text(ref text) => text.trim().parse().map_err(|_| invalid(text, "type double precision"))?,
        other => return Err(cannot_cast(&other, "double precision")),
    }))
}

/// The float nearest to a decimal.
pub(crate) fn decimal_as_float(value: i128, scale: u8) -> f64 {
    values::decimal_text(value, u32::from(scale)).parse().unwrap_or(f64::NAN)
}

fn decimal(value: Value<'_>, precision: u8, scale: u8) -> Result<Value<'_>, SqlError> {
    let (digits, from) = match value {
        Value::Integer(value) => (i128::from(value), 0),
        Value::Decimal(value, scale) => (value, u32::from(scale)),
        Value::Double(value) => values::decimal_of(&value.to_string()).ok_or_else(SqlError::decimal_overflow)?,
        Value::Text(ref text) => values::decimal_of(text).ok_or_else(|| invalid(text, "type numeric"))?,
        other => return Err(cannot_cast(&other, "numeric")),
    };
    values::rescale(digits, from, u32::from(scale))
        .filter(|value| values::fits(*value, precision))
        .map(|value| Value::Decimal(value, scale))
        .ok_or_else(SqlError::decimal_overflow)
}

fn text(value: Value<'_>, length: u32) -> Result<Value<'_>, SqlError> {
    if matches!(value, Value::Boolean(_)) {
        return Err(cannot_cast(&value, "character varying"));
    }
    let Some(text) = value.text() else { return Ok(Value::Null) };
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length == 0 || text.len() <= length {
        return Ok(Value::Text(text));
    }
    let mut cut = length;
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    Ok(Value::Text(text[..cut].to_owned().into()))
}

fn timestamp(value: Value<'_>) -> Result<Value<'_>, SqlError> {
    match value {
        Value::Timestamp(value) => Ok(Value::Timestamp(value)),
        Value::Date(days) => Ok(Value::Timestamp(i64::from(days) * DAY_MICROS)),
        Value::Text(text) => values::timestamp_of(&text)
            .map(Value::Timestamp)
            .ok_or_else(|| SqlError::data("22007", format!("invalid input syntax for type timestamp: \"{text}\""))),
        other => Err(cannot_cast(&other, "timestamp without time zone")),
    }
}

fn date(value: Value<'_>) -> Result<Value<'_>, SqlError> {
    match value {
        Value::Date(days) => Ok(Value::Date(days)),
        Value::Timestamp(micros) => i32::try_from(micros.div_euclid(DAY_MICROS))
            .map(Value::Date)
            .map_err(|_| SqlError::data("22008", "date out of range")),
        Value::Text(text) => values::date_of(&text)
            .map(Value::Date)
            .ok_or_else(|| SqlError::data("22007", format!("invalid input syntax for type date: \"{text}\""))),
        other => Err(cannot_cast(&other, "date")),
    }
}
