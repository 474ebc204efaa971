//! A line a warehouse and pack.

use std::collections::BTreeMap;

use review_core::finding::Severity;
use review_core::{RunId, Timestamp};

use super::{Driven, KnownRun, Numbers, began};
use crate::progress::SeverityCounts;
use crate::words::{counted, span_words};

/// How many of the last runs are shown as squares.
pub const SQUARES_MAX: usize = 20;

/// How many gaps between complete runs its usual period is taken from: the last ones, so that a new rhythm is learnt.
const GAPS_MAX: usize = 9;
/// Fewer gaps than this are no rhythm.
const GAPS_MIN: usize = 2;

/// A warehouse and pack with its last runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarehouseLine {
    /// The warehouse's name.
    pub warehouse: String,
    /// The pack's name.
    pub pack: String,
    /// How many runs there are.
    pub runs: usize,
    /// The last whole review that ran to its end; without one, the last run that is over, or the last of all.
    pub last: Square,
    /// The last runs, the oldest first.
    pub squares: Vec<Square>,
    /// The usual time between complete runs, in microseconds, where there is a rhythm.
    pub period: Option<i64>,
    /// What is not as it should be.
    pub flags: Vec<Flag>,
}

/// A run as a square.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Square {
    /// The run.
    pub run: RunId,
    /// Where its folder is.
    pub location: String,
    /// When it began, as its id says.
    pub began: Option<Timestamp>,
    /// What it came to at a glance.
    pub look: Look,
    /// The same in words.
    pub words: String,
    /// Its numbers, once it is complete.
    pub numbers: Option<Numbers>,
}

/// What a run came to at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// It has no manifest: it runs, or whether it does is not known.
    Open,
    /// It has no manifest, and its driver has gone.
    BrokenOff,
    /// Its manifest does not read.
    Damaged,
    /// A query failed, timed out or was halted.
    Incomplete,
    /// Only some of its queries were asked for: what it found says little about the warehouse.
    Part,
    /// Its worst finding.
    Worst(Severity),
    /// It has findings, and does not say how severe they are.
    Findings,
    /// Nothing was found.
    Clean,
}

/// What is not as it should be with a warehouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flag {
    /// There was no complete run for longer than one and a half of its usual periods.
    Overdue {
        /// How long ago the last one began, in microseconds.
        since: i64,
        /// How long it usually takes until the next, in microseconds.
        period: i64,
    },
    /// A run is in progress.
    InProgress,
    /// Its last run is not complete, and whether it goes on is not known.
    Open,
    /// The driver of its last run has gone; holds where that run is.
    BrokenOff(String),
    /// Its last complete run has findings of severity critical or high; holds how many.
    Grave(SeverityCounts),
    /// Its last run is over and was cut short: an earlier one stands for the warehouse.
    CutShort,
    /// Its last run is part of a review only: an earlier one stands for the warehouse.
    Part,
    /// Its last complete run did not get a result from every query.
    Incomplete,
    /// None of its runs is complete.
    NeverComplete,
    /// The manifest of its last run does not read; holds why.
    Damaged(String),
}

/// The lines, those with the most flags first, then by name.
pub fn lines(runs: &[KnownRun], now: Timestamp) -> Vec<WarehouseLine> {
    let mut groups: BTreeMap<(&str, &str), Vec<&KnownRun>> = BTreeMap::new();
    for run in runs {
        groups.entry((&run.warehouse, &run.pack)).or_default().push(run);
    }
    let mut lines: Vec<WarehouseLine> = groups.into_values().filter_map(|runs| line(runs, now)).collect();
    lines.sort_by_key(|line| !line.flags.iter().any(Flag::is_alarming));
    lines
}

fn line(mut runs: Vec<&KnownRun>, now: Timestamp) -> Option<WarehouseLine> {
    runs.sort_by(|one, other| one.run.cmp(&other.run));
    let newest = *runs.last()?;
    let of = |is: fn(&Numbers) -> bool| runs.iter().filter(move |run| run.closed.as_ref().is_some_and(is));
    let whole: Vec<&&KnownRun> = of(|numbers| numbers.is_baseline).collect();
    let last = whole.last().copied().or_else(|| of(|_| true).next_back()).map_or(newest, |run| *run);
    let starts: Vec<Timestamp> = whole.iter().filter_map(|run| began(&run.run)).collect();
    let period = usual_period(&starts);
    let shown = &runs[runs.len().saturating_sub(SQUARES_MAX)..];
    Some(WarehouseLine {
        warehouse: newest.warehouse.clone(),
        pack: newest.pack.clone(),
        runs: runs.len(),
        last: Square::of(last),
        squares: shown.iter().map(|run| Square::of(run)).collect(),
        flags: flags(newest, last, &starts, period, now),
        period,
    })
}

fn flags(newest: &KnownRun, last: &KnownRun, starts: &[Timestamp], period: Option<i64>, now: Timestamp) -> Vec<Flag> {
    let mut flags = Vec::new();
    if let (Some(latest), Some(period)) = (starts.last(), period) {
        let since = now.micros().saturating_sub(latest.micros());
        if since > period.saturating_add(period / 2) {
            flags.push(Flag::Overdue { since, period });
        }
    }
    match (&newest.trouble, &newest.closed, &last.closed) {
        (Some(why), ..) => flags.push(Flag::Damaged(why.clone())),
        (None, Some(_), _) if newest.run == last.run => {}
        (None, Some(numbers), _) => flags.push(if numbers.partial { Flag::Part } else { Flag::CutShort }),
        (None, None, complete) => flags.push(match (newest.driven, complete) {
            (Driven::AtWork, _) => Flag::InProgress,
            (Driven::Gone, _) => Flag::BrokenOff(newest.location.clone()),
            (Driven::Unknown, None) => Flag::NeverComplete,
            (Driven::Unknown, Some(_)) => Flag::Open,
        }),
    }
    let grave = last.closed.iter().filter_map(|numbers| numbers.severities.as_ref()).flatten();
    let grave: SeverityCounts = grave
        .filter(|(severity, count)| **severity <= Severity::High && **count > 0)
        .map(|(severity, count)| (*severity, *count))
        .collect();
    if !grave.is_empty() {
        flags.push(Flag::Grave(grave));
    }
    if last.closed.as_ref().is_some_and(|numbers| !numbers.is_whole()) {
        flags.push(Flag::Incomplete);
    }
    flags
}

/// The median of the last gaps between complete runs; one that was begun by hand in between moves it little.
fn usual_period(starts: &[Timestamp]) -> Option<i64> {
    let gaps = starts.windows(2).map(|pair| pair[1].micros().saturating_sub(pair[0].micros()));
    let mut gaps: Vec<i64> = gaps.collect();
    gaps.drain(..gaps.len().saturating_sub(GAPS_MAX));
    gaps.sort_unstable();
    (gaps.len() >= GAPS_MIN).then(|| gaps[gaps.len() / 2]).filter(|period| *period > 0)
}

impl Square {
    /// The square of a run.
    pub fn of(run: &KnownRun) -> Self {
        let look = look(run);
        Self {
            run: run.run.clone(),
            location: run.location.clone(),
            began: began(&run.run),
            words: words(run, look),
            numbers: run.closed.clone(),
            look,
        }
    }
}

fn look(run: &KnownRun) -> Look {
    match &run.closed {
        None if run.trouble.is_some() => Look::Damaged,
        None if run.driven == Driven::Gone => Look::BrokenOff,
        None => Look::Open,
        Some(numbers) if !numbers.is_whole() => Look::Incomplete,
        Some(numbers) if numbers.partial => Look::Part,
        Some(numbers) => match &numbers.severities {
            Some(counts) => {
                counts.iter().find(|(_, count)| **count > 0).map_or(Look::Clean, |(worst, _)| Look::Worst(*worst))
            }
            None if numbers.with_findings > 0 => Look::Findings,
            None => Look::Clean,
        },
    }
}

fn words(run: &KnownRun, look: Look) -> String {
    let Some(numbers) = &run.closed else {
        let words = match (look, run.driven) {
            (Look::Damaged, _) => "its manifest does not read",
            (Look::BrokenOff, _) => "broken off: its driver has gone",
            (_, Driven::AtWork) => "in progress",
            _ => "not complete; whether it goes on is not known from here",
        };
        return words.to_owned();
    };
    let mut parts = vec![found_words(numbers)];
    if numbers.partial {
        parts[0] = format!("part of a review: {}", parts[0]);
    }
    for (count, what) in [(numbers.failed, "failed"), (numbers.timed_out, "timed out")] {
        if count > 0 {
            parts.push(format!("{} {what}", counted(u64::from(count), "query", "queries")));
        }
    }
    if let Some(halt) = numbers.halt {
        parts.push(format!("cut short: {}", crate::progress::halt_words(halt)));
    }
    parts.join("; ")
}

fn found_words(numbers: &Numbers) -> String {
    if numbers.has_no_result {
        return "nothing could be reviewed".to_owned();
    }
    match &numbers.severities {
        Some(counts) => {
            let parts = counts.iter().filter(|(_, count)| **count > 0);
            let parts: Vec<String> = parts.map(|(severity, count)| format!("{count} {}", severity.word())).collect();
            if parts.is_empty() { "nothing found".to_owned() } else { parts.join(", ") }
        }
        None if numbers.with_findings == 0 => "nothing found".to_owned(),
        None => format!("findings in {}", counted(u64::from(numbers.with_findings), "query", "queries")),
    }
}

impl Flag {
    /// What is the matter, for people.
    pub fn words(&self) -> String {
        match self {
            Self::Overdue { since, period } => format!(
                "overdue: the last complete run began {} ago, and one is usual every {}",
                span_words(*since),
                span_words(*period)
            ),
            Self::InProgress => "a run is in progress".to_owned(),
            Self::Open => "the last run is not complete; whether it goes on is not known from here".to_owned(),
            Self::BrokenOff(location) => {
                format!("the last run was broken off: its driver has gone; redshift-review resume {location}")
            }
            Self::Grave(counts) => {
                let parts: Vec<String> =
                    counts.iter().map(|(severity, count)| format!("{count} {}", severity.word())).collect();
                let is_one = counts.values().sum::<u64>() == 1;
                format!("{} {}", parts.join(" and "), if is_one { "finding" } else { "findings" })
            }
            Self::CutShort => "the last run was cut short, or nothing could be reviewed".to_owned(),
            Self::Part => "the last run is part of a review only".to_owned(),
            Self::Incomplete => "the last complete run did not get a result from every query".to_owned(),
            Self::NeverComplete => "no run is complete".to_owned(),
            Self::Damaged(why) => format!("the last run cannot be read: {why}"),
        }
    }

    /// Whether somebody should look. A run that goes on, or may do so, is no reason, nor is one that somebody asked a
    /// part of.
    pub fn is_alarming(&self) -> bool {
        !matches!(self, Self::InProgress | Self::Open | Self::Part)
    }
}

#[cfg(test)]
mod tests;
