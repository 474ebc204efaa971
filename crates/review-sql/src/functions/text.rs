//! Functions of text. Positions count characters from 1.

use super::function::DataTypeName::{Boolean, Integer, Text};
use super::function::{Function, Kind, Returns};
use crate::bounds::TEXT_MAX;
use crate::cast::Value;
use crate::error::SqlError;

const ONE: &[Kind] = &[Kind::Text];

pub(super) const LIST: &[Function] = &[
    Function::new("len", (1, 1), ONE, Returns::Always(Integer), |a| count(text(&a[0]).chars().count())),
    Function::new("octet_length", (1, 1), ONE, Returns::Always(Integer), |a| count(text(&a[0]).len())),
    Function::new("upper", (1, 1), ONE, Returns::Always(Text), |a| bounded(text(&a[0]).to_uppercase())),
    Function::new("lower", (1, 1), ONE, Returns::Always(Text), |a| bounded(text(&a[0]).to_lowercase())),
    Function::new("initcap", (1, 1), ONE, Returns::Always(Text), |a| bounded(initcap(text(&a[0])))),
    Function::new("reverse", (1, 1), ONE, Returns::Always(Text), |a| bounded(text(&a[0]).chars().rev().collect())),
    Function::new("ascii", (1, 1), ONE, Returns::Always(Integer), |a| {
        Ok(Value::Integer(text(&a[0]).chars().next().map_or(0, |first| i64::from(u32::from(first)))))
    }),
    Function::new("chr", (1, 1), &[Kind::Integer], Returns::Always(Text), chr),
    Function::new("btrim", (1, 2), ONE, Returns::Always(Text), |a| {
        bounded(text(&a[0]).trim_matches(set(a.get(1))).to_owned())
    }),
    Function::new("ltrim", (1, 2), ONE, Returns::Always(Text), |a| {
        bounded(text(&a[0]).trim_start_matches(set(a.get(1))).to_owned())
    }),
    Function::new("rtrim", (1, 2), ONE, Returns::Always(Text), |a| {
        bounded(text(&a[0]).trim_end_matches(set(a.get(1))).to_owned())
    }),
    Function::new("left", (2, 2), &[Kind::Text, Kind::Integer], Returns::Always(Text), left),
    Function::new("right", (2, 2), &[Kind::Text, Kind::Integer], Returns::Always(Text), right),
    Function::new("substring", (2, 3), &[Kind::Text, Kind::Integer], Returns::Always(Text), substring),
    Function::new("strpos", (2, 2), ONE, Returns::Always(Integer), position),
    Function::new("replace", (3, 3), ONE, Returns::Always(Text), replace),
    Function::new("translate", (3, 3), ONE, Returns::Always(Text), translate),
    Function::new("repeat", (2, 2), &[Kind::Text, Kind::Integer], Returns::Always(Text), repeat),
    Function::new("lpad", (2, 3), &[Kind::Text, Kind::Integer, Kind::Text], Returns::Always(Text), |a| pad(a, true)),
    Function::new("rpad", (2, 3), &[Kind::Text, Kind::Integer, Kind::Text], Returns::Always(Text), |a| pad(a, false)),
    Function::new("split_part", (3, 3), &[Kind::Text, Kind::Text, Kind::Integer], Returns::Always(Text), split_part),
    Function::new("concat", (2, 2), ONE, Returns::Always(Text), concat),
    Function::new("quote_ident", (1, 1), ONE, Returns::Always(Text), |a| bounded(quote_ident(text(&a[0])))),
    Function::new("quote_literal", (1, 1), ONE, Returns::Always(Text), |a| {
        bounded(format!("'{}'", text(&a[0]).replace('\'', "''")))
    }),
    Function::new("starts_with", (2, 2), ONE, Returns::Always(Boolean), |a| {
        Ok(Value::Boolean(text(&a[0]).starts_with(text(&a[1]))))
    }),
];

pub(super) fn text<'v>(value: &'v Value<'_>) -> &'v str {
    if let Value::Text(text) = value { text } else { "" }
}

pub(super) fn integer(value: &Value<'_>) -> i64 {
    if let Value::Integer(value) = value { *value } else { 0 }
}

/// Text no longer than a VARCHAR holds.
pub(super) fn bounded(text: String) -> Result<Value<'static>, SqlError> {
    if text.len() > TEXT_MAX {
        return Err(too_long());
    }
    Ok(Value::Text(text.into()))
}

fn too_long() -> SqlError {
    SqlError::data("54000", format!("the text is longer than {TEXT_MAX} bytes"))
}

fn count(length: usize) -> Result<Value<'static>, SqlError> {
    Ok(Value::Integer(i64::try_from(length).unwrap_or(i64::MAX)))
}

/// Whether a character belongs to the second argument of a trim; blanks when there is none.
fn set<'v>(characters: Option<&'v Value<'_>>) -> impl Fn(char) -> bool + Copy + 'v {
    let characters = characters.map_or(" ", text);
    move |character| characters.contains(character)
}

fn initcap(value: &str) -> String {
    let mut starts = true;
    let mut capitalized = String::with_capacity(value.len());
    for character in value.chars() {
        if starts {
            capitalized.extend(character.to_uppercase());
        } else {
            capitalized.extend(character.to_lowercase());
        }
        starts = !character.is_alphanumeric();
    }
    capitalized
}

fn chr(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let number = integer(&arguments[0]);
    u32::try_from(number)
        .ok()
        .and_then(char::from_u32)
        .filter(|character| *character != '\0')
        .map(|character| Value::Text(character.to_string().into()))
        .ok_or_else(|| SqlError::data("22023", format!("{number} is no character")))
}

fn left(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let (value, wanted) = (text(&arguments[0]), integer(&arguments[1]));
    let length = i64::try_from(value.chars().count()).unwrap_or(i64::MAX);
    let kept = if wanted < 0 { (length + wanted).max(0) } else { wanted };
    bounded(value.chars().take(usize::try_from(kept).unwrap_or(usize::MAX)).collect())
}

fn right(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let (value, wanted) = (text(&arguments[0]), integer(&arguments[1]));
    let length = i64::try_from(value.chars().count()).unwrap_or(i64::MAX);
    let dropped = if wanted < 0 { -wanted } else { (length - wanted).max(0) };
    bounded(value.chars().skip(usize::try_from(dropped).unwrap_or(usize::MAX)).collect())
}

/// A start before the first character shortens the answer (database guide, SUBSTRING): what lies between
/// `start` and `start + length - 1` and exists is returned.
fn substring(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let (value, start) = (text(&arguments[0]), integer(&arguments[1]));
    let end = match arguments.get(2).map(integer) {
        Some(length) if length < 0 => {
            return Err(SqlError::data("22011", "negative substring length not allowed"));
        }
        Some(length) => start.saturating_add(length),
        None => i64::MAX,
    };
    let first = start.max(1);
    let kept = usize::try_from(end.saturating_sub(first)).unwrap_or(0);
    bounded(value.chars().skip(usize::try_from(first - 1).unwrap_or(usize::MAX)).take(kept).collect())
}

fn position(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let (value, wanted) = (text(&arguments[0]), text(&arguments[1]));
    count(value.find(wanted).map_or(0, |at| value[..at].chars().count() + 1))
}

fn replace(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let (value, old, new) = (text(&arguments[0]), text(&arguments[1]), text(&arguments[2]));
    if old.is_empty() {
        return bounded(value.to_owned());
    }
    let found = value.matches(old).count();
    if value.len() + found * new.len() > TEXT_MAX + found * old.len() {
        return Err(too_long());
    }
    bounded(value.replace(old, new))
}

fn translate(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let from: Vec<char> = text(&arguments[1]).chars().collect();
    let to: Vec<char> = text(&arguments[2]).chars().collect();
    let replaced =
        text(&arguments[0]).chars().filter_map(|character| match from.iter().position(|known| *known == character) {
            Some(at) => to.get(at).copied(),
            None => Some(character),
        });
    bounded(replaced.collect())
}

fn repeat(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let (value, times) = (text(&arguments[0]), integer(&arguments[1]).max(0));
    let times = usize::try_from(times).unwrap_or(usize::MAX);
    if value.len().saturating_mul(times) > TEXT_MAX {
        return Err(too_long());
    }
    bounded(value.repeat(times))
}

fn pad(arguments: &[Value<'_>], in_front: bool) -> Result<Value<'static>, SqlError> {
    let value = text(&arguments[0]);
    let length = usize::try_from(integer(&arguments[1]).max(0)).unwrap_or(usize::MAX);
    if length > TEXT_MAX {
        return Err(too_long());
    }
    let fill = arguments.get(2).map_or(" ", text);
    let missing = length.saturating_sub(value.chars().count());
    let padding: String = fill.chars().cycle().take(if fill.is_empty() { 0 } else { missing }).collect();
    let kept: String = value.chars().take(length).collect();
    bounded(if in_front { padding + &kept } else { kept + &padding })
}

fn split_part(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let (value, delimiter, wanted) = (text(&arguments[0]), text(&arguments[1]), integer(&arguments[2]));
    let Some(index) = usize::try_from(wanted).ok().and_then(|wanted| wanted.checked_sub(1)) else {
        return Err(SqlError::data("22023", "field position must be greater than zero"));
    };
    let part = if delimiter.is_empty() {
        if index == 0 { value } else { "" }
    } else {
        value.split(delimiter).nth(index).unwrap_or("")
    };
    bounded(part.to_owned())
}

/// CONCAT of two texts; NULL when one is (database guide, CONCAT).
fn concat(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    bounded([text(&arguments[0]), text(&arguments[1])].concat())
}

fn quote_ident(name: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && name
            .chars()
            .all(|character| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_');
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}
