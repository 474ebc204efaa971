//! Functions of JSON text.

use serde_json::Value as Json;

use super::function::DataTypeName::{Boolean, Integer, Text};
use super::function::{Function, Kind, Returns};
use super::text::{bounded, integer, text};
use crate::cast::Value;
use crate::error::SqlError;

pub(super) const LIST: &[Function] = &[
    Function::new("json_extract_path_text", (2, 7), &[Kind::Any], Returns::Always(Text), path_text),
    Function::new(
        "json_extract_array_element_text",
        (2, 3),
        &[Kind::Text, Kind::Integer, Kind::Any],
        Returns::Always(Text),
        element_text,
    ),
    Function::new("json_array_length", (1, 2), &[Kind::Text, Kind::Any], Returns::Always(Integer), array_length),
    Function::new("is_valid_json", (1, 1), &[Kind::Text], Returns::Always(Boolean), |a| {
        Ok(Value::Boolean(matches!(parse(text(&a[0])), Ok(Json::Object(_)))))
    }),
    Function::new("is_valid_json_array", (1, 1), &[Kind::Text], Returns::Always(Boolean), |a| {
        Ok(Value::Boolean(matches!(parse(text(&a[0])), Ok(Json::Array(_)))))
    }),
];

fn parse(text: &str) -> Result<Json, SqlError> {
    serde_json::from_str(text)
        .map_err(|_| SqlError::data("22023", format!("JSON parsing error: invalid json object {text}")))
}

/// The last argument may say that invalid JSON is NULL instead of an error.
fn lenient(arguments: &[Value<'_>]) -> bool {
    matches!(arguments.last(), Some(Value::Boolean(true)))
}

fn or_null(result: Result<Json, SqlError>, lenient: bool) -> Result<Option<Json>, SqlError> {
    match result {
        Err(_) if lenient => Ok(None),
        other => other.map(Some),
    }
}

fn as_text(json: &Json) -> Result<Value<'static>, SqlError> {
    match json {
        Json::Null => Ok(Value::Null),
        Json::String(text) => bounded(text.clone()),
        other => bounded(other.to_string()),
    }
}

/// A path that leads nowhere is NULL (database guide, JSON_EXTRACT_PATH_TEXT).
fn path_text(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let Some(json) = or_null(parse(text(&arguments[0])), lenient(arguments))? else { return Ok(Value::Null) };
    let mut place = &json;
    for step in &arguments[1..] {
        let Value::Text(step) = step else { continue };
        let next = match place {
            Json::Array(items) => step.parse::<usize>().ok().and_then(|index| items.get(index)),
            other => other.get(step.as_ref()),
        };
        match next {
            Some(next) => place = next,
            None => return Ok(Value::Null),
        }
    }
    as_text(place)
}

fn array(arguments: &[Value<'_>]) -> Result<Option<Vec<Json>>, SqlError> {
    let lenient = lenient(arguments);
    match or_null(parse(text(&arguments[0])), lenient)? {
        Some(Json::Array(items)) => Ok(Some(items)),
        Some(_) if lenient => Ok(None),
        Some(_) => Err(SqlError::data("22023", "JSON parsing error: not a JSON array")),
        None => Ok(None),
    }
}

fn element_text(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let Some(items) = array(arguments)? else { return Ok(Value::Null) };
    match usize::try_from(integer(&arguments[1])).ok().and_then(|index| items.get(index)) {
        Some(item) => as_text(item),
        None => Ok(Value::Null),
    }
}

fn array_length(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let Some(items) = array(arguments)? else { return Ok(Value::Null) };
    Ok(Value::Integer(i64::try_from(items.len()).unwrap_or(i64::MAX)))
}
