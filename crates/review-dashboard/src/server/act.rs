//! What changes something: starting a review and stopping a run. Both take the token, in a form of a page of this
//! server or from a program in a header: nothing that a browser sends by itself is enough.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use review_core::documents::{FORMAT, StopDocument};
use review_core::keys;
use review_core::lane::Halt;
use review_store::base::FoundRun;
use review_store::{StoreError, documents};

use super::Shared;
use super::answer::{Answer, message, not_shown, see, unreadable};
use super::guard::{Origin, origin};
use super::show::Names;
use crate::clock;
use crate::pages::run_href;

pub(super) async fn start(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Answer {
    if let Some(refused) = refusal(&shared, &headers, &body) {
        return refused;
    }
    let name = field(&body, "name").unwrap_or_default();
    match shared.starter.start(&name) {
        Ok(()) => see("/"),
        Err(refused) => message(&shared, StatusCode::CONFLICT, "Not started", &refused.why, refused.remedy),
    }
}

pub(super) async fn stop(
    State(shared): State<Arc<Shared>>,
    Path((warehouse, pack, run)): Names,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    if let Some(refused) = refusal(&shared, &headers, &body) {
        return refused;
    }
    let found = match shared.hub.find(&warehouse, &pack, &run).await {
        Ok(found) => found,
        Err(why) => return not_shown(&shared, &why),
    };
    match ask_to_stop(&shared, &found).await {
        Ok(true) => see(&run_href(&found.warehouse, &found.pack, found.run.as_str())),
        Ok(false) => {
            let text = "The run is complete already; there is nothing to stop.";
            message(&shared, StatusCode::CONFLICT, "Not stopped", text, "")
        }
        Err(error) => unreadable(&shared, &error.into()),
    }
}

/// Writes the request to stop, as the command `stop` does; whether there was anything to stop.
async fn ask_to_stop(shared: &Shared, run: &FoundRun) -> Result<bool, StoreError> {
    let folder = shared.hub.base.open_to_read(&run.location).await?;
    if folder.list(keys::RUN_MANIFEST).await?.iter().any(|key| key == keys::RUN_MANIFEST) {
        return Ok(false);
    }
    let stop = StopDocument { format: FORMAT, halt: Halt::Stop, at: clock::now() };
    match documents::create(&*folder, keys::STOP, &stop).await {
        // Somebody asked before: it stops all the same.
        Ok(_) | Err(StoreError::Exists { .. }) => Ok(true),
        Err(error) => Err(error),
    }
}

/// Why a form is not taken, if it is not.
fn refusal(shared: &Shared, headers: &HeaderMap, body: &Bytes) -> Option<Answer> {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let refuse = |status, text: &str, remedy: &str| Some(message(shared, status, "Refused", text, remedy));
    let bearer = header(AUTHORIZATION).is_some_and(|value| value.starts_with("Bearer ") && shared.token.is_in(value));
    // The token in a header is what no form can send: whoever sends that is a program, and says no origin.
    match origin(headers) {
        Origin::Here => {}
        Origin::Unsaid if bearer => {}
        Origin::Unsaid | Origin::Elsewhere => {
            let remedy = "A program sends the token as `Authorization: Bearer TOKEN` instead.";
            return refuse(StatusCode::FORBIDDEN, "This form does not come from a page of this server.", remedy);
        }
    }
    let is_form = header(CONTENT_TYPE).is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
    if !is_form && !body.is_empty() {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "This is not a form.", "");
    }
    if !bearer && !field(body, "token").is_some_and(|token| shared.token.is(token.trim())) {
        let remedy = "The server has printed it when it was started, or it stands in the file of --token-file.";
        return refuse(StatusCode::FORBIDDEN, "The token is not the one of this server.", remedy);
    }
    None
}

fn field(body: &Bytes, name: &str) -> Option<String> {
    form_urlencoded::parse(body).find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}
