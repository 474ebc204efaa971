//! What IAM says no to.

use axum::http::StatusCode;

use super::answer::Refusal;
use super::names;
use super::request::{Protocol, Request};
use crate::caller::Caller;
use crate::server::Server;

/// Says no to an action that a test denies, in IAM's words.
pub(super) fn check(server: &Server, caller: &Caller, request: &Request, resource: &str) -> Result<(), Refusal> {
    let action = format!("{}:{}", request.service, request.operation);
    match server.control_plane.denies(&action) {
        true => Err(denied(request.protocol, caller, &action, resource)),
        false => Ok(()),
    }
}

/// A denial in IAM's words.
pub(super) fn denied(protocol: Protocol, caller: &Caller, action: &str, resource: &str) -> Refusal {
    let who = names::of_caller(caller);
    let code = match protocol {
        Protocol::Query => "AccessDenied",
        Protocol::Json => "AccessDeniedException",
    };
    let status = match protocol {
        Protocol::Query => StatusCode::FORBIDDEN,
        Protocol::Json => StatusCode::BAD_REQUEST,
    };
    let message = format!(
        "User: {who} is not authorized to perform: {action} on resource: {resource} because no identity-based policy \
         allows the {action} action"
    );
    Refusal::new(code, message).with_status(status)
}
