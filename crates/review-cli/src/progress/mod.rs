//! Progress on stderr: a live line for each lane on a terminal, plain lines elsewhere, JSON lines on request.

mod terminal;
mod text;

use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;

use review_core::plan::Plan;
use review_engine::{Listener, RunEvent};

use crate::arguments::Output;

/// Whoever shows progress; [`finish`](Progress::finish) leaves the terminal tidy.
pub(crate) enum Progress {
    /// Nothing.
    Quiet,
    /// One JSON object a line.
    Json,
    /// Plain lines.
    Lines(text::Counted),
    /// Live lines.
    Live(terminal::Live),
}

/// The listener that the command line asks for.
pub(crate) fn listener(output: Output, plan: &Plan) -> Arc<Progress> {
    Arc::new(if output.quiet {
        Progress::Quiet
    } else if output.json {
        Progress::Json
    } else if std::io::stderr().is_terminal() {
        Progress::Live(terminal::Live::new(plan))
    } else {
        Progress::Lines(text::Counted::new(plan))
    })
}

impl Listener for Progress {
    fn hear(&self, event: &RunEvent) {
        match self {
            Self::Quiet => {}
            Self::Json => {
                if let Ok(line) = serde_json::to_string(event) {
                    print_line(&line);
                }
            }
            Self::Lines(counted) => {
                if let Some(line) = counted.line(event) {
                    print_line(&line);
                }
            }
            Self::Live(live) => live.hear(event),
        }
    }
}

impl Progress {
    /// Takes live lines away.
    pub(crate) fn finish(&self) {
        if let Self::Live(live) = self {
            live.finish();
        }
    }
}

/// A reader that has gone must not end the review.
fn print_line(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
