//! `ExecuteStatement` and `BatchExecuteStatement`.

use std::sync::Arc;

use serde_json::Map;

use super::{Request, moment, patience, put, put_some, put_target, written};
use crate::error::{ApiError, ErrorKind};
use crate::members::Members;
use crate::server::Server;
use crate::statement::{self, Statement, StatementRequest, TokenUse};

pub(super) async fn single(server: &Arc<Server>, request: &Request<'_>) -> Result<String, ApiError> {
    submit(server, request, StatementRequest::single(request.body, &server.options)?).await
}

pub(super) async fn batch(server: &Arc<Server>, request: &Request<'_>) -> Result<String, ApiError> {
    submit(server, request, StatementRequest::batch(request.body, &server.options)?).await
}

async fn submit(server: &Arc<Server>, request: &Request<'_>, wanted: StatementRequest) -> Result<String, ApiError> {
    let wait = Members::new(request.body).wait_seconds()?;
    let statement = hand_over(server, request, wanted)?;
    let patience = patience(server, wait);
    if let Some(patience) = patience {
        statement.wait(None, patience).await;
    }
    Ok(answer(&statement, patience.is_some()))
}

/// Starts the statement, or finds the one that the same token started.
fn hand_over(
    server: &Arc<Server>,
    request: &Request<'_>,
    wanted: StatementRequest,
) -> Result<Arc<Statement>, ApiError> {
    let mut registry = server.registry();
    if let Some(token) = &wanted.client_token {
        match registry.token(request.caller, token, &wanted.fingerprint) {
            TokenUse::New => {}
            TokenUse::Again(statement) => return Ok(statement),
            TokenUse::Other => {
                return Err(ApiError::validation(
                    "the ClientToken was used before with other parameters; a token stands for one submission",
                ));
            }
        }
    }
    let most = server.options.limits.active_statements;
    if registry.active() >= most {
        let message = format!("The number of active statements exceeds the limit of {most}.");
        return Err(ApiError::new(ErrorKind::ActiveStatementsExceeded, message));
    }
    let (token, fingerprint) = (wanted.client_token.clone(), wanted.fingerprint.clone());
    let (statement, cancels) = Statement::new(registry.serial(), request.caller.clone(), wanted, server.now());
    let statement = Arc::new(statement);
    registry.insert(Arc::clone(&statement));
    if let Some(token) = token {
        registry.remember(&token, fingerprint, Arc::clone(&statement));
    }
    drop(registry);
    server.spawn(statement::run(Arc::clone(server), Arc::clone(&statement), cancels));
    Ok(statement)
}

fn answer(statement: &Statement, waited: bool) -> String {
    let access = &statement.request.access;
    let mut answer = Map::new();
    put(&mut answer, "Id", statement.id.as_str());
    put(&mut answer, "CreatedAt", moment(statement.created));
    put(&mut answer, "Database", access.database.as_str());
    put_target(&mut answer, &access.target);
    match &access.secret {
        Some(secret) => put(&mut answer, "SecretArn", secret.as_str()),
        None => put(&mut answer, "DbUser", db_user(statement)),
    }
    if waited {
        let state = statement.state();
        put(&mut answer, "Status", state.status.word());
        put_some(&mut answer, "RedshiftPid", (state.pid > 0).then_some(state.pid));
        put(&mut answer, "HasResultSet", state.parts.iter().any(|part| part.result.is_some()));
    }
    written(answer)
}

/// The database user: the one that was named, or the one that follows from the identity.
pub(super) fn db_user(statement: &Statement) -> String {
    statement.request.access.db_user.clone().unwrap_or_else(|| statement.caller.database_user())
}
