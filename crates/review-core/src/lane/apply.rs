//! What an event changes.

use super::event::{AttemptId, Event, Halt, Outcome, Why};
use super::state::{LaneState, Step, next_step};
use crate::ids::{DriverId, Round, StatementId};
use crate::plan::Plan;
use crate::time::Timestamp;

/// What an event did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applied {
    /// The state is new: write it before asking what is due.
    Changed(LaneState),
    /// The event was known already; nothing changed.
    Repeated(LaneState),
}

impl Applied {
    /// The state, changed or not.
    pub fn into_state(self) -> LaneState {
        match self {
            Self::Changed(state) | Self::Repeated(state) => state,
        }
    }
}

/// An event that cannot happen in this state: a bug of a driver. Nothing changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{event:?} cannot happen in {:?} of round {}", .state.step, .state.round)]
pub struct IllegalEvent {
    /// Where the lane stands.
    pub state: LaneState,
    /// What it was told.
    pub event: Event,
}

enum Effect {
    Changed,
    Repeated,
    Illegal,
}

/// Takes an event into a lane's state.
///
/// # Errors
/// [`IllegalEvent`], with both sides, when the event cannot happen in this state.
pub fn apply(plan: &Plan, mut state: LaneState, event: Event) -> Result<Applied, Box<IllegalEvent>> {
    let effect = match subject(&event) {
        Some(id) => match timing(&state, id) {
            Timing::Past => Effect::Repeated,
            Timing::Future => Effect::Illegal,
            Timing::Now => apply_now(plan, &mut state, &event),
        },
        None => apply_now(plan, &mut state, &event),
    };
    match effect {
        Effect::Changed => Ok(Applied::Changed(state)),
        Effect::Repeated => Ok(Applied::Repeated(state)),
        Effect::Illegal => Err(Box::new(IllegalEvent { state, event })),
    }
}

/// The attempt an event speaks of, if it speaks of one.
fn subject(event: &Event) -> Option<AttemptId> {
    match event {
        Event::NotFound(id)
        | Event::Submitted { id, .. }
        | Event::Ready(id)
        | Event::Exceeded { id, .. }
        | Event::CancelUnconfirmed { id, .. }
        | Event::Recorded { id, .. } => Some(*id),
        Event::TakenOver { .. } | Event::ManifestWritten { .. } | Event::Halted(_) => None,
    }
}

enum Timing {
    Past,
    Now,
    Future,
}

/// Whether an attempt is over, going on or still to come. Attempts are made in the order of [`AttemptId`].
fn timing(state: &LaneState, id: AttemptId) -> Timing {
    match state.attempt() {
        Some(current) if id == current => Timing::Now,
        Some(current) if id < current => Timing::Past,
        None if id.round <= state.round => Timing::Past,
        Some(_) | None => Timing::Future,
    }
}

fn apply_now(plan: &Plan, state: &mut LaneState, event: &Event) -> Effect {
    match event {
        Event::TakenOver { driver } => taken_over(state, driver),
        Event::NotFound(_) => not_found(state),
        Event::Submitted { statement, since, .. } => submitted(state, statement, *since),
        Event::Ready(_) => ready(state),
        Event::Exceeded { why, .. } => exceeded(state, *why),
        Event::CancelUnconfirmed { tries, .. } => unconfirmed(state, *tries),
        Event::Recorded { id, outcome } => recorded(plan, state, *id, *outcome),
        Event::ManifestWritten { round, at } => manifest_written(plan, state, *round, *at),
        Event::Halted(halt) => halted(plan, state, *halt),
    }
}

fn taken_over(state: &mut LaneState, driver: &DriverId) -> Effect {
    if state.driver.as_ref() == Some(driver) {
        return Effect::Repeated;
    }
    // The first driver of a lane has nothing to recover: nothing was submitted before there was a driver.
    state.resumed = state.driver.is_some() && state.attempt().is_some();
    state.driver = Some(driver.clone());
    Effect::Changed
}

fn not_found(state: &mut LaneState) -> Effect {
    let lost = match state.step {
        Step::Submit { query, attempt } | Step::Watch { query, attempt, .. } | Step::Store { query, attempt, .. } => {
            (query, attempt)
        }
        // In `Cancel` a missing statement is what was wanted: it is recorded, not repeated.
        Step::Cancel { .. } | Step::Manifest | Step::Ended => return Effect::Illegal,
    };
    if !state.resumed {
        return Effect::Illegal;
    }
    let (query, attempt) = lost;
    state.step = Step::Submit { query, attempt: attempt.saturating_add(1) };
    state.resumed = false;
    Effect::Changed
}

fn submitted(state: &mut LaneState, statement: &StatementId, since: Timestamp) -> Effect {
    match &mut state.step {
        Step::Submit { query, attempt } => {
            state.step = Step::Watch { query: *query, attempt: *attempt, statement: statement.clone(), since };
        }
        Step::Watch { statement: known, since: known_since, .. } if state.resumed => {
            (*known, *known_since) = (statement.clone(), since);
        }
        Step::Store { query, attempt, .. } if state.resumed => {
            state.step = Step::Watch { query: *query, attempt: *attempt, statement: statement.clone(), since };
        }
        Step::Cancel { statement: known, .. } if state.resumed => *known = statement.clone(),
        Step::Watch { statement: known, .. }
        | Step::Store { statement: known, .. }
        | Step::Cancel { statement: known, .. } => {
            return if known == statement { Effect::Repeated } else { Effect::Illegal };
        }
        Step::Manifest | Step::Ended => return Effect::Illegal,
    }
    state.resumed = false;
    Effect::Changed
}

fn ready(state: &mut LaneState) -> Effect {
    if state.resumed {
        return Effect::Illegal;
    }
    let (query, attempt, statement, since, overran) = match &state.step {
        Step::Watch { query, attempt, statement, since } => (*query, *attempt, statement.clone(), *since, None),
        Step::Cancel { query, attempt, statement, since, why, .. } => {
            (*query, *attempt, statement.clone(), *since, Some(*why))
        }
        Step::Store { .. } => return Effect::Repeated,
        Step::Submit { .. } | Step::Manifest | Step::Ended => return Effect::Illegal,
    };
    state.step = Step::Store { query, attempt, statement, since, overran };
    Effect::Changed
}

fn exceeded(state: &mut LaneState, why: Why) -> Effect {
    if state.resumed {
        return Effect::Illegal;
    }
    match &state.step {
        Step::Watch { query, attempt, statement, since } => {
            let (query, attempt, statement, since) = (*query, *attempt, statement.clone(), *since);
            state.step = Step::Cancel { query, attempt, statement, since, why, tries: 0 };
            Effect::Changed
        }
        // Late: the statement ended before the news arrived, or it is being cancelled already.
        Step::Cancel { .. } | Step::Store { .. } => Effect::Repeated,
        Step::Submit { .. } | Step::Manifest | Step::Ended => Effect::Illegal,
    }
}

fn unconfirmed(state: &mut LaneState, told: u8) -> Effect {
    if state.resumed {
        return Effect::Illegal;
    }
    match &mut state.step {
        Step::Cancel { tries, .. } if *tries == told => {
            *tries = tries.saturating_add(1);
            Effect::Changed
        }
        Step::Cancel { tries, .. } if told < *tries => Effect::Repeated,
        Step::Store { .. } => Effect::Repeated,
        Step::Cancel { .. } | Step::Submit { .. } | Step::Watch { .. } | Step::Manifest | Step::Ended => {
            Effect::Illegal
        }
    }
}

fn recorded(plan: &Plan, state: &mut LaneState, id: AttemptId, outcome: Outcome) -> Effect {
    state.work.remove(id.query.0);
    if let Outcome::Halted(halt) = outcome {
        state.halt = Some(halt);
    }
    if outcome.is_repeated(plan.limits.retry_time_outs) {
        state.again.insert(id.query.0);
    }
    state.step = if state.halt.is_some() { Step::Manifest } else { next_step(&state.work) };
    state.resumed = false;
    Effect::Changed
}

fn manifest_written(plan: &Plan, state: &mut LaneState, round: Round, at: Timestamp) -> Effect {
    match state.step {
        Step::Manifest if round == state.round => {}
        Step::Submit { .. } | Step::Watch { .. } | Step::Cancel { .. } | Step::Store { .. } | Step::Manifest
            if round < state.round =>
        {
            return Effect::Repeated;
        }
        Step::Ended if round <= state.round => return Effect::Repeated,
        Step::Submit { .. }
        | Step::Watch { .. }
        | Step::Cancel { .. }
        | Step::Store { .. }
        | Step::Manifest
        | Step::Ended => return Effect::Illegal,
    }
    if state.is_last_round(plan.limits.max_rounds) {
        state.step = Step::Ended;
    } else {
        state.round = state.round.next();
        state.rests_until = Some(at.plus(plan.limits.pause_before(state.round)));
        state.work = std::mem::take(&mut state.again);
        state.step = next_step(&state.work);
    }
    Effect::Changed
}

fn halted(plan: &Plan, state: &mut LaneState, halt: Halt) -> Effect {
    match state.step {
        Step::Submit { .. } if !state.resumed => state.step = Step::Manifest,
        Step::Manifest if state.halt.is_some() => return Effect::Repeated,
        Step::Manifest if !state.is_last_round(plan.limits.max_rounds) => {}
        Step::Ended => return Effect::Repeated,
        Step::Submit { .. } | Step::Watch { .. } | Step::Cancel { .. } | Step::Store { .. } | Step::Manifest => {
            return Effect::Illegal;
        }
    }
    state.halt = Some(halt);
    Effect::Changed
}
