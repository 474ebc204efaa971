//! One file for each action of a lane. Performing an action twice is safe.

mod cancel;
mod halt;
mod manifest;
mod record;
mod recover;
mod store;
mod submit;
mod texts;
mod watch;

use std::time::Duration;

use review_core::StatementId;
use review_core::keys;
use review_core::lane::{Action, Event, LaneState, Step};
use review_core::plan::{Lane, Plan};

pub(crate) use self::halt::{ask as ask_to_halt, write_stop};
pub(crate) use self::record::{Ended, record};
pub(crate) use self::watch::watch;
use crate::context::Context;
use crate::error::DriveError;

/// Performs an action; answers what happened, or nothing when the core is to be asked again.
pub(crate) async fn perform(
    context: &mut Context,
    lane: &Lane,
    state: &LaneState,
    action: Action,
) -> Result<Option<Event>, DriveError> {
    match action {
        Action::Nothing => Ok(None),
        Action::Tell(event) => halt::tell(context, event).await.map(Some),
        Action::Recover { attempt, why } => recover::recover(context, lane, &attempt, why).await.map(Some),
        Action::Submit(attempt) => submit::submit(context, lane, &attempt).await.map(Some),
        Action::Watch(attempt, seconds) => {
            watch(context, lane, &attempt, Duration::from_secs(u64::from(seconds.0))).await
        }
        Action::Cancel { attempt, why, tries } => cancel::cancel(context, lane, &attempt, why, tries).await.map(Some),
        Action::Abandon { attempt, why } => cancel::abandon(context, lane, &attempt, why).await.map(Some),
        Action::Store(attempt) => store::store(context, lane, &attempt).await.map(Some),
        Action::WriteManifest { round, ends } => manifest::write(context, lane, state, round, ends).await.map(Some),
        Action::Rest(seconds) => {
            watch::rest(context, seconds).await;
            Ok(None)
        }
    }
}

/// The name of the statement that may run in the warehouse right now.
pub(crate) fn statement_name(plan: &Plan, lane: &Lane, state: &LaneState) -> Option<String> {
    let id = state.attempt()?;
    lane.query(id.query).map(|query| keys::statement_name(&plan.run, &query.id, id.round))
}

/// The statement that may run in the warehouse right now.
pub(crate) fn statement_in_flight(state: &LaneState) -> Option<&StatementId> {
    match &state.step {
        Step::Watch { statement, .. } | Step::Cancel { statement, .. } | Step::Store { statement, .. } => {
            Some(statement)
        }
        Step::Submit { .. } | Step::Manifest | Step::Ended => None,
    }
}
