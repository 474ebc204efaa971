//! The parts of an answer, out of an error of `object_store`.
//!
//! Its own error for a request says status and body in its text only. The text is `object_store`'s, the body is
//! XML of S3 with one level of fields.

use std::error::Error;

use object_store::client::{HttpError, HttpErrorKind};

/// What S3 answered, as far as it answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::s3) struct Answer {
    /// The HTTP status.
    pub(in crate::s3) status: Option<u16>,
    /// S3's code.
    pub(in crate::s3) code: Option<String>,
    /// S3's words.
    pub(super) message: Option<String>,
    /// The Region that a refusal names.
    pub(super) region: Option<String>,
    /// The answer points elsewhere without saying where.
    pub(super) is_redirect: bool,
    /// There was no answer, the request may have arrived, and `object_store` has not repeated it.
    pub(in crate::s3) is_lost: bool,
    /// There was no answer.
    pub(super) is_unreachable: bool,
}

const STATUS: &str = "status code: ";

impl Answer {
    pub(in crate::s3) fn of(error: &object_store::Error) -> Self {
        let text = words(error);
        let status = text.split_once(STATUS).and_then(|(_, rest)| rest.get(..3)?.parse().ok());
        let http = cause::<HttpError>(error).map(HttpError::kind);
        Self {
            status,
            code: field(&text, "Code"),
            message: field(&text, "Message"),
            region: field(&text, "Region"),
            is_redirect: text.contains("redirect without LOCATION"),
            is_lost: matches!(http, Some(HttpErrorKind::Timeout | HttpErrorKind::Interrupted | HttpErrorKind::Unknown)),
            is_unreachable: http.is_some(),
        }
    }

    /// Whether it is a refusal that does not say why.
    pub(in crate::s3) const fn is_mute(&self) -> bool {
        self.code.is_none() && matches!(self.status, Some(400..=499))
    }

    /// What it says, for people.
    pub(super) fn said(&self, error: &object_store::Error) -> String {
        match (&self.code, &self.message, self.status) {
            (Some(code), Some(message), _) => format!("{code}: {message}"),
            (Some(code), None, _) => code.clone(),
            (None, _, Some(status)) => format!("S3 answered with status {status}"),
            (None, _, None) if self.is_unreachable => {
                format!("S3 cannot be reached: {}", innermost(error))
            }
            (None, _, None) if self.is_redirect => "the bucket is in another Region".to_owned(),
            (None, _, None) => innermost(error),
        }
    }
}

/// The first cause of this type, the error itself included.
pub(super) fn cause<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    chain(error).find_map(|error| error.downcast_ref())
}

/// An error and its causes, in words.
pub(super) fn words(error: &(dyn Error + 'static)) -> String {
    chain(error).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    })
}

fn field(text: &str, name: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    let (value, _) = rest.split_once(&format!("</{name}>"))?;
    let value = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    Some(value.replace("&amp;", "&"))
}
