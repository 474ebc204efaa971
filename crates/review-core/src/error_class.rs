//! Classes of failure, by what is to be done about them.

use serde::{Deserialize, Serialize};

/// What kind of failure ended an attempt. A class knows whether trying again can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// The warehouse does not understand the script.
    Syntax,
    /// The user may not read something the script names.
    Permission,
    /// The script names a relation, column or function that does not exist.
    MissingObject,
    /// The connection could not be made, or was lost.
    Connection,
    /// Too many requests or statements at once.
    Throttle,
    /// A lock, a deadlock or a serialization conflict.
    Lock,
    /// Somebody else ended the statement: an administrator, a monitoring rule, a restart.
    Aborted,
    /// Anything else the warehouse said.
    Unknown,
}

impl ErrorClass {
    /// Every class, in a fixed order.
    pub const ALL: [ErrorClass; 8] = [
        Self::Syntax,
        Self::Permission,
        Self::MissingObject,
        Self::Connection,
        Self::Throttle,
        Self::Lock,
        Self::Aborted,
        Self::Unknown,
    ];

    /// Whether a later round repeats the query. A script that is wrong, forbidden or names what does not exist
    /// fails the same way again; everything else may pass.
    pub const fn is_repeated(self) -> bool {
        match self {
            Self::Syntax | Self::Permission | Self::MissingObject => false,
            Self::Connection | Self::Throttle | Self::Lock | Self::Aborted | Self::Unknown => true,
        }
    }

    /// The class in words, as reports and progress lines show it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Permission => "permission",
            Self::MissingObject => "missing object",
            Self::Connection => "connection",
            Self::Throttle => "throttled",
            Self::Lock => "lock",
            Self::Aborted => "aborted",
            Self::Unknown => "unknown",
        }
    }
}
