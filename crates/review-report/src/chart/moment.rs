//! Moments as results write them, as seconds since 1970-01-01T00:00:00Z, and as a chart writes them.

use review_core::Timestamp;

pub(super) const MINUTE: i64 = 60;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;
/// The first Monday: weeks begin there.
const MONDAY: i64 = 4 * DAY;
const MICROS: i64 = 1_000_000;
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A day or a timestamp as warehouses write it, with or without an offset; fractions of a second are dropped.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let text = text.trim();
    // Never more than `2026-11-22 07:30:00.123456+00:00`.
    if text.len() > 40 || !text.is_ascii() {
        return None;
    }
    let (day, time) = text.split_at_checked(10)?;
    let time = match time.strip_prefix([' ', 'T']) {
        None if time.is_empty() => "00:00:00Z".to_owned(),
        None => return None,
        Some(time) => with_offset(time),
    };
    let moment: Timestamp = format!("{day}T{time}").parse().ok()?;
    Some(moment.micros().div_euclid(MICROS))
}

/// A time of day with the offset that RFC 3339 wants: warehouses write none, or `+00`.
fn with_offset(time: &str) -> String {
    match time.rfind(['+', '-', 'Z']) {
        None => format!("{time}Z"),
        Some(at) if time.len() - at == 3 => format!("{time}:00"),
        Some(_) => time.to_owned(),
    }
}

/// A moment by its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Civil {
    pub(super) year: i64,
    /// 1 to 12.
    pub(super) month: i64,
    pub(super) day: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
}

/// The parts of a moment, in UTC. Outside of the years 0 to 9999 all parts are 0 or 1.
pub(super) fn civil(seconds: i64) -> Civil {
    let text = Timestamp::from_micros(seconds.saturating_mul(MICROS)).to_string();
    let part = |at: usize, length: usize| text.get(at..at + length).and_then(|part| part.parse().ok());
    let parts = || {
        Some(Civil {
            year: part(0, 4)?,
            month: part(5, 2)?,
            day: part(8, 2)?,
            hour: part(11, 2)?,
            minute: part(14, 2)?,
            second: part(17, 2)?,
        })
    };
    parts().unwrap_or(Civil { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 })
}

/// The first moment of a month, counted from January of the year 0.
pub(super) fn month_start(months: i64) -> Option<i64> {
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
    seconds(&format!("{year:04}-{month:02}-01"))
}

/// The last moment not after `at` that is a whole number of `step` away from midnight, or from a Monday for weeks.
pub(super) fn floor(at: i64, step: i64) -> i64 {
    let origin = if step >= 7 * DAY { MONDAY } else { 0 };
    at - (at - origin).rem_euclid(step)
}

fn month_name(civil: Civil) -> &'static str {
    usize::try_from(civil.month - 1).ok().and_then(|month| MONTHS.get(month)).copied().unwrap_or_default()
}

/// `21 Nov`.
pub(super) fn day_words(at: i64) -> String {
    let civil = civil(at);
    format!("{} {}", civil.day, month_name(civil))
}

/// `Nov 2026`.
pub(super) fn month_words(at: i64) -> String {
    let civil = civil(at);
    format!("{} {}", month_name(civil), civil.year)
}

/// `15:00`, or `15:00:30` where seconds matter.
pub(super) fn clock_words(at: i64, step: i64) -> String {
    let civil = civil(at);
    let clock = format!("{:02}:{:02}", civil.hour, civil.minute);
    if step % MINUTE == 0 { clock } else { format!("{clock}:{:02}", civil.second) }
}

/// `21 Nov 2026`, with the time of day where places are shorter than a day.
pub(super) fn moment_words(at: i64, step: i64) -> String {
    let day = format!("{} {}", day_words(at), civil(at).year);
    if step % DAY == 0 && at % DAY == 0 { day } else { format!("{day} {}", clock_words(at, step)) }
}

/// `an hour`, `3 hours`, `a day`.
pub(super) fn span_words(step: i64) -> String {
    let units = [
        (7 * DAY, "a week", "weeks"),
        (DAY, "a day", "days"),
        (HOUR, "an hour", "hours"),
        (MINUTE, "a minute", "minutes"),
    ];
    let unit = units.into_iter().find(|(length, ..)| step % length == 0);
    let (length, one, many) = unit.unwrap_or((1, "a second", "seconds"));
    if step == length { one.to_owned() } else { format!("{} {many}", step / length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_in_every_form_that_warehouses_write() {
        let at = Some(1_795_332_600);
        let forms =
            ["2026-11-22 07:30:00", "2026-11-22T07:30:00Z", "2026-11-22 07:30:00.123456", "2026-11-22 07:30:00+00"];
        for form in forms.into_iter().chain(["2026-11-22 09:30:00+02", " 2026-11-22 07:30:00+00:00 "]) {
            assert_eq!(seconds(form), at, "{form}");
        }
        assert_eq!(seconds("2026-11-22"), Some(1_795_305_600));
        assert_eq!(seconds("1969-12-31 23:59:59.5"), Some(-1));
        for wrong in
            ["", "infinity", "2026-13-01", "22.11.2026", "2026-11-22x", "2026-11-22 7", "äöü-11-22", "0044-03-15 BC"]
        {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn moments_and_spans_read_as_people_write_them() {
        let at = seconds("2026-11-21 15:05:00").expect("a moment");
        assert_eq!(moment_words(at, HOUR), "21 Nov 2026 15:05");
        assert_eq!(moment_words(floor(at, DAY), DAY), "21 Nov 2026");
        assert_eq!(
            (day_words(at), month_words(at), clock_words(at, 1)),
            ("21 Nov".into(), "Nov 2026".into(), "15:05:00".into())
        );
        assert_eq!(day_words(floor(at, 7 * DAY)), "16 Nov", "a Monday");
        assert_eq!(
            [1, 90, 60, HOUR, 3 * HOUR, DAY, 2 * DAY, 7 * DAY].map(span_words),
            ["a second", "90 seconds", "a minute", "an hour", "3 hours", "a day", "2 days", "a week"]
        );
        assert_eq!(month_start(2026 * 12 + 10), seconds("2026-11-01"));
        assert_eq!(civil(i64::MAX).year, civil(i64::MAX).year, "no panic");
    }
}
