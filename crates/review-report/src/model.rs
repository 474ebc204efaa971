//! The report model: what a template sees. `docs/REPORT_MODEL.md` lists the same fields for authors of templates,
//! and a test compares the two.
//!
//! Every text is plain text, never markup: the renderer escapes it. Counts are numbers; the filter `grouped`
//! writes them as `1,284`.

mod charts;
mod findings;
mod history;
mod measures;
mod queries;
mod run;
mod summary;
mod tables;

use serde::Serialize;

pub use charts::{Chart, ChartSeries, Markup};
pub use findings::{Advice, Finding, Fix, Observed, Piece, SignalLine, SignalLink, Threshold};
pub use history::{
    ChangeCount, ChangeLine, Changes, ExpiredSuppression, FindingChange, IdleSuppression, ObjectLine, OwnerShare,
    Since, Suppressed, Tick, TrendRun,
};
pub use measures::{MeasureLine, MeasurePoint, WindowLine};
pub use queries::{Attempt, Failure, QueryTable, Section};
pub use run::{NamedValue, NotVisitedDatabase, ReviewCost, RunFacts, Span};
pub use summary::{Bar, Segment, SeverityCount, Summary, Unseen};
pub use tables::{CutTable, Size, Table, TableCell, TableColumn};

/// Everything a template can use.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportModel {
    /// The page's title: warehouse, day and verdict.
    pub title: String,
    /// What ran, where, and with which parameters.
    pub run: RunFacts,
    /// The first screen: the verdict in words, and what to do first.
    pub summary: Summary,
    /// planned = ok + findings + failed + timed out + skipped.
    pub accounting: Bar,
    /// What changed since the last complete run of the same warehouse and pack; none when there was none.
    pub changes: Option<Changes>,
    /// The last runs, the earliest first, this one last; empty when it is the first.
    pub trend: Vec<TrendRun>,
    /// The signals that fired: by severity, then by how much they found, then by effort.
    pub findings: Vec<Finding>,
    /// What to do, each once: by the severity of the findings that lead to it, then by their count, then by effort.
    pub recommendations: Vec<Advice>,
    /// Every query, in its section.
    pub sections: Vec<Section>,
    /// The queries that failed or timed out.
    pub failures: Vec<Failure>,
    /// Signals that could not be judged.
    pub not_evaluated: Vec<SignalLine>,
    /// What the settings set aside, in the order of the findings.
    pub suppressed: Vec<Suppressed>,
    /// The suppressions of the settings that expired or fit nothing.
    pub idle_suppressions: Vec<IdleSuppression>,
    /// Signals that were judged and found nothing, and those with an empty population.
    pub nothing_found: Vec<SignalLine>,
    /// What was left out to keep the page small.
    pub size: Size,
}

/// A link with its text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    /// Where it leads: `#...` within the page, a path within the run folder, or an http or https address. Fit for
    /// an `href`.
    pub href: String,
    /// What it is called.
    pub text: String,
}
