//! Answers of a kind.

use axum::body::Body;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, Response, StatusCode};
use review_store::base::BaseError;

use crate::hub::NotShown;
use crate::pages::{PageError, message_page};
use crate::progress::first_line;

use super::Shared;

/// An answer, whether well or not.
pub(super) type Answer = Response<Body>;

/// A page of ours.
pub(super) fn page(shared: &Shared, status: StatusCode, page: Result<String, PageError>) -> Answer {
    let Ok(page) = page else {
        // Our own templates do not render: say so without one.
        return with_type(
            StatusCode::INTERNAL_SERVER_ERROR,
            "text/plain; charset=utf-8",
            "this page cannot be written",
        );
    };
    let mut answer = with_type(status, "text/html; charset=utf-8", page);
    if let Ok(policy) = HeaderValue::from_str(&shared.policy) {
        answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    answer
}

/// A page that says one thing.
pub(super) fn message(shared: &Shared, status: StatusCode, title: &str, text: &str, remedy: &str) -> Answer {
    page(shared, status, message_page(title, text, remedy))
}

pub(super) fn with_type(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Answer {
    let mut answer = Response::new(body.into());
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

/// After a form: the page to look at next.
pub(super) fn see(address: &str) -> Answer {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(address) = HeaderValue::from_str(address) {
        answer.headers_mut().insert(LOCATION, address);
    }
    answer
}

pub(super) fn not_there(shared: &Shared) -> Answer {
    message(shared, StatusCode::NOT_FOUND, "Not there", "There is nothing at this address.", "")
}

pub(super) fn not_shown(shared: &Shared, why: &NotShown) -> Answer {
    match why {
        NotShown::NoSuchRun => not_there(shared),
        NotShown::Busy => {
            let text = "As many runs as this server follows at once are being watched.";
            message(shared, StatusCode::SERVICE_UNAVAILABLE, "Busy", text, "Try again in a minute.")
        }
        NotShown::Base(error) => unreadable(shared, error),
    }
}

pub(super) fn unreadable(shared: &Shared, error: &BaseError) -> Answer {
    let text = first_line(&error.to_string());
    message(shared, StatusCode::BAD_GATEWAY, "The runs cannot be read", &text, error.remedy())
}
