//! What is done to statements from outside of the API.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::server::Server;
use crate::statement::{Abort, Cancel, CancelOutcome};

/// What Redshift says when somebody else ends a statement.
pub(crate) const ABORTED_BY_AN_ADMINISTRATOR: &str = "ERROR: Query cancelled on user's request";

/// How long ending a statement may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Lets a statement's result expire, or the statement as a whole; `false` when it is not there.
pub(crate) fn expire(server: &Server, id: &str, whole: bool) -> bool {
    let now = server.now();
    server.registry().take_away(id, whole, now)
}

/// Ends a statement in the warehouse as somebody other than the caller; `false` when it is not there or has ended.
pub(crate) async fn abort(server: &Arc<Server>, id: &str, abort: Abort) -> bool {
    let Some(statement) = server.registry().get(id) else { return false };
    let (answer, outcome) = oneshot::channel();
    if !statement.ask_to_end(Cancel { abort: Some(abort), answer }) {
        return false;
    }
    let gone = matches!(timeout(PATIENCE, outcome).await, Ok(Ok(CancelOutcome::Gone)));
    if gone {
        statement.wait(None, PATIENCE).await;
    }
    gone
}
