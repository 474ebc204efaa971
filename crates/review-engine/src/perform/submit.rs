//! Submit: hand the statement over.

use std::time::Duration;

use review_core::error_class::ErrorClass;
use review_core::lane::{Attempt, Event};
use review_core::plan::Lane;
use review_warehouse::{Found, Submission, Submitted, WarehouseError};

use super::record::{Ended, record};
use crate::context::Context;
use crate::error::DriveError;
use crate::listener::RunEvent;

pub(super) async fn submit(context: &Context, lane: &Lane, attempt: &Attempt) -> Result<Event, DriveError> {
    let submission = Submission {
        name: attempt.statement_name.clone(),
        attempt: attempt.id.attempt,
        sql: script(context, attempt).await?,
        database: attempt.query.database.clone(),
        max_rows: attempt.max_rows,
        threshold: Duration::from_secs(u64::from(attempt.threshold_seconds)),
    };
    let before = context.now();
    let error = match context.warehouse.submit(&submission).await {
        Ok(submitted) => {
            // The threshold counts by this driver's clock: the warehouse's may differ from it.
            let since = submitted.since.clamp(before, context.now().max(before));
            return Ok(started(context, lane, attempt, Submitted { since, ..submitted }));
        }
        Err(error) => error,
    };
    let mut ended = Ended::failed(error.clone());
    if answer_may_be_lost(&error) {
        // Only the warehouse's answer may be lost: then the statement runs, and must not run on unwatched beside
        // the next attempt.
        match context.warehouse.find(&attempt.statement_name, None).await {
            Ok(Found::Statement(submitted)) => return Ok(started(context, lane, attempt, submitted)),
            Ok(Found::Nothing) => {}
            Err(_) => ended.leaves_behind(format!("a statement named {}", attempt.statement_name)),
        }
    }
    record(context, lane, attempt, ended).await
}

fn answer_may_be_lost(error: &WarehouseError) -> bool {
    matches!(error.class, ErrorClass::Connection | ErrorClass::Unknown)
}

/// A statement of this attempt is in the warehouse.
pub(super) fn started(context: &Context, lane: &Lane, attempt: &Attempt, submitted: Submitted) -> Event {
    let Submitted { statement, since } = submitted;
    if lane.takes_warehouse_time(attempt.id.query) {
        context.warehouse_time.begins(lane.id, since);
    }
    context.tell(RunEvent::QueryStarted {
        lane: lane.id,
        query: attempt.query.clone(),
        round: attempt.id.round,
        attempt: attempt.id.attempt,
        statement: statement.clone(),
        threshold_seconds: attempt.threshold_seconds,
        at: since,
    });
    Event::Submitted { id: attempt.id, statement, since }
}

/// The exact SQL of the attempt.
pub(super) async fn script(context: &Context, attempt: &Attempt) -> Result<String, DriveError> {
    let missing = || DriveError::Missing { key: attempt.script.clone(), location: context.folder.location() };
    let bytes = context.folder.read(&attempt.script).await?.ok_or_else(missing)?;
    String::from_utf8(bytes).map_err(|_| missing())
}
