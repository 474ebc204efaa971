//! Where everything lies within a run folder. One place for every key; both drivers use it.

use crate::ids::{LaneId, QueryId, QueryName, Round};

/// The frozen description of the run; create-only. A folder without it is no run.
pub const RUN: &str = "run.json";
/// Asks the run to halt; create-only.
pub const STOP: &str = "stop.json";
/// Verdicts and findings.
pub const FINDINGS: &str = "findings.json";
/// What the settings said when the run began; absent when there were none.
pub const SETTINGS: &str = "settings.json";
/// What changed since the last complete run of the same warehouse and pack; absent when there was none.
pub const COMPARISON: &str = "comparison.json";
/// The run in numbers, with those of the runs before it: what trends and pages over many runs read.
pub const SERIES: &str = "series.json";
/// The report.
pub const REPORT: &str = "report.html";
/// Every file with its fingerprint; the last file, written atomically. Its presence means: complete.
pub const RUN_MANIFEST: &str = "run-manifest.json";
/// Says that whoever wants to know was told; create-only, so that one mail leaves a run.
pub const NOTIFIED: &str = "notified.json";
/// Mails after the first one: `notified-2.json` and so on.
pub const NOTIFIED_AGAIN: &str = "notified-";
/// Why judging or rendering failed for good, a file each.
pub const FAILED_STEPS: &str = "failed/";
/// Who drives the run since it was taken over from its first driver; replaced whenever it is taken over again.
pub const DRIVER: &str = "driver.json";
/// The lock that a local driver holds for its life.
pub const LOCK: &str = "driver.lock";

/// All states of lanes.
pub const STATES: &str = "state/";
/// All records.
pub const RECORDS: &str = "records/";

/// Why a step after the last lane failed for good; `step` is `evaluate` or `render`.
pub fn failed_step(step: &str) -> String {
    format!("{FAILED_STEPS}{step}.json")
}

/// Says that whoever wants to know was told for the `number`th time, from 1.
pub fn notified(number: usize) -> String {
    if number <= 1 { NOTIFIED.to_owned() } else { format!("{NOTIFIED_AGAIN}{number}.json") }
}

/// A file of the pack that ran; `path` is relative to the pack, with `/`.
pub fn pack_file(path: &str) -> String {
    format!("pack/{path}")
}

/// The exact SQL of a query, its parameters put in.
pub fn script(query: &QueryName) -> String {
    format!("scripts/{query}.sql")
}

/// The exact call of a query that asks AWS, its parameters put in.
pub fn call_script(query: &QueryName) -> String {
    format!("scripts/{query}.json")
}

/// Where a lane stands.
pub fn state(lane: LaneId) -> String {
    format!("{STATES}{lane}.json")
}

/// All records of a query.
pub fn records_of(query: &QueryId) -> String {
    format!("{RECORDS}{}/", query.for_file_names())
}

/// The record of one attempt.
pub fn record(query: &QueryId, round: Round, attempt: u16) -> String {
    format!("{}{round}-{attempt}.json", records_of(query))
}

/// The round and attempt a record's key names.
pub fn attempt_of_record(key: &str) -> Option<(Round, u16)> {
    let (round, attempt) = key.rsplit('/').next()?.strip_suffix(".json")?.split_once('-')?;
    Some((Round(round.parse().ok()?), attempt.parse().ok()?))
}

/// The manifest of one round of a lane.
pub fn manifest(lane: LaneId, round: Round) -> String {
    format!("manifests/{lane}/round-{round}.json")
}

/// Says that a lane has ended; written after its last manifest.
pub fn lane_ended(lane: LaneId) -> String {
    format!("manifests/{lane}/ended.json")
}

/// The rows of a query in the Data API's form.
pub fn result(query: &QueryId) -> String {
    format!("results/{}.json", query.for_file_names())
}

/// The rows of a query as CSV.
pub fn csv(query: &QueryId) -> String {
    format!("csv/{}.csv", query.for_file_names())
}

/// The last failed attempt of a query.
pub fn error(query: &QueryId) -> String {
    format!("errors/{}.json", query.for_file_names())
}

/// The name a statement carries in the warehouse, so that a restarted driver finds it again.
pub fn statement_name(run: &crate::RunId, query: &QueryId, round: Round) -> String {
    format!("{run}/{query}/{round}")
}
