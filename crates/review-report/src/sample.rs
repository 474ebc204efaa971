//! A small run in which every field of the report model is filled: what a pack's template is tried on, and what
//! the tests of this crate look at.

mod history;
mod measures;
mod usage;

use std::collections::BTreeMap;

use review_core::accounting::{Accounting, QueryAccount, Status};
use review_core::documents::{FORMAT, RunDocument};
use review_core::error_class::ErrorClass;
use review_core::finding::{
    Effort, Evidence, FINDINGS_FORMAT, Findings, Recommendation, RemedyCost, SetAside, Severity, Shows, SignalVerdict,
    ThresholdUsed, Verdict,
};
use review_core::identity::{Deployment, Identity, OtherDatabase, OtherDatabaseKind, Rights};
use review_core::lane::{Halt, Outcome};
use review_core::plan::{Lane, Limits, Plan, PlannedQuery, Stage};
use review_core::record::{RECORD_FORMAT, Record, RecordedError, StoredFile, StoredResult};
use review_core::result::{Cell, Column, Row};
use review_core::{LaneId, QueryId, QueryName, Round, RunId, Seconds, StatementId, Timestamp};

use crate::before::EarlierRows;
use crate::input::{QuerySection, ReportInput};

/// 2026-11-22T07:30:00Z.
const START: Timestamp = Timestamp::from_micros(1_795_332_600_000_000);

/// A run over six queries: findings, silence, a failure, a time-out and a skipped query, and a result that is
/// longer than a page shows.
pub fn sample_input() -> ReportInput {
    let sections = vec![
        table_info(),
        section("WLMConfig", "Workload", Status::Ok, wlm_rows()),
        failed("SpectrumPerformance", Outcome::Failed(ErrorClass::Permission)),
        failed("UsagePattern", Outcome::TimedOut),
        skipped("CommitPressure"),
        QuerySection { charts: usage::charts(), ..section("QueueTime", "Workload", Status::Ok, usage::rows()) },
    ];
    ReportInput {
        run: run(&sections),
        accounting: accounting(&sections),
        findings: findings(),
        sections,
        halt: Some(Halt::Deadline),
        settings: history::settings(),
        comparison: Some(history::comparison()),
        series: Some(history::series()),
    }
}

/// A run of which nothing was planned.
pub(crate) fn empty_input() -> ReportInput {
    let mut run = run(&[]);
    run.parameters.clear();
    run.identity.sample = false;
    ReportInput {
        run,
        accounting: Accounting::default(),
        findings: Findings {
            signals: Vec::new(),
            recommendations: BTreeMap::new(),
            suppressions: Vec::new(),
            measures: Vec::new(),
            window: None,
            ..findings()
        },
        sections: Vec::new(),
        halt: None,
        settings: Default::default(),
        comparison: None,
        series: None,
    }
}

fn run(sections: &[QuerySection]) -> RunDocument {
    let planned = |section: &QuerySection| PlannedQuery {
        id: section.query.clone(),
        script: format!("scripts/{}.sql", section.query.name),
        call: None,
        threshold_seconds: 120,
        max_rows: 50_000,
        skip: None,
    };
    let lane = Lane { id: LaneId { stage: 1, lane: 1 }, queries: sections.iter().map(planned).collect() };
    RunDocument {
        format: FORMAT,
        program: "redshift-review 0.1.0".to_owned(),
        started_at: START,
        pack: "redshift".to_owned(),
        pack_digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        workflow: "default".to_owned(),
        parameters: BTreeMap::from([("days".to_owned(), "7".to_owned())]),
        warehouse: "sample:troubled".to_owned(),
        identity: Identity {
            name: "sample-troubled".to_owned(),
            address: "sample:troubled".to_owned(),
            deployment: Deployment::SingleAz,
            version: "PostgreSQL 8.0.2 on i686-pc-linux-gnu, Redshift 1.0.115467".to_owned(),
            user: "review".to_owned(),
            database: "dev".to_owned(),
            databases: vec!["dev".to_owned(), "sales".to_owned()],
            other_databases: vec![OtherDatabase { name: "partners".to_owned(), kind: OtherDatabaseKind::Shared }],
            sample: true,
            account: Some("123456789012".to_owned()),
            region: Some("eu-central-1".to_owned()),
            time_zone: Some("UTC".to_owned()),
            rights: Some(Rights {
                is_superuser: Some(false),
                roles: Some(vec!["sys:monitor".to_owned()]),
                sees_all_rows: Some(false),
            }),
        },
        plan: Plan {
            run: RunId::new(START, 0x4f2a_91c3),
            stages: vec![Stage { lanes: vec![lane] }],
            limits: Limits {
                max_rounds: Round(3),
                lanes_in_flight: 2,
                deadline: None,
                max_warehouse_seconds: None,
                cancel_tries: 3,
                retry_time_outs: true,
                round_pause: review_core::Seconds(5),
                poll: Limits::POLL,
            },
        },
        csv_formula_guard: true,
        query_texts: Default::default(),
    }
}

fn accounting(sections: &[QuerySection]) -> Accounting {
    let count = |status: Status| {
        u32::try_from(sections.iter().filter(|section| section.account.status == status).count()).unwrap_or(u32::MAX)
    };
    Accounting {
        planned: u32::try_from(sections.len()).unwrap_or(u32::MAX),
        ok: count(Status::Ok),
        findings: count(Status::Findings),
        failed: count(Status::Failed),
        timed_out: count(Status::TimedOut),
        skipped: count(Status::Skipped),
        queries: sections.iter().map(|section| section.account.clone()).collect(),
    }
}

type Result = (Vec<Column>, Vec<Row>);

/// What some tables were a week before.
fn earlier() -> EarlierRows {
    let rows = vec![
        table_row("sales", "fact_order_line", "4790118003", "7.82", Cell::NULL),
        table_row("web", "Order", "11906441272", "3.98", text("")),
    ];
    EarlierRows { columns: table_columns(), rows }
}

fn table_info() -> QuerySection {
    let mut section = section("TableInfo", "Table design", Status::Findings, table_rows());
    section.total_rows = 51_284;
    section.before = Some(earlier());
    section.cut = true;
    if let Some(record) = section.records.last_mut() {
        record.overran = true;
    }
    section
}

fn section(name: &str, section: &str, status: Status, (columns, rows): Result) -> QuerySection {
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

fn failed(name: &str, outcome: Outcome) -> QuerySection {
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

fn skipped(name: &str) -> QuerySection {
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

fn query_name(name: &str) -> QueryName {
    name.parse().expect("the names of the sample are written in this file")
}

fn text(value: &str) -> Cell {
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

fn table_rows() -> Result {
    let long = "A remark that is far too long for a cell, so that it is folded. ".repeat(90);
    let rows = vec![
        table_row("sales", "fact_order_line", "4812330117", "7.82", text(long.trim())),
        table_row("sales", "fact return", "318442908", "5.36", Cell::NULL),
        table_row("web", "Order", "11906441272", "4.17", text("")),
        table_row("web", "session", "1204", "1.02", text("small")),
    ];
    (table_columns(), rows)
}

fn wlm_rows() -> Result {
    let columns = vec![Column::new("queue", "varchar"), Column::new("slots", "int4"), Column::new("share", "float8")];
    let rows =
        vec![vec![text("etl"), Cell::Long(5), Cell::Double(0.4)], vec![text("bi"), Cell::Long(15), Cell::Double(0.6)]];
    (columns, rows)
}

fn findings() -> Findings {
    Findings {
        format: FINDINGS_FORMAT,
        run: RunId::new(START, 0x4f2a_91c3),
        as_of: START.plus(Seconds(61)),
        signals: vec![skewed(), most_skewed(), silent(), not_applicable(), not_evaluated()],
        recommendations: BTreeMap::from([
            ("pick-distribution-key".to_owned(), pick_distribution_key()),
            ("review-table-design".to_owned(), review_table_design()),
        ]),
        suppressions: history::suppressions(),
        measures: measures::measures(),
        compared_when_same: BTreeMap::new(),
        window: Some(measures::window()),
    }
}

fn signal(id: &str, title: &str, severity: Severity, verdict: Verdict) -> SignalVerdict {
    SignalVerdict {
        signal: id.to_owned(),
        query: query_name("TableInfo"),
        title: title.to_owned(),
        severity,
        shows: Some(Shows::Moment),
        verdict,
        unit: "tables".to_owned(),
        object: vec!["schema_name".to_owned(), "table_name".to_owned()],
        observed: None,
        population: None,
        condition: "skew_rows >= :skew".to_owned(),
        aggregate: false,
        thresholds: BTreeMap::from([threshold("skew", "4", false)]),
        population_rows: 61,
        not_judged_rows: 0,
        not_judged_reason: None,
        evidence: Evidence::default(),
        set_aside: Vec::new(),
        recommendations: Vec::new(),
    }
}

fn threshold(name: &str, value: &str, overridden: bool) -> (String, ThresholdUsed) {
    let used = ThresholdUsed { value: value.to_owned(), source: "AWS review config".to_owned(), overridden };
    (name.to_owned(), used)
}

fn skewed() -> SignalVerdict {
    let (mut columns, mut rows) = table_rows();
    columns.insert(0, Column { length: 128, ..Column::new("database_name", "varchar") });
    rows.iter_mut().zip(["dev", "dev", "sales", "dev"]).for_each(|(row, database)| row.insert(0, text(database)));
    SignalVerdict {
        observed: Some("skew_rows".to_owned()),
        population: Some("tbl_rows > :large_rows".to_owned()),
        condition: "skew_rows >= :skew and diststyle not like 'AUTO%'".to_owned(),
        thresholds: BTreeMap::from([threshold("skew", "4", false), threshold("large_rows", "1000000", true)]),
        not_judged_rows: 2,
        not_judged_reason: Some("division by zero".to_owned()),
        set_aside: vec![SetAside { by: 0, rows: rows[3..].to_vec(), total: 12 }],
        evidence: Evidence { columns, rows: rows[..3].to_vec(), total: 48 },
        recommendations: vec!["pick-distribution-key".to_owned(), "review-table-design".to_owned()],
        ..signal(
            "large-table-skewed",
            "Large tables whose rows lie unevenly on the slices",
            Severity::High,
            Verdict::Fired,
        )
    }
}

fn most_skewed() -> SignalVerdict {
    SignalVerdict {
        aggregate: true,
        condition: "2 * sum(case when skew_rows >= :skew then 1 else 0 end) > count(*)".to_owned(),
        recommendations: vec!["pick-distribution-key".to_owned()],
        ..signal("skew-is-the-rule", "Most large tables are skewed", Severity::Medium, Verdict::Fired)
    }
}

fn silent() -> SignalVerdict {
    SignalVerdict {
        population: Some("tbl_rows > 0".to_owned()),
        not_judged_rows: 1,
        ..signal("stale-statistics", "Tables with stale statistics", Severity::Low, Verdict::Silent)
    }
}

fn not_applicable() -> SignalVerdict {
    SignalVerdict {
        population_rows: 0,
        ..signal("interleaved-keys", "Interleaved sort keys", Severity::Info, Verdict::NotApplicable)
    }
}

fn not_evaluated() -> SignalVerdict {
    let why = "its query SpectrumPerformance failed".to_owned();
    SignalVerdict {
        query: query_name("SpectrumPerformance"),
        population: Some("scanned_bytes > 0".to_owned()),
        ..signal("no-pruning", "Scans that read every partition", Severity::Critical, Verdict::NotEvaluated(why))
    }
}

fn pick_distribution_key() -> Recommendation {
    Recommendation {
        id: "pick-distribution-key".to_owned(),
        title: "Choose the distribution style that spreads the rows".to_owned(),
        text: "Pick a column with many values that joins use, or leave the choice to Redshift.".to_owned(),
        effort: Effort::Medium,
        cost: vec![RemedyCost::SlowsQueries, RemedyCost::NeedsTest],
        try_first: Some("Copy the table, change the copy, and run the joins that matter against both.".to_owned()),
        undo: Some("ALTER DISTSTYLE to what the table had.".to_owned()),
        links: vec!["https://docs.aws.amazon.com/redshift/latest/dg/t_Distributing_data.html".to_owned()],
        fix: Some("ALTER TABLE {schema_name}.{table_name} ALTER DISTSTYLE AUTO;".to_owned()),
    }
}

fn review_table_design() -> Recommendation {
    Recommendation {
        id: "review-table-design".to_owned(),
        title: "Comment what the table is for".to_owned(),
        text: "A table that nobody can explain is a table that nobody can design well.".to_owned(),
        effort: Effort::Small,
        cost: vec![RemedyCost::Downtime, RemedyCost::CostsMoney],
        try_first: None,
        undo: None,
        links: Vec::new(),
        fix: Some("COMMENT ON TABLE {schema_name}.{table_name} IS '{remark}';".to_owned()),
    }
}
