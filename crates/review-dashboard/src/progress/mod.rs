//! Where a run stands, folded from what its folder holds. Pure: whoever reads the folder is [`crate::follow`].
//!
//! Nothing here depends on the time it is asked: what runs says since when, and whoever shows it takes the difference.
//! So two folds of the same documents are equal, and a watcher sees by comparing whether anything happened.

mod counts;
mod fold;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use review_core::accounting::{Accounting, Records};
use review_core::documents::RunDocument;
use review_core::finding::Severity;
use review_core::lane::{Halt, LaneState, Outcome, Why};
use review_core::record::RecordedError;
use review_core::{DriverId, LaneId, QueryId, Round, RunId, StatementId, Timestamp};
use serde::Serialize;

pub use counts::Counts;
pub use fold::fold;
pub use words::{first_line, halt_words};

/// What was read of a run folder.
#[derive(Clone, Debug)]
pub struct Documents {
    /// `run.json`.
    pub run: RunDocument,
    /// `state/<lane>.json` of the lanes that were begun.
    pub states: BTreeMap<LaneId, LaneState>,
    /// Lanes whose `manifests/<lane>/ended.json` is there.
    pub ended: BTreeSet<LaneId>,
    /// The records, by query, in the order of the attempts.
    pub records: Records,
    /// `stop.json`: why and since when the run halts.
    pub stop: Option<(Halt, Timestamp)>,
    /// `driver.json`: who took the run over.
    pub driver: Option<DriverId>,
    /// `findings.json`: how many findings of each severity; none while the run is not judged.
    pub found: Option<SeverityCounts>,
    /// Whether `report.html` is there.
    pub report: bool,
    /// The steps after the last lane that failed for good (`failed/<step>.json`).
    pub failed_steps: BTreeSet<String>,
    /// `run-manifest.json`: the run is complete.
    pub closed: Option<Closed>,
}

impl Documents {
    /// Those of a run of which nothing but `run.json` was read.
    pub fn of(run: RunDocument) -> Self {
        Self {
            run,
            states: BTreeMap::new(),
            ended: BTreeSet::new(),
            records: BTreeMap::new(),
            stop: None,
            driver: None,
            found: None,
            report: false,
            failed_steps: BTreeSet::new(),
            closed: None,
        }
    }
}

/// What a run manifest says of the whole run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// When the run was closed.
    pub at: Timestamp,
    /// Why it was halted, if that cut it short.
    pub halt: Option<Halt>,
    /// What every planned query came to.
    pub accounting: Accounting,
}

/// How many findings there are of each severity; a severity without findings is not there.
pub type SeverityCounts = BTreeMap<Severity, u64>;

/// Where a run stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunProgress {
    /// The run.
    pub run: RunId,
    /// The warehouse's name.
    pub warehouse: String,
    /// Whether the warehouse is generated sample data.
    pub sample: bool,
    /// The pack's name.
    pub pack: String,
    /// The workflow's name.
    pub workflow: String,
    /// When it began.
    pub started_at: Timestamp,
    /// The last moment of which the folder tells that something happened.
    pub last_sign: Timestamp,
    /// Who drives it, as far as the folder tells: `host:process:since`, or an execution.
    pub driver: Option<DriverId>,
    /// What it is at.
    pub phase: Phase,
    /// Why and since when it halts, if it was asked to.
    pub halt: Option<Asked>,
    /// How many queries stand where.
    pub counts: Counts,
    /// How many findings of each severity, once the run is judged.
    pub found: Option<SeverityCounts>,
    /// Whether the report is there.
    pub report: bool,
    /// What it came to, once it is complete.
    pub complete: Option<Complete>,
    /// The lanes, in the order of the plan.
    pub lanes: Vec<LaneProgress>,
}

/// A request to halt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Why.
    pub halt: Halt,
    /// Since when.
    pub at: Timestamp,
}

/// What a complete run came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Complete {
    /// When it was closed.
    pub at: Timestamp,
    /// Whether every query that was asked for ran to a result: what `run` exits with 0 for.
    pub whole: bool,
    /// Why it was cut short, if it was.
    pub halt: Option<Halt>,
}

/// What a run is at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Queries run, or are about to.
    Collecting,
    /// The last lane has ended; signals are being judged.
    Judging,
    /// The report is being written.
    Reporting,
    /// The report is there; the run manifest is being written.
    Closing,
    /// A step after the last lane failed for good; holds which.
    Failed(String),
    /// The run is over.
    Complete,
}

/// A lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LaneProgress {
    /// Which; it carries the stage.
    pub id: LaneId,
    /// What it is at.
    pub step: LaneStep,
    /// The round; the first before it is begun.
    pub round: Round,
    /// How many rounds it makes at most.
    pub max_rounds: Round,
    /// Its queries, in the order of the plan.
    pub queries: Vec<QueryProgress>,
}

/// What a lane is at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LaneStep {
    /// It was not begun yet.
    Waiting,
    /// It rests before it begins its round.
    Resting {
        /// Until then.
        until: Timestamp,
    },
    /// A query is handed over, runs, is cancelled or stored.
    Working(Now),
    /// A round is over and is being written down.
    Rounding,
    /// It has nothing left to do.
    Ended,
}

/// The query a lane works on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Now {
    /// Which.
    pub query: QueryId,
    /// Its round.
    pub round: Round,
    /// The attempt within the round.
    pub attempt: u16,
    /// What is done with it.
    pub doing: Doing,
    /// The warehouse's id of the statement, once it is handed over.
    pub statement: Option<StatementId>,
    /// When it was submitted; its threshold counts from here.
    pub since: Option<Timestamp>,
    /// How long it may take.
    pub threshold_seconds: u32,
}

/// What is done with a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// It is handed to the warehouse.
    Submitting,
    /// The warehouse runs it.
    Running,
    /// It is being cancelled, for this reason.
    Cancelling(Why),
    /// It has ended; its result or error is being stored.
    Storing,
}

/// A planned query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QueryProgress {
    /// Which.
    pub query: QueryId,
    /// How it stands.
    pub status: QueryStatus,
    /// Why it was skipped or not come to.
    pub reason: Option<String>,
    /// How often it was begun, the attempt that runs included.
    pub attempts: u32,
    /// How long it may take.
    pub threshold_seconds: u32,
    /// What its last recorded attempt came to.
    pub last: Option<LastAttempt>,
}

/// What the last recorded attempt at a query came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LastAttempt {
    /// Its round.
    pub round: Round,
    /// The outcome.
    pub outcome: Outcome,
    /// When it was submitted, if it was.
    pub submitted_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Timestamp,
    /// Rows kept, for one that finished.
    pub rows: Option<u64>,
    /// Whether there were more rows than are kept.
    pub cut: bool,
    /// The error of one that failed: of its message the first line only, which holds no text of a query.
    pub error: Option<RecordedError>,
    /// The statement may still run: its end was never confirmed.
    pub left_behind: bool,
}

/// How a query stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QueryStatus {
    /// Nothing was done for it yet.
    Initial,
    /// It runs.
    Running,
    /// It did not succeed; a later round repeats it.
    Repeating,
    /// It finished.
    Finished,
    /// It failed and is not repeated.
    Failed,
    /// It passed its threshold and is not repeated.
    TimedOut,
    /// The run halted before it came to an end.
    Halted,
    /// It was planned away.
    Skipped,
}

impl RunProgress {
    /// Whether nothing more happens by itself: the run is complete, or a step after its lanes failed for good.
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Complete | Phase::Failed(_))
    }

    /// Every query, in the order of the plan.
    pub fn queries(&self) -> impl Iterator<Item = &QueryProgress> {
        self.lanes.iter().flat_map(|lane| &lane.queries)
    }
}

#[cfg(test)]
mod tests;
