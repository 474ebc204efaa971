//! Exit codes, an interface like any other.

use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was done.
    Complete = 0,
    /// A finding at or above `--fail-on`.
    Findings = 1,
    /// A query failed, timed out or was halted, or nothing could be reviewed at all; wins over findings.
    Incomplete = 2,
    /// It could not run, or a pack has errors.
    CannotRun = 3,
    /// The command line is wrong.
    Usage = 4,
    /// A bug of this program.
    Bug = 70,
    /// Interrupted; the run can be resumed.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
