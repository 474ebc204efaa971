//! STS: who asks, and roles that are taken on.

use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;

use super::answer::Refusal;
use super::issue::later;
use super::request::{Protocol, Request};
use super::{denial, names};
use crate::caller::Caller;
use crate::server::Server;

/// GetCallerIdentity, which no policy can deny.
pub(super) fn caller_identity(caller: &Caller) -> Value {
    json!({ "Account": names::ACCOUNT, "UserId": caller.role, "Arn": names::of_caller(caller) })
}

/// AssumeRole. A role that is not there, and a wrong ExternalId, are denied in the same words, as by AWS.
pub(super) fn assume_role(server: &Server, caller: &Caller, request: &Request) -> Result<Value, Refusal> {
    let role = request.required("RoleArn")?;
    let session = request.required("RoleSessionName")?;
    let seconds = request.number("DurationSeconds", 3600, 900, 43_200)?;
    denial::check(server, caller, request, role)?;
    let wanted = server.options.control_plane.roles.get(role);
    let may = wanted.is_some_and(|wanted| wanted.is_none() || wanted.as_deref() == request.text("ExternalId"));
    if !may {
        return Err(denial::denied(Protocol::Query, caller, "sts:AssumeRole", role));
    }
    let name = role.rsplit('/').next().unwrap_or(role);
    let arn = format!("arn:aws:sts::{}:assumed-role/{name}/{session}", names::ACCOUNT);
    let key = format!("ASIA{}", &Uuid::new_v4().simple().to_string().to_uppercase()[..16]);
    server.identities.assume(&key, &arn);
    Ok(json!({
        "Credentials": {
            "AccessKeyId": key,
            "SecretAccessKey": Uuid::new_v4().simple().to_string(),
            "SessionToken": Uuid::new_v4().simple().to_string(),
            "Expiration": later(server.now(), Duration::from_secs(seconds)).to_string(),
        },
        "AssumedRoleUser": { "AssumedRoleId": format!("AROAEMULATED:{session}"), "Arn": arn },
    }))
}
