//! Words for where a run stands.

use review_core::lane::{Halt, Why};

use super::{Doing, LaneStep, Phase, QueryStatus};

/// The longest an error's message is shown: a line and a half of a wide screen.
const MESSAGE_CHARACTERS_MAX: usize = 300;

/// Of a message the first line, cut where it is long: what follows may quote the query.
pub fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default().trim();
    match line.char_indices().nth(MESSAGE_CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

impl Phase {
    /// What a run is at, for people.
    pub fn words(&self) -> String {
        match self {
            Self::Collecting => "collecting".to_owned(),
            Self::Judging => "judging the results".to_owned(),
            Self::Reporting => "writing the report".to_owned(),
            Self::Closing => "closing".to_owned(),
            Self::Failed(step) => format!("the step `{step}` failed for good"),
            Self::Complete => "complete".to_owned(),
        }
    }
}

impl QueryStatus {
    /// The status for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Initial => "to do",
            Self::Running => "running",
            Self::Repeating => "to repeat",
            Self::Finished => "finished",
            Self::Failed => "failed",
            Self::TimedOut => "timed out",
            Self::Halted => "halted",
            Self::Skipped => "skipped",
        }
    }
}

impl LaneStep {
    /// What a lane is at, for people.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Resting { .. } => "resting before its round",
            Self::Working(now) => now.doing.words(),
            Self::Rounding => "writing its round down",
            Self::Ended => "ended",
        }
    }
}

impl Doing {
    /// What is done with a query, for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Submitting => "handing over",
            Self::Running => "running",
            Self::Cancelling(Why::Threshold) => "cancelling: it passed its time threshold",
            Self::Cancelling(Why::Halt(_)) => "cancelling: the run halts",
            Self::Storing => "storing",
        }
    }
}

/// Why a run halts, for people.
pub const fn halt_words(halt: Halt) -> &'static str {
    match halt {
        Halt::Stop => "it was asked to stop",
        Halt::Deadline => "its deadline has passed",
        Halt::Budget => "its warehouse time is used up",
    }
}
