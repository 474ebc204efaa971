//! Which service a request is for.
//!
//! All of AWS's services here share one address, as behind LocalStack: a POST to `/` with the operation in the
//! header `X-Amz-Target` (JSON protocols), or in the form's `Action` (Query protocol). [`Service::of`] is the one
//! match that tells them apart; a further service gets an arm there and its own module.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, State};
use axum::http::{HeaderMap, Response, StatusCode, header};
use axum::routing::{get, post};

use super::listener::Cut;
use super::{control, data_api};
use crate::control_plane;
use crate::error::{ApiError, ErrorKind};
use crate::server::Server;

/// The largest body: a batch of 40 statements of 200 KB, with room for its JSON.
const BODY_BYTES: usize = 32 << 20;

/// The content type of AWS's JSON protocol in version 1.1.
pub(super) const JSON_1_1: &str = "application/x-amz-json-1.1";

/// Routes for everything that is served.
pub(crate) fn router(server: Arc<Server>) -> Router {
    Router::new()
        .route("/", post(call))
        // Where CloudWatch's SDKs send their requests (Smithy, "RPC v2 CBOR protocol").
        .route("/service/{service}/operation/{operation}", post(call))
        .route("/_emulator/faults", post(control::inject).delete(control::clear))
        .route("/_emulator/statements/{id}", post(control::change_statement))
        .route("/_emulator/calls", get(control::calls).delete(control::forget_calls))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .with_state(server)
}

/// The service a request is for.
enum Service<'a> {
    /// The Redshift Data API, with the operation's name.
    DataApi(&'a str),
    /// Redshift, Redshift Serverless, STS, Secrets Manager or CloudWatch.
    ControlPlane,
    /// None that is served.
    Unknown,
}

impl<'a> Service<'a> {
    fn of(headers: &'a HeaderMap) -> Self {
        let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
        match target.split_once('.') {
            Some(("RedshiftData", operation)) => Self::DataApi(operation),
            _ if control_plane::is_meant(headers) => Self::ControlPlane,
            _ => Self::Unknown,
        }
    }
}

async fn call(
    State(server): State<Arc<Server>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    match Service::of(&headers) {
        Service::DataApi(operation) => data_api::call(&server, &cut, operation, &headers, &body).await,
        Service::ControlPlane => control_plane::call(&server, &headers, &body).await,
        Service::Unknown => {
            let message = "no service of this emulator has this X-Amz-Target or Action";
            refusal(&ApiError::new(ErrorKind::UnknownOperation, message))
        }
    }
}

/// An answer in the JSON protocol.
pub(super) fn reply(status: StatusCode, error: Option<&str>, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(JSON_1_1));
    let mut put = |name: &'static str, value: &str| {
        // Only letters, digits and hyphens come here; what else somebody injects is left out.
        if let Ok(value) = value.parse() {
            headers.insert(name, value);
        }
    };
    put("x-amzn-requestid", &uuid::Uuid::new_v4().to_string());
    if let Some(error) = error {
        put("x-amzn-errortype", error);
    }
    response
}

/// A refused call in the JSON protocol.
pub(super) fn refusal(error: &ApiError) -> Response<Body> {
    reply(error.status, Some(&error.name), error.body().to_string())
}
