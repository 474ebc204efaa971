//! What the templates of a run's page are given.

use serde::Serialize;

/// What changes while a run goes on.
#[derive(Serialize)]
pub(super) struct Live {
    pub(super) now: i64,
    pub(super) said: String,
    pub(super) phase: String,
    pub(super) key: &'static str,
    pub(super) over: bool,
    pub(super) outcome: Option<String>,
    pub(super) halt: Option<String>,
    pub(super) report: Option<String>,
    pub(super) began: String,
    pub(super) elapsed: String,
    /// From when the time that passes is counted; none once it is over.
    pub(super) elapsed_since: Option<i64>,
    pub(super) last_sign: String,
    pub(super) last_sign_ago: String,
    pub(super) last_sign_since: Option<i64>,
    pub(super) driver: Option<String>,
    pub(super) segments: Vec<Segment>,
    pub(super) counts: Vec<Count>,
    pub(super) found: Option<Vec<Found>>,
    pub(super) lanes: Vec<LaneRow>,
    pub(super) troubles: Vec<Trouble>,
    pub(super) queries: Vec<QueryRow>,
    pub(super) more_queries: usize,
}

#[derive(Serialize)]
pub(super) struct Segment {
    pub(super) key: &'static str,
    pub(super) x: f64,
    pub(super) width: f64,
}

#[derive(Serialize)]
pub(super) struct Count {
    pub(super) key: &'static str,
    pub(super) words: &'static str,
    pub(super) count: u32,
}

#[derive(Serialize)]
pub(super) struct Found {
    pub(super) severity: &'static str,
    pub(super) count: u64,
}

#[derive(Serialize)]
pub(super) struct LaneRow {
    pub(super) id: String,
    pub(super) step: String,
    pub(super) round: String,
    pub(super) query: Option<String>,
    pub(super) attempt: Option<String>,
    pub(super) elapsed: Option<String>,
    pub(super) since: Option<i64>,
    pub(super) threshold: Option<String>,
    pub(super) threshold_seconds: Option<u32>,
    /// How much of the threshold is used, of 100.
    pub(super) used: u32,
    pub(super) over: bool,
    pub(super) statement: Option<String>,
    pub(super) done: usize,
    pub(super) planned: usize,
}

#[derive(Serialize)]
pub(super) struct Trouble {
    pub(super) query: String,
    pub(super) key: &'static str,
    pub(super) status: &'static str,
    pub(super) code: Option<&'static str>,
    pub(super) class: Option<&'static str>,
    pub(super) message: String,
    pub(super) remedy: String,
    pub(super) attempts: u32,
    pub(super) left_behind: bool,
}

#[derive(Serialize)]
pub(super) struct QueryRow {
    pub(super) query: String,
    pub(super) lane: String,
    pub(super) key: &'static str,
    pub(super) status: &'static str,
    pub(super) attempts: u32,
    pub(super) took: Option<String>,
    pub(super) ended: Option<String>,
    pub(super) rows: Option<u64>,
    pub(super) cut: bool,
    pub(super) note: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Page {
    pub(super) title: String,
    pub(super) warehouse: String,
    pub(super) pack: String,
    pub(super) workflow: String,
    pub(super) run: String,
    pub(super) location: String,
    pub(super) sample: bool,
    pub(super) here: String,
    pub(super) refresh: Option<u32>,
    pub(super) can_stop: bool,
    pub(super) trouble: Option<String>,
    pub(super) live: Live,
}
