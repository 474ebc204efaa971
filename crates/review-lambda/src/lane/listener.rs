//! What happens to queries, as log lines and metrics.

use review_core::lane::Outcome;
use review_engine::{Listener, RunEvent};

use crate::invocation::Invocation;
use crate::metrics::Metric;

/// Counts and logs what it hears.
pub(crate) struct Measuring {
    invocation: Invocation,
}

impl Measuring {
    pub(crate) const fn new(invocation: Invocation) -> Self {
        Self { invocation }
    }
}

impl Listener for Measuring {
    fn hear(&self, event: &RunEvent) {
        match event {
            RunEvent::QueryEnded { outcome, milliseconds, rows, error, .. } => {
                let stored = *outcome == Outcome::Finished;
                self.invocation.count(if stored { Metric::QueriesStored } else { Metric::QueriesFailed });
                if let Some(milliseconds) = milliseconds {
                    self.invocation.measure(Metric::QuerySeconds, *milliseconds as f64 / 1000.0);
                }
                if let Some(rows) = rows {
                    self.invocation.measure(Metric::RowsStored, *rows as f64);
                }
                let class = error.as_ref().map(|error| error.class.words());
                tracing::info!(outcome = ?outcome, milliseconds, rows, class, "the query has ended");
            }
            RunEvent::QueryStarted { statement, .. } => tracing::info!(statement = %statement, "the statement runs"),
            RunEvent::QueryCancelling { why, .. } => tracing::info!(why = ?why, "the statement is being cancelled"),
            RunEvent::RoundEnded { to_repeat, ends, .. } => tracing::info!(to_repeat, ends, "the round is over"),
            RunEvent::LaneStarted { lane, .. } => tracing::info!(lane = %lane, "the lane begins"),
            RunEvent::Halted { halt, .. } => tracing::info!(halt = ?halt, "the run halts"),
            RunEvent::RunStarted { .. }
            | RunEvent::Evaluating { .. }
            | RunEvent::Rendering { .. }
            | RunEvent::Closed { .. } => {}
        }
    }
}
