//! `CancelStatement`.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::Request;
use crate::error::{ApiError, ErrorKind};
use crate::members::Members;
use crate::server::Server;
use crate::statement::{Cancel, CancelOutcome, Statement};

/// How long a call waits to learn what became of the statement. Adapters answer within a few seconds.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a statement's task may take to write down that it has ended.
const WRITE_DOWN: Duration = Duration::from_secs(5);

pub(super) async fn cancel(server: &Arc<Server>, request: &Request<'_>) -> Result<String, ApiError> {
    let wanted = Members::new(request.body).id()?;
    let statement = server.statement(request.caller, &wanted)?;
    if wanted.number.is_some() {
        return Err(ApiError::validation("a sub-statement cannot be canceled; cancel the batch by its own Id"));
    }
    if statement.status().is_end() {
        return Err(has_ended(&statement));
    }
    if let Some(answer) = request.struck.ignore_cancel {
        return Ok(written(answer));
    }
    let (answer, outcome) = oneshot::channel();
    if !statement.ask_to_end(Cancel { abort: None, answer }) {
        return Err(ended_by_itself(&statement).await);
    }
    match timeout(PATIENCE, outcome).await {
        Ok(Ok(CancelOutcome::Gone)) => {
            statement.wait(None, WRITE_DOWN).await;
            Ok(written(true))
        }
        Ok(Ok(CancelOutcome::StillRunning)) | Err(_) => Ok(written(false)),
        Ok(Ok(CancelOutcome::Failed(error))) => Err(ApiError::new(ErrorKind::DatabaseConnection, error.message)),
        // Without an answer the task has gone, because the statement had ended.
        Ok(Ok(CancelOutcome::Ended) | Err(_)) => Err(ended_by_itself(&statement).await),
    }
}

async fn ended_by_itself(statement: &Statement) -> ApiError {
    statement.wait(None, WRITE_DOWN).await;
    has_ended(statement)
}

fn has_ended(statement: &Statement) -> ApiError {
    let status = statement.status().word();
    ApiError::validation(format!(
        "Could not cancel a query that is already in {status} state with ID: {}",
        statement.id
    ))
}

fn written(status: bool) -> String {
    let mut answer = Map::new();
    answer.insert("Status".to_owned(), json!(status));
    Value::Object(answer).to_string()
}
