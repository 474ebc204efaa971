//! What a driver is asked to do for a lane.

use serde::{Deserialize, Serialize};

use super::event::{AttemptId, Event, Why};
use crate::ids::{QueryId, Round, StatementId};
use crate::time::{Seconds, Timestamp};

/// One attempt, with all a driver needs to act on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Which attempt.
    pub id: AttemptId,
    /// The query.
    pub query: QueryId,
    /// The key of the SQL to send.
    pub script: String,
    /// The name its statement carries: `<run>/<query>/<round>`.
    pub statement_name: String,
    /// The statement and when it was submitted, as soon as that is known.
    pub statement: Option<(StatementId, Timestamp)>,
    /// How long it may take.
    pub threshold_seconds: u32,
    /// How many rows to keep.
    pub max_rows: u64,
    /// Why the statement was about to be cancelled when it ended by itself, if it was.
    pub overran: Option<Why>,
}

/// What is due for a lane: exactly one thing. Performing an action twice is safe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Find out what became of the attempt. If its record is there, tell `Recorded`; else ask the warehouse for
    /// the statement's name: running or finished gives `Submitted`, none or aborted gives `NotFound`. With a
    /// reason to cancel, a missing statement is recorded as the reason says.
    Recover {
        /// The attempt.
        attempt: Attempt,
        /// Why it was being cancelled, if it was.
        why: Option<Why>,
    },
    /// Submit the statement; tell `Submitted`, or record the failure and tell `Recorded`.
    Submit(Attempt),
    /// Wait for the statement to end, at most so long; tell `Ready` when it has, else ask again what is due.
    Watch(Attempt, Seconds),
    /// Cancel the statement. Gone: record it as the reason says and tell `Recorded`; it ended by itself: tell
    /// `Ready`; still there: tell `CancelUnconfirmed`.
    Cancel {
        /// The attempt.
        attempt: Attempt,
        /// Why.
        why: Why,
        /// How often it was tried in vain.
        tries: u8,
    },
    /// Give the statement up: record it as the reason says, naming the statement left behind.
    Abandon {
        /// The attempt.
        attempt: Attempt,
        /// Why it was being cancelled.
        why: Why,
    },
    /// Store the result or the error of a statement that has ended, then its record; tell `Recorded`.
    Store(Attempt),
    /// Fold the round's records into its manifest; after the last, say that the lane has ended.
    WriteManifest {
        /// The round.
        round: Round,
        /// Whether the lane ends with it.
        ends: bool,
    },
    /// Tell the core this, then ask again.
    Tell(Event),
    /// Rest, at most so long, then ask again.
    Rest(Seconds),
    /// Nothing; the lane has ended.
    Nothing,
}
