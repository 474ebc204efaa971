//! Errors with the names that state machines match on.

mod from;

use std::fmt;

use lambda_runtime::Diagnostic;

/// The longest text of an error, in bytes: it stands in execution histories, mails and the console. Own choice; Step
/// Functions takes 32,768 characters.
const TEXT_BYTES_MAX: usize = 2_000;

/// The names under which errors leave a function. `Retry` and `Catch` of the state machines match on them, so they
/// never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorName {
    /// A service asks for fewer calls.
    Throttled,
    /// Another driver holds the lane; this one stops and cancels nothing.
    StateConflict,
    /// The bucket cannot be read or written now.
    StoreUnavailable,
    /// The warehouse, or the API in front of it, does not answer now.
    WarehouseUnavailable,
    /// A file of the run folder is missing or does not read.
    Damaged,
    /// There is no run at that key.
    NotARun,
    /// What is asked for is not allowed, not there, or not understood: the same call fails again.
    Refused,
    /// The work does not fit into the time of one invocation.
    OutOfTime,
    /// A bug of this program.
    Internal,
}

impl ErrorName {
    /// Every name, in a fixed order.
    pub const ALL: [ErrorName; 9] = [
        Self::Throttled,
        Self::StateConflict,
        Self::StoreUnavailable,
        Self::WarehouseUnavailable,
        Self::Damaged,
        Self::NotARun,
        Self::Refused,
        Self::OutOfTime,
        Self::Internal,
    ];

    /// The name as it leaves the function.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Throttled => "Throttled",
            Self::StateConflict => "StateConflict",
            Self::StoreUnavailable => "StoreUnavailable",
            Self::WarehouseUnavailable => "WarehouseUnavailable",
            Self::Damaged => "Damaged",
            Self::NotARun => "NotARun",
            Self::Refused => "Refused",
            Self::OutOfTime => "OutOfTime",
            Self::Internal => "Internal",
        }
    }

    /// Whether the same call may succeed a little later.
    pub const fn is_retryable(self) -> bool {
        match self {
            Self::Throttled | Self::StoreUnavailable | Self::WarehouseUnavailable => true,
            Self::StateConflict | Self::Damaged | Self::NotARun | Self::Refused | Self::OutOfTime | Self::Internal => {
                false
            }
        }
    }
}

impl fmt::Display for ErrorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a function failed: its name, what went wrong where and why, and what to do next. Holds no secret and no query
/// text of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct NamedError {
    /// What state machines match on.
    pub name: ErrorName,
    /// What, where and why: a sentence without a full stop.
    pub what: String,
    /// What to do next, as an imperative.
    pub next: String,
}

impl NamedError {
    /// An error.
    pub fn new(name: ErrorName, what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { name, what: what.into(), next: next.into() }
    }

    /// What is asked for cannot be done, and the same call fails again.
    pub fn refused(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self::new(ErrorName::Refused, what, next)
    }

    /// A bug of this program.
    pub fn internal(what: impl Into<String>) -> Self {
        Self::new(
            ErrorName::Internal,
            what,
            "report it, with the function's log of this call; it is a bug of this program",
        )
    }

    /// The same error, with what was being done in front.
    #[must_use]
    pub fn while_doing(self, doing: impl fmt::Display) -> Self {
        Self { what: format!("{doing}: {}", self.what), ..self }
    }
}

impl fmt::Display for NamedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = match self.next.as_str() {
            "" => self.what.clone(),
            next => format!("{}; {next}", self.what),
        };
        f.write_str(cut(&whole, TEXT_BYTES_MAX))
    }
}

impl From<NamedError> for Diagnostic {
    fn from(error: NamedError) -> Self {
        Self { error_type: error.name.as_str().to_owned(), error_message: error.to_string() }
    }
}

/// The beginning of a text that is not longer than so many bytes and ends between two characters.
pub(crate) fn cut(text: &str, bytes_max: usize) -> &str {
    if text.len() <= bytes_max {
        return text;
    }
    let end = (0..=bytes_max).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    &text[..end]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn an_error_leaves_under_its_name_with_what_to_do() {
        let error = NamedError::new(ErrorName::NotARun, "there is no run at s3://b/k/", "check the key");
        let diagnostic = Diagnostic::from(error);
        assert_eq!(diagnostic.error_type, "NotARun");
        assert_eq!(diagnostic.error_message, "there is no run at s3://b/k/; check the key");
    }

    #[test]
    fn names_are_different_and_plain() {
        let names: BTreeSet<&str> = ErrorName::ALL.iter().map(|name| name.as_str()).collect();
        assert_eq!(names.len(), ErrorName::ALL.len());
        // Step Functions keeps names that begin with `States.` and `Lambda.` for itself.
        assert!(names.iter().all(|name| name.bytes().all(|byte| byte.is_ascii_alphabetic())));
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(cut("aää", 2), "a");
        assert_eq!(cut("aää", 3), "aä");
        let error = NamedError::refused("ü".repeat(3_000), "");
        assert!(error.to_string().len() <= TEXT_BYTES_MAX);
    }
}
