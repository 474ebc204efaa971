//! How many queries stand where.

use serde::Serialize;

use super::QueryStatus;

/// How many queries stand where; together they are `planned`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All.
    pub planned: u32,
    /// Nothing was done for them yet.
    pub initial: u32,
    /// They run.
    pub running: u32,
    /// They did not succeed; a later round repeats them.
    pub repeating: u32,
    /// They finished.
    pub finished: u32,
    /// They failed for good.
    pub failed: u32,
    /// They passed their thresholds for good.
    pub timed_out: u32,
    /// The run halted first.
    pub halted: u32,
    /// They were planned away.
    pub skipped: u32,
}

impl Counts {
    /// How many will not run any more.
    pub fn done(&self) -> u32 {
        self.finished + self.failed + self.timed_out + self.halted + self.skipped
    }

    pub(super) fn add(&mut self, status: QueryStatus) {
        self.planned += 1;
        *match status {
            QueryStatus::Initial => &mut self.initial,
            QueryStatus::Running => &mut self.running,
            QueryStatus::Repeating => &mut self.repeating,
            QueryStatus::Finished => &mut self.finished,
            QueryStatus::Failed => &mut self.failed,
            QueryStatus::TimedOut => &mut self.timed_out,
            QueryStatus::Halted => &mut self.halted,
            QueryStatus::Skipped => &mut self.skipped,
        } += 1;
    }
}
