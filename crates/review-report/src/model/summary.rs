//! The first screen of a report.

use serde::Serialize;

use super::{Advice, Chart, Link, MeasureLine, WindowLine};

/// The first screen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// The verdict in one sentence.
    pub verdict: String,
    /// One sentence of numbers for somebody who reads no findings; none when the pack measures nothing.
    pub manager: Option<String>,
    /// The same numbers, each with its trend.
    pub measures: Vec<MeasureLine>,
    /// The time asked for and found; none when the pack does not say where to look.
    pub window: Option<WindowLine>,
    /// Why the run ended early, one sentence; none when it did not.
    pub halted: Option<String>,
    /// Whether every query that was asked for ran to a result.
    pub complete: bool,
    /// Findings of each severity, the greatest first, zeros included.
    pub severities: Vec<SeverityCount>,
    /// Signals of each severity that should have been judged and could not be, in the same order, zeros included.
    pub unjudged: Vec<SeverityCount>,
    /// How many findings there are in all.
    pub findings: usize,
    /// How many signals there are in all.
    pub signals: usize,
    /// The charts that the pack puts here, two at most.
    pub charts: Vec<Chart>,
    /// The first few recommendations.
    pub first_steps: Vec<Advice>,
    /// Queries that came to no result: failed, timed out, skipped.
    pub unseen: Vec<Unseen>,
}

/// How many findings a severity has.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SeverityCount {
    /// `critical`, `high`, `medium`, `low` or `info`.
    pub severity: String,
    /// How many.
    pub count: usize,
}

/// Queries that came to no result, for one and the same reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unseen {
    /// `failed`, `timed_out` or `skipped`.
    pub status: String,
    /// The same in words.
    pub status_words: String,
    /// Which queries.
    pub queries: Vec<Link>,
    /// Why.
    pub reason: String,
    /// What to do about it, where that is known.
    pub remedy: Option<String>,
}

/// The accounting of all planned queries.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bar {
    /// How many queries were planned.
    pub planned: u32,
    /// The five parts, zeros included; their counts add up to `planned`.
    pub segments: Vec<Segment>,
    /// The whole in one sentence.
    pub words: String,
}

/// One part of the accounting.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Segment {
    /// `ok`, `findings`, `failed`, `timed_out` or `skipped`.
    pub status: String,
    /// The same in words.
    pub status_words: String,
    /// How many queries.
    pub count: u32,
    /// Where it begins on a bar 1000 wide.
    pub x: u32,
    /// How wide it is on a bar 1000 wide; a part that is not empty can always be seen.
    pub width: u32,
}
