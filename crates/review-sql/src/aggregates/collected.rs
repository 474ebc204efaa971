//! Values kept until the end of a group, and how they compare.

use std::cmp::Ordering;

use datafusion::arrow::array::{Array as _, ArrayRef};

use crate::cast::{Reader, Value};
use crate::error::SqlError;

/// The values of one row of arguments, owned.
pub(super) type Kept = Vec<Value<'static>>;

/// Reads all rows of `arrays`.
pub(super) fn rows(arrays: &[ArrayRef]) -> Result<Vec<Kept>, SqlError> {
    let readers: Vec<Reader<'_>> = arrays.iter().map(Reader::new).collect::<Result<_, _>>()?;
    let length = arrays.first().map_or(0, |array| array.len());
    Ok((0..length).map(|index| readers.iter().map(|reader| owned(reader.value(index))).collect()).collect())
}

fn owned(value: Value<'_>) -> Value<'static> {
    match value {
        Value::Null => Value::Null,
        Value::Boolean(value) => Value::Boolean(value),
        Value::Integer(value) => Value::Integer(value),
        Value::Double(value) => Value::Double(value),
        Value::Decimal(value, scale) => Value::Decimal(value, scale),
        Value::Text(text) => Value::Text(text.into_owned().into()),
        Value::Timestamp(value) => Value::Timestamp(value),
        Value::Date(value) => Value::Date(value),
        Value::Interval(value) => Value::Interval(value),
    }
}

/// About how many bytes `row` holds.
pub(super) fn bytes(row: &Kept) -> usize {
    size_of::<Kept>()
        + row
            .iter()
            .map(|value| size_of::<Value<'_>>() + if let Value::Text(text) = value { text.len() } else { 0 })
            .sum::<usize>()
}

/// Two values of one column in ascending order, NULL last; trailing blanks of text do not count.
pub(super) fn compare(left: &Value<'_>, right: &Value<'_>) -> Ordering {
    match (left, right) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Greater,
        (_, Value::Null) => Ordering::Less,
        (Value::Boolean(left), Value::Boolean(right)) => left.cmp(right),
        (Value::Integer(left), Value::Integer(right))
        | (Value::Timestamp(left), Value::Timestamp(right))
        | (Value::Interval(left), Value::Interval(right)) => left.cmp(right),
        (Value::Date(left), Value::Date(right)) => left.cmp(right),
        (Value::Decimal(left, _), Value::Decimal(right, _)) => left.cmp(right),
        (Value::Double(left), Value::Double(right)) => left.total_cmp(right),
        (Value::Text(left), Value::Text(right)) => left.trim_end_matches(' ').cmp(right.trim_end_matches(' ')),
        _ => Ordering::Equal,
    }
}
