//! `DescribeStatement`.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::execute::db_user;
use super::{Request, known, moment, patience, put, put_some, put_target, written};
use crate::error::{ApiError, ErrorKind};
use crate::members::Members;
use crate::server::Server;
use crate::statement::{Part, State, Statement, Status};

pub(super) async fn describe(server: &Arc<Server>, request: &Request<'_>) -> Result<String, ApiError> {
    let members = Members::new(request.body);
    let wanted = members.id()?;
    let patience = patience(server, members.wait_seconds()?);
    let statement = server.statement(request.caller, &wanted)?;
    wait(server, &statement, wanted.number, patience).await?;
    Ok(answer(&statement, wanted.number))
}

/// Waits for the end, if the call is to wait.
pub(super) async fn wait(
    server: &Server,
    statement: &Arc<Statement>,
    number: Option<usize>,
    patience: Option<std::time::Duration>,
) -> Result<(), ApiError> {
    let Some(patience) = patience else { return Ok(()) };
    let place = statement.take_place(server.options.limits.waiting_requests);
    let _place = place.ok_or_else(|| {
        let message =
            "The number of active requests with WaitTimeSeconds for the same SQL statement exceeds the limit.";
        ApiError::new(ErrorKind::ActiveWaitingRequestsExceeded, message)
    })?;
    statement.wait(number, patience).await;
    Ok(())
}

/// A statement. Asked for a sub-statement, the service tells of the batch, with only that one of its
/// sub-statements (management guide, "Describe metadata about a SQL statement").
fn answer(statement: &Statement, number: Option<usize>) -> String {
    let (request, state) = (&statement.request, statement.state());
    let mut answer = Map::new();
    put(&mut answer, "Id", statement.id.as_str());
    put(&mut answer, "Status", state.status.word());
    put(&mut answer, "CreatedAt", moment(statement.created));
    put(&mut answer, "UpdatedAt", moment(state.updated));
    put(&mut answer, "Database", request.access.database.as_str());
    put_target(&mut answer, &request.access.target);
    match &request.access.secret {
        Some(secret) => put(&mut answer, "SecretArn", secret.as_str()),
        None => put(&mut answer, "DbUser", db_user(statement)),
    }
    put(&mut answer, "RedshiftPid", state.pid);
    put(&mut answer, "ResultFormat", request.format.word());
    if !request.parameters.is_empty() {
        put(&mut answer, "QueryParameters", request.parameters.shown());
    }
    put_some(&mut answer, "Error", error(statement, &state));
    match request.batch {
        false => {
            put(&mut answer, "QueryString", request.texts[0].as_str());
            put_numbers(&mut answer, &state.parts[0]);
        }
        true => put_batch(&mut answer, statement, &state, number),
    }
    written(answer)
}

fn put_batch(answer: &mut Map<String, Value>, statement: &Statement, state: &State, number: Option<usize>) {
    put(answer, "ExecutionMode", statement.request.mode.word());
    put(answer, "HasResultSet", state.parts.iter().any(|part| part.result.is_some()));
    put(answer, "RedshiftQueryId", 0);
    let results = || state.parts.iter().filter_map(|part| part.result.as_ref());
    let ended = state.status.is_end();
    put(answer, "ResultRows", known(ended.then(|| results().map(|result| result.rows).sum())));
    put(answer, "ResultSize", known(ended.then(|| results().map(|result| result.size).sum())));
    let nanos: u64 = state.parts.iter().filter_map(nanos).sum();
    put(answer, "Duration", known(ended.then_some(nanos)));
    let parts = state.parts.iter().enumerate();
    let wanted = parts.filter(|(index, _)| number.is_none_or(|number| number == index + 1));
    let subs: Vec<Value> = wanted.map(|(index, part)| sub_statement(statement, index, part)).collect();
    put(answer, "SubStatements", subs);
}

fn sub_statement(statement: &Statement, index: usize, part: &Part) -> Value {
    let mut answer = Map::new();
    put(&mut answer, "Id", format!("{}:{}", statement.id, index + 1));
    put(&mut answer, "Status", part.status.word());
    put(&mut answer, "CreatedAt", moment(statement.created));
    put(&mut answer, "UpdatedAt", moment(part.updated));
    put(&mut answer, "QueryString", statement.request.texts[index].as_str());
    put_some(&mut answer, "Error", part.error.clone());
    put_numbers(&mut answer, part);
    Value::Object(answer)
}

fn put_numbers(answer: &mut Map<String, Value>, part: &Part) {
    put(answer, "HasResultSet", part.result.is_some());
    put(answer, "RedshiftQueryId", part.query_id);
    put(answer, "ResultRows", known(part.result.as_ref().map(|result| result.rows)));
    put(answer, "ResultSize", known(part.result.as_ref().map(|result| result.size)));
    put(answer, "Duration", known(nanos(part)));
}

fn nanos(part: &Part) -> Option<u64> {
    u64::try_from(part.duration()?.as_nanos()).ok()
}

/// What went wrong. A batch names the first text that failed.
fn error(statement: &Statement, state: &State) -> Option<String> {
    let (index, part) = state.parts.iter().enumerate().find(|(_, part)| part.error.is_some())?;
    let error = part.error.as_deref()?;
    match statement.request.batch && part.status == Status::Failed {
        true => Some(format!("Query #{} failed with {error}", index + 1)),
        false => Some(error.to_owned()),
    }
}
