//! One statement in the scripted warehouse.

use std::sync::Arc;

use review_core::StatementId;
use review_core::error_class::ErrorClass;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::behaviour::{Behaviour, End};
use super::rows::{Reading, Table};
use crate::{Cancelled, Progress, Submission, Submitted, WarehouseError};

#[derive(Clone, Debug)]
enum State {
    Live,
    Finished(Table),
    Failed(WarehouseError),
    Cancelled,
}

/// One statement.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) submission: Submission,
    pub(super) submitted: Submitted,
    /// Which adapter handed it over.
    pub(super) adapter: u64,
    pub(super) behaviour: Behaviour,
    /// When it ends by itself.
    pub(super) ends: Option<Instant>,
    /// Wakes those who wait for it.
    pub(super) changed: Arc<Notify>,
    state: State,
}

impl Statement {
    pub(super) fn new(submission: Submission, submitted: Submitted, adapter: u64, behaviour: Behaviour) -> Self {
        let ends = match &behaviour.end {
            End::Finishes(_) | End::Fails(_) => Instant::now().checked_add(behaviour.runs_for),
            End::Never | End::FinishesWhenCancelled(_) => None,
        };
        Self { submission, submitted, adapter, behaviour, ends, changed: Arc::default(), state: State::Live }
    }

    pub(super) const fn id(&self) -> &StatementId {
        &self.submitted.statement
    }

    pub(super) const fn is_live(&self) -> bool {
        matches!(self.state, State::Live)
    }

    /// Whether a driver that re-attaches can still use it.
    pub(super) const fn is_of_use(&self) -> bool {
        matches!(self.state, State::Live | State::Finished(_))
    }

    /// Its time has come.
    pub(super) fn end_by_itself(&mut self) {
        self.state = match &self.behaviour.end {
            End::Finishes(table) | End::FinishesWhenCancelled(table) => State::Finished(table.clone()),
            End::Fails(error) => State::Failed(error.clone()),
            End::Never => State::Cancelled,
        };
        self.changed.notify_waiters();
    }

    /// Ends it whatever it was to do.
    pub(super) fn end_by_force(&mut self) {
        self.state = State::Cancelled;
        self.changed.notify_waiters();
    }

    pub(super) fn progress(&self) -> Progress {
        match &self.state {
            State::Live => Progress::Running,
            State::Finished(_) => Progress::Finished,
            State::Failed(error) => Progress::Failed(error.clone()),
            State::Cancelled => {
                Progress::Failed(WarehouseError::new(ErrorClass::Aborted, "the statement was cancelled"))
            }
        }
    }

    /// Takes one failing wait off, if there are any left.
    pub(super) fn fails_to_wait(&mut self) -> bool {
        let fails = self.behaviour.failing_waits > 0;
        self.behaviour.failing_waits -= u32::from(fails);
        fails
    }

    pub(super) fn cancel(&mut self) -> Result<Cancelled, WarehouseError> {
        match self.state {
            State::Finished(_) | State::Failed(_) => return Ok(Cancelled::Ended),
            State::Cancelled => return Ok(Cancelled::Gone),
            State::Live => {}
        }
        if self.behaviour.unanswered_cancels > 0 {
            self.behaviour.unanswered_cancels -= 1;
            return Err(WarehouseError::new(ErrorClass::Connection, "the test has the request to cancel unanswered"));
        }
        if self.behaviour.ignored_cancels > 0 {
            self.behaviour.ignored_cancels -= 1;
            return Ok(Cancelled::StillRunning);
        }
        if matches!(self.behaviour.end, End::FinishesWhenCancelled(_)) {
            self.end_by_itself();
            return Ok(Cancelled::Ended);
        }
        self.end_by_force();
        Ok(Cancelled::Gone)
    }

    pub(super) fn read(&self) -> Option<Reading> {
        match &self.state {
            State::Finished(table) => {
                Some(Reading::new(table.clone(), self.submission.max_rows, self.behaviour.fetch_fails_after))
            }
            State::Live | State::Failed(_) | State::Cancelled => None,
        }
    }
}
