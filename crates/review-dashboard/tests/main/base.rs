//! Bases with runs in them, written as drivers write them.

use std::path::Path;
use std::sync::Arc;

use review_core::documents::{FORMAT, RunDocument, RunManifest, StateDocument};
use review_core::lane::{LaneState, Outcome, Step};
use review_core::record::{RECORD_FORMAT, Record, RecordedError, StoredFile, StoredResult};
use review_core::{DriverId, LaneId, Position, QueryId, Round, StatementId, Timestamp, keys};
use review_store::base::Base;
use review_store::{LocalBase, RunFolder, documents, records};
use serde_json::json;

pub(crate) const RUN: &str = "2026-11-22T07-30-00Z-4f2a91c3";
pub(crate) const LANE: LaneId = LaneId { stage: 1, lane: 1 };

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// A run of two lanes: `Alpha Beta` and `Gamma`.
pub(crate) fn run(warehouse: &str, id: &str) -> RunDocument {
    let query = |name: &str| json!({ "id": name, "script": format!("scripts/{name}.sql"), "threshold_seconds": 60, "max_rows": 100 });
    let value = json!({
        "format": FORMAT, "program": "test", "started_at": "2026-11-22T07:30:00Z", "pack": "redshift",
        "pack_digest": "", "workflow": "default", "parameters": {}, "warehouse": "sample:troubled",
        "identity": { "name": warehouse, "address": warehouse, "deployment": "single_az", "version": "1",
            "user": "reviewer", "database": "dev", "databases": ["dev"], "sample": false },
        "plan": { "run": id, "stages": [{ "lanes": [
            { "id": "s1-l01", "queries": [query("Alpha"), query("Beta")] },
            { "id": "s1-l02", "queries": [query("Gamma")] } ] }],
            "limits": { "max_rounds": 3, "lanes_in_flight": 2, "deadline": null, "cancel_tries": 3,
                "retry_time_outs": true, "round_pause": 5 } },
    });
    serde_json::from_value(value).expect("a run")
}

/// A run's folder with `run.json`.
pub(crate) async fn begin(base: &dyn Base, warehouse: &str, id: &str) -> Arc<dyn RunFolder> {
    let document = run(warehouse, id);
    let folder = base.create_run(warehouse, "redshift", &document.plan.run).await.expect("a new run");
    documents::create(&*folder, keys::RUN, &document).await.expect("written");
    folder
}

pub(crate) async fn begin_local(base: &Path, warehouse: &str, id: &str) -> Arc<dyn RunFolder> {
    begin(&LocalBase::new(base), warehouse, id).await
}

/// The lane works on a query.
pub(crate) async fn watch(folder: &dyn RunFolder, lane: LaneId, query: u32, since: Timestamp) {
    let plan = run("w", RUN).plan;
    let mut state = LaneState::new(plan.lane(lane).expect("a lane"));
    state.driver = Some(DriverId("host:7:2026-11-22T07:30:00Z".to_owned()));
    state.step =
        Step::Watch { query: Position(query), attempt: 1, statement: StatementId("statement-1".to_owned()), since };
    put_state(folder, lane, state).await;
}

pub(crate) async fn put_state(folder: &dyn RunFolder, lane: LaneId, state: LaneState) {
    let document = StateDocument { format: FORMAT, lane, state };
    documents::put(folder, &keys::state(lane), &document).await.expect("written");
}

/// The record of an attempt.
pub(crate) async fn record(folder: &dyn RunFolder, query: &str, round: u16, outcome: Outcome, message: &str) {
    let query: QueryId = query.parse().expect("a query");
    let file = |key: String| StoredFile { key, bytes: 0, sha256: String::new() };
    let error = match outcome {
        Outcome::Failed(class) => Some(RecordedError { class, code: None, message: message.to_owned(), remedy: None }),
        _ => None,
    };
    let result = (outcome == Outcome::Finished).then(|| StoredResult {
        rows: 42,
        cut: false,
        json: file(keys::result(&query)),
        csv: file(keys::csv(&query)),
    });
    let record = Record {
        format: RECORD_FORMAT,
        query,
        round: Round(round),
        attempt: 1,
        statement_name: String::new(),
        statement: None,
        script_sha256: String::new(),
        submitted_at: Some(at("2026-11-22T07:30:01Z")),
        ended_at: at("2026-11-22T07:30:03.5Z"),
        outcome,
        error,
        result,
        overran: false,
        left_behind: false,
        remarks: vec![],
    };
    records::write(folder, &record).await.expect("written");
}

/// What closes a run: findings, the report and the manifest.
pub(crate) async fn close(folder: &dyn RunFolder, id: &str, report: &str) {
    let findings =
        json!({ "format": 1, "run": id, "as_of": "2026-11-22T07:30:04Z", "signals": [], "recommendations": {} });
    folder.put(keys::FINDINGS, findings.to_string().as_bytes()).await.expect("written");
    folder.put(keys::REPORT, report.as_bytes()).await.expect("written");
    let queries = json!({ "planned": 3, "ok": 1, "findings": 2, "failed": 0, "timed_out": 0, "skipped": 0 });
    let series = json!({ "format": 1, "warehouse": "w", "pack": "redshift", "earlier": [], "run": {
        "run": id, "started_at": "2026-11-22T07:30:00Z", "complete": true, "queries": queries,
        "findings": { "high": 2, "low": 1 }, "suppressed": 0, "not_judged": 0, "signals": {} } });
    folder.put(keys::SERIES, series.to_string().as_bytes()).await.expect("written");
    let accounting =
        json!({ "planned": 3, "ok": 1, "findings": 2, "failed": 0, "timed_out": 0, "skipped": 0, "queries": [] });
    let manifest = RunManifest {
        format: FORMAT,
        run: id.parse().expect("an id"),
        closed_at: at("2026-11-22T07:31:00Z"),
        halt: None,
        partial: false,
        accounting: serde_json::from_value(accounting).expect("an accounting"),
        files: vec![],
    };
    documents::put(folder, keys::RUN_MANIFEST, &manifest).await.expect("written");
}
