//! What a round of a lane did, folded from its records.

use serde::{Deserialize, Serialize};

use crate::error_class::ErrorClass;
use crate::ids::{LaneId, QueryId, Round, RunId, StatementId};
use crate::lane::{Halt, Outcome};
use crate::record::{Record, StoredFile};
use crate::time::Timestamp;

/// The version of the manifests this program writes.
pub const MANIFEST_FORMAT: u32 = 1;

/// `manifests/<lane>/round-<n>.json`, create-only. Holds nothing that the records do not say, so that writing
/// it again after a crash gives the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`MANIFEST_FORMAT`].
    pub format: u32,
    /// The run.
    pub run: RunId,
    /// The lane.
    pub lane: LaneId,
    /// The round.
    pub round: Round,
    /// One entry for each query that ended in this round, in the order of the lane.
    pub queries: Vec<ManifestEntry>,
    /// Queries that did not succeed and may be repeated: the next round does, if there is one and nothing halts
    /// the lane.
    pub to_repeat: Vec<QueryId>,
}

/// What one query came to in a round: its last attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ManifestEntry {
    /// The query.
    pub query: QueryId,
    /// The attempt that counts.
    pub attempt: u16,
    /// What it came to.
    pub outcome: Outcome,
    /// Submitted at.
    pub submitted_at: Option<Timestamp>,
    /// Ended at.
    pub ended_at: Timestamp,
    /// The statement.
    pub statement: Option<StatementId>,
    /// Rows kept, for a query that finished.
    pub rows: Option<u64>,
    /// Result files with their fingerprints.
    pub files: Vec<StoredFile>,
    /// The class of the error, for a query that failed.
    pub error_class: Option<ErrorClass>,
    /// The error's text.
    pub error: Option<String>,
}

impl From<&Record> for ManifestEntry {
    fn from(record: &Record) -> Self {
        let files = record.result.iter().flat_map(|result| [result.json.clone(), result.csv.clone()]);
        Self {
            query: record.query.clone(),
            attempt: record.attempt,
            outcome: record.outcome,
            submitted_at: record.submitted_at,
            ended_at: record.ended_at,
            statement: record.statement.clone(),
            rows: record.result.as_ref().map(|result| result.rows),
            files: files.collect(),
            error_class: record.error.as_ref().map(|error| error.class),
            error: record.error.as_ref().map(|error| error.message.clone()),
        }
    }
}

/// `manifests/<lane>/ended.json`: a lane has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneEnded {
    /// [`MANIFEST_FORMAT`].
    pub format: u32,
    /// The lane.
    pub lane: LaneId,
    /// How many rounds it made.
    pub rounds: Round,
    /// Why it was halted, if it was.
    pub halt: Option<Halt>,
}
