//! A call of the Data API: who, which operation, which faults, what came of it.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Response, StatusCode};
use serde_json::{Map, Value};

use super::listener::Cut;
use super::router::{refusal, reply};
use crate::caller::Caller;
use crate::calls::Call;
use crate::error::{ApiError, ErrorKind};
use crate::faults::{self, Struck};
use crate::operations::{self, Operation, Request};
use crate::server::Server;

pub(super) async fn call(
    server: &Arc<Server>,
    cut: &Cut,
    operation: &str,
    headers: &HeaderMap,
    body: &Bytes,
) -> Response<Body> {
    let (operation, caller, body) = match understand(server, operation, headers, body) {
        Ok(understood) => understood,
        Err(error) => return refusal(&error),
    };
    let struck = server.faults.strike(operation, &caller);
    let answer = treat(server, operation, &Request { caller: &caller, body: &body, struck: &struck }).await;
    server.calls.record(record(server, operation, &caller, &body, &struck, &answer));
    if struck.drop_before || struck.drop_after {
        cut.now();
    }
    match answer {
        Ok(body) => reply(StatusCode::OK, None, body),
        Err(error) => refusal(&error),
    }
}

fn understand(
    server: &Server,
    operation: &str,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<(Operation, Caller, Map<String, Value>), ApiError> {
    let caller = server.identities.caller(headers)?;
    let unknown = || {
        let message = format!("the emulator does not know the operation {operation} of the Redshift Data API");
        ApiError::new(ErrorKind::UnknownOperation, message)
    };
    let known = Operation::from_name(operation).ok_or_else(unknown)?;
    let body = if body.is_empty() { b"{}" } else { &body[..] };
    let body = serde_json::from_slice(body);
    let body =
        body.map_err(|error| ApiError::new(ErrorKind::Serialization, format!("the body is no JSON object: {error}")))?;
    Ok((known, caller, body))
}

/// Performs the call as far as its faults let it.
async fn treat(server: &Arc<Server>, operation: Operation, request: &Request<'_>) -> Result<String, ApiError> {
    let struck = request.struck;
    if let Some(delay) = struck.delay {
        tokio::time::sleep(delay).await;
    }
    if struck.drop_before {
        return Err(ApiError::new(ErrorKind::InternalServer, "the connection is cut before this is read"));
    }
    if let Some(error) = &struck.error {
        return Err(error.clone());
    }
    if !server.meter.admits(operation, &server.options.rates, server.now()) {
        return Err(faults::throttled());
    }
    operations::perform(server, operation, request).await
}

fn record(
    server: &Server,
    operation: Operation,
    caller: &Caller,
    body: &Map<String, Value>,
    struck: &Struck,
    answer: &Result<String, ApiError>,
) -> Call {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let of_answer = || {
        let starts_something = matches!(operation, Operation::ExecuteStatement | Operation::BatchExecuteStatement);
        let answer = answer.as_ref().ok().filter(|_| starts_something)?;
        let answer: Value = serde_json::from_str(answer).ok()?;
        Some(answer.get("Id")?.as_str()?.to_owned())
    };
    Call {
        at: server.now().to_string(),
        role: caller.role.clone(),
        operation: operation.name().to_owned(),
        id: text("Id").or_else(of_answer),
        statement_name: text("StatementName"),
        client_token: text("ClientToken"),
        error: answer.as_ref().err().map(|error| error.name.clone()),
        fault: (!struck.words.is_empty()).then(|| struck.words.join(" ")),
    }
}
