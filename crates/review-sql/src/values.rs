//! Single values in Redshift's text forms, both ways.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

/// The moment `micros` microseconds after the epoch.
pub(crate) fn moment(micros: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp_micros(micros).map(|moment| moment.naive_utc())
}

/// Microseconds since the epoch.
pub(crate) fn micros(moment: NaiveDateTime) -> i64 {
    moment.and_utc().timestamp_micros()
}

/// The day `days` days after the epoch.
pub(crate) fn day(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(days)
}

/// Days since the epoch.
pub(crate) fn days(day: NaiveDate) -> i32 {
    day.to_epoch_days()
}

/// A timestamp as Redshift prints it: `2026-11-20 06:00:00.12`, no more digits than it needs.
pub(crate) fn timestamp_text(value: i64) -> String {
    let Some(moment) = moment(value) else { return value.to_string() };
    let mut text = moment.format("%Y-%m-%d %H:%M:%S").to_string();
    let fraction = moment.nanosecond() / 1000;
    if fraction > 0 {
        let _ = write!(text, ".{fraction:06}");
        text.truncate(text.trim_end_matches('0').len());
    }
    text
}

/// A date as Redshift prints it.
pub(crate) fn date_text(value: i32) -> String {
    day(value).map_or_else(|| value.to_string(), |day| day.format("%Y-%m-%d").to_string())
}

/// A float as Redshift prints it: the shortest text that reads back, no `.0`.
pub(crate) fn float_text(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-5..1e15).contains(&magnitude) && value.is_finite() {
        let text = format!("{value:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |rest| ('-', rest));
        return format!("{digits}e{sign}{exponent:0>2}");
    }
    value.to_string()
}

/// A decimal held as `value` times ten to the minus `scale`, exactly.
pub(crate) fn decimal_text(value: i128, scale: u32) -> String {
    if scale == 0 {
        return value.to_string();
    }
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
    format!("{}{whole}.{fraction}", if value < 0 { "-" } else { "" })
}

/// An interval from days to microseconds, as Redshift prints it.
pub(crate) fn interval_text(value: i64) -> String {
    const DAY: i64 = 86_400_000_000;
    let (days, rest) = (value / DAY, value % DAY);
    let (hours, rest) = (rest / 3_600_000_000, rest % 3_600_000_000);
    let (minutes, rest) = (rest / 60_000_000, rest % 60_000_000);
    let seconds = float_text(rest as f64 / 1e6);
    let seconds = if seconds.contains('.') { seconds } else { format!("{seconds}.0") };
    format!("{days} days {hours} hours {minutes} mins {seconds} secs")
}

/// A number read from all of `text`: digits, point, exponent. `None` when it is not one or holds more than an
/// `i128` does. The answer is the value and its scale.
pub(crate) fn decimal_of(text: &str) -> Option<(i128, u32)> {
    let text = text.trim();
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut value: i128 = 0;
    for digit in whole.bytes().chain(fraction.bytes()) {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
    }
    let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
    let value = if negative { -value } else { value };
    if scale >= 0 {
        return Some((value, u32::try_from(scale).ok().filter(|scale| *scale <= 400)?));
    }
    Some((value.checked_mul(10_i128.checked_pow(scale.unsigned_abs())?)?, 0))
}

/// `value` moved from one scale to another, rounding half away from zero; `None` when it does not fit.
pub(crate) fn rescale(value: i128, from: u32, to: u32) -> Option<i128> {
    if to >= from {
        return value.checked_mul(10_i128.checked_pow(to - from)?);
    }
    let Some(divisor) = 10_i128.checked_pow(from - to) else { return Some(0) };
    let (quotient, remainder) = (value / divisor, value % divisor);
    let away = remainder.unsigned_abs() >= divisor.unsigned_abs() / 2 + divisor.unsigned_abs() % 2;
    Some(if away { quotient + value.signum() } else { quotient })
}

/// Whether `value` has at most `precision` digits.
pub(crate) fn fits(value: i128, precision: u8) -> bool {
    10_u128.checked_pow(u32::from(precision)).is_none_or(|limit| value.unsigned_abs() < limit)
}

/// A boolean from the words Redshift takes.
pub(crate) fn boolean_of(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "t" | "true" | "y" | "yes" | "1" => Some(true),
        "f" | "false" | "n" | "no" | "0" => Some(false),
        _ => None,
    }
}

/// A moment from text: a date, then perhaps a time after a blank or a `T`; a zone given by name is ignored and
/// an offset is taken off, as all times here are UTC.
pub(crate) fn timestamp_of(text: &str) -> Option<i64> {
    let text = text.trim();
    let (date, time) = match text.find([' ', 'T']) {
        Some(at) => (&text[..at], text[at + 1..].trim()),
        None => (text, ""),
    };
    let date = date_of_words(date)?;
    let (time, offset_seconds) = split_offset(time)?;
    let time = if time.is_empty() { NaiveTime::MIN } else { time_of(time)? };
    let moment = date.and_time(time).checked_sub_signed(chrono::TimeDelta::seconds(offset_seconds))?;
    Some(micros(moment))
}

/// A day from text; what follows the day must be a time, and is cut.
pub(crate) fn date_of(text: &str) -> Option<i32> {
    timestamp_of(text).and_then(moment).map(|moment| days(moment.date()))
}

fn date_of_words(text: &str) -> Option<NaiveDate> {
    let separator = if text.contains('-') { "-" } else { "/" };
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return NaiveDate::parse_from_str(text, "%Y%m%d").ok();
    }
    let parts: Vec<&str> = text.split(separator).collect();
    let [first, second, third] = parts[..] else { return None };
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    if first.len() == 4 {
        return NaiveDate::from_ymd_opt(i32::try_from(number(first)?).ok()?, number(second)?, number(third)?);
    }
    if third.len() == 4 {
        return NaiveDate::from_ymd_opt(i32::try_from(number(third)?).ok()?, number(first)?, number(second)?);
    }
    None
}

fn time_of(text: &str) -> Option<NaiveTime> {
    ["%H:%M:%S%.f", "%H:%M"].iter().find_map(|form| NaiveTime::parse_from_str(text, form).ok())
}

/// Takes a zone off the end of a time: what stands before it, and its offset in seconds.
fn split_offset(time: &str) -> Option<(&str, i64)> {
    if let Some(rest) = time.strip_suffix('Z').or_else(|| time.strip_suffix("UTC")) {
        return Some((rest.trim_end(), 0));
    }
    let Some(at) = time.rfind(['+', '-']) else { return Some((time, 0)) };
    let (hours, minutes) = match time[at + 1..].split_once(':') {
        Some((hours, minutes)) => (hours.parse::<i64>().ok()?, minutes.parse::<i64>().ok()?),
        None => (time[at + 1..].parse::<i64>().ok()?, 0),
    };
    let seconds = hours * 3600 + minutes * 60;
    Some((time[..at].trim_end(), if time[at..].starts_with('-') { -seconds } else { seconds }))
}

/// Days in the month of `day`.
pub(crate) fn month_length(day: NaiveDate) -> u32 {
    let (year, month) = if day.month() == 12 { (day.year() + 1, 1) } else { (day.year(), day.month() + 1) };
    NaiveDate::from_ymd_opt(year, month, 1).and_then(|first| first.pred_opt()).map_or(31, |last| last.day())
}
