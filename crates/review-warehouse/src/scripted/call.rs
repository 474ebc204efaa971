//! What the warehouse was asked.

use review_core::{StatementId, Timestamp};

/// One request, with its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// When, by the server's clock.
    pub at: Timestamp,
    /// Which adapter asked: the first that connected is 1.
    pub adapter: u64,
    /// What was asked.
    pub request: Request,
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Who are you?
    Identify,
    /// Run this.
    Submit {
        /// The statement's name.
        name: String,
        /// The attempt within the round.
        attempt: u16,
        /// The text.
        sql: String,
        /// The database, when it named one.
        database: Option<String>,
        /// The id it got; `None` when it was refused or the answer was lost.
        statement: Option<StatementId>,
    },
    /// Has it ended?
    Wait(StatementId),
    /// End it.
    Cancel(StatementId),
    /// Is there one of this name?
    Find(String),
    /// What does it return?
    Fetch(StatementId),
}
