//! The sample's own time: it stands still, so that every run sees the same seven days.

use chrono::{DateTime, Utc};
use review_core::Timestamp;

/// What `getdate()` answers in every sample: 2026-11-20T06:00:00Z, a Friday.
pub const NOW: Timestamp = Timestamp::from_micros(1_795_154_400 * SECOND);

/// Microseconds in a second.
pub(crate) const SECOND: i64 = 1_000_000;
/// Microseconds in a minute.
pub(crate) const MINUTE: i64 = 60 * SECOND;
/// Microseconds in an hour.
pub(crate) const HOUR: i64 = 60 * MINUTE;
/// Microseconds in a day.
pub(crate) const DAY: i64 = 24 * HOUR;

/// How long Redshift keeps history, and so how far back the sample goes.
pub(crate) const HISTORY: i64 = 7 * DAY;

/// The first microsecond of the history: 2026-11-13T06:00:00Z.
pub(crate) const BEGIN: i64 = NOW.micros() - HISTORY;

/// The start of an hour of a day of November 2026.
pub(crate) const fn november(day: i64, hour: i64) -> i64 {
    // 2026-11-20T00:00:00Z is six hours before NOW.
    NOW.micros() - 6 * HOUR + (day - 20) * DAY + hour * HOUR
}

/// When every sample was patched: in its maintenance window, on Sunday the 15th.
pub(crate) const PATCHED: i64 = november(15, 3);

/// The hour of the day, 0 to 23.
pub(crate) const fn hour_of(micros: i64) -> i64 {
    micros.rem_euclid(DAY) / HOUR
}

/// Whether a moment lies on a Saturday or Sunday. 1970-01-01 was a Thursday.
pub(crate) const fn is_weekend(micros: i64) -> bool {
    let weekday = (micros.div_euclid(DAY) + 3).rem_euclid(7); // 0 is Monday
    weekday >= 5
}

/// The moment in the form in which Redshift writes timestamps.
pub(crate) fn text_of(micros: i64) -> String {
    let moment = DateTime::from_timestamp_micros(micros).unwrap_or(DateTime::<Utc>::MIN_UTC);
    if micros.rem_euclid(SECOND) == 0 {
        moment.format("%Y-%m-%d %H:%M:%S").to_string()
    } else {
        moment.format("%Y-%m-%d %H:%M:%S%.6f").to_string()
    }
}
