//! One value of any type.

use std::borrow::Cow;

use crate::values;

/// A value on its way through a function.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Boolean(bool),
    /// Any integer, an oid included.
    Integer(i64),
    Double(f64),
    /// The digits, and how many of them stand after the point.
    Decimal(i128, u8),
    Text(Cow<'a, str>),
    /// Microseconds since the epoch.
    Timestamp(i64),
    /// Days since the epoch.
    Date(i32),
    /// Microseconds.
    Interval(i64),
}

impl<'a> Value<'a> {
    pub(crate) const fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The value in Redshift's text form; `None` for NULL.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        Some(match self {
            Value::Null => return None,
            Value::Boolean(value) => if value { "t" } else { "f" }.into(),
            Value::Integer(value) => value.to_string().into(),
            Value::Double(value) => values::float_text(value).into(),
            Value::Decimal(value, scale) => values::decimal_text(value, u32::from(scale)).into(),
            Value::Text(text) => text,
            Value::Timestamp(value) => values::timestamp_text(value).into(),
            Value::Date(value) => values::date_text(value).into(),
            Value::Interval(value) => values::interval_text(value).into(),
        })
    }

    /// Redshift's name of the value's type, for messages.
    pub(crate) const fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "unknown",
            Value::Boolean(_) => "boolean",
            Value::Integer(_) => "bigint",
            Value::Double(_) => "double precision",
            Value::Decimal(..) => "numeric",
            Value::Text(_) => "character varying",
            Value::Timestamp(_) => "timestamp without time zone",
            Value::Date(_) => "date",
            Value::Interval(_) => "interval",
        }
    }
}
