//! Days and moments from the text a warehouse writes them in.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta};
use review_core::Timestamp;

/// The moment that all of `text` is, written in any of the ways of [`to_timestamp`].
pub(crate) fn moment(text: &str) -> Option<Timestamp> {
    to_micros(text).map(Timestamp::from_micros)
}

/// The day that all of `text` is: `2026-11-22`, or a moment at midnight of it.
pub(crate) fn to_date(text: &str) -> Option<String> {
    let micros = to_micros(text)?;
    let moment = DateTime::from_timestamp_micros(micros)?;
    (moment.time() == NaiveTime::MIN).then(|| moment.format("%Y-%m-%d").to_string())
}

/// The moment that all of `text` is, in UTC: `2026-11-22 07:30:00`, with up to six digits of a second.
///
/// Takes a space or a `T` before the time, no time at all (midnight), and an offset such as `Z`, `+02` or
/// `-05:30`, as `timestamptz` is written.
pub(crate) fn to_timestamp(text: &str) -> Option<String> {
    let moment = DateTime::from_timestamp_micros(to_micros(text)?)?;
    let fraction = if moment.timestamp_subsec_micros() == 0 { "" } else { "%.6f" };
    Some(moment.format(&format!("%Y-%m-%d %H:%M:%S{fraction}")).to_string())
}

fn to_micros(text: &str) -> Option<i64> {
    // Below, text is cut at byte positions.
    if !text.is_ascii() {
        return None;
    }
    let (day, rest) = text.split_at_checked("2026-11-22".len())?;
    let day = parse_day(day)?;
    if rest.is_empty() {
        return Some(day.and_time(NaiveTime::MIN).and_utc().timestamp_micros());
    }
    let rest = rest.strip_prefix([' ', 'T'])?;
    let end_of_time = rest.find(['Z', '+', '-', ' ']).unwrap_or(rest.len());
    let (time, offset) = rest.split_at(end_of_time);
    let moment = day.and_time(parse_time(time)?).checked_sub_signed(parse_offset(offset.trim_start())?)?;
    Some(moment.and_utc().timestamp_micros())
}

/// Four digits of the year and no more: `infinity` and years before Christ are no moments a condition can use.
fn parse_day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, two_digits(parts.next()?)?, two_digits(parts.next()?)?);
    let year = i32::try_from(digits(year)?).ok().filter(|year| *year > 0)?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// `07:30`, `07:30:00` or `07:30:00.123456`.
fn parse_time(text: &str) -> Option<NaiveTime> {
    let (clock, fraction) = text.split_once('.').map_or((text, None), |(clock, fraction)| (clock, Some(fraction)));
    let mut parts = clock.split(':');
    let (hour, minute) = (two_digits(parts.next()?)?, two_digits(parts.next()?)?);
    let second = parts.next().map_or(Some(0), two_digits)?;
    if parts.next().is_some() {
        return None;
    }
    let micros = fraction.map_or(Some(0), parse_fraction)?;
    NaiveTime::from_hms_micro_opt(hour, minute, second, micros)
}

/// Microseconds; finer digits must be zeros, since nothing is rounded.
fn parse_fraction(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 9 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let padded = format!("{text:0<9}");
    if &padded[6..] != "000" {
        return None;
    }
    digits(&padded[..6])
}

/// The offset from UTC: nothing, `Z`, `+02`, `+0200`, `+02:00` or `+02:00:00`.
fn parse_offset(text: &str) -> Option<TimeDelta> {
    if text.is_empty() || text == "Z" {
        return Some(TimeDelta::zero());
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let unsigned = text.strip_prefix(['+', '-'])?;
    let mut parts = match (unsigned.contains(':'), unsigned.len()) {
        (true, _) => unsigned.split(':').collect(),
        (false, 2) => vec![unsigned],
        (false, 4) => vec![&unsigned[..2], &unsigned[2..]],
        _ => return None,
    };
    parts.resize(3.max(parts.len()), "00");
    let [hours, minutes, seconds] = parts[..] else { return None };
    let (hours, minutes, seconds) = (two_digits(hours)?, two_digits(minutes)?, two_digits(seconds)?);
    if hours > 15 || minutes > 59 || seconds > 59 {
        return None;
    }
    TimeDelta::try_seconds(sign * i64::from(hours * 3600 + minutes * 60 + seconds))
}

fn two_digits(text: &str) -> Option<u32> {
    if text.len() == 2 { digits(text) } else { None }
}

fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}
