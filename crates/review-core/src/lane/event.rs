//! What can happen to a lane.

use serde::{Deserialize, Serialize};

use crate::error_class::ErrorClass;
use crate::ids::{DriverId, Position, Round, StatementId};
use crate::time::Timestamp;

/// Why a run stops before its work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Halt {
    /// A person asked for it.
    Stop,
    /// The run's deadline passed.
    Deadline,
    /// The run's warehouse time is used up.
    Budget,
}

/// Why a statement is cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It passed its time threshold.
    Threshold,
    /// The run halts.
    Halt(Halt),
}

impl Why {
    /// What an attempt cancelled for this reason comes to.
    pub const fn outcome(self) -> Outcome {
        match self {
            Self::Threshold => Outcome::TimedOut,
            Self::Halt(halt) => Outcome::Halted(halt),
        }
    }
}

/// What an attempt came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The statement finished and its result is stored.
    Finished,
    /// It failed, for a reason of this class.
    Failed(ErrorClass),
    /// It passed its threshold and was cancelled.
    TimedOut,
    /// It was cancelled because the run halts.
    Halted(Halt),
}

impl Outcome {
    /// Whether a later round repeats the query.
    pub const fn is_repeated(self, retry_time_outs: bool) -> bool {
        match self {
            Self::Finished | Self::Halted(_) => false,
            Self::Failed(class) => class.is_repeated(),
            Self::TimedOut => retry_time_outs,
        }
    }
}

/// Which attempt an event speaks of: one submission of one query in one round.
///
/// Its order is the order in which a lane makes attempts, so that an event that arrives twice, or late, is
/// known for what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AttemptId {
    /// The round.
    pub round: Round,
    /// The query's place in the lane.
    pub query: Position,
    /// The attempt within the round, from 1.
    pub attempt: u16,
}

/// What happened to a lane. Every event that concerns a statement names the attempt it speaks of: a driver that
/// tells the same thing twice (a retried Lambda, say) must not be taken to speak of the next query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A driver begins; it tells this before it does anything else.
    TakenOver {
        /// Who drives from now on.
        driver: DriverId,
    },
    /// After a take-over: no statement of this attempt is left in the warehouse.
    NotFound(AttemptId),
    /// The warehouse accepted the statement, or it was found again after a take-over.
    Submitted {
        /// The attempt.
        id: AttemptId,
        /// The warehouse's id.
        statement: StatementId,
        /// When it was submitted, by the warehouse's word where it gives one.
        since: Timestamp,
    },
    /// The statement has come to an end in the warehouse, well or badly.
    Ready(AttemptId),
    /// The statement must be cancelled. Only [`due`](super::due) says so.
    Exceeded {
        /// The attempt.
        id: AttemptId,
        /// Why.
        why: Why,
    },
    /// A cancellation was asked for, and the statement still runs.
    CancelUnconfirmed {
        /// The attempt.
        id: AttemptId,
        /// How many tries there were before this one.
        tries: u8,
    },
    /// The record of the attempt is written.
    Recorded {
        /// The attempt.
        id: AttemptId,
        /// What it came to.
        outcome: Outcome,
    },
    /// The manifest of the round is written.
    ManifestWritten {
        /// The round.
        round: Round,
        /// When; the rest before the next round counts from here.
        at: Timestamp,
    },
    /// The lane starts nothing more. Only [`due`](super::due) says so.
    Halted(Halt),
}
