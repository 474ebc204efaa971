//! Functions of numbers.

use datafusion::arrow::datatypes::DataType;

use super::function::DataTypeName::{BigInt, Double, Text};
use super::function::{Function, Kind, Returns};
use super::text::{integer, text};
use crate::cast::{Value, convert};
use crate::error::SqlError;
use crate::types::{SqlType, is_time};
use crate::values;

const FLOAT: &[Kind] = &[Kind::Float];

pub(super) const LIST: &[Function] = &[
    Function::new("abs", (1, 1), &[Kind::Number], Returns::First, abs),
    Function::new("sign", (1, 1), &[Kind::Number], Returns::First, sign),
    Function::new("ceil", (1, 1), &[Kind::Number], Returns::Of(whole), |a| whole_number(&a[0], f64::ceil, 1)),
    Function::new("floor", (1, 1), &[Kind::Number], Returns::Of(whole), |a| whole_number(&a[0], f64::floor, -1)),
    Function::new("round", (1, 2), &[Kind::Number, Kind::Integer], Returns::First, round),
    Function::new("trunc", (1, 2), &[Kind::Any, Kind::Integer], Returns::Of(truncated), trunc),
    Function::new("power", (2, 2), FLOAT, Returns::Always(Double), |a| finite(float(&a[0]).powf(float(&a[1])))),
    Function::new("sqrt", (1, 1), FLOAT, Returns::Always(Double), |a| {
        domain(float(&a[0]) >= 0.0, "cannot take square root of a negative number")?;
        finite(float(&a[0]).sqrt())
    }),
    Function::new("cbrt", (1, 1), FLOAT, Returns::Always(Double), |a| finite(float(&a[0]).cbrt())),
    Function::new("exp", (1, 1), FLOAT, Returns::Always(Double), |a| finite(float(&a[0]).exp())),
    Function::new("ln", (1, 1), FLOAT, Returns::Always(Double), |a| {
        domain(float(&a[0]) > 0.0, "cannot take logarithm of zero or a negative number")?;
        finite(float(&a[0]).ln())
    }),
    Function::new("log", (1, 1), FLOAT, Returns::Always(Double), |a| {
        domain(float(&a[0]) > 0.0, "cannot take logarithm of zero or a negative number")?;
        finite(float(&a[0]).log10())
    }),
    Function::new("pi", (0, 0), &[], Returns::Always(Double), |_| Ok(Value::Double(std::f64::consts::PI))),
    Function::new("degrees", (1, 1), FLOAT, Returns::Always(Double), |a| finite(float(&a[0]).to_degrees())),
    Function::new("radians", (1, 1), FLOAT, Returns::Always(Double), |a| finite(float(&a[0]).to_radians())),
    Function::new("sin", (1, 1), FLOAT, Returns::Always(Double), |a| finite(float(&a[0]).sin())),
    Function::new("cos", (1, 1), FLOAT, Returns::Always(Double), |a| finite(float(&a[0]).cos())),
    Function::new("tan", (1, 1), FLOAT, Returns::Always(Double), |a| finite(float(&a[0]).tan())),
    Function::new("strtol", (2, 2), &[Kind::Text, Kind::Integer], Returns::Always(BigInt), strtol),
    Function::new("to_hex", (1, 1), &[Kind::Integer], Returns::Always(Text), |a| {
        Ok(Value::Text(format!("{:x}", integer(&a[0])).into()))
    }),
];

fn float(value: &Value<'_>) -> f64 {
    if let Value::Double(value) = value { *value } else { 0.0 }
}

fn finite(value: f64) -> Result<Value<'static>, SqlError> {
    if value.is_finite() {
        Ok(Value::Double(value))
    } else {
        Err(SqlError::data("22003", "value out of range: overflow"))
    }
}

fn domain(holds: bool, message: &str) -> Result<(), SqlError> {
    if holds { Ok(()) } else { Err(SqlError::data("2201E", message)) }
}

fn no_number(value: &Value<'_>) -> SqlError {
    SqlError::types(format!("a {} is no number", value.type_name()))
}

fn abs(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    Ok(match &arguments[0] {
        Value::Integer(value) => {
            Value::Integer(value.checked_abs().ok_or_else(|| SqlError::integer_overflow("bigint"))?)
        }
        Value::Double(value) => Value::Double(value.abs()),
        Value::Decimal(value, scale) => Value::Decimal(value.abs(), *scale),
        other => return Err(no_number(other)),
    })
}

fn sign(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    Ok(match &arguments[0] {
        Value::Integer(value) => Value::Integer(value.signum()),
        Value::Double(value) => Value::Double(if *value == 0.0 { 0.0 } else { value.signum() }),
        Value::Decimal(value, scale) => Value::Decimal(value.signum() * 10_i128.pow(u32::from(*scale)), *scale),
        other => return Err(no_number(other)),
    })
}

/// CEIL and FLOOR of a decimal have no decimals; other types stay.
fn whole(arguments: &[DataType]) -> DataType {
    match arguments.first() {
        Some(DataType::Decimal128(precision, _)) => DataType::Decimal128(*precision, 0),
        Some(other) => other.clone(),
        None => DataType::Null,
    }
}

fn whole_number(value: &Value<'_>, of_float: fn(f64) -> f64, direction: i128) -> Result<Value<'static>, SqlError> {
    Ok(match value {
        Value::Integer(value) => Value::Integer(*value),
        Value::Double(value) => Value::Double(of_float(*value)),
        Value::Decimal(value, scale) => {
            let unit = 10_i128.pow(u32::from(*scale));
            let below = value.div_euclid(unit);
            let rest = value.rem_euclid(unit) != 0;
            Value::Decimal(below + i128::from(rest && direction > 0), 0)
        }
        other => return Err(no_number(other)),
    })
}

fn places(arguments: &[Value<'_>]) -> i64 {
    arguments.get(1).map_or(0, integer).clamp(-400, 400)
}

/// ROUND keeps the type of its argument (database guide, ROUND).
fn round(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let places = places(arguments);
    match &arguments[0] {
        Value::Integer(value) if places >= 0 => Ok(Value::Integer(*value)),
        Value::Integer(value) => {
            let rounded = at_place(i128::from(*value), 0, places, true);
            i64::try_from(rounded).map(Value::Integer).map_err(|_| SqlError::integer_overflow("bigint"))
        }
        Value::Decimal(value, scale) => Ok(Value::Decimal(at_place(*value, *scale, places, true), *scale)),
        Value::Double(value) => finite(float_at_place(*value, places, f64::round)),
        other => Err(no_number(other)),
    }
}

/// `value` with its digits after `places` set to zero, rounded or cut.
fn at_place(value: i128, scale: u8, places: i64, rounds: bool) -> i128 {
    let Ok(dropped) = u32::try_from(i64::from(scale) - places) else { return value };
    let Some(unit) = 10_i128.checked_pow(dropped) else { return 0 };
    if !rounds {
        return value / unit * unit;
    }
    values::rescale(value, dropped, 0).map_or(value, |rounded| rounded.saturating_mul(unit))
}

fn float_at_place(value: f64, places: i64, how: fn(f64) -> f64) -> f64 {
    let unit = 10_f64.powi(i32::try_from(places.unsigned_abs()).unwrap_or(400));
    let moved = if places >= 0 { how(value * unit) / unit } else { how(value / unit) * unit };
    if moved.is_finite() { moved } else { value }
}

/// TRUNC of a time is its date; of a number the same type.
fn truncated(arguments: &[DataType]) -> DataType {
    match arguments.first() {
        Some(time) if is_time(time) => DataType::Date32,
        Some(DataType::Utf8) => DataType::Float64,
        Some(other) => other.clone(),
        None => DataType::Null,
    }
}

fn trunc(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let places = places(arguments);
    match &arguments[0] {
        time @ (Value::Timestamp(_) | Value::Date(_)) => match convert(time.clone(), SqlType::Date)? {
            Value::Date(day) => Ok(Value::Date(day)),
            _ => Ok(Value::Null),
        },
        Value::Integer(value) => {
            let cut = at_place(i128::from(*value), 0, places, false);
            i64::try_from(cut).map(Value::Integer).map_err(|_| SqlError::integer_overflow("bigint"))
        }
        Value::Decimal(value, scale) => Ok(Value::Decimal(at_place(*value, *scale, places, false), *scale)),
        Value::Double(value) => finite(float_at_place(*value, places, f64::trunc)),
        Value::Text(text) => match convert(Value::Text(text.clone()), SqlType::Double)? {
            Value::Double(value) => finite(float_at_place(value, places, f64::trunc)),
            _ => Ok(Value::Null),
        },
        other => Err(no_number(other)),
    }
}

fn strtol(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let (value, base) = (text(&arguments[0]).trim(), integer(&arguments[1]));
    let base = u32::try_from(base)
        .ok()
        .filter(|base| (2..=36).contains(base))
        .ok_or_else(|| SqlError::data("22023", "the base must be between 2 and 36"))?;
    let digits = if base == 16 { value.trim_start_matches("0x").trim_start_matches("0X") } else { value };
    i64::from_str_radix(digits, base)
        .map(Value::Integer)
        .map_err(|_| SqlError::data("22P02", format!("The input {value} is not valid to be converted to base {base}")))
}
