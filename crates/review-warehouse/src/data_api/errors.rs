//! What the Data API or a statement said, as a [`WarehouseError`].
//!
//! `aws::errors` knows what AWS's services have in common; here is what only the Data API says: words of the
//! warehouse behind it that come without a code, and statements that belong to the role that ran them.

use std::error::Error;
use std::fmt::Debug;

use aws_sdk_redshiftdata::config::http::HttpResponse;
use aws_sdk_redshiftdata::error::{ProvideErrorMetadata, SdkError};
use review_core::error_class::ErrorClass;

use super::caller::Caller;
use super::quotas::Operation;
use crate::aws::errors::{Call, from_sdk};
use crate::words::class_of_words;
use crate::{WarehouseError, grants};

const OWNER: &str = "only the role that ran a statement may describe, fetch or cancel it: go on as that role (?role_arn=, \
                     ?profile=), or let the query run again; what is older than 24 hours is gone for every role";
const PIECE: &str = "have the script return less: the Data API keeps 500 MB a result and 64 KB a row";

/// A call that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// The error's name in the API, when the service answered.
    pub(super) name: Option<String>,
    pub(super) again: Again,
    pub(super) error: WarehouseError,
}

/// Whether the same call may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// Later, and less often.
    Throttled,
    /// The service or the network failed.
    Soon,
    Never,
}

impl Failure {
    pub(super) fn of<E>(operation: Operation, error: &SdkError<E, HttpResponse>, caller: &Caller) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let service = error.as_service_error();
        let name = service.and_then(ProvideErrorMetadata::code).map(str::to_owned);
        let words = service.and_then(ProvideErrorMetadata::message).unwrap_or_default();
        let found = from_sdk(Call::new("redshift-data", operation.name()), error);
        let server_side = error.raw_response().is_some_and(|response| response.status().is_server_error());
        let again = again(name.as_deref(), found.class, server_side && service.is_some());
        let found = naming_profile(found, caller.profile.as_deref());
        Self { error: told(operation, name.as_deref(), words, found, caller), name, again }
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name.as_deref() == Some(name)
    }

    /// Whether the service does not know the statement, or not for this role.
    pub(super) fn is_unknown_statement(&self) -> bool {
        self.is("ResourceNotFoundException") || self.is("ValidationException")
    }
}

impl From<Failure> for WarehouseError {
    fn from(failure: Failure) -> Self {
        failure.error
    }
}

/// Whether there are no credentials to call with: that is known before anything is sent, so AWS gave no code.
pub(super) fn is_about_credentials(error: &WarehouseError) -> bool {
    error.class == ErrorClass::Permission && error.code.is_none()
}

/// A profile that does not exist is passed over without a word by the SDK; the address named it, so it is told.
pub(super) fn naming_profile(error: WarehouseError, profile: Option<&str>) -> WarehouseError {
    match profile {
        Some(profile) if is_about_credentials(&error) => WarehouseError {
            message: format!("{} (the address names the profile `{profile}`)", error.message),
            remedy: Some(format!(
                "check that `aws configure list-profiles` shows `{profile}` and that \
                 `aws sts get-caller-identity --profile {profile}` succeeds"
            )),
            ..error
        },
        _ => error,
    }
}

/// Whether the same call may help. The guide asks for another try on 5xx and on throttling only (Management Guide,
/// "Running SQL statements with an idempotency token"). An environmental failure of a statement is a 5xx as well,
/// and is left to the next round, which runs a new statement.
fn again(name: Option<&str>, class: ErrorClass, server_side: bool) -> Again {
    match (name, class) {
        (Some(_), ErrorClass::Throttle) => Again::Throttled,
        (Some("ExecuteStatementException" | "QueryTimeoutException"), _) => Again::Never,
        (Some(_), _) if server_side => Again::Soon,
        (None, ErrorClass::Connection) => Again::Soon,
        _ => Again::Never,
    }
}

/// The error as far as AWS's services have it in common, made more exact by what only the Data API says.
fn told(
    operation: Operation,
    name: Option<&str>,
    words: &str,
    found: WarehouseError,
    caller: &Caller,
) -> WarehouseError {
    let found = WarehouseError { remedy: found.remedy.map(|text| caller.filled_in(&text)), ..found };
    let of_statement = !matches!(operation, Operation::ExecuteStatement | Operation::ListStatements);
    match name {
        Some("ResourceNotFoundException") if of_statement => {
            WarehouseError { class: ErrorClass::Unknown, remedy: Some(OWNER.to_owned()), ..found }
        }
        Some("ResourceNotFoundException") => WarehouseError { class: ErrorClass::Gone, remedy: None, ..found },
        Some("ValidationException" | "ExecuteStatementException" | "DatabaseConnectionException") => {
            let class = class_of_service_words(words).unwrap_or(found.class);
            WarehouseError { class, remedy: remedy_of_words(words, caller).or(found.remedy), ..found }
        }
        _ if of_statement
            && found.class == ErrorClass::Permission
            && name.is_some_and(|name| name.starts_with("Access")) =>
        {
            let allow = found.remedy.map_or_else(String::new, |text| format!("; if it is that role, {text}"));
            WarehouseError { remedy: Some(format!("{OWNER}{allow}")), ..found }
        }
        _ => found,
    }
}

/// What the service's words say of the warehouse; `None` when they say nothing.
fn class_of_service_words(words: &str) -> Option<ErrorClass> {
    const STATES: [(&str, ErrorClass); 12] = [
        ("endpoint doesn't exist", ErrorClass::Gone),
        ("cluster doesn't exist", ErrorClass::Gone),
        ("workgroup doesn't exist", ErrorClass::Gone),
        ("cluster not found", ErrorClass::Gone),
        ("workgroup not found", ErrorClass::Gone),
        ("paused", ErrorClass::Paused),
        ("resiz", ErrorClass::Maintenance),
        ("maintenance", ErrorClass::Maintenance),
        ("rebooting", ErrorClass::Maintenance),
        ("not available", ErrorClass::Maintenance),
        ("unavailable", ErrorClass::Maintenance),
        ("not in available", ErrorClass::Maintenance),
    ];
    let lower = words.to_ascii_lowercase();
    let state = STATES.into_iter().find(|(words, _)| lower.contains(words)).map(|(_, class)| class);
    state.or_else(|| Some(class_of_words(words)).filter(|class| *class != ErrorClass::Unknown))
}

fn remedy_of_words(words: &str, caller: &Caller) -> Option<String> {
    let missing_user = words.contains("user \"") && words.contains("does not exist");
    if words.contains("password authentication failed") || missing_user {
        return Some(caller.create_user());
    }
    if words.contains("database \"") && words.contains("does not exist") {
        return Some("name a database that exists".to_owned());
    }
    None
}

/// A statement that failed, in Redshift's own words; `user` is whom a GRANT would be for.
pub(super) fn failed(words: Option<&str>, user: Option<&str>, caller: &Caller) -> WarehouseError {
    let words = words.map(str::trim).filter(|words| !words.is_empty()).unwrap_or("the statement failed without a word");
    let message = words.strip_prefix("ERROR:").map_or(words, str::trim);
    let class = class_of_words(message);
    let remedy = match class {
        ErrorClass::Permission => grants::grant(first_sentence(message), user.unwrap_or("USER")),
        _ if message.contains("size limit") || message.contains("Packet for query is too large") => {
            Some(PIECE.to_owned())
        }
        _ => None,
    };
    WarehouseError {
        remedy: remedy.or_else(|| remedy_of_words(message, caller)),
        ..WarehouseError::new(class, message)
    }
}

/// A statement that somebody ended.
pub(super) fn aborted(words: Option<&str>) -> WarehouseError {
    let words = words.map(str::trim).filter(|words| !words.is_empty()).unwrap_or("the statement was ended on request");
    WarehouseError::new(ErrorClass::Aborted, words)
}

/// The first line without what services append to it in brackets.
fn first_sentence(message: &str) -> &str {
    let line = message.lines().next().unwrap_or_default();
    line.split(" [").next().unwrap_or(line).trim_end_matches([';', '.', ' '])
}

#[cfg(test)]
mod tests;
