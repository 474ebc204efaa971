//! Waiting for a statement's end.

use std::time::Duration;

use review_core::StatementId;
use tokio::time::{Instant, sleep};

use super::api::Api;
use super::described::{Ended, end_of};
use super::pace::Pace;
use crate::WarehouseError;

/// How the statement ended; `None` when it still runs after so long. May be dropped while it waits.
pub(super) async fn end(
    api: &Api,
    statement: &StatementId,
    at_most: Duration,
) -> Result<Option<Ended>, WarehouseError> {
    let began = Instant::now();
    let mut pace = Pace::new();
    loop {
        let seconds = pace.seconds(at_most.saturating_sub(began.elapsed()));
        let asked = Instant::now();
        let pause = match api.describe(statement, seconds).await {
            Ok(told) => match end_of(&told, &api.caller) {
                Some(ended) => return Ok(Some(ended)),
                None => pace.after(seconds, asked.elapsed()),
            },
            Err(failure) if failure.is("ActiveWaitingRequestsExceededException") => pace.crowded(),
            Err(failure) => return Err(failure.into()),
        };
        let left = at_most.saturating_sub(began.elapsed());
        if Pace::is_over(left, pause) {
            return Ok(None);
        }
        sleep(pause.min(left)).await;
    }
}
