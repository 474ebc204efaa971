//! How one statement behaves, as data.

use std::time::Duration;

use review_core::error_class::ErrorClass;

use super::rows::Table;
use crate::WarehouseError;

/// How one statement behaves.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// What the warehouse says when it is handed over.
    pub submit: SubmitAs,
    /// How long it runs before it ends by itself.
    pub runs_for: Duration,
    /// How it ends.
    pub end: End,
    /// So many requests to cancel it are answered with
    /// [`StillRunning`](crate::Cancelled::StillRunning).
    pub ignored_cancels: u32,
    /// Before those, so many are not answered at all.
    pub unanswered_cancels: u32,
    /// So many waits for its end fail.
    pub failing_waits: u32,
    /// Reading its result fails after so many rows.
    pub fetch_fails_after: Option<u64>,
    /// What a restarted driver is told.
    pub find: FindAs,
}

/// What the warehouse says when a statement is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmitAs {
    /// It takes it.
    Taken,
    /// It refuses it.
    Refused(WarehouseError),
    /// It takes it, and its answer is lost on the way.
    AnswerLost,
}

/// How a statement ends.
#[derive(Clone, Debug)]
pub enum End {
    /// It finishes with these rows.
    Finishes(Table),
    /// It fails.
    Fails(WarehouseError),
    /// It runs until it is cancelled.
    Never,
    /// It runs until it is told to end, and then finishes before that works.
    FinishesWhenCancelled(Table),
}

/// What a restarted driver is told that asks for the statement by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindAs {
    /// What is true.
    Truth,
    /// Nothing, though it may run.
    Nothing,
    /// The warehouse cannot be asked.
    Fails(WarehouseError),
}

impl Behaviour {
    fn new(end: End) -> Self {
        Self {
            submit: SubmitAs::Taken,
            runs_for: Duration::ZERO,
            end,
            ignored_cancels: 0,
            unanswered_cancels: 0,
            failing_waits: 0,
            fetch_fails_after: None,
            find: FindAs::Truth,
        }
    }

    /// Finishes at once with one row.
    pub fn finishes() -> Self {
        Self::returns(Table::numbers(1))
    }

    /// Finishes at once with these rows.
    pub fn returns(table: Table) -> Self {
        Self::new(End::Finishes(table))
    }

    /// Fails at once.
    pub fn fails(class: ErrorClass) -> Self {
        Self::fails_with(WarehouseError::new(class, "the test has it fail"))
    }

    /// Fails at once with this error.
    pub fn fails_with(error: WarehouseError) -> Self {
        Self::new(End::Fails(error))
    }

    /// Runs until it is cancelled.
    pub fn never_ends() -> Self {
        Self::new(End::Never)
    }

    /// Runs until it is cancelled, and then finishes with one row all the same.
    pub fn finishes_when_cancelled() -> Self {
        Self::new(End::FinishesWhenCancelled(Table::numbers(1)))
    }

    /// Is not even taken.
    pub fn refused(class: ErrorClass) -> Self {
        let error = WarehouseError::new(class, "the test has it refused");
        Self { submit: SubmitAs::Refused(error), ..Self::finishes() }
    }

    /// Ends so much later.
    #[must_use]
    pub fn after(self, runs_for: Duration) -> Self {
        Self { runs_for, ..self }
    }

    /// Is taken, but the driver does not hear of it.
    #[must_use]
    pub fn answer_lost(self) -> Self {
        Self { submit: SubmitAs::AnswerLost, ..self }
    }

    /// Ignores so many requests to cancel it.
    #[must_use]
    pub fn ignoring_cancels(self, ignored_cancels: u32) -> Self {
        Self { ignored_cancels, ..self }
    }

    /// Leaves so many requests to cancel it without an answer.
    #[must_use]
    pub fn not_answering_cancels(self, unanswered_cancels: u32) -> Self {
        Self { unanswered_cancels, ..self }
    }

    /// Has so many waits for its end fail.
    #[must_use]
    pub fn failing_waits(self, failing_waits: u32) -> Self {
        Self { failing_waits, ..self }
    }

    /// Has its result break off after so many rows.
    #[must_use]
    pub fn breaking_off_after(self, rows: u64) -> Self {
        Self { fetch_fails_after: Some(rows), ..self }
    }

    /// Tells a restarted driver this.
    #[must_use]
    pub fn found_as(self, find: FindAs) -> Self {
        Self { find, ..self }
    }
}
