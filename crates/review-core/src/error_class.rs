//! Classes of failure, by what is to be done about them.

use serde::{Deserialize, Serialize};

/// What kind of failure ended an attempt. A class knows whether trying again can help, and what to do about it
/// where nothing more exact is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// The warehouse does not understand the script.
    Syntax,
    /// The user may not read something the script names, may not log in, or may not call the API.
    Permission,
    /// The script names a relation, column or function that does not exist.
    MissingObject,
    /// The connection could not be made, or was lost.
    Connection,
    /// Too many requests a second.
    Throttle,
    /// Too many statements, sessions or connections at once.
    QueueLimit,
    /// A lock, a deadlock or a serialization conflict.
    Lock,
    /// The warehouse itself ended the statement because it took too long (`statement_timeout`, a queue's limit).
    TimeThreshold,
    /// Somebody else ended the statement: an administrator, a monitoring rule, a restart.
    Aborted,
    /// A usage limit of the warehouse is used up, for a day, a week or a month.
    UsageLimit,
    /// The warehouse is paused.
    Paused,
    /// The warehouse restarts, is resized, or is in maintenance.
    Maintenance,
    /// There is no such warehouse, any more or at all.
    Gone,
    /// Anything else the warehouse said.
    Unknown,
}

impl ErrorClass {
    /// Every class, in a fixed order.
    pub const ALL: [ErrorClass; 14] = [
        Self::Syntax,
        Self::Permission,
        Self::MissingObject,
        Self::Connection,
        Self::Throttle,
        Self::QueueLimit,
        Self::Lock,
        Self::TimeThreshold,
        Self::Aborted,
        Self::UsageLimit,
        Self::Paused,
        Self::Maintenance,
        Self::Gone,
        Self::Unknown,
    ];

    /// Whether a later round repeats the query. A script that is wrong, forbidden or names what does not exist
    /// fails the same way again, and so does everything on a warehouse that is paused, gone or out of its usage
    /// limit; the rest may pass.
    pub const fn is_repeated(self) -> bool {
        match self {
            Self::Syntax | Self::Permission | Self::MissingObject | Self::UsageLimit | Self::Paused | Self::Gone => {
                false
            }
            Self::Connection
            | Self::Throttle
            | Self::QueueLimit
            | Self::Lock
            | Self::TimeThreshold
            | Self::Aborted
            | Self::Maintenance
            | Self::Unknown => true,
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
            Self::QueueLimit => "queue limit",
            Self::Lock => "lock",
            Self::TimeThreshold => "time threshold",
            Self::Aborted => "aborted",
            Self::UsageLimit => "usage limit",
            Self::Paused => "paused",
            Self::Maintenance => "maintenance",
            Self::Gone => "warehouse gone",
            Self::Unknown => "unknown",
        }
    }

    /// The code of the class's page, which `explain` prints. Codes never change their meaning.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Syntax => "E001",
            Self::Permission => "E002",
            Self::MissingObject => "E003",
            Self::Connection => "E004",
            Self::Throttle => "E005",
            Self::QueueLimit => "E006",
            Self::Lock => "E007",
            Self::TimeThreshold => "E008",
            Self::Aborted => "E009",
            Self::UsageLimit => "E010",
            Self::Paused => "E011",
            Self::Maintenance => "E012",
            Self::Gone => "E013",
            Self::Unknown => "E014",
        }
    }

    /// What to do about a failure of this class, as an imperative, where nothing more exact is known.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Syntax => "mend the script; `redshift-review check PACK` names what it can see without a warehouse",
            Self::Permission => {
                "let an administrator grant what is missing; `redshift-review preflight` prints the statement"
            }
            Self::MissingObject => {
                "check that the script fits this kind of warehouse and its version, and name only what is there"
            }
            Self::Connection => {
                "check the address, that the warehouse accepts connections, and that firewalls and security groups \
                 let this machine in"
            }
            Self::Throttle => "run fewer lanes and fewer reviews at a time; the limit is one for the whole account",
            Self::QueueLimit => "wait until other statements have ended, or run fewer lanes at a time",
            Self::Lock => "run the review at an hour when nobody changes tables",
            Self::TimeThreshold => "raise `time_threshold_seconds` of the query, or make its script read less",
            Self::Aborted => {
                "ask who ended it: an administrator, a query monitoring rule, or a restart; give the reviewer's user \
                 a queue whose rules let it finish"
            }
            Self::UsageLimit => "wait until the usage limit begins anew, or raise it",
            Self::Paused => "resume the warehouse, then run the review again",
            Self::Maintenance => "run the review again when the warehouse is available",
            Self::Gone => "check the name of the cluster or workgroup, the Region and the account",
            Self::Unknown => "read the warehouse's words above; if it happens again, ask the warehouse's administrator",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_says_what_it_is_and_what_to_do() {
        for class in ErrorClass::ALL {
            assert!(!class.words().is_empty() && class.words().is_ascii());
            assert!(class.remedy().len() > 20 && !class.remedy().ends_with('.'), "{class:?}: an imperative");
        }
    }
}
