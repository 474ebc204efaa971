//! Moments and spans, without a clock.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// A moment in UTC, in microseconds since 1970-01-01T00:00:00Z (the resolution of Redshift's timestamps).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

/// A span in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Seconds(pub u32);

/// Text that is not a moment in RFC 3339 form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time such as 2026-11-22T07:30:00Z")]
pub struct NotATime(pub String);

const MICROS: i64 = 1_000_000;

impl Timestamp {
    /// The moment `micros` microseconds after the epoch (before it, when negative).
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The moment `span` later; the last representable moment when that is out of range.
    #[must_use]
    pub const fn plus(self, span: Seconds) -> Self {
        Self(self.0.saturating_add(span.0 as i64 * MICROS))
    }

    /// Whole seconds from `self` until `later`, rounded up; 0 when `later` is not later.
    pub fn seconds_until(self, later: Timestamp) -> Seconds {
        let micros = later.0.saturating_sub(self.0).max(0);
        let whole = micros / MICROS + i64::from(micros % MICROS > 0);
        Seconds(u32::try_from(whole).unwrap_or(u32::MAX))
    }

    /// The form used in run ids: `2026-11-22T07-30-00Z`, whole seconds, no colon, so that it is a valid file
    /// name everywhere and sorts by time.
    pub fn for_file_names(self) -> String {
        self.utc().format("%Y-%m-%dT%H-%M-%SZ").to_string()
    }

    /// The day in UTC: `2026-11-22`.
    pub fn day(self) -> String {
        self.utc().format("%Y-%m-%d").to_string()
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl FromStr for Timestamp {
    type Err = NotATime;
    fn from_str(text: &str) -> Result<Self, NotATime> {
        DateTime::parse_from_rfc3339(text)
            .map(|moment| Self(moment.timestamp_micros()))
            .map_err(|_| NotATime(text.to_owned()))
    }
}

impl TryFrom<String> for Timestamp {
    type Error = NotATime;
    fn try_from(text: String) -> Result<Self, NotATime> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(moment: Timestamp) -> String {
        moment.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a valid time in a test")
    }

    #[test]
    fn a_moment_survives_its_text_form() {
        for text in ["2026-11-22T07:30:00Z", "2026-11-22T07:30:00.123456Z", "1969-12-31T23:59:59.999Z"] {
            assert_eq!(at(text).to_string(), text);
        }
    }

    #[test]
    fn seconds_until_rounds_up_and_never_goes_below_zero() {
        let start = at("2026-11-22T07:30:00Z");
        assert_eq!(start.seconds_until(at("2026-11-22T07:30:01.000001Z")), Seconds(2));
        assert_eq!(start.seconds_until(at("2026-11-22T07:30:01Z")), Seconds(1));
        assert_eq!(start.seconds_until(at("2026-11-22T07:29:00Z")), Seconds(0));
    }

    #[test]
    fn the_day_is_that_of_utc() {
        assert_eq!(at("2026-11-22T23:59:59.9Z").day(), "2026-11-22");
        assert_eq!(at("2026-11-23T01:00:00+02:00").day(), "2026-11-22");
    }

    #[test]
    fn the_file_name_form_has_no_colon() {
        assert_eq!(at("2026-11-22T07:30:05.9Z").for_file_names(), "2026-11-22T07-30-05Z");
    }
}
