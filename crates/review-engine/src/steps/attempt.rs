//! What a step answers.

use review_core::lane::{Action, Attempt};
use review_core::{QueryId, Round, Seconds, StatementId};

use crate::calls;

/// An attempt as a driver outside names it: no text, only what tells it from every other attempt of its lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRef {
    /// The query.
    pub query: QueryId,
    /// The round.
    pub round: Round,
    /// The attempt within the round.
    pub attempt: u16,
}

impl AttemptRef {
    pub(super) fn of(attempt: &Attempt) -> Self {
        Self { query: attempt.query.clone(), round: attempt.id.round, attempt: attempt.id.attempt }
    }
}

/// What is due for a lane, as far as somebody else must do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// The attempt is to be submitted, or found again.
    Submit(AttemptRef),
    /// Its statement runs: look again after so long.
    Watch(AttemptRef, StatementId, Seconds),
    /// Its statement has ended: store what came of it.
    Store(AttemptRef),
    /// Its statement must end, or be given up; `None` when its id is not known.
    Cancel(AttemptRef, Option<StatementId>),
    /// The lane rests, at most so long.
    Rest(Seconds),
    /// The round is over: its manifest is due.
    Manifest,
    /// The lane has ended.
    Ended,
    /// The attempt that was asked about is over.
    Over,
}

impl Due {
    /// What an action that was not performed leaves to do.
    pub(super) fn of(action: Action) -> Self {
        match action {
            Action::Recover { attempt, why: None } | Action::Submit(attempt) => Self::Submit(AttemptRef::of(&attempt)),
            Action::Recover { attempt, why: Some(_) }
            | Action::Cancel { attempt, .. }
            | Action::Abandon { attempt, .. } => {
                let statement = attempt.statement.clone().map(|(statement, _)| statement);
                // Nobody outside can end a call, which has ended anyway.
                let statement = statement.filter(|statement| !calls::is_call(statement));
                Self::Cancel(AttemptRef::of(&attempt), statement)
            }
            Action::Watch(attempt, seconds) => match &attempt.statement {
                Some((statement, _)) => Self::Watch(AttemptRef::of(&attempt), statement.clone(), seconds),
                None => Self::Submit(AttemptRef::of(&attempt)),
            },
            Action::Store(attempt) => Self::Store(AttemptRef::of(&attempt)),
            Action::WriteManifest { .. } => Self::Manifest,
            Action::Rest(seconds) => Self::Rest(seconds),
            // Every step tells the core itself what the core wants to hear.
            Action::Tell(_) => Self::Over,
            Action::Nothing => Self::Ended,
        }
    }
}
