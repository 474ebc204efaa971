//! The queries of the sample with what came of each, and their rows.

use review_core::accounting::{QueryAccount, Status};
use review_core::error_class::ErrorClass;
use review_core::lane::Outcome;
use review_core::record::{RECORD_FORMAT, Record, RecordedError, StoredFile, StoredResult};
use review_core::result::{Cell, Column, Row};
use review_core::{QueryId, QueryName, Round, RunId, Seconds, StatementId, Timestamp};

use super::START;
use crate::before::EarlierRows;
use crate::input::QuerySection;

pub(super) type Result = (Vec<Column>, Vec<Row>);

/// What some tables were a week before.
fn earlier() -> EarlierRows {
    let rows = vec![
        table_row("sales", "fact_order_line", "4790118003", "7.82", Cell::NULL),
        table_row("web", "Order", "11906441272", "3.98", text("")),
    ];
    EarlierRows { columns: table_columns(), rows }
}

pub(super) fn table_info() -> QuerySection {
    let mut section = section("TableInfo", "Table design", Status::Findings, table_rows());
    section.total_rows = 51_284;
    section.before = Some(earlier());
    section.cut = true;
    if let Some(record) = section.records.last_mut() {
        record.overran = true;
    }
    section
}

pub(super) fn section(name: &str, section: &str, status: Status, (columns, rows): Result) -> QuerySection {
    let mut record = record(name, 1, Outcome::Finished);
    let file = |key: String| StoredFile { key, bytes: 512, sha256: "0".repeat(64) };
    record.result = Some(StoredResult {
        rows: rows.len() as u64,
        cut: false,
        json: file(format!("results/{name}.json")),
        csv: file(format!("csv/{name}.csv")),
    });
    QuerySection {
        section: section.to_owned(),
        before: None,
        total_rows: rows.len() as u64,
        columns,
        rows,
        ..without_result(name, status, None, vec![record])
    }
}

pub(super) fn failed(name: &str, outcome: Outcome) -> QuerySection {
    let mut records = vec![record(name, 1, outcome), record(name, 2, outcome)];
    let (status, reason) = match outcome {
        Outcome::TimedOut => {
            records.iter_mut().for_each(|record| record.left_behind = true);
            (Status::TimedOut, "passed its time threshold; the cancellation was never confirmed".to_owned())
        }
        _ => {
            let error = RecordedError {
                class: ErrorClass::Permission,
                code: Some("42501".to_owned()),
                message: "permission denied for schema lake_events".to_owned(),
                remedy: Some("GRANT USAGE ON SCHEMA lake_events TO review;".to_owned()),
            };
            let reason = format!("permission: {}", error.message);
            records.iter_mut().for_each(|record| record.error = Some(error.clone()));
            (Status::Failed, reason)
        }
    };
    without_result(name, status, Some(reason), records)
}

pub(super) fn skipped(name: &str) -> QuerySection {
    without_result(name, Status::Skipped, Some("the run's deadline passed first".to_owned()), Vec::new())
}

fn without_result(name: &str, status: Status, reason: Option<String>, records: Vec<Record>) -> QuerySection {
    let query = QueryId::warehouse(query_name(name));
    let attempts = u32::try_from(records.len()).unwrap_or(u32::MAX);
    QuerySection {
        account: QueryAccount { query: query.clone(), status, reason, attempts },
        query,
        section: "Workload".to_owned(),
        script: format!("-- {name}\nselect *\nfrom {}\nwhere day >= dateadd(day, -7, getdate())", name.to_lowercase()),
        records,
        columns: Vec::new(),
        rows: Vec::new(),
        before: None,
        total_rows: 0,
        cut: false,
        charts: Vec::new(),
    }
}

fn record(name: &str, round: u16, outcome: Outcome) -> Record {
    let submitted = START.plus(Seconds(u32::from(round) * 60));
    Record {
        format: RECORD_FORMAT,
        query: QueryId::warehouse(query_name(name)),
        round: Round(round),
        attempt: 1,
        statement_name: format!("{}/{name}/{round}", RunId::new(START, 0x4f2a_91c3)),
        statement: Some(StatementId(format!("{round}b6c1d2e-0000-4000-8000-000000000001"))),
        script_sha256: "0".repeat(64),
        submitted_at: Some(submitted),
        ended_at: Timestamp::from_micros(submitted.micros() + 1_234_000),
        outcome,
        error: None,
        result: None,
        overran: false,
        left_behind: false,
        remarks: Vec::new(),
    }
}

pub(super) fn query_name(name: &str) -> QueryName {
    name.parse().expect("the names of the sample are written in this file")
}

pub(super) fn text(value: &str) -> Cell {
    Cell::Text(value.to_owned())
}

fn table_columns() -> Vec<Column> {
    vec![
        Column { length: 128, ..Column::new("schema_name", "varchar") },
        Column { length: 128, ..Column::new("table_name", "varchar") },
        Column { length: 64, ..Column::new("diststyle", "varchar") },
        Column::decimal("tbl_rows", 38, 0),
        Column::decimal("skew_rows", 19, 2),
        Column::new("encoded", "bool"),
        Column { length: 65_535, ..Column::new("remark", "varchar") },
    ]
}

fn table_row(schema: &str, table: &str, rows: &str, skew: &str, remark: Cell) -> Row {
    let style = text("KEY(customer_id)");
    vec![text(schema), text(table), style, text(rows), text(skew), Cell::Boolean(true), remark]
}

pub(super) fn table_rows() -> Result {
    let long = "A remark that is far too long for a cell, so that it is folded. ".repeat(90);
    let rows = vec![
        table_row("sales", "fact_order_line", "4812330117", "7.82", text(long.trim())),
        table_row("sales", "fact return", "318442908", "5.36", Cell::NULL),
        table_row("web", "Order", "11906441272", "4.17", text("")),
        table_row("web", "session", "1204", "1.02", text("small")),
    ];
    (table_columns(), rows)
}

pub(super) fn wlm_rows() -> Result {
    let columns = vec![Column::new("queue", "varchar"), Column::new("slots", "int4"), Column::new("share", "float8")];
    let rows =
        vec![vec![text("etl"), Cell::Long(5), Cell::Double(0.4)], vec![text("bi"), Cell::Long(15), Cell::Double(0.6)]];
    (columns, rows)
}
