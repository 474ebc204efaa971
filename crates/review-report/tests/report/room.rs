//! What a page tells does not depend on how often the warehouse was reviewed before.

use review_core::finding::{Evidence, SignalVerdict, Verdict};
use review_core::result::{Cell, Column, Row};
use review_core::series::{RunNumbers, SignalNumbers};
use review_core::{QueryId, RunId, Timestamp};
use review_report::{Limits, QuerySection, ReportInput, ReportModel, html, model, sample_input, whole_model};

const QUERIES: usize = 70;
const FINDINGS: usize = 130;
const SCRIPT: &str = "select schema_name, table_name, skew_rows from svv_table_info where tbl_rows > 0 -- and so on\n";

/// A run of 70 queries with scripts and rows and 130 findings, after so many runs that found other numbers each time.
fn reviewed(earlier: usize) -> ReportInput {
    let mut input = sample_input();
    let columns: Vec<Column> = (0..9).map(|at| Column::new(format!("a_long_column_name_{at}"), "varchar")).collect();
    let row: Row = (0..9).map(|at| Cell::Text(format!("a value of {at}"))).collect();
    let template = input.sections[1].clone();
    let section = |at: usize| QuerySection {
        query: QueryId::warehouse(format!("Query{at}").parse().expect("a name")),
        script: SCRIPT.repeat(40),
        columns: columns.clone(),
        rows: vec![row.clone(); 60],
        before: None,
        total_rows: 60,
        charts: Vec::new(),
        ..template.clone()
    };
    input.sections = (0..QUERIES).map(section).collect();
    let fired = input.findings.signals.iter().find(|one| one.verdict == Verdict::Fired).expect("one").clone();
    let signal = |at: usize| SignalVerdict {
        signal: format!("signal-{at}"),
        query: format!("Query{}", at % QUERIES).parse().expect("a name"),
        object: vec![columns[0].name.clone()],
        observed: Some(columns[1].name.clone()),
        evidence: Evidence { columns: columns.clone(), rows: vec![row.clone(); 40], total: 40 },
        ..fired.clone()
    };
    input.findings.signals = (0..FINDINGS).map(signal).collect();
    let series = input.series.as_mut().expect("a series");
    let numbers = series.run.signals.values().next().expect("numbers").clone();
    let signals = |at: usize| {
        let rows = |signal: usize| SignalNumbers { rows: (at + signal) as u64, ..numbers.clone() };
        (0..FINDINGS).map(|signal| (format!("signal-{signal}"), rows(signal))).collect()
    };
    let run = |at: usize| {
        let day = Timestamp::from_micros(input.run.started_at.micros() - at as i64 * 86_400_000_000);
        RunNumbers { run: RunId::new(day, 7), started_at: day, signals: signals(at), ..series.run.clone() }
    };
    let runs: Vec<RunNumbers> = (1..=earlier).map(run).collect();
    series.earlier = runs;
    input
}

fn rows_of(model: &ReportModel) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
    let evidence = model.findings.iter().map(|finding| finding.evidence.as_ref().map_or(0, |table| table.rows.len()));
    let queries = || model.sections.iter().flat_map(|section| &section.queries);
    let rows = queries().map(|query| query.table.as_ref().map_or(0, |table| table.rows.len()));
    (evidence.collect(), rows.collect(), queries().map(|query| query.script.len()).collect())
}

#[test]
fn every_finding_keeps_evidence_and_every_query_rows_after_any_number_of_runs() {
    let limits = Limits::default();
    for earlier in [0, 12] {
        let model = model(&reviewed(earlier), &limits);
        let page = html(&model, None).expect("a page");
        assert!(page.len() <= limits.bytes, "{earlier}: {}", page.len());
        assert!(page.len() > limits.bytes * 97 / 100, "{earlier}: the room is used: {}", page.len());
        let (evidence, rows, scripts) = rows_of(&model);
        assert!(evidence.iter().all(|rows| *rows >= 3), "{earlier}: {evidence:?}");
        assert!(rows.iter().all(|rows| *rows >= 3), "{earlier}: {rows:?}");
        assert!(scripts.iter().all(|bytes| *bytes > SCRIPT.len()), "{earlier}: {scripts:?}");
        assert_eq!(page.matches("aria-label=\"Evidence of ").count(), FINDINGS);
    }
}

#[test]
fn evidence_comes_before_rows_and_scripts_when_a_page_is_small() {
    let limits = Limits { bytes: 750_000, ..Limits::default() };
    let model = model(&reviewed(12), &limits);
    let page = html(&model, None).expect("a page");
    assert!(page.len() <= limits.bytes, "{}", page.len());
    assert!(rows_of(&model).0.iter().all(|rows| *rows >= 3), "{:?}", rows_of(&model).0);
}

#[test]
fn what_programs_read_holds_the_same_rows_whatever_the_page_has_room_for() {
    let whole = |bytes: usize| rows_of(&whole_model(&reviewed(12), &Limits { bytes, ..Limits::whole() }));
    let (evidence, rows, scripts) = whole(1_000_000);
    assert_eq!(evidence, [40; FINDINGS]);
    assert_eq!(rows, [60; QUERIES]);
    assert_eq!(scripts, [SCRIPT.trim_end().len() + 39 * SCRIPT.len(); QUERIES]);
    assert_eq!(whole(1_000), (evidence, rows, scripts));
}
