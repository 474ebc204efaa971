//! Stored values to the types a pack declares, exactly or not at all.
//!
//! The type name in a column's metadata says how a stored value is read; the declared type says what it becomes.
//! What converts:
//!
//! | read as | becomes |
//! | --- | --- |
//! | integer, decimal | the other of the two when no digit is lost; float (the nearest); text; boolean from 1 and 0 |
//! | float | float; NaN becomes NULL |
//! | boolean | boolean; text (`t`, `f`) |
//! | text | text; a number, boolean, moment or day when all of it is one |
//! | `char(n)` | as text, its blanks on the right removed |
//! | date, timestamp | the other of the two when no time of day is lost; text |
//!
//! NULL stays NULL. Everything else is a [`Misfit`]: an infinite number, a float declared as anything but a float,
//! a fraction declared as an integer.

use review_core::result::{Cell, Column, ColumnType};
use review_pack::Literal;

use crate::moment::{to_date, to_timestamp};
use crate::number::{ExactNumber, to_float};

/// A value that the declared type does not take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` is not {}", kind_words(*.declared))]
pub struct Misfit {
    /// The value as text, shortened to [`Misfit::VALUE_CHARS_MAX`].
    pub value: String,
    /// The declared type.
    pub declared: ColumnType,
}

impl Misfit {
    /// How much of a value is shown: enough to find it again, too little to flood a report.
    pub const VALUE_CHARS_MAX: usize = 60;
}

/// The stored `cell` of `column` as a value of the type declared for it.
///
/// Decimals come back as text with exactly the declared scale, days as `2026-11-22`, moments as
/// `2026-11-22 07:30:00` in UTC.
///
/// # Errors
/// The value does not convert exactly.
pub fn convert(column: &Column, cell: &Cell, declared: ColumnType) -> Result<Cell, Misfit> {
    become_declared(&read(&column.type_name, cell), declared)
}

/// A value of a truth case as a value of the declared type, by the same rules.
///
/// # Errors
/// The value does not convert exactly.
pub fn convert_literal(literal: &Literal, declared: ColumnType) -> Result<Cell, Misfit> {
    let value = match literal {
        Literal::Null => Value::Null,
        Literal::Boolean(value) => Value::Boolean(*value),
        Literal::Number(text) => Value::Number(text.clone()),
        Literal::Text(text) => Value::Text(text),
    };
    become_declared(&value, declared)
}

/// A stored value, read as its type name says.
enum Value<'a> {
    Null,
    Boolean(bool),
    /// An integer or a decimal, in digits.
    Number(String),
    Float(f64),
    Text(&'a str),
}

fn read<'a>(type_name: &str, cell: &'a Cell) -> Value<'a> {
    match cell {
        Cell::Null(_) => Value::Null,
        Cell::Boolean(value) => Value::Boolean(*value),
        Cell::Long(value) => Value::Number(value.to_string()),
        Cell::Double(value) if value.is_nan() => Value::Null,
        Cell::Double(value) => Value::Float(*value),
        Cell::Text(text) if is_not_a_number(type_name, text) => Value::Null,
        Cell::Text(text) if is_fixed_length(type_name) => Value::Text(text.trim_end_matches(' ')),
        Cell::Text(text) => Value::Text(text),
    }
}

/// A NaN arrives as text, since JSON has none; as a word in a text column it is a word.
fn is_not_a_number(type_name: &str, text: &str) -> bool {
    const KINDS: [&str; 6] = ["float4", "float8", "real", "double precision", "numeric", "decimal"];
    text.eq_ignore_ascii_case("nan") && KINDS.iter().any(|kind| type_name.eq_ignore_ascii_case(kind))
}

fn is_fixed_length(type_name: &str) -> bool {
    ["bpchar", "char", "character"].iter().any(|kind| type_name.eq_ignore_ascii_case(kind))
}

fn become_declared(value: &Value<'_>, declared: ColumnType) -> Result<Cell, Misfit> {
    let converted = match declared {
        _ if matches!(value, Value::Null) => Some(Cell::NULL),
        ColumnType::Text => to_text(value).map(Cell::Text),
        ColumnType::Integer => exact(value).and_then(|number| number.to_integer()).map(Cell::Long),
        ColumnType::Decimal { precision, scale } => {
            exact(value).and_then(|number| number.to_decimal(precision, scale)).map(Cell::Text)
        }
        ColumnType::Float => as_float(value).map(Cell::Double),
        ColumnType::Boolean => to_boolean(value).map(Cell::Boolean),
        ColumnType::Timestamp => as_text(value).and_then(to_timestamp).map(Cell::Text),
        ColumnType::Date => as_text(value).and_then(to_date).map(Cell::Text),
    };
    converted.ok_or_else(|| Misfit { value: shown(value), declared })
}

fn exact(value: &Value<'_>) -> Option<ExactNumber> {
    match value {
        Value::Number(text) => ExactNumber::parse(text),
        Value::Text(text) => ExactNumber::parse(text),
        Value::Null | Value::Boolean(_) | Value::Float(_) => None,
    }
}

fn as_float(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Float(value) => Some(*value).filter(|value| value.is_finite()),
        Value::Number(text) => to_float(text),
        Value::Text(text) => to_float(text),
        Value::Null | Value::Boolean(_) => None,
    }
}

fn to_boolean(value: &Value<'_>) -> Option<bool> {
    let text = match value {
        Value::Boolean(value) => return Some(*value),
        Value::Number(text) => text.as_str(),
        Value::Text(text) => text,
        Value::Null | Value::Float(_) => return None,
    };
    let is_one_of = |words: [&str; 4]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is_one_of(["t", "true", "1", "y"]) {
        return Some(true);
    }
    is_one_of(["f", "false", "0", "n"]).then_some(false)
}

fn as_text<'a>(value: &Value<'a>) -> Option<&'a str> {
    if let Value::Text(text) = value { Some(text) } else { None }
}

/// A float has no exact text: two warehouses write the same number differently.
fn to_text(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Null | Value::Float(_) => None,
        Value::Boolean(_) | Value::Number(_) | Value::Text(_) => Some(words(value)),
    }
}

fn words(value: &Value<'_>) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Boolean(value) => if *value { "t" } else { "f" }.to_owned(),
        Value::Number(text) => text.clone(),
        Value::Float(value) => value.to_string(),
        Value::Text(text) => (*text).to_owned(),
    }
}

fn shown(value: &Value<'_>) -> String {
    let words = words(value);
    match words.char_indices().nth(Misfit::VALUE_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

fn kind_words(declared: ColumnType) -> String {
    match declared {
        ColumnType::Text => "text in an exact form".to_owned(),
        ColumnType::Integer => "an integer".to_owned(),
        ColumnType::Decimal { .. } => format!("an exact {declared}"),
        ColumnType::Float => "a finite number".to_owned(),
        ColumnType::Boolean => "a boolean".to_owned(),
        ColumnType::Timestamp => "a timestamp".to_owned(),
        ColumnType::Date => "a date".to_owned(),
    }
}
