//! The one place where the wall clock comes in.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use review_core::Timestamp;

/// Where the emulator reads the time: for stamps, expiry and rates. Waiting (long polling) goes through tokio's
/// timers.
pub trait Clock: Send + Sync {
    /// Now, in UTC.
    fn now(&self) -> Timestamp;
}

/// The machine's clock as it stood when it was first asked, gone on with steadily since.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        static BEGAN: OnceLock<(SystemTime, Instant)> = OnceLock::new();
        let (wall, steady) = BEGAN.get_or_init(|| (SystemTime::now(), Instant::now()));
        let since = wall.duration_since(UNIX_EPOCH).unwrap_or_default() + steady.elapsed();
        Timestamp::from_micros(micros(since))
    }
}

/// A clock that goes on with the machine's, and that a test sets forward: a day passes without waiting for it.
#[derive(Debug, Default)]
pub struct ShiftedClock(AtomicI64);

impl ShiftedClock {
    /// Sets the clock forward.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(micros(by), Ordering::SeqCst);
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(SystemClock.now().micros().saturating_add(self.0.load(Ordering::SeqCst)))
    }
}

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

/// How long after `earlier` a moment is; nothing when it is not later.
pub(crate) fn since(earlier: Timestamp, later: Timestamp) -> Duration {
    Duration::from_micros(u64::try_from(later.micros().saturating_sub(earlier.micros())).unwrap_or(0))
}
