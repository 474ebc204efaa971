//! The time by the warehouse's word.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use review_core::Timestamp;
use tokio::time::Instant;

/// What a clock shows.
pub type ClockFn = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The machine's clock.
pub(super) fn machine_clock() -> ClockFn {
    Arc::new(|| later(Timestamp::from_micros(0), SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()))
}

/// A clock that shows `start` now and goes on with tokio's time: in a test with a paused clock it stands still while
/// the test works, and jumps while it waits. Give the same one to server and driver.
pub fn virtual_clock(start: Timestamp) -> ClockFn {
    let started = Instant::now();
    Arc::new(move || later(start, started.elapsed()))
}

fn later(start: Timestamp, span: Duration) -> Timestamp {
    Timestamp::from_micros(start.micros().saturating_add(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)))
}
