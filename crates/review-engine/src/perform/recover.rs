//! Recover: what became of the attempt that a driver before this one left.

use review_core::keys;
use review_core::lane::{Attempt, Event, Why};
use review_core::plan::Lane;
use review_core::record::Record;
use review_store::documents;
use review_warehouse::Found;

use super::record::{Ended, record};
use super::submit::started;
use crate::context::Context;
use crate::error::DriveError;

pub(super) async fn recover(
    context: &Context,
    lane: &Lane,
    attempt: &Attempt,
    why: Option<Why>,
) -> Result<Event, DriveError> {
    let id = attempt.id;
    let key = keys::record(&attempt.query, id.round, id.attempt);
    if let Some(known) = documents::read::<Record>(&*context.folder, &key).await? {
        return Ok(Event::Recorded { id, outcome: known.outcome });
    }
    let known = attempt.statement.as_ref().map(|(statement, _)| statement);
    let found = context.warehouse.find(&attempt.statement_name, known).await;
    let found = found.map_err(|source| DriveError::Recover { statement: attempt.statement_name.clone(), source })?;
    match (found, why) {
        (Found::Statement(submitted), _) => Ok(started(context, lane, attempt, submitted)),
        (Found::Nothing, Some(why)) => record(context, lane, attempt, Ended::cancelled(attempt, why)).await,
        (Found::Nothing, None) => Ok(Event::NotFound(id)),
    }
}
