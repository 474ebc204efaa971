//! Many warehouses and many runs, from what their manifests say. Pure; [`read`] reads them.

mod lines;
pub mod read;

use review_core::lane::Halt;
use review_core::{RunId, Timestamp};

use crate::progress::SeverityCounts;

pub use lines::{Flag, Look, SQUARES_MAX, Square, WarehouseLine, lines};

/// A run under a base, with what its manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownRun {
    /// The warehouse's name.
    pub warehouse: String,
    /// The pack's name.
    pub pack: String,
    /// The run.
    pub run: RunId,
    /// Where its folder is.
    pub location: String,
    /// What it came to; none while it has no manifest.
    pub closed: Option<Numbers>,
    /// Why its manifest could not be read, if it could not.
    pub trouble: Option<String>,
    /// Whether somebody is at work on it, while it has no manifest.
    pub driven: Driven,
}

/// Whether somebody is at work on a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Driven {
    /// Its driver is at work.
    AtWork,
    /// Its driver has gone: it goes on only when somebody resumes it.
    Gone,
    /// It is driven on another machine or by a state machine, or has not begun: nothing is known from here.
    #[default]
    Unknown,
}

/// A complete run in numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// When it was closed.
    pub at: Timestamp,
    /// Why it was cut short, if it was.
    pub halt: Option<Halt>,
    /// Whether only some of the workflow's queries were asked for (`run --only`).
    pub partial: bool,
    /// Whether later runs are held against it; see [`RunManifest::is_baseline`](review_core::documents::RunManifest::is_baseline).
    pub is_baseline: bool,
    /// Whether queries were planned and none came to a result.
    pub has_no_result: bool,
    /// Queries planned.
    pub planned: u32,
    /// Queries that finished and led to findings.
    pub with_findings: u32,
    /// Queries that failed.
    pub failed: u32,
    /// Queries that timed out.
    pub timed_out: u32,
    /// Findings by severity, where the run says (`series.json`).
    pub severities: Option<SeverityCounts>,
}

impl Numbers {
    /// Whether every query that was asked for ran to a result.
    pub fn is_whole(&self) -> bool {
        self.failed == 0 && self.timed_out == 0 && self.halt.is_none() && !self.has_no_result
    }
}

/// When a run began, as its id says.
pub fn began(run: &RunId) -> Option<Timestamp> {
    let (day, time) = run.as_str().get(..20)?.split_once('T')?;
    format!("{day}T{}", time.replace('-', ":")).parse().ok()
}
