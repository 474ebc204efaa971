//! Moments and words of the SDKs.

use aws_sdk_redshift::primitives::{DateTime, DateTimeFormat};
use serde_json::Value;

/// The moment as the API references write it. One that no calendar has is left out.
pub(super) fn moment(at: Option<&DateTime>) -> Option<String> {
    at?.fmt(DateTimeFormat::DateTime).ok()
}

/// A number that JSON can hold.
pub(super) fn number(value: Option<f64>) -> Value {
    value.and_then(serde_json::Number::from_f64).map_or(Value::Null, Value::Number)
}
