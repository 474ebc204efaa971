//! From an answer to rows.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde_json::Value;

use super::script::{CallColumn, CallScript, Taken, metric_id};
use crate::result::{Cell, Column, ColumnType, FieldKind, Row};
use crate::time::Timestamp;

/// How much of one text is kept. Own choice: a row of 15 such texts still fits the 64 KB that a row may have.
pub const TEXT_CHARACTERS_MAX: usize = 1_000;

const MICROS_IN_HOUR: f64 = 3_600_000_000.0;

/// What a call answered, all pages in one.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The answer in the shape of the API reference.
    pub json: Value,
    /// When it was given: ages count to here.
    pub at: Timestamp,
}

/// An answer that does not fit its script.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer does not fit the script: column `{column}` is {kind}, and the answer holds {found}")]
pub struct AnswerError {
    /// The column.
    pub column: String,
    /// Its type.
    pub kind: ColumnType,
    /// What is there instead, shortened.
    pub found: String,
}

/// The rows of an answer.
///
/// # Errors
/// When a value is not of its column's type. A member that is not there is NULL.
pub fn rows_of(script: &CallScript, answer: &Answer) -> Result<(Vec<Column>, Vec<Row>), AnswerError> {
    let columns = script.columns.iter().map(column).collect();
    let pivoted;
    let rows: Vec<&Value> = if script.period_seconds.is_some() {
        pivoted = by_period(script, &answer.json);
        pivoted.iter().collect()
    } else {
        match answer.json.pointer(script.rows.as_deref().unwrap_or_default()) {
            Some(Value::Array(rows)) => rows.iter().collect(),
            Some(Value::Null) | None => Vec::new(),
            Some(row) => vec![row],
        }
    };
    let row = |value: &&Value| {
        let cells = script.columns.iter().enumerate();
        cells.map(|(place, column)| cell(place, column, value, answer.at)).collect::<Result<Row, _>>()
    };
    Ok((columns, rows.iter().map(row).collect::<Result<_, _>>()?))
}

fn column(column: &CallColumn) -> Column {
    let name = column.name.as_str();
    match column.kind {
        ColumnType::Text => Column::new(name, "varchar"),
        ColumnType::Integer => Column::new(name, "int8"),
        ColumnType::Decimal { precision, scale } => Column::decimal(name, precision.into(), scale.into()),
        ColumnType::Float => Column::new(name, "float8"),
        ColumnType::Boolean => Column::new(name, "bool"),
        ColumnType::Timestamp => Column::new(name, "timestamp"),
        ColumnType::Date => Column::new(name, "date"),
    }
}

/// The values of all metrics, an object for each period that has one, the oldest first; where each value of a dimension
/// is asked for, an object for each of them, which the answer names in its labels.
fn by_period(script: &CallScript, answer: &Value) -> Vec<Value> {
    let list = |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut periods: BTreeMap<(String, String), serde_json::Map<String, Value>> = BTreeMap::new();
    let wanted: Vec<String> = script.metrics().map(|(place, _)| metric_id(place)).collect();
    let each = script.metrics().find_map(|(_, metric)| metric.each());
    for result in list(answer, "MetricDataResults") {
        let Some(id) = result.get("Id").and_then(Value::as_str).filter(|id| wanted.iter().any(|one| one == id)) else {
            continue;
        };
        let label = result.get("Label").and_then(Value::as_str).filter(|_| each.is_some()).unwrap_or_default();
        for (at, value) in list(&result, "Timestamps").iter().zip(list(&result, "Values")) {
            let Some(at) = at.as_str() else { continue };
            periods.entry((at.to_owned(), label.to_owned())).or_default().insert(id.to_owned(), value);
        }
    }
    let row = |((at, label), mut row): ((String, String), serde_json::Map<String, Value>)| {
        row.insert("Timestamp".to_owned(), Value::String(at));
        if let Some(each) = each {
            row.insert(each.to_owned(), Value::String(label));
        }
        Value::Object(row)
    };
    periods.into_iter().map(row).collect()
}

fn cell(place: usize, column: &CallColumn, row: &Value, now: Timestamp) -> Result<Cell, AnswerError> {
    let value = match &column.taken {
        Taken::At(pointer) | Taken::HoursSince(pointer) | Taken::Count(pointer) | Taken::List(pointer) => {
            row.pointer(pointer)
        }
        Taken::Metric(_) => row.get(metric_id(place)),
    };
    let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(Cell::NULL) };
    let read = match &column.taken {
        Taken::HoursSince(_) => hours_since(value, now).and_then(|hours| number(column.kind, hours)),
        Taken::Count(_) => value.as_array().and_then(|items| i64::try_from(items.len()).ok()).map(Cell::Long),
        Taken::List(_) => value.as_array().map(|items| Cell::Text(shortened(&joined(items)))),
        Taken::At(_) | Taken::Metric(_) => read(column.kind, value),
    };
    read.ok_or_else(|| AnswerError {
        column: column.name.clone(),
        kind: column.kind,
        found: value.to_string().chars().take(80).collect(),
    })
}

fn joined(items: &[Value]) -> String {
    let text = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
    items.iter().map(text).collect::<Vec<_>>().join(", ")
}

fn read(kind: ColumnType, value: &Value) -> Option<Cell> {
    match (kind, value) {
        (ColumnType::Text, Value::String(text)) => Some(Cell::Text(shortened(text))),
        (ColumnType::Text, other) => Some(Cell::Text(shortened(&other.to_string()))),
        (ColumnType::Integer, Value::Number(number)) => Some(Cell::Long(number.as_i64()?)),
        (ColumnType::Float | ColumnType::Decimal { .. }, Value::Number(value)) => number(kind, value.as_f64()?),
        (ColumnType::Boolean, Value::Bool(value)) => Some(Cell::Boolean(*value)),
        (ColumnType::Timestamp, Value::String(text)) => moment(text, "%Y-%m-%d %H:%M:%S"),
        (ColumnType::Date, Value::String(text)) => moment(text, "%Y-%m-%d"),
        _ => None,
    }
}

fn number(kind: ColumnType, value: f64) -> Option<Cell> {
    match kind {
        ColumnType::Float => Some(FieldKind::Double.cell(&value.to_string())),
        ColumnType::Decimal { scale, .. } => Some(Cell::Text(format!("{value:.*}", usize::from(scale)))),
        ColumnType::Text | ColumnType::Integer | ColumnType::Boolean | ColumnType::Timestamp | ColumnType::Date => None,
    }
}

fn hours_since(value: &Value, now: Timestamp) -> Option<f64> {
    let then = DateTime::parse_from_rfc3339(value.as_str()?).ok()?.timestamp_micros();
    #[allow(clippy::cast_precision_loss, reason = "ages of years in microseconds fit a double exactly")]
    let micros = (now.micros() - then) as f64;
    Some(micros / MICROS_IN_HOUR)
}

fn moment(text: &str, form: &str) -> Option<Cell> {
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    Some(Cell::Text(at.to_utc().format(form).to_string()))
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(TEXT_CHARACTERS_MAX) {
        Some((end, _)) => format!("{}\u{2026}", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
