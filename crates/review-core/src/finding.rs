//! What the signals came to: verdicts, findings, their evidence, and the advice that follows.

mod advice;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{QueryName, RunId};
use crate::measure::{Measured, Window};
use crate::result::{Column, Row};
use crate::settings::Suppression;
use crate::time::Timestamp;

pub use advice::{Effort, Recommendation, RemedyCost};

/// The version of `findings.json` this program writes.
pub const FINDINGS_FORMAT: u32 = 1;

/// How much a finding matters; the greatest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Data or service is at risk now.
    Critical,
    /// Costs users or money every day.
    High,
    /// Worth planning.
    Medium,
    /// Worth knowing when one is there anyway.
    Low,
    /// A fact, no advice to act.
    Info,
}

impl Severity {
    /// Every severity, the greatest first.
    pub const ALL: [Severity; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// The word used in packs and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }

    /// The severity for a word used in packs.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.word() == word)
    }
}

/// How much time the rows of a signal speak of: what a reader has to know before he believes a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shows {
    /// How it was when the query ran: it may have been otherwise an hour before.
    Moment,
    /// What happened in the window that the query looks back.
    Window,
}

impl Shows {
    /// Both, in a fixed order.
    pub const ALL: [Shows; 2] = [Self::Moment, Self::Window];

    /// The word used in packs and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Moment => "moment",
            Self::Window => "window",
        }
    }

    /// The time for a word used in packs.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shows| shows.word() == word)
    }
}

/// What a signal came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The condition held: this is a finding.
    Fired,
    /// The condition held, and all that was found is set aside by the settings: shown and counted, no finding.
    Suppressed,
    /// The population was there and the condition did not hold.
    Silent,
    /// The population was empty.
    NotApplicable,
    /// It could not be judged; holds the reason, one sentence.
    NotEvaluated(String),
}

/// A threshold as it was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThresholdUsed {
    /// The value as text, exactly as written.
    pub value: String,
    /// Where the number comes from; `own` where it is our opinion.
    pub source: String,
    /// Whether the user set it for this evaluation.
    #[serde(default)]
    pub overridden: bool,
}

/// The rows that made a signal fire.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Columns of the query's result, in its order.
    pub columns: Vec<Column>,
    /// The rows kept, in the result's order; at most [`Evidence::MAX_ROWS`].
    pub rows: Vec<Row>,
    /// How many rows there were in all.
    pub total: u64,
}

impl Evidence {
    /// How many evidence rows are kept with a finding; all of them stand in the query's CSV.
    pub const MAX_ROWS: usize = 100;
}

/// One signal and what it came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignalVerdict {
    /// The signal's id, unique in the pack.
    pub signal: String,
    /// The query it reads.
    pub query: QueryName,
    /// One line that states the trouble.
    pub title: String,
    /// How much it matters.
    pub severity: Severity,
    /// Whether its rows show a moment or a window; `None` when the pack does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shows: Option<Shows>,
    /// What it came to.
    pub verdict: Verdict,
    /// What is counted, in the plural: `tables`, `queries`, `hours`.
    pub unit: String,
    /// The columns that name the thing found.
    pub object: Vec<String>,
    /// The column shown beside the threshold.
    pub observed: Option<String>,
    /// The population as written in the pack; `None` means every row.
    pub population: Option<String>,
    /// The condition or the aggregate as written in the pack.
    pub condition: String,
    /// Whether `condition` judges all rows together rather than each.
    pub aggregate: bool,
    /// The thresholds used, by name.
    pub thresholds: BTreeMap<String, ThresholdUsed>,
    /// How many rows were in the population.
    pub population_rows: u64,
    /// How many of them could not be judged, because the condition fails on them (a division by zero, say).
    pub not_judged_rows: u64,
    /// Why the first of those could not be judged.
    pub not_judged_reason: Option<String>,
    /// The rows that fired, for a row condition; empty for an aggregate. What is set aside is not among them.
    pub evidence: Evidence,
    /// What is set aside of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<SetAside>,
    /// Ids of the recommendations that follow.
    pub recommendations: Vec<String>,
}

/// What one suppression sets aside of a signal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetAside {
    /// Which: its index in [`Findings::suppressions`].
    pub by: usize,
    /// The rows, in the order they had; those that are not kept are counted only.
    pub rows: Vec<Row>,
    /// How many rows.
    pub total: u64,
}

impl SignalVerdict {
    /// How many rows fired, those set aside included.
    pub fn rows_in_all(&self) -> u64 {
        self.evidence.total + self.set_aside.iter().map(|one| one.total).sum::<u64>()
    }

    /// The rows kept, those set aside included.
    pub fn kept_rows(&self) -> impl Iterator<Item = &Row> {
        self.evidence.rows.iter().chain(self.set_aside.iter().flat_map(|one| &one.rows))
    }

    /// Whether the condition held, set aside or not.
    pub fn held(&self) -> bool {
        matches!(self.verdict, Verdict::Fired | Verdict::Suppressed)
    }
}

/// One suppression of the settings, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuppressionUse {
    /// As the settings say it.
    #[serde(flatten)]
    pub suppression: Suppression,
    /// What became of it.
    pub status: SuppressionStatus,
    /// How many signals it sets aside something of; of an expired one, of how many it would.
    pub signals: u64,
}

/// What became of a suppression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuppressionStatus {
    /// It sets something aside.
    Used,
    /// Nothing that fired fits it.
    Unused,
    /// Its last day is over: what it set aside is a finding again.
    Expired,
}

/// `findings.json`: every signal's verdict, and the advice that the fired ones lead to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// [`FINDINGS_FORMAT`].
    pub format: u32,
    /// The run judged.
    pub run: RunId,
    /// What `getdate()` was while judging: the time the results were taken.
    pub as_of: Timestamp,
    /// One entry a signal: fired ones first, by severity, then suppressed ones alike, then the others in the order of
    /// the pack.
    pub signals: Vec<SignalVerdict>,
    /// The recommendations that fired signals name, by id.
    pub recommendations: BTreeMap<String, Recommendation>,
    /// The measures of the pack, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Measured>,
    /// The measures that have to be the same for a signal to be compared with that of another run, by signal: the nodes
    /// that its numbers depend on. Signals that depend on none are left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub compared_when_same: BTreeMap<String, Vec<String>>,
    /// The time asked for and found; none where the pack does not say where to look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// The suppressions that the settings hold, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suppressions: Vec<SuppressionUse>,
}
