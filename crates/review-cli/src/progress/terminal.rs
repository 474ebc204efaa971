//! Live lines on a terminal: one a lane, with its query, its time and its threshold.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use review_core::plan::Plan;
use review_core::{LaneId, Timestamp};
use review_engine::{Clock as _, RunEvent, SystemClock};

use super::prefixed;
use super::text::Counted;

/// The live lines.
pub(crate) struct Live {
    lines: MultiProgress,
    lanes: Mutex<BTreeMap<LaneId, ProgressBar>>,
    counted: Counted,
    warehouse: Option<String>,
}

impl Live {
    pub(crate) fn new(plan: &Plan, lines: MultiProgress, warehouse: Option<&str>) -> Self {
        let warehouse = warehouse.map(str::to_owned);
        Self { lines, lanes: Mutex::default(), counted: Counted::new(plan), warehouse }
    }

    pub(crate) fn hear(&self, event: &RunEvent) {
        if let Some(line) = self.counted.line(event) {
            self.say(&line);
        }
        let Ok(mut lanes) = self.lanes.lock() else { return };
        match event {
            RunEvent::QueryStarted { lane, query, round, threshold_seconds, at, .. } => {
                let again = if round.0 > 1 { format!(", round {round}") } else { String::new() };
                let bar = lanes.entry(*lane).or_insert_with(|| self.lines.add(bar()));
                bar.set_prefix(prefixed(self.warehouse.as_deref(), &lane.to_string()));
                bar.reset_elapsed();
                bar.set_elapsed(passed_since(*at));
                bar.set_message(format!("{query} (threshold {threshold_seconds} s{again})"));
            }
            RunEvent::QueryCancelling { lane, query, .. } => {
                if let Some(bar) = lanes.get(lane) {
                    bar.set_message(format!("{query}: cancelling"));
                }
            }
            RunEvent::RoundEnded { lane, ends: true, .. } => {
                if let Some(bar) = lanes.remove(lane) {
                    bar.finish_and_clear();
                }
            }
            _ => {}
        }
    }

    /// A line above the live ones.
    pub(crate) fn say(&self, line: &str) {
        // A terminal that has gone must not end the review.
        let _ = self.lines.println(prefixed(self.warehouse.as_deref(), line));
    }

    pub(crate) fn finish(&self) {
        if let Ok(mut lanes) = self.lanes.lock() {
            std::mem::take(&mut *lanes).into_values().for_each(|bar| bar.finish_and_clear());
        }
    }
}

/// How long ago something began, as far as this machine's clock reaches back: whoever comes later sees the whole time.
fn passed_since(at: Timestamp) -> Duration {
    let passed = Duration::from_secs(at.seconds_until(SystemClock.now()).0.into());
    Instant::now().checked_sub(passed).map_or(Duration::ZERO, |_| passed)
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {prefix:<8} {elapsed:>5} {msg}");
    let bar = ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
