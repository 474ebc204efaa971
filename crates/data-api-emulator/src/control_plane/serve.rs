//! A call of one of the services.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Response};
use serde_json::Value;

use super::answer::{Refusal, response};
use super::request::{Protocol, Request};
use super::{asked, metrics, redshift, secrets, serverless, sts};
use crate::caller::Caller;
use crate::calls::Call;
use crate::server::Server;

/// Whether a request is for one of the services here.
pub(crate) fn is_meant(headers: &HeaderMap) -> bool {
    metrics::is_meant(headers) || Request::is_meant(headers)
}

/// Answers a call.
pub(crate) async fn call(server: &Server, headers: &HeaderMap, body: &Bytes) -> Response<Body> {
    if metrics::is_meant(headers) {
        return metrics::call(server, headers, body).await;
    }
    let request = match Request::read(headers, body) {
        Ok(request) => request,
        Err(refusal) => return response(Protocol::Query, "", "", Err(refusal)),
    };
    let caller = server.identities.caller(headers);
    let answer = match &caller {
        Ok(caller) => perform(server, caller, &request).await,
        Err(error) => Err(Refusal::new("MissingAuthenticationToken", &error.message)),
    };
    server.calls.record(Call {
        at: server.now().to_string(),
        role: caller.map(|caller| caller.role).unwrap_or_default(),
        operation: request.operation.clone(),
        error: answer.as_ref().err().map(|refusal| refusal.code.clone()),
        ..Call::default()
    });
    response(request.protocol, request.service, &request.operation, answer)
}

async fn perform(server: &Server, caller: &Caller, request: &Request) -> Result<Value, Refusal> {
    if let Some(call) = asked::of(request) {
        return asked::answer(server, caller, request, call).await;
    }
    match (request.service, request.operation.as_str()) {
        ("redshift", "DescribeClusters") => redshift::describe_clusters(server, caller, request),
        ("redshift", "GetClusterCredentials") => redshift::credentials_of_user(server, caller, request).await,
        ("redshift", "GetClusterCredentialsWithIAM") => {
            redshift::credentials_of_identity(server, caller, request).await
        }
        ("redshift-serverless", "GetWorkgroup") => serverless::get_workgroup(server, caller, request),
        ("redshift-serverless", "GetCredentials") => serverless::get_credentials(server, caller, request).await,
        ("sts", "GetCallerIdentity") => Ok(sts::caller_identity(caller)),
        ("sts", "AssumeRole") => sts::assume_role(server, caller, request),
        ("secretsmanager", "GetSecretValue") => secrets::get_value(server, caller, request),
        (service, operation) => {
            let code = match request.protocol {
                Protocol::Query => "InvalidAction",
                Protocol::Json => "UnknownOperationException",
            };
            Err(Refusal::new(code, format!("the emulator does not know the operation {operation} of {service}")))
        }
    }
}
