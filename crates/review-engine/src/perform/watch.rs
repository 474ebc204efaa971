//! Watch: wait for the statement to end.

use std::time::Duration;

use review_core::Seconds;
use review_core::lane::{Attempt, Event};
use review_core::plan::Lane;
use review_warehouse::{Cancelled, Progress};

use super::record::{Ended, record};
use crate::context::Context;
use crate::error::DriveError;

/// Lets time pass before a round; an interrupt or a halt ends it early.
pub(super) async fn rest(context: &mut Context, seconds: Seconds) {
    tokio::select! {
        () = tokio::time::sleep(Duration::from_secs(u64::from(seconds.0))) => {}
        _ = context.interrupted.wait() => {}
        () = context.halt.wait() => {}
    }
}

/// Waits for the statement to end, at most so long.
pub(crate) async fn watch(
    context: &mut Context,
    lane: &Lane,
    attempt: &Attempt,
    at_most: Duration,
) -> Result<Option<Event>, DriveError> {
    let Some((statement, _)) = &attempt.statement else { return Ok(None) };
    let progress = tokio::select! {
        progress = context.warehouse.wait(statement, at_most) => progress,
        _ = context.interrupted.wait() => return Ok(None),
        () = context.halt.wait() => return Ok(None),
    };
    match progress {
        Ok(Progress::Running) => Ok(None),
        Ok(Progress::Finished | Progress::Failed(_)) => Ok(Some(Event::Ready(attempt.id))),
        Err(error) => {
            // The warehouse cannot be asked any more; whatever runs there must not run on unwatched.
            let gone = context.warehouse.cancel(statement).await;
            let mut ended = Ended::failed(error);
            if !matches!(gone, Ok(Cancelled::Gone | Cancelled::Ended)) {
                ended.leaves_behind(format!("statement {statement}"));
            }
            record(context, lane, attempt, ended).await.map(Some)
        }
    }
}
