//! How far a statement is.
//!
//! ```text
//! SUBMITTED --> PICKED --> STARTED --> FINISHED | FAILED | ABORTED
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use review_core::Timestamp;
use tokio::sync::{mpsc, watch};

use super::{Cancel, StatementRequest};
use crate::caller::Caller;
use crate::clock;
use crate::results::Stored;

/// The statuses of the service's model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Submitted,
    Picked,
    Started,
    Finished,
    Failed,
    Aborted,
}

impl Status {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Submitted => "SUBMITTED",
            Self::Picked => "PICKED",
            Self::Started => "STARTED",
            Self::Finished => "FINISHED",
            Self::Failed => "FAILED",
            Self::Aborted => "ABORTED",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        let all = [Self::Submitted, Self::Picked, Self::Started, Self::Finished, Self::Failed, Self::Aborted];
        all.into_iter().find(|status| status.word() == word)
    }

    pub(crate) const fn is_end(self) -> bool {
        matches!(self, Self::Finished | Self::Failed | Self::Aborted)
    }
}

/// One SQL text of a statement: the only one, or one of a batch.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) status: Status,
    pub(crate) updated: Timestamp,
    /// When the warehouse had it.
    pub(crate) started: Option<Timestamp>,
    pub(crate) ended: Option<Timestamp>,
    pub(crate) error: Option<String>,
    /// 0 until it has started.
    pub(crate) query_id: u64,
    /// Taken away again when it expires.
    pub(crate) result: Option<Arc<Stored>>,
}

impl Part {
    /// How long it ran, or has been running.
    pub(crate) fn duration(&self) -> Option<Duration> {
        Some(clock::since(self.started?, self.ended?))
    }
}

/// How far a statement is.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) status: Status,
    pub(crate) updated: Timestamp,
    /// 0 until it has started.
    pub(crate) pid: u64,
    pub(crate) parts: Vec<Part>,
}

impl State {
    pub(crate) fn new(parts: usize, now: Timestamp) -> Self {
        let part = Part {
            status: Status::Submitted,
            updated: now,
            started: None,
            ended: None,
            error: None,
            query_id: 0,
            result: None,
        };
        Self { status: Status::Submitted, updated: now, pid: 0, parts: vec![part; parts] }
    }

    /// Sets the status of everything that has not ended.
    pub(crate) fn set_rest(&mut self, status: Status, now: Timestamp) {
        for part in self.parts.iter_mut().filter(|part| !part.status.is_end()) {
            part.status = status;
            part.updated = now;
        }
    }

    /// Whether the statement, or that sub-statement of it, has ended.
    pub(crate) fn has_ended(&self, number: Option<usize>) -> bool {
        let part = number.and_then(|number| self.parts.get(number.checked_sub(1)?));
        part.map_or(self.status, |part| part.status).is_end()
    }
}

/// A statement that was handed over.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) id: String,
    /// Its place in the order of submission.
    pub(crate) serial: u64,
    pub(crate) caller: Caller,
    pub(crate) request: StatementRequest,
    pub(crate) created: Timestamp,
    state: watch::Sender<State>,
    cancels: mpsc::UnboundedSender<Cancel>,
    waiting: AtomicUsize,
}

impl Statement {
    /// A statement, and the requests to end it, which its task listens to.
    pub(crate) fn new(
        serial: u64,
        caller: Caller,
        request: StatementRequest,
        now: Timestamp,
    ) -> (Self, mpsc::UnboundedReceiver<Cancel>) {
        let (cancels, wanted) = mpsc::unbounded_channel();
        let state = watch::Sender::new(State::new(request.sqls.len(), now));
        let id = uuid::Uuid::new_v4().to_string();
        (Self { id, serial, caller, request, created: now, state, cancels, waiting: AtomicUsize::new(0) }, wanted)
    }

    pub(crate) fn state(&self) -> State {
        self.state.borrow().clone()
    }

    pub(crate) fn status(&self) -> Status {
        self.state.borrow().status
    }

    /// Whether it ended so long ago that it is forgotten.
    pub(crate) fn is_over(&self, retention: Duration, now: Timestamp) -> bool {
        let state = self.state.borrow();
        state.status.is_end() && clock::since(state.updated, now) >= retention
    }

    pub(crate) fn change(&self, now: Timestamp, change: impl FnOnce(&mut State)) {
        self.state.send_modify(|state| {
            change(state);
            state.updated = now;
        });
    }

    /// Waits for the end of the statement, or of a sub-statement, at most so long.
    pub(crate) async fn wait(&self, number: Option<usize>, at_most: Duration) {
        let mut state = self.state.subscribe();
        // When the time is over, the state is what it is.
        let _ended = tokio::time::timeout(at_most, state.wait_for(|state| state.has_ended(number))).await;
    }

    /// Asks the task to end it; `false` when the task is no longer there.
    pub(crate) fn ask_to_end(&self, cancel: Cancel) -> bool {
        self.cancels.send(cancel).is_ok()
    }

    /// Takes a place among the calls that wait for this statement; `None` when there are too many.
    pub(crate) fn take_place(self: &Arc<Self>, most: Option<usize>) -> Option<Place> {
        let before = self.waiting.fetch_add(1, Ordering::SeqCst);
        let place = Place(Arc::clone(self));
        most.is_none_or(|most| before < most).then_some(place)
    }
}

/// A place among the calls that wait for a statement; given back when dropped.
#[derive(Debug)]
pub(crate) struct Place(Arc<Statement>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}
