//! What a driver tells whoever watches: one enum that every front end reads.

use review_core::lane::{Halt, Outcome, Why};
use review_core::record::RecordedError;
use review_core::{LaneId, QueryId, Round, RunId, StatementId, Timestamp};
use serde::Serialize;

/// Somebody who watches a run. Called from several lanes at once; must not block.
pub trait Listener: Send + Sync {
    /// Something happened.
    fn hear(&self, event: &RunEvent);
}

/// Nobody watches.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Listener for Silent {
    fn hear(&self, _event: &RunEvent) {}
}

/// What happens in a run, as it happens.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum RunEvent {
    /// A driver begins or goes on.
    RunStarted {
        /// The run.
        run: RunId,
        /// Its folder.
        location: String,
        /// How many queries are planned, those that are skipped included.
        planned: usize,
        /// How many of them are skipped.
        skipped: usize,
        /// Whether an earlier driver had begun.
        resumed: bool,
        /// When.
        at: Timestamp,
    },
    /// A lane is driven.
    LaneStarted {
        /// The lane.
        lane: LaneId,
        /// When.
        at: Timestamp,
    },
    /// A statement was handed to the warehouse, or found there again.
    QueryStarted {
        /// The lane.
        lane: LaneId,
        /// The query.
        query: QueryId,
        /// The round.
        round: Round,
        /// The attempt within the round.
        attempt: u16,
        /// The statement.
        statement: StatementId,
        /// Its time threshold.
        threshold_seconds: u32,
        /// When it was submitted.
        at: Timestamp,
    },
    /// A statement is being cancelled.
    QueryCancelling {
        /// The lane.
        lane: LaneId,
        /// The query.
        query: QueryId,
        /// Why.
        why: Why,
        /// When.
        at: Timestamp,
    },
    /// An attempt is recorded.
    QueryEnded {
        /// The lane.
        lane: LaneId,
        /// The query.
        query: QueryId,
        /// The round.
        round: Round,
        /// What it came to.
        outcome: Outcome,
        /// How long it took from submission, in milliseconds, when it was submitted.
        milliseconds: Option<i64>,
        /// Rows kept, for one that finished.
        rows: Option<u64>,
        /// The error, for one that did not.
        error: Option<RecordedError>,
        /// What has to be known of how the result came about.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        remarks: Vec<String>,
        /// When.
        at: Timestamp,
    },
    /// A round of a lane is over.
    RoundEnded {
        /// The lane.
        lane: LaneId,
        /// The round.
        round: Round,
        /// How many queries did not succeed and may be repeated.
        to_repeat: u32,
        /// Whether the lane ends with it.
        ends: bool,
        /// When.
        at: Timestamp,
    },
    /// The run halts.
    Halted {
        /// Why.
        halt: Halt,
        /// When.
        at: Timestamp,
    },
    /// Signals are judged.
    Evaluating {
        /// When.
        at: Timestamp,
    },
    /// The report is written.
    Rendering {
        /// When.
        at: Timestamp,
    },
    /// The run is complete.
    Closed {
        /// When.
        at: Timestamp,
    },
}
