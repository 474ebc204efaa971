//! Faults on demand: what goes wrong with the next calls.

mod document;
mod strike;

pub use document::FaultError;
pub(crate) use strike::{Faults, Struck, throttled};

use std::time::Duration;

/// What goes wrong with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is answered with `ThrottlingException`.
    Throttle,
    /// It is answered that much later.
    Delay(Duration),
    /// The connection is closed before anything is done.
    DropBefore,
    /// Everything is done, and the connection is closed instead of answering.
    DropAfter,
    /// It is answered with an error.
    Error {
        /// The error's name in the service's model.
        name: String,
        /// The words.
        message: String,
    },
    /// The page's `NextToken` leads past the next page: rows are missing. Strikes calls for results only.
    SkipPage,
    /// `TotalNumRows` is that much more (or less) than there are rows. Strikes calls for results only.
    WrongTotal(i64),
    /// A cancellation answers this `Status`, and the statement goes on. Strikes `CancelStatement` only.
    IgnoreCancel(bool),
}

impl Fault {
    /// What AWS answers when the cluster or workgroup does not exist.
    pub fn unknown_cluster() -> Self {
        Self::validation("Redshift endpoint doesn't exist in this region.")
    }

    /// What a paused cluster is answered with here. How AWS words it was not seen: do not rely on the words.
    pub fn paused_cluster() -> Self {
        Self::validation("The cluster is paused. Resume the cluster before running a statement.")
    }

    fn validation(message: &str) -> Self {
        Self::Error { name: "ValidationException".to_owned(), message: message.to_owned() }
    }

    /// The word in documents and in the list of calls.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Throttle => "throttle",
            Self::Delay(_) => "delay",
            Self::DropBefore => "drop_before",
            Self::DropAfter => "drop_after",
            Self::Error { .. } => "error",
            Self::SkipPage => "skip_page",
            Self::WrongTotal(_) => "wrong_total",
            Self::IgnoreCancel(_) => "ignore_cancel",
        }
    }
}

/// A fault, with the calls that it strikes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Injection {
    /// What goes wrong.
    pub fault: Fault,
    /// Only calls of this operation, as the service's model names it.
    pub operation: Option<String>,
    /// Only calls of this role (its name) or access key.
    pub role: Option<String>,
    /// How many calls; `None` is every one until the faults are cleared.
    pub times: Option<u32>,
}

impl Injection {
    /// The fault strikes the next call, whichever it is.
    pub const fn next(fault: Fault) -> Self {
        Self { fault, operation: None, role: None, times: Some(1) }
    }

    /// The fault strikes the next so many calls of an operation.
    pub fn of(operation: &str, times: u32, fault: Fault) -> Self {
        Self { operation: Some(operation.to_owned()), times: Some(times), ..Self::next(fault) }
    }

    /// The fault strikes every call of an operation.
    pub fn always(operation: &str, fault: Fault) -> Self {
        Self { times: None, ..Self::of(operation, 1, fault) }
    }
}
