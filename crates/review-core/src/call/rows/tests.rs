use serde_json::json;

use super::*;
use crate::call::{CallName, EACH, Metric};

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
    let error = rows_of(&script, &answer(json!({"workgroup": {"baseCapacity": "many"}}))).expect_err("not a number");
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
