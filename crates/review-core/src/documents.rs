//! The documents of a run folder that carry working types, each with a format number of its own.
//!
//! A reader refuses a format it does not know instead of guessing; additive changes keep the number.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::accounting::Accounting;
use crate::identity::Identity;
use crate::ids::{DriverId, LaneId, RunId};
use crate::lane::{Halt, LaneState};
use crate::plan::Plan;
use crate::query_text::QueryTexts;
use crate::record::StoredFile;
use crate::settings::Settings;
use crate::time::Timestamp;

/// The format of every document in this module.
pub const FORMAT: u32 = 1;

/// `run.json`: what runs, where and with which parameters; create-only. Written when pack and scripts are there: a
/// folder without it is no run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunDocument {
    /// [`FORMAT`].
    pub format: u32,
    /// The program and version that created the run.
    pub program: String,
    /// When it began.
    pub started_at: Timestamp,
    /// The pack's name.
    pub pack: String,
    /// Hex SHA-256 over the pack's files.
    pub pack_digest: String,
    /// The workflow's name.
    pub workflow: String,
    /// The parameters used, as SQL literals, by name.
    pub parameters: BTreeMap<String, String>,
    /// How to reach the warehouse again; without secrets. `resume` uses it.
    pub warehouse: String,
    /// What the warehouse said of itself.
    pub identity: Identity,
    /// Order and limits.
    pub plan: Plan,
    /// Whether CSV cells that a spreadsheet would take for formulas are guarded by a leading `'`.
    #[serde(default)]
    pub csv_formula_guard: bool,
    /// What is kept of the texts of other people's queries, and where they stand.
    #[serde(default)]
    pub query_texts: QueryTexts,
}

/// Everything that is known when a run begins.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// The frozen description.
    pub document: RunDocument,
    /// The exact SQL of every planned script, by key.
    pub scripts: BTreeMap<String, String>,
    /// The files of the pack, by path within it.
    pub pack_files: BTreeMap<String, Vec<u8>>,
    /// What the house says about its reviews; none when it says nothing.
    pub settings: Option<Settings>,
}

/// `state/<lane>.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateDocument {
    /// [`FORMAT`].
    pub format: u32,
    /// The lane.
    pub lane: LaneId,
    /// Where it stands.
    pub state: LaneState,
}

/// `stop.json`: asks the run to halt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopDocument {
    /// [`FORMAT`].
    pub format: u32,
    /// Why.
    pub halt: Halt,
    /// When it was asked for.
    pub at: Timestamp,
}

/// `driver.json`: who drives the run since it was taken over. A driver that it does not name starts no lane any more:
/// only one of two drivers may go on, and that is the later one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriverDocument {
    /// [`FORMAT`].
    pub format: u32,
    /// Who took the run over.
    pub driver: DriverId,
    /// When.
    pub at: Timestamp,
}

/// `run-manifest.json`: the last file; its presence means that the run is complete.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunManifest {
    /// [`FORMAT`].
    pub format: u32,
    /// The run.
    pub run: RunId,
    /// When the run was closed.
    pub closed_at: Timestamp,
    /// Why it was halted, if it was.
    pub halt: Option<Halt>,
    /// Whether only some queries of the workflow were asked for (`run --only`). Runs of earlier versions do not say, and
    /// are taken for whole reviews.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// What every planned query came to.
    pub accounting: Accounting,
    /// Every other file of the folder but the lock, the states and what was told after the first mail, by key.
    pub files: Vec<StoredFile>,
}

impl RunManifest {
    /// Whether later runs are compared with this one, and trends count it: a whole review that ran to its end. Part of a
    /// review, or one that was halted, would make everything it did not look at seem new in the next.
    pub fn is_baseline(&self) -> bool {
        !self.partial && self.halt.is_none() && !self.accounting.has_no_result()
    }
}
