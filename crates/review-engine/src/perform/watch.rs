//! Watch: wait for the statement to end.

use std::time::Duration;

use review_core::Seconds;
use review_core::lane::{Attempt, Event};
use review_core::plan::Lane;
use review_warehouse::Progress;

use super::record::{Ended, record};
use crate::context::Context;
use crate::error::DriveError;

pub(super) async fn watch(
    context: &mut Context,
    lane: &Lane,
    attempt: &Attempt,
    seconds: Seconds,
) -> Result<Option<Event>, DriveError> {
    let Some((statement, _)) = &attempt.statement else { return Ok(None) };
    let at_most = Duration::from_secs(u64::from(seconds.0));
    let progress = tokio::select! {
        progress = context.warehouse.wait(statement, at_most) => progress,
        _ = context.interrupted.wait() => return Ok(None),
    };
    match progress {
        Ok(Progress::Running) => Ok(None),
        Ok(Progress::Finished | Progress::Failed(_)) => Ok(Some(Event::Ready(attempt.id))),
        Err(error) => {
            // The warehouse cannot be asked any more; whatever runs there must not run on unwatched.
            let _ = context.warehouse.cancel(statement).await;
            record(context, lane, attempt, Ended::failed(error)).await.map(Some)
        }
    }
}
