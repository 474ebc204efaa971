//! What a statement may ask about the session it runs in.

use review_core::time::Timestamp;

/// The session statements see. Nothing here is read from the machine: the same session gives the same answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// `getdate()`, `sysdate`, `current_date`: the statement's present, in UTC.
    pub now: Timestamp,
    /// `current_user` and its likes.
    pub user: String,
    /// `current_database()`.
    pub database: String,
    /// `version()`.
    pub version: String,
}
