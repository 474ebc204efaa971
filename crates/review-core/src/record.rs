//! What one attempt came to. Written once; the commit point of an attempt.

use serde::{Deserialize, Serialize};

use crate::error_class::ErrorClass;
use crate::ids::{QueryId, Round, StatementId};
use crate::lane::Outcome;
use crate::time::Timestamp;

/// The version of the record document this program writes.
pub const RECORD_FORMAT: u32 = 1;

/// What an attempt came to: `records/<Query>/<round>-<attempt>.json`, create-only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// [`RECORD_FORMAT`] of the program that wrote it.
    pub format: u32,
    /// The query.
    pub query: QueryId,
    /// The round it was part of.
    pub round: Round,
    /// The attempt within the round, from 1.
    pub attempt: u16,
    /// The name the statement carries in the warehouse: `<run>/<query>/<round>`.
    pub statement_name: String,
    /// The warehouse's id of the statement, when there was one.
    pub statement: Option<StatementId>,
    /// Hex SHA-256 of the SQL sent.
    pub script_sha256: String,
    /// When the statement was submitted, by the warehouse's word where it gives one.
    pub submitted_at: Option<Timestamp>,
    /// When the outcome was known.
    pub ended_at: Timestamp,
    /// What it came to.
    pub outcome: Outcome,
    /// The error, for an attempt that failed.
    pub error: Option<RecordedError>,
    /// The result, for an attempt that finished.
    pub result: Option<StoredResult>,
    /// The statement finished although its threshold had passed, before it could be cancelled.
    #[serde(default)]
    pub overran: bool,
    /// The cancellation was never confirmed: the statement named here may still run.
    #[serde(default)]
    pub left_behind: bool,
    /// What has to be known of how the result came about, in sentences, where something was out of the ordinary.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
}

/// A failure as it is kept. Never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedError {
    /// Its class.
    pub class: ErrorClass,
    /// The warehouse's own code (SQLSTATE), when it gave one.
    pub code: Option<String>,
    /// The warehouse's words.
    pub message: String,
    /// What to do about it, as an imperative, when that is known.
    pub remedy: Option<String>,
}

/// A result as it lies in the run folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredResult {
    /// Rows kept.
    pub rows: u64,
    /// Whether the warehouse had more rows than `max_rows`, so that the rest was not kept.
    pub cut: bool,
    /// The JSON form.
    pub json: StoredFile,
    /// The CSV form.
    pub csv: StoredFile,
}

/// A file of the run folder with its fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// Its key within the run folder.
    pub key: String,
    /// Its size.
    pub bytes: u64,
    /// Hex SHA-256 of its content.
    pub sha256: String,
}

/// `errors/<Query>.json`: the last failed attempt, for a person who looks into the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorDocument {
    /// [`RECORD_FORMAT`].
    pub format: u32,
    /// The query.
    pub query: QueryId,
    /// The round.
    pub round: Round,
    /// The attempt within the round.
    pub attempt: u16,
    /// The statement, when there was one.
    pub statement: Option<StatementId>,
    /// When it was known.
    pub at: Timestamp,
    /// The error.
    pub error: RecordedError,
}
