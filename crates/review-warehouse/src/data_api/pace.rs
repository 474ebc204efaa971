//! How often a statement is asked about while it runs.

use std::time::Duration;

/// The longest the service holds an answer back (API reference, WaitTimeSeconds).
const LONG_POLL: Duration = Duration::from_secs(30);
/// An answer this much before its time did not wait.
const EARLY: Duration = Duration::from_millis(500);
/// Between two questions when the service does not wait: from the first, half as long again each time, up to the
/// last. Own choice: at the last, a hundred lanes stay far below the quota of 100 a second.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LAST_PAUSE: Duration = Duration::from_secs(5);

/// Long polling, and growing polls where the service does not wait or will not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    waits: bool,
    pause: Duration,
}

impl Pace {
    pub(super) const fn new() -> Self {
        Self { waits: true, pause: FIRST_PAUSE }
    }

    /// For how many seconds to ask the service to wait, when so much time is left. Rounded, since a driver that
    /// gives five seconds would otherwise be asked four times more for the rest of the fifth.
    pub(super) fn seconds(&self, left: Duration) -> Option<i32> {
        let left = left.min(LONG_POLL);
        let seconds = if left < Duration::from_secs(1) { Duration::ZERO } else { left + EARLY };
        let seconds = i32::try_from(seconds.min(LONG_POLL).as_secs()).unwrap_or(0);
        (self.waits && seconds >= 1).then_some(seconds)
    }

    /// How long to pause after an answer that said: still running.
    pub(super) fn after(&mut self, asked_to_wait: Option<i32>, took: Duration) -> Duration {
        if let Some(seconds) = asked_to_wait {
            let waited = Duration::from_secs(u64::from(seconds.unsigned_abs()));
            if took + EARLY >= waited {
                return Duration::ZERO;
            }
            self.waits = false;
        }
        let pause = self.pause;
        self.pause = (pause + pause / 2).min(LAST_PAUSE);
        pause
    }

    /// Whether so little time is left that the answer of a moment ago still counts.
    pub(super) fn is_over(left: Duration, pause: Duration) -> bool {
        left.is_zero() || (pause.is_zero() && left < EARLY)
    }

    /// The service has too many that wait: it is asked without waiting from here on.
    pub(super) fn crowded(&mut self) -> Duration {
        self.waits = false;
        self.after(None, Duration::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOR_EVER: Duration = Duration::MAX;

    #[test]
    fn the_service_is_asked_to_wait_as_long_as_time_is_left() {
        let mut pace = Pace::new();
        for (left, seconds) in [
            (FOR_EVER, Some(30)),
            (Duration::from_millis(2400), Some(2)),
            (Duration::from_millis(4990), Some(5)),
            (FIRST_PAUSE, None),
        ] {
            assert_eq!(pace.seconds(left), seconds, "{left:?}");
        }
        assert_eq!(pace.after(Some(30), Duration::from_secs(30)), Duration::ZERO);
        assert_eq!(pace.seconds(FOR_EVER), Some(30), "it waited, so it is asked to again");
    }

    #[test]
    fn a_service_that_does_not_wait_is_asked_less_and_less_often() {
        let mut pace = Pace::new();
        let mut pauses = vec![pace.after(Some(30), Duration::from_millis(20))];
        assert_eq!(pace.seconds(FOR_EVER), None);
        pauses.extend((0..20).map(|_| pace.after(None, Duration::ZERO)));
        assert_eq!(pauses[0], FIRST_PAUSE);
        assert!(pauses.is_sorted() && pauses[20] == LAST_PAUSE);
    }

    #[test]
    fn a_long_poll_that_took_nearly_all_the_time_is_the_last_question() {
        assert!(Pace::is_over(Duration::from_millis(400), Duration::ZERO));
        assert!(!Pace::is_over(Duration::from_millis(600), Duration::ZERO));
        assert!(!Pace::is_over(Duration::from_millis(200), FIRST_PAUSE), "a poll is followed by another");
        assert!(Pace::is_over(Duration::ZERO, FIRST_PAUSE));
    }

    #[test]
    fn too_many_that_wait_means_polling() {
        let mut pace = Pace::new();
        assert_eq!(pace.crowded(), FIRST_PAUSE);
        assert_eq!(pace.seconds(FOR_EVER), None);
    }
}
