//! The numbers on the first screen, and the time that the run covers.

use serde::Serialize;

use super::{Link, Span};

/// One number for somebody who reads no findings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MeasureLine {
    /// Its id in the pack.
    pub id: String,
    /// Its value: `1,204.5`; none where there was nothing to measure or it could not be measured.
    pub value: Option<String>,
    /// What is counted: `hours waited in queues`.
    pub words: String,
    /// What it was in the run before; none when it cannot be compared.
    pub before: Option<String>,
    /// `better`, `worse`, `changed`, `unchanged`, `new` or `fixed` since then; none when it cannot be compared.
    pub change: Option<String>,
    /// Why it has no value, or cannot be compared.
    pub reason: Option<String>,
    /// Its values in the last runs, the earliest first, this one last, runs without one or that counted something else
    /// left out; empty when there are fewer than two.
    pub trend: Vec<MeasurePoint>,
    /// The same as points of a line in a box 100 wide and 20 high; none with `trend` empty.
    pub line: Option<String>,
}

/// A measure in one run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MeasurePoint {
    /// The day the run began.
    pub on: String,
    /// The value: `1,204.5`.
    pub value: String,
}

/// The time that was asked for, and what the warehouse still knew of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WindowLine {
    /// How many days were asked for; none when that is not known.
    pub asked_days: Option<u32>,
    /// The earliest moment found: `2026-11-15T07:00:00Z`; none when nothing was.
    pub from: Option<String>,
    /// The latest moment found; of a query that tells hours or days, the end of the last of them.
    pub until: Option<String>,
    /// What was found, in words: `6 d 23 h`; none when nothing was.
    pub found: Option<Span>,
    /// Why it is not known what was found; none where it is known, be it nothing.
    pub reason: Option<String>,
    /// Whether more than a day of what was asked for is missing.
    pub falls_short: bool,
    /// The query that shows it.
    pub query: Link,
}
