//! The port: what a driver may ask of a warehouse.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use review_core::error_class::ErrorClass;
use review_core::identity::Identity;
use review_core::result::{Column, Row};
use review_core::{StatementId, Timestamp};

use crate::Calls;

/// What a driver may ask of a warehouse. Nothing here can change what is stored in it.
///
/// One statement goes through: [`submit`](Warehouse::submit), [`wait`](Warehouse::wait) until it has ended,
/// [`fetch`](Warehouse::fetch); or [`cancel`](Warehouse::cancel). A statement is known by its id while the
/// adapter lives, and by its name ([`find`](Warehouse::find)) to a driver that was restarted. Any number of
/// statements may be on their way at once.
///
/// The suite in `conformance` says in detail what every adapter does.
#[async_trait]
pub trait Warehouse: Send + Sync {
    /// Who and what answers. Asked once, before the plan of a run is frozen.
    ///
    /// # Errors
    /// When the warehouse cannot be reached or refuses the user.
    async fn identify(&self) -> Result<Identity, WarehouseError>;

    /// Hands a statement over. Returns as soon as the warehouse has it, not when it is done. What is wrong with
    /// the script may be told here or by [`wait`](Warehouse::wait). A script is one statement that returns rows;
    /// several, none, or one that writes are refused for good.
    ///
    /// # Errors
    /// When the warehouse refuses it at once.
    async fn submit(&self, submission: &Submission) -> Result<Submitted, WarehouseError>;

    /// Waits until a statement has ended, at most so long; the longest [`Duration`] is for ever. How it ended
    /// stays the answer. May be dropped while it waits.
    ///
    /// # Errors
    /// When the statement is unknown or the warehouse cannot be asked.
    async fn wait(&self, statement: &StatementId, at_most: Duration) -> Result<Progress, WarehouseError>;

    /// Ends a statement in the warehouse. Returns when it is known what became of it, within a few seconds.
    /// After [`Cancelled::Gone`] the statement counts as failed.
    ///
    /// # Errors
    /// When the warehouse cannot be asked.
    async fn cancel(&self, statement: &StatementId) -> Result<Cancelled, WarehouseError>;

    /// Looks for the statement of that name which a driver that died may have left; `known` is its id, where that
    /// driver still wrote it down, and spares an adapter the search by name. An adapter that cannot re-attach to a
    /// statement ends what it finds and answers [`Found::Nothing`].
    ///
    /// # Errors
    /// When the warehouse cannot be asked.
    async fn find(&self, name: &str, known: Option<&StatementId>) -> Result<Found, WarehouseError>;

    /// The result of a statement that [`wait`](Warehouse::wait) reported as finished. May be asked once.
    ///
    /// # Errors
    /// When the result is gone or cannot be read.
    async fn fetch(&self, statement: &StatementId) -> Result<Box<dyn Rows>, WarehouseError>;

    /// What may be asked of AWS about it; `None` where no AWS account is known behind the address.
    fn aws_calls(&self) -> Option<&dyn Calls> {
        None
    }
}

/// A statement to hand over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Its name, `<run>/<query>/<round>`: it stands in the warehouse beside the statement.
    pub name: String,
    /// The attempt within the round; with the name it makes the submission unique.
    pub attempt: u16,
    /// The SQL, exactly as it is to run.
    pub sql: String,
    /// The database to run it in; `None` means the one the adapter is connected to.
    pub database: Option<String>,
    /// How many rows are wanted. When there are more, the adapter delivers one more than that, which says so, and
    /// ends the rest.
    pub max_rows: u64,
    /// The time threshold: a second line of defence in the warehouse where it has one. The driver cancels.
    pub threshold: Duration,
}

/// A statement that was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The warehouse's id of it.
    pub statement: StatementId,
    /// When, by the warehouse's word where it gives one.
    pub since: Timestamp,
}

/// How far a statement is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It still runs.
    Running,
    /// It has finished; its result can be fetched.
    Finished,
    /// It failed, or somebody ended it.
    Failed(WarehouseError),
}

/// What became of a statement that was to be cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancelled {
    /// It is gone from the warehouse.
    Gone,
    /// It had ended by itself, well or badly: [`Warehouse::wait`] tells how.
    Ended,
    /// It was told to end and still runs.
    StillRunning,
}

/// What was found under a statement's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing that runs or whose result is still there.
    Nothing,
    /// A statement that runs, or has ended with a result that can be fetched.
    Statement(Submitted),
}

/// A result, row by row, so that memory does not grow with it.
#[async_trait]
pub trait Rows: Send {
    /// The columns.
    fn columns(&self) -> &[Column];

    /// The next rows, at least one; `None` after the last.
    ///
    /// # Errors
    /// When the rest of the result cannot be read.
    async fn next(&mut self) -> Result<Option<Vec<Row>>, WarehouseError>;

    /// What has to be known of how the result came about, in sentences: where the adapter did otherwise than it does
    /// for every other. Kept in the record and told to whoever watches.
    fn remarks(&self) -> &[String] {
        &[]
    }
}

/// What a warehouse refused or failed to do. Its text never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct WarehouseError {
    /// The class, which decides whether it is tried again.
    pub class: ErrorClass,
    /// The warehouse's own code (a SQLSTATE, or the name AWS gives the error), when it gave one.
    pub code: Option<String>,
    /// The warehouse's words.
    pub message: String,
    /// What to do about it, as an imperative, when that is known.
    pub remedy: Option<String>,
}

impl WarehouseError {
    /// An error of a class, in the warehouse's words.
    pub fn new(class: ErrorClass, message: impl Into<String>) -> Self {
        Self { class, code: None, message: message.into(), remedy: None }
    }
}

impl fmt::Display for WarehouseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.class.words(), self.message)?;
        match &self.code {
            Some(code) if is_sqlstate(code) => write!(f, " (SQLSTATE {code})"),
            Some(code) => write!(f, " ({code})"),
            None => Ok(()),
        }
    }
}

/// Whether a code has the form of a SQLSTATE: five digits and capital letters. No error of AWS is so named.
fn is_sqlstate(code: &str) -> bool {
    code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_called_what_it_is() {
        let with = |code: &str| WarehouseError {
            code: Some(code.to_owned()),
            ..WarehouseError::new(ErrorClass::Permission, "no")
        };
        assert_eq!(with("42501").to_string(), "permission: no (SQLSTATE 42501)");
        assert_eq!(with("AccessDenied").to_string(), "permission: no (AccessDenied)");
    }
}
