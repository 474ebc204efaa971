//! The driver's clock.

use std::sync::OnceLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use review_core::Timestamp;

/// Where the driver reads the time. Waiting goes through tokio's timers, so that tests can let time run by.
pub trait Clock: Send + Sync {
    /// Now, in UTC.
    fn now(&self) -> Timestamp;
}

/// The machine's clock as it stood when this process first asked, gone on with steadily since: a clock that is set
/// back or forth in the middle of a run must not make statements time out, or keep them from it.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        static BEGAN: OnceLock<(SystemTime, Instant)> = OnceLock::new();
        let (wall, steady) = BEGAN.get_or_init(|| (SystemTime::now(), Instant::now()));
        let since = wall.duration_since(UNIX_EPOCH).unwrap_or_default() + steady.elapsed();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}
