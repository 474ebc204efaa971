//! Where a lane stands.

use serde::{Deserialize, Serialize};

use super::event::{AttemptId, Halt, Why};
use crate::ids::{DriverId, Position, Round, StatementId};
use crate::plan::Lane;
use crate::ranges::Ranges;
use crate::time::Timestamp;

/// Where a lane stands; kept in `state/<lane>.json`, replaced by compare and swap, under 1 KB as a rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LaneState {
    /// Who drives it; `None` until the first driver has taken it over.
    pub driver: Option<DriverId>,
    /// A driver has just taken over and does not know yet what became of the current attempt.
    pub resumed: bool,
    /// The current round.
    pub round: Round,
    /// What is still to do in this round, the current query included.
    pub work: Ranges,
    /// What the next round repeats.
    pub again: Ranges,
    /// The lane rests until then, before it begins this round.
    #[serde(default)]
    pub rests_until: Option<Timestamp>,
    /// Why the lane starts nothing more, if so.
    pub halt: Option<Halt>,
    /// What is going on.
    pub step: Step,
}

/// What is going on in a lane. Each step carries only what exists in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A statement is about to be submitted: the intent, written before the deed.
    Submit {
        /// The query.
        query: Position,
        /// The attempt within the round.
        attempt: u16,
    },
    /// A statement runs in the warehouse.
    Watch {
        /// The query.
        query: Position,
        /// The attempt within the round.
        attempt: u16,
        /// The statement.
        statement: StatementId,
        /// When it was submitted; the threshold counts from here.
        since: Timestamp,
    },
    /// A statement is being cancelled.
    Cancel {
        /// The query.
        query: Position,
        /// The attempt within the round.
        attempt: u16,
        /// The statement.
        statement: StatementId,
        /// When it was submitted.
        since: Timestamp,
        /// Why.
        why: Why,
        /// How often cancelling was tried in vain.
        tries: u8,
    },
    /// The statement has ended; its result or error is being stored.
    Store {
        /// The query.
        query: Position,
        /// The attempt within the round.
        attempt: u16,
        /// The statement.
        statement: StatementId,
        /// When it was submitted.
        since: Timestamp,
        /// Why it was about to be cancelled when it ended, if it was.
        overran: Option<Why>,
    },
    /// The round's work is done; its manifest is due.
    Manifest,
    /// Nothing is left to do.
    Ended,
}

impl LaneState {
    /// Where a lane stands before anybody drives it: round 1, every query that is not planned away to do.
    pub fn new(lane: &Lane) -> Self {
        let runs = (0u32..).zip(&lane.queries).filter(|(_, query)| query.skip.is_none());
        let work: Ranges = runs.map(|(position, _)| position).collect();
        let step = next_step(&work);
        Self {
            driver: None,
            resumed: false,
            round: Round::FIRST,
            work,
            again: Ranges::new(),
            rests_until: None,
            halt: None,
            step,
        }
    }

    /// The attempt going on, if one is.
    pub fn attempt(&self) -> Option<AttemptId> {
        match self.step {
            Step::Submit { query, attempt }
            | Step::Watch { query, attempt, .. }
            | Step::Cancel { query, attempt, .. }
            | Step::Store { query, attempt, .. } => Some(AttemptId { round: self.round, query, attempt }),
            Step::Manifest | Step::Ended => None,
        }
    }

    /// The latest moment that has certainly passed: when the current statement was submitted.
    pub fn latest(&self) -> Option<Timestamp> {
        match self.step {
            Step::Watch { since, .. } | Step::Cancel { since, .. } | Step::Store { since, .. } => Some(since),
            Step::Submit { .. } | Step::Manifest | Step::Ended => None,
        }
    }

    /// Whether writing this round's manifest ends the lane.
    pub(super) fn is_last_round(&self, max_rounds: Round) -> bool {
        self.halt.is_some() || self.again.is_empty() || self.round >= max_rounds
    }
}

/// The step that begins the first of `work`, or the manifest when there is none.
pub(super) fn next_step(work: &Ranges) -> Step {
    match work.first() {
        Some(first) => Step::Submit { query: Position(first), attempt: 1 },
        None => Step::Manifest,
    }
}
