//! What the review of each warehouse came to.

use review_core::accounting::Accounting;
use review_core::finding::Severity;

use crate::driving::CameTo;
use crate::exit::Exit;

/// One warehouse of the command, and what became of it.
pub(super) struct Ended {
    /// What it is called.
    pub(super) name: String,
    /// The path of its run folder, if it came to have one.
    pub(super) folder: Option<String>,
    /// What it came to.
    pub(super) outcome: Outcome,
}

/// What the review of a warehouse came to.
pub(super) enum Outcome {
    /// The run is complete.
    Closed { came_to: Box<CameTo>, accounting: Accounting },
    /// The user interrupted it; it can be resumed.
    Interrupted { may_still_run: Vec<String> },
    /// The driver had to stop; the run can be resumed.
    NotOver(Why),
    /// There is no run.
    CouldNotRun(Why),
    /// The user interrupted before its turn came.
    NotBegun,
}

/// Why something could not be done.
pub(super) struct Why {
    pub(super) message: String,
    pub(super) help: String,
    pub(super) is_bug: bool,
}

impl Outcome {
    /// In a word or two.
    pub(super) const fn words(&self) -> &'static str {
        match self {
            Self::Closed { came_to, .. } => match came_to.exit {
                Exit::Findings => "findings",
                Exit::Incomplete => "incomplete",
                Exit::Complete | Exit::CannotRun | Exit::Usage | Exit::Bug | Exit::Interrupted => "complete",
            },
            Self::Interrupted { .. } => "interrupted",
            Self::NotOver(_) => "not over",
            Self::CouldNotRun(_) => "could not run",
            Self::NotBegun => "not begun",
        }
    }

    /// How the program would end, were it the only one.
    pub(super) const fn exit(&self) -> Exit {
        match self {
            Self::Closed { came_to, .. } => came_to.exit,
            Self::Interrupted { .. } | Self::NotBegun => Exit::Interrupted,
            Self::NotOver(why) | Self::CouldNotRun(why) if why.is_bug => Exit::Bug,
            Self::NotOver(_) | Self::CouldNotRun(_) => Exit::CannotRun,
        }
    }

    /// How many findings there are of a severity; none where nothing was judged.
    pub(super) fn findings(&self, severity: Severity) -> Option<usize> {
        match self {
            Self::Closed { came_to, .. } => Some(came_to.severities.iter().filter(|one| **one == severity).count()),
            Self::Interrupted { .. } | Self::NotOver(_) | Self::CouldNotRun(_) | Self::NotBegun => None,
        }
    }

    /// What the queries came to, where the run is over.
    pub(super) const fn accounting(&self) -> Option<&Accounting> {
        match self {
            Self::Closed { accounting, .. } => Some(accounting),
            Self::Interrupted { .. } | Self::NotOver(_) | Self::CouldNotRun(_) | Self::NotBegun => None,
        }
    }

    /// The path of the report, where there is one.
    pub(super) fn report(&self) -> Option<&str> {
        match self {
            Self::Closed { came_to, .. } => Some(&came_to.report),
            Self::Interrupted { .. } | Self::NotOver(_) | Self::CouldNotRun(_) | Self::NotBegun => None,
        }
    }

    /// Why it is not over, where that is not the user's will.
    pub(super) const fn why(&self) -> Option<&Why> {
        match self {
            Self::NotOver(why) | Self::CouldNotRun(why) => Some(why),
            Self::Closed { .. } | Self::Interrupted { .. } | Self::NotBegun => None,
        }
    }
}

/// How the program ends: the worst of all, and an interrupt before everything.
pub(super) fn worst(all: &[Ended]) -> Exit {
    let rank = |exit: &Exit| match exit {
        Exit::Complete => 0,
        Exit::Findings => 1,
        Exit::Incomplete => 2,
        Exit::CannotRun | Exit::Usage => 3,
        Exit::Bug => 4,
        Exit::Interrupted => 5,
    };
    all.iter().map(|one| one.outcome.exit()).max_by_key(rank).unwrap_or(Exit::Complete)
}
