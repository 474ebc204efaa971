//! What is due for a lane.

use super::action::{Action, Attempt};
use super::event::{AttemptId, Event, Halt, Why};
use super::state::{LaneState, Step};
use crate::ids::StatementId;
use crate::keys;
use crate::plan::{Lane, Plan};
use crate::time::{Seconds, Timestamp};

/// What a driver does next for a lane. Asking changes nothing and may be repeated.
///
/// `halt` is the request to stop that the run folder holds, if any; the deadline is the plan's. `now` must not
/// go back between two calls for one lane. Only this function compares times.
pub fn due(plan: &Plan, lane: &Lane, state: &LaneState, halt: Option<Halt>, now: Timestamp) -> Action {
    let past_deadline = plan.limits.deadline.is_some_and(|deadline| now >= deadline);
    let halt = state.halt.or(halt).or(past_deadline.then_some(Halt::Deadline));
    let Some(id) = state.attempt() else { return between_attempts(plan, state, halt) };
    let Some(attempt) = describe(plan, lane, state, id) else { return Action::Nothing };
    if state.resumed {
        let why = if let Step::Cancel { why, .. } = state.step { Some(why) } else { None };
        return Action::Recover { attempt, why };
    }
    match &state.step {
        Step::Submit { .. } => match halt {
            Some(halt) => Action::Tell(Event::Halted(halt)),
            None => rest(plan, state, now).unwrap_or(Action::Submit(attempt)),
        },
        Step::Watch { since, .. } => watch(plan, attempt, *since, halt, now),
        Step::Cancel { why, tries, .. } if *tries >= plan.limits.cancel_tries => Action::Abandon { attempt, why: *why },
        Step::Cancel { why, tries, .. } => Action::Cancel { attempt, why: *why, tries: *tries },
        Step::Store { .. } => Action::Store(attempt),
        Step::Manifest | Step::Ended => between_attempts(plan, state, halt),
    }
}

/// The rest before a round, while it lasts.
fn rest(plan: &Plan, state: &LaneState, now: Timestamp) -> Option<Action> {
    let until = state.rests_until.filter(|until| now < *until)?;
    let until = plan.limits.deadline.map_or(until, |deadline| until.min(deadline));
    Some(Action::Rest(now.seconds_until(until).min(plan.limits.poll).max(Seconds(1))))
}

fn between_attempts(plan: &Plan, state: &LaneState, halt: Option<Halt>) -> Action {
    let ends = state.is_last_round(plan.limits.max_rounds);
    match (&state.step, halt) {
        (Step::Ended, _) => Action::Nothing,
        // A lane that ends anyway is complete: it is not called halted.
        (_, Some(halt)) if !ends => Action::Tell(Event::Halted(halt)),
        _ => Action::WriteManifest { round: state.round, ends },
    }
}

fn watch(plan: &Plan, attempt: Attempt, since: Timestamp, halt: Option<Halt>, now: Timestamp) -> Action {
    let until = since.plus(Seconds(attempt.threshold_seconds));
    let exceeded = if now >= until { Some(Why::Threshold) } else { halt.map(Why::Halt) };
    if let Some(why) = exceeded {
        return Action::Tell(Event::Exceeded { id: attempt.id, why });
    }
    let deadline_left = plan.limits.deadline.map_or(Seconds(u32::MAX), |deadline| now.seconds_until(deadline));
    let seconds = now.seconds_until(until).min(deadline_left).min(plan.limits.poll);
    Action::Watch(attempt, seconds.max(Seconds(1)))
}

/// The attempt going on, with all a driver needs to act on it; `None` between attempts.
pub fn current_attempt(plan: &Plan, lane: &Lane, state: &LaneState) -> Option<Attempt> {
    describe(plan, lane, state, state.attempt()?)
}

fn describe(plan: &Plan, lane: &Lane, state: &LaneState, id: AttemptId) -> Option<Attempt> {
    let query = lane.query(id.query)?;
    let (statement, overran): (Option<(&StatementId, Timestamp)>, Option<Why>) = match &state.step {
        Step::Watch { statement, since, .. } | Step::Cancel { statement, since, .. } => {
            (Some((statement, *since)), None)
        }
        Step::Store { statement, since, overran, .. } => (Some((statement, *since)), *overran),
        Step::Submit { .. } | Step::Manifest | Step::Ended => (None, None),
    };
    Some(Attempt {
        id,
        query: query.id.clone(),
        script: query.script.clone(),
        statement_name: keys::statement_name(&plan.run, &query.id, id.round),
        statement: statement.map(|(statement, since)| (statement.clone(), since)),
        threshold_seconds: query.threshold_seconds,
        max_rows: query.max_rows,
        overran,
    })
}
