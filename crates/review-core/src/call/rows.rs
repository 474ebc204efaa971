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
mod tests {
    use serde_json::json;

    use super::super::{CallName, EACH, Metric};
    use super::*;

    fn answer(json: Value) -> Answer {
        Answer { json, at: "2026-11-20T06:00:00Z".parse().expect("a time") }
    }

    fn script(call: CallName, rows: Option<&str>, columns: &[(&str, &str, Taken)]) -> CallScript {
        let column = |(name, kind, taken): &(&str, &str, Taken)| CallColumn {
            name: (*name).to_owned(),
            kind: ColumnType::from_words(kind).expect("a type"),
            taken: taken.clone(),
        };
        let columns = columns.iter().map(column).collect();
        CallScript { rows: rows.map(str::to_owned), ..CallScript::new(call, columns) }
    }

    fn at(pointer: &str) -> Taken {
        Taken::At(pointer.to_owned())
    }

    #[test]
    fn members_become_cells_of_their_columns_types_and_what_is_not_there_is_null() {
        let script = script(
            CallName::DescribeClusters,
            Some("/Clusters"),
            &[
                ("name", "text", at("/ClusterIdentifier")),
                ("nodes", "integer", at("/NumberOfNodes")),
                ("encrypted", "boolean", at("/Encrypted")),
                ("made", "timestamp", at("/ClusterCreateTime")),
                ("age", "decimal(9,2)", Taken::HoursSince("/ClusterCreateTime".into())),
                ("group_name", "text", at("/ClusterParameterGroups/0/ParameterGroupName")),
                ("absent", "integer", at("/Absent")),
            ],
        );
        let cluster = json!({"ClusterIdentifier": "c", "NumberOfNodes": 2, "Encrypted": false,
            "ClusterCreateTime": "2026-11-20T04:30:00Z", "ClusterParameterGroups": [{"ParameterGroupName": "g"}]});
        let (columns, rows) = rows_of(&script, &answer(json!({"Clusters": [cluster]}))).expect("rows");
        assert_eq!(columns[4], Column::decimal("age", 9, 2));
        let text = |cell: &Cell| cell.text().unwrap_or_else(|| "NULL".to_owned());
        let cells: Vec<String> = rows[0].iter().map(text).collect();
        assert_eq!(cells, ["c", "2", "f", "2026-11-20 04:30:00", "1.50", "g", "NULL"]);
        assert_eq!(rows_of(&script, &answer(json!({}))).expect("no rows").1, Vec::<Row>::new());
    }

    #[test]
    fn an_object_is_one_row_and_a_wrong_type_is_an_error() {
        let script = script(CallName::GetWorkgroup, Some("/workgroup"), &[("rpus", "integer", at("/baseCapacity"))]);
        let (_, rows) = rows_of(&script, &answer(json!({"workgroup": {"baseCapacity": 32}}))).expect("a row");
        assert_eq!(rows, [vec![Cell::Long(32)]]);
        let error =
            rows_of(&script, &answer(json!({"workgroup": {"baseCapacity": "many"}}))).expect_err("not a number");
        assert!(error.to_string().contains("column `rpus` is integer, and the answer holds \"many\""), "{error}");
    }

    #[test]
    fn metrics_stand_side_by_side_in_a_row_for_each_period() {
        let metric = |name: &str| {
            Taken::Metric(Metric {
                name: name.into(),
                statistic: "Average".into(),
                unit: None,
                dimensions: BTreeMap::new(),
            })
        };
        let columns = [
            ("hour", "timestamp", at("/Timestamp")),
            ("cpu", "float", metric("CPUUtilization")),
            ("disk", "decimal(5,2)", metric("PercentageDiskSpaceUsed")),
        ];
        let script = CallScript { period_seconds: Some(3600), ..script(CallName::GetMetricData, None, &columns) };
        let given = json!({"MetricDataResults": [
            {"Id": "m1", "Timestamps": ["2026-11-20T05:00:00Z", "2026-11-20T04:00:00Z"], "Values": [50.5, 40.0]},
            {"Id": "m2", "Timestamps": ["2026-11-20T05:00:00Z"], "Values": [81.255]},
            {"Id": "m9", "Timestamps": ["2026-11-20T05:00:00Z"], "Values": [1]},
        ]});
        let (_, rows) = rows_of(&script, &answer(given)).expect("rows");
        let moment = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(rows[0], vec![moment("2026-11-20 04:00:00"), Cell::Double(40.0), Cell::NULL]);
        assert_eq!(rows[1][..2], [moment("2026-11-20 05:00:00"), Cell::Double(50.5)]);
        assert_eq!(rows.len(), 2);
    }

    #[test]
    fn a_list_is_counted_or_written_out() {
        let columns = [
            ("roles", "integer", Taken::Count("/iamRoles".into())),
            ("logs", "text", Taken::List("/logExports".into())),
            ("absent", "integer", Taken::Count("/absent".into())),
        ];
        let script = script(CallName::GetNamespace, Some("/namespace"), &columns);
        let given = |logs: Value| answer(json!({"namespace": {"iamRoles": ["a", "b"], "logExports": logs}}));
        let (_, rows) = rows_of(&script, &given(json!(["userlog", "connectionlog"]))).expect("a row");
        assert_eq!(rows[0], [Cell::Long(2), Cell::Text("userlog, connectionlog".into()), Cell::NULL]);
        assert_eq!(rows_of(&script, &given(json!([]))).expect("a row").1[0][1], Cell::Text(String::new()));
        assert!(rows_of(&script, &given(json!("userlog"))).is_err());
    }

    #[test]
    fn where_each_queue_is_asked_for_every_queue_has_a_row_of_its_own() {
        let metric = |name: &str| {
            let dimensions = [("QueueName".to_owned(), EACH.to_owned())].into();
            Taken::Metric(Metric { name: name.into(), statistic: "Sum".into(), unit: None, dimensions })
        };
        let columns = [
            ("hour", "timestamp", at("/Timestamp")),
            ("queue", "text", at("/QueueName")),
            ("waited", "float", metric("WLMQueueWaitTime")),
            ("length", "float", metric("WLMQueueLength")),
        ];
        let script = CallScript { period_seconds: Some(3600), ..script(CallName::GetMetricData, None, &columns) };
        let result = |id: &str, queue: &str, value: f64| json!({"Id": id, "Label": queue, "Timestamps": ["2026-11-20T05:00:00Z"], "Values": [value]});
        let given =
            json!({"MetricDataResults": [result("m2", "etl", 5.5), result("m2", "bi", 7.5), result("m3", "etl", 1.5)]});
        let (_, rows) = rows_of(&script, &answer(given)).expect("rows");
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(rows[0][1..], [text("bi"), Cell::Double(7.5), Cell::NULL]);
        assert_eq!(rows[1][1..], [text("etl"), Cell::Double(5.5), Cell::Double(1.5)]);
        assert_eq!(rows.len(), 2);
    }

    #[test]
    fn a_long_text_is_cut() {
        let script = script(CallName::ListRecommendations, None, &[("title", "text", at("/t"))]);
        let (_, rows) = rows_of(&script, &answer(json!({"t": "x".repeat(5_000)}))).expect("a row");
        assert_eq!(rows[0][0].text().expect("text").chars().count(), TEXT_CHARACTERS_MAX + 1);
    }
}
