//! A lane that nobody could drive to its end.

use std::sync::Arc;

use review_core::documents::{RunDocument, StateDocument};
use review_core::lane::{Attempt, LaneState, Step, current_attempt};
use review_core::manifest::{LaneEnded, MANIFEST_FORMAT};
use review_core::plan::Lane;
use review_core::{DriverId, LaneId, Position, keys};
use review_store::{RunFolder, StoreError, documents};

use super::lane::{LaneSteps, driver_failed};
use crate::clock::Clock;
use crate::error::DriveError;
use crate::listener::Listener;
use crate::perform::{self, Ended};

/// Ends a lane whose drivers all died: every query that it still had to do, or to repeat, gets a record that says
/// why, so that nothing is silently dropped, and the lane counts as ended.
///
/// # Errors
/// When the folder cannot be read or written.
pub async fn lose_lane(
    folder: Arc<dyn RunFolder>,
    run: Arc<RunDocument>,
    id: LaneId,
    listener: Arc<dyn Listener>,
    clock: Arc<dyn Clock>,
    why: &str,
) -> Result<(), DriveError> {
    let steps = LaneSteps::new(folder.clone(), run.clone(), id, DriverId("nobody".into()), None, listener, clock)?;
    let stored = documents::read::<StateDocument>(&*folder, &keys::state(id)).await?;
    let lane = steps.lane();
    let state = stored.map_or_else(|| LaneState::new(lane), |document| document.state);
    let current = current_attempt(&run.plan, lane, &state);
    if let Some(current) = &current {
        let mut ended = Ended::failed(driver_failed(why));
        if let Some((statement, _)) = &current.statement {
            ended.leaves_behind(format!("statement {statement}"));
        }
        perform::record(steps.context(), lane, current, ended).await?;
    }
    let current = current.map(|attempt| attempt.id.query.0);
    for position in state.work.iter().filter(|position| Some(*position) != current) {
        let Some(attempt) = never_made(&run, lane, &state, Position(position)) else { continue };
        perform::record(steps.context(), lane, &attempt, Ended::failed(driver_failed(why))).await?;
    }
    let ended = LaneEnded { format: MANIFEST_FORMAT, lane: id, rounds: state.round, halt: state.halt };
    match documents::create(&*folder, &keys::lane_ended(id), &ended).await {
        Ok(_) | Err(StoreError::Exists { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The attempt that a query was about to get in this round.
fn never_made(run: &RunDocument, lane: &Lane, state: &LaneState, position: Position) -> Option<Attempt> {
    let step = Step::Submit { query: position, attempt: 1 };
    current_attempt(&run.plan, lane, &LaneState { step, ..state.clone() })
}
