//! The warehouse's side, which outlives its adapters.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use review_core::call::{Answer, CallName};
use review_core::identity::Identity;
use tokio::time::Instant;

use super::behaviour::Behaviour;
use super::call::{Call, Request};
use super::clock::ClockFn;
use super::state::State;
use super::warehouse::ScriptedWarehouse;
use crate::WarehouseError;

/// The warehouse's side. Clones are the same server.
#[derive(Clone)]
pub struct ScriptedServer(Arc<Mutex<State>>);

impl Default for ScriptedServer {
    fn default() -> Self {
        Self::new()
    }
}

impl ScriptedServer {
    /// A warehouse where every statement finishes at once with one row, and a restarted driver gets its statement
    /// back, as with the Data API. It goes by the machine's clock.
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(State::new())))
    }

    /// Takes the time from this clock.
    #[must_use]
    pub fn with_clock(self, clock: ClockFn) -> Self {
        self.state().clock = clock;
        self
    }

    /// Is somebody else.
    #[must_use]
    pub fn with_identity(self, identity: Identity) -> Self {
        self.state().identity = Ok(identity);
        self
    }

    /// Cannot even say who it is.
    #[must_use]
    pub fn unreachable(self, error: WarehouseError) -> Self {
        self.state().identity = Err(error);
        self
    }

    /// Knows a statement under its id only to the adapter that handed it over, as a wire does: a restarted driver
    /// finds nothing, and what it asks for by name is ended.
    #[must_use]
    pub fn without_reattaching(self) -> Self {
        self.state().reattaches = false;
        self
    }

    /// How the statements of a query behave, one after another; the last behaviour stands for all that follow.
    /// The query is `TableInfo` or, for one database of scope `database`, `TableInfo@sales`.
    pub fn script(&self, query: &str, behaviours: impl IntoIterator<Item = Behaviour>) {
        self.state().scripts.insert(query.to_owned(), behaviours.into_iter().collect());
    }

    /// How the statements of all other queries behave.
    pub fn script_others(&self, behaviour: Behaviour) {
        self.state().others = behaviour;
    }

    /// What AWS answers to a call, one answer after another; the last one stands for all that follow. Without any, there
    /// is no AWS account behind this warehouse.
    pub fn answer(&self, call: CallName, answers: impl IntoIterator<Item = Result<Answer, WarehouseError>>) {
        self.state().answers.insert(call, answers.into_iter().collect());
    }

    /// How long AWS takes for each answer.
    pub fn answer_after(&self, delay: Duration) {
        self.state().answers_take = delay;
    }

    /// Makes an adapter.
    pub fn connect(&self) -> ScriptedWarehouse {
        let mut state = self.state();
        state.adapters += 1;
        ScriptedWarehouse::new(self.clone(), state.adapters)
    }

    /// Everything that was asked, in order.
    pub fn calls(&self) -> Vec<Call> {
        self.state().calls.clone()
    }

    /// The names of the statements that were handed over, in order, refused ones too.
    pub fn submitted(&self) -> Vec<String> {
        let name = |call: &Call| match &call.request {
            Request::Submit { name, .. } => Some(name.clone()),
            Request::Identify | Request::Wait(_) | Request::Cancel(_) | Request::Find(_) | Request::Fetch(_) => None,
        };
        self.state().calls.iter().filter_map(name).collect()
    }

    /// The names of the statements that run right now.
    pub fn live(&self) -> Vec<String> {
        let state = self.settled();
        state.live.iter().map(|index| state.statements[*index].submission.name.clone()).collect()
    }

    /// The most statements that ran at one time.
    pub fn most_in_flight(&self) -> usize {
        self.state().most_in_flight
    }

    /// Has somebody else end every statement that runs: an administrator, a restart.
    pub fn abort_all(&self) {
        let mut state = self.settled();
        for index in std::mem::take(&mut state.live) {
            state.statements[index].end_by_force();
        }
        state.due.clear();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state after everything whose time has come.
    pub(super) fn settled(&self) -> MutexGuard<'_, State> {
        let mut state = self.state();
        state.settle(Instant::now());
        state
    }
}
