//! The emulator's own controls, under `/_emulator/`. They need no credentials and are no part of AWS.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;

use crate::control;
use crate::server::Server;
use crate::statement::{Abort, Status};

type Answer = (StatusCode, String);

fn done() -> Answer {
    (StatusCode::OK, "{}\n".to_owned())
}

fn wrong(message: impl std::fmt::Display) -> Answer {
    (StatusCode::BAD_REQUEST, serde_json::json!({ "error": message.to_string() }).to_string() + "\n")
}

/// `POST /_emulator/faults`: one fault.
pub(super) async fn inject(State(server): State<Arc<Server>>, body: String) -> Answer {
    match body.parse() {
        Ok(injection) => {
            server.faults.inject(injection);
            done()
        }
        Err(error) => wrong(error),
    }
}

/// `DELETE /_emulator/faults`
pub(super) async fn clear(State(server): State<Arc<Server>>) -> Answer {
    server.faults.clear();
    done()
}

/// `GET /_emulator/calls`
pub(super) async fn calls(State(server): State<Arc<Server>>) -> Answer {
    match serde_json::to_string(&server.calls.all()) {
        Ok(calls) => (StatusCode::OK, calls + "\n"),
        Err(error) => wrong(error),
    }
}

/// `DELETE /_emulator/calls`
pub(super) async fn forget_calls(State(server): State<Arc<Server>>) -> Answer {
    server.calls.clear();
    done()
}

/// What somebody does to a statement from outside.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
enum Change {
    /// Its result expires.
    ExpireResult,
    /// It and its result expire.
    Expire,
    /// An administrator or a rule ends it in the warehouse.
    Abort {
        /// The error that is shown.
        error: Option<String>,
        /// `ABORTED` or `FAILED`; the first when left out.
        status: Option<String>,
    },
}

/// `POST /_emulator/statements/ID`: what happens to a statement.
pub(super) async fn change_statement(
    State(server): State<Arc<Server>>,
    Path(id): Path<String>,
    body: String,
) -> Answer {
    let change: Change = match serde_json::from_str(&body) {
        Ok(change) => change,
        Err(error) => return wrong(error),
    };
    let changed = match change {
        Change::ExpireResult => control::expire(&server, &id, false),
        Change::Expire => control::expire(&server, &id, true),
        Change::Abort { error, status } => {
            let status = match status.as_deref() {
                None | Some("ABORTED") => Status::Aborted,
                Some("FAILED") => Status::Failed,
                Some(_) => return wrong("`status` is ABORTED or FAILED"),
            };
            let error = error.unwrap_or_else(|| control::ABORTED_BY_AN_ADMINISTRATOR.to_owned());
            control::abort(&server, &id, Abort { status, error }).await
        }
    };
    match changed {
        true => done(),
        false => (StatusCode::NOT_FOUND, "{\"error\":\"no such statement, or it has ended\"}\n".to_owned()),
    }
}
