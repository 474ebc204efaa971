//! Cancel, and give up when cancelling does not work.

use std::time::Duration;

use review_core::lane::{Attempt, Event, Why};
use review_core::plan::Lane;
use review_warehouse::Cancelled;

use super::record::{Ended, record};
use crate::context::Context;
use crate::error::DriveError;
use crate::listener::RunEvent;

/// How long a driver waits after the warehouse could not even be asked to cancel. Own choice: long enough for a
/// connection to come back, short enough that three tries stay within the patience of a person.
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(2);

pub(super) async fn cancel(
    context: &mut Context,
    lane: &Lane,
    attempt: &Attempt,
    why: Why,
    tries: u8,
) -> Result<Event, DriveError> {
    let unconfirmed = Event::CancelUnconfirmed { id: attempt.id, tries };
    let Some((statement, _)) = &attempt.statement else { return Ok(unconfirmed) };
    context.tell(RunEvent::QueryCancelling { lane: lane.id, query: attempt.query.clone(), why, at: context.now() });
    match context.warehouse.cancel(statement).await {
        Ok(Cancelled::Gone) => record(context, lane, attempt, Ended::cancelled(attempt, why)).await,
        Ok(Cancelled::Ended) => Ok(Event::Ready(attempt.id)),
        Ok(Cancelled::StillRunning) => Ok(unconfirmed),
        Err(_) => {
            tokio::time::sleep(PAUSE_AFTER_ERROR).await;
            Ok(unconfirmed)
        }
    }
}

pub(super) async fn abandon(context: &Context, lane: &Lane, attempt: &Attempt, why: Why) -> Result<Event, DriveError> {
    let mut ended = Ended::cancelled(attempt, why);
    if let Some((statement, _)) = &attempt.statement {
        ended.leaves_behind(format!("statement {statement}"));
    }
    record(context, lane, attempt, ended).await
}
