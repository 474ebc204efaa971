//! Functions of time.

pub(crate) mod parts;
mod zones;

use chrono::{Datelike, Months, NaiveDate, NaiveDateTime, TimeDelta, Timelike};

use super::function::DataTypeName::{BigInt, Date, Double, Interval, Text, Timestamp};
use super::function::{Function, Kind, Returns};
use super::to_char;
use super::to_date::time_of_format;
use crate::cast::Value;
use crate::error::SqlError;
use crate::types::{TIMESTAMP, is_time};
use crate::values::{days, micros, moment, month_length};
use datafusion::arrow::datatypes::DataType;
use parts::Part;

pub(super) const LIST: &[Function] = &[
    Function::new("dateadd", (3, 3), &[Kind::Text, Kind::Integer, Kind::Time], Returns::Always(Timestamp), date_add),
    Function::new("datediff", (3, 3), &[Kind::Text, Kind::Time, Kind::Time], Returns::Always(BigInt), date_diff),
    Function::new("date_part", (2, 2), &[Kind::Text, Kind::Moment], Returns::Always(Double), date_part),
    Function::new("extract_part", (2, 2), &[Kind::Text, Kind::Moment], Returns::Always(BigInt), extract),
    Function::new("date_trunc", (2, 2), &[Kind::Text, Kind::Time], Returns::Always(Timestamp), date_trunc),
    Function::new("add_months", (2, 2), &[Kind::Time, Kind::Integer], Returns::Always(Timestamp), add_months),
    Function::new("last_day", (1, 1), &[Kind::Time], Returns::Always(Date), last_day),
    Function::new("next_day", (2, 2), &[Kind::Time, Kind::Text], Returns::Always(Date), next_day),
    Function::new("months_between", (2, 2), &[Kind::Time, Kind::Time], Returns::Always(Double), months_between),
    Function::new("convert_timezone", (2, 3), &[Kind::Any], Returns::Always(Timestamp), zones::convert_timezone),
    Function::new("to_char", (2, 2), &[Kind::Any, Kind::Text], Returns::Always(Text), to_char::to_char),
    Function::new("to_date", (1, 3), &[Kind::Text, Kind::Text, Kind::Any], Returns::Always(Date), to_date),
    Function::new("to_timestamp", (1, 3), &[Kind::Text, Kind::Text, Kind::Any], Returns::Always(Timestamp), to_time),
    Function::new("time_minus", (2, 2), &[Kind::Time, Kind::Time], Returns::Always(Interval), minus),
    Function::new("time_plus_days", (2, 2), &[Kind::Moment, Kind::Integer], Returns::Of(day_or_time), plus_days),
    Function::new("date_minus", (2, 2), &[Kind::Time, Kind::Time], Returns::Always(BigInt), days_between),
    Function::new("interval_times", (2, 2), &[Kind::Any, Kind::Float], Returns::Always(Interval), interval_times),
];

const DAY_MICROS: i64 = 86_400_000_000;

fn out_of_range() -> SqlError {
    SqlError::data("22008", "timestamp out of range")
}

fn time(value: &Value<'_>) -> Result<NaiveDateTime, SqlError> {
    match value {
        Value::Timestamp(value) => moment(*value).ok_or_else(out_of_range),
        Value::Date(value) => moment(i64::from(*value) * DAY_MICROS).ok_or_else(out_of_range),
        other => Err(SqlError::types(format!("a {} is no time", other.type_name()))),
    }
}

fn text<'v>(value: &'v Value<'_>) -> &'v str {
    if let Value::Text(text) = value { text } else { "" }
}

fn integer(value: &Value<'_>) -> i64 {
    if let Value::Integer(value) = value { *value } else { 0 }
}

fn part(value: &Value<'_>) -> Result<Part, SqlError> {
    let name = text(value);
    Part::from_words(name)
        .ok_or_else(|| SqlError::new(crate::SqlErrorKind::Syntax, "22023", format!("no date part is called `{name}`")))
}

fn shifted_months(time: NaiveDateTime, count: i64) -> Option<NaiveDateTime> {
    let months = Months::new(u32::try_from(count.unsigned_abs()).ok()?);
    if count >= 0 { time.checked_add_months(months) } else { time.checked_sub_months(months) }
}

/// DATEADD of years and months: a day that the month does not have runs over into the next one for years
/// (02-29 plus a year is 03-01) and is cut to the last day for months (database guide, DATEADD).
fn shifted_years(time: NaiveDateTime, years: i64) -> Option<NaiveDateTime> {
    let year = time.year().checked_add(i32::try_from(years).ok()?)?;
    match time.with_year(year) {
        Some(moved) => Some(moved),
        None => Some(NaiveDate::from_ymd_opt(year, 3, 1)?.and_time(time.time())),
    }
}

fn date_add(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let (part, count, time) = (part(&arguments[0])?, integer(&arguments[1]), time(&arguments[2])?);
    let span =
        |micros: i64| count.checked_mul(micros).and_then(|all| time.checked_add_signed(TimeDelta::microseconds(all)));
    let times = |months: i64| count.checked_mul(months);
    let moved = match part {
        Part::Millennium => times(1000).and_then(|years| shifted_years(time, years)),
        Part::Century => times(100).and_then(|years| shifted_years(time, years)),
        Part::Decade => times(10).and_then(|years| shifted_years(time, years)),
        Part::Year => shifted_years(time, count),
        Part::Quarter => times(3).and_then(|months| shifted_months(time, months)),
        Part::Month => shifted_months(time, count),
        Part::Week => span(7 * DAY_MICROS),
        Part::Day | Part::DayOfWeek | Part::DayOfYear => span(DAY_MICROS),
        Part::Hour => span(3_600_000_000),
        Part::Minute => span(60_000_000),
        Part::Second | Part::Epoch => span(1_000_000),
        Part::Millisecond => span(1000),
        Part::Microsecond => span(1),
    };
    moved.map(|moved| Value::Timestamp(micros(moved))).ok_or_else(out_of_range)
}

/// DATEDIFF counts the boundaries crossed, not the time elapsed (database guide, DATEDIFF).
fn date_diff(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let (part, from, to) = (part(&arguments[0])?, time(&arguments[1])?, time(&arguments[2])?);
    let crossed = |unit: i64| micros(to).div_euclid(unit) - micros(from).div_euclid(unit);
    let years = |unit: i32| i64::from(to.year().div_euclid(unit) - from.year().div_euclid(unit));
    let months = |time: NaiveDateTime| i64::from(time.year()) * 12 + i64::from(time.month0());
    Ok(Value::Integer(match part {
        Part::Millennium => years(1000),
        Part::Century => years(100),
        Part::Decade => years(10),
        Part::Year => years(1),
        Part::Quarter => months(to).div_euclid(3) - months(from).div_euclid(3),
        Part::Month => months(to) - months(from),
        // On which day a week turns is not documented; Sunday fits the guide's sample.
        Part::Week => {
            let week = |time: NaiveDateTime| i64::from(time.date().num_days_from_ce()).div_euclid(7);
            week(to) - week(from)
        }
        Part::Day | Part::DayOfWeek | Part::DayOfYear => crossed(DAY_MICROS),
        Part::Hour => crossed(3_600_000_000),
        Part::Minute => crossed(60_000_000),
        Part::Second | Part::Epoch => crossed(1_000_000),
        Part::Millisecond => crossed(1000),
        Part::Microsecond => crossed(1),
    }))
}

/// DATE_PART: seconds carry their fraction, EXTRACT's do not (database guide, "Date parts").
fn date_part(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let part = part(&arguments[0])?;
    #[expect(clippy::cast_precision_loss, reason = "date parts are small, an epoch has 17 digits at most")]
    let float = |value: i64| Value::Double(value as f64);
    if let Value::Interval(micros) = arguments[1] {
        return Ok(match part {
            Part::Epoch => Value::Double(micros as f64 / 1e6),
            Part::Second => Value::Double((micros % 60_000_000) as f64 / 1e6),
            other => float(interval_part(other, micros)),
        });
    }
    let time = time(&arguments[1])?;
    Ok(match part {
        Part::Second => Value::Double(f64::from(time.second()) + f64::from(time.nanosecond() / 1000) / 1e6),
        Part::Epoch => Value::Double(micros(time) as f64 / 1e6),
        other => float(whole_part(other, time)),
    })
}

fn extract(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let part = part(&arguments[0])?;
    if let Value::Interval(micros) = arguments[1] {
        return Ok(Value::Integer(interval_part(part, micros)));
    }
    Ok(Value::Integer(whole_part(part, time(&arguments[1])?)))
}

fn interval_part(part: Part, micros: i64) -> i64 {
    match part {
        Part::Day => micros / DAY_MICROS,
        Part::Hour => micros % DAY_MICROS / 3_600_000_000,
        Part::Minute => micros % 3_600_000_000 / 60_000_000,
        Part::Second => micros % 60_000_000 / 1_000_000,
        Part::Millisecond => micros % 60_000_000 / 1000,
        Part::Microsecond => micros % 60_000_000,
        Part::Epoch => micros / 1_000_000,
        _ => 0,
    }
}

fn whole_part(part: Part, time: NaiveDateTime) -> i64 {
    let year = time.year();
    let micros_of_second = i64::from(time.nanosecond() / 1000);
    match part {
        Part::Millennium => i64::from((year - 1).div_euclid(1000) + 1),
        Part::Century => i64::from((year - 1).div_euclid(100) + 1),
        Part::Decade => i64::from(year.div_euclid(10)),
        Part::Year => i64::from(year),
        Part::Quarter => i64::from(time.month0() / 3 + 1),
        Part::Month => i64::from(time.month()),
        Part::Week => i64::from(time.iso_week().week()),
        Part::Day => i64::from(time.day()),
        Part::DayOfWeek => i64::from(time.weekday().num_days_from_sunday()),
        Part::DayOfYear => i64::from(time.ordinal()),
        Part::Hour => i64::from(time.hour()),
        Part::Minute => i64::from(time.minute()),
        Part::Second => i64::from(time.second()),
        Part::Millisecond => i64::from(time.second()) * 1000 + micros_of_second / 1000,
        Part::Microsecond => i64::from(time.second()) * 1_000_000 + micros_of_second,
        Part::Epoch => micros(time).div_euclid(1_000_000),
    }
}

/// DATE_TRUNC; a week starts on Monday (database guide, DATE_TRUNC).
fn date_trunc(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let (part, time) = (part(&arguments[0])?, time(&arguments[1])?);
    let first = |year: i32, month: u32| {
        NaiveDate::from_ymd_opt(year, month, 1).map(|day| micros(day.and_time(chrono::NaiveTime::MIN)))
    };
    let unit = |unit: i64| Some(micros(time).div_euclid(unit) * unit);
    let year = time.year();
    let cut = match part {
        Part::Millennium => first((year - 1).div_euclid(1000) * 1000 + 1, 1),
        Part::Century => first((year - 1).div_euclid(100) * 100 + 1, 1),
        Part::Decade => first(year.div_euclid(10) * 10, 1),
        Part::Year => first(year, 1),
        Part::Quarter => first(year, time.month0() / 3 * 3 + 1),
        Part::Month => first(year, time.month()),
        Part::Week => {
            let back = i64::from(time.weekday().num_days_from_monday());
            Some((micros(time).div_euclid(DAY_MICROS) - back) * DAY_MICROS)
        }
        Part::Day | Part::DayOfWeek | Part::DayOfYear => unit(DAY_MICROS),
        Part::Hour => unit(3_600_000_000),
        Part::Minute => unit(60_000_000),
        Part::Second | Part::Epoch => unit(1_000_000),
        Part::Millisecond => unit(1000),
        Part::Microsecond => unit(1),
    };
    cut.map(Value::Timestamp).ok_or_else(out_of_range)
}

/// ADD_MONTHS keeps the last day of a month the last day, DATEADD does not (database guide, DATEADD).
fn add_months(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let (time, count) = (time(&arguments[0])?, integer(&arguments[1]));
    let moved = shifted_months(time, count).ok_or_else(out_of_range)?;
    let moved = if time.day() == month_length(time.date()) {
        moved.with_day(month_length(moved.date())).unwrap_or(moved)
    } else {
        moved
    };
    Ok(Value::Timestamp(micros(moved)))
}

fn last_day(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let day = time(&arguments[0])?.date();
    let last = day.with_day(month_length(day)).unwrap_or(day);
    Ok(Value::Date(days(last)))
}

fn next_day(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let day = time(&arguments[0])?.date();
    let name = text(&arguments[1]).to_ascii_lowercase();
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let wanted = names
        .iter()
        .position(|full| name.len() >= 2 && full.starts_with(&name) || name == full[..1])
        .ok_or_else(|| SqlError::data("22023", format!("`{name}` is no day of the week")))?;
    let today = day.weekday().num_days_from_monday() as usize;
    let ahead = (wanted + 7 - today - 1) % 7 + 1;
    Ok(Value::Date(days(day) + i32::try_from(ahead).unwrap_or(7)))
}

/// Whole months when both are the same day or both the last day of their month; otherwise the rest counts in
/// months of 31 days (database guide, MONTHS_BETWEEN).
fn months_between(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let (later, earlier) = (time(&arguments[0])?, time(&arguments[1])?);
    let months =
        f64::from((later.year() - earlier.year()) * 12) + f64::from(later.month()) - f64::from(earlier.month());
    let is_last = |time: NaiveDateTime| time.day() == month_length(time.date());
    if later.day() == earlier.day() || (is_last(later) && is_last(earlier)) {
        return Ok(Value::Double(months));
    }
    Ok(Value::Double(months + (f64::from(later.day()) - f64::from(earlier.day())) / 31.0))
}

fn parsed(arguments: &[Value<'_>]) -> Result<i64, SqlError> {
    let value = text(&arguments[0]);
    let parsed = match arguments.get(1) {
        Some(format) => time_of_format(value, text(format)).map(micros),
        None => crate::values::timestamp_of(value),
    };
    parsed.ok_or_else(|| SqlError::data("22007", format!("invalid value for the date format: \"{value}\"")))
}

fn to_date(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let day = parsed(arguments)?.div_euclid(DAY_MICROS);
    i32::try_from(day).map(Value::Date).map_err(|_| out_of_range())
}

fn to_time(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    parsed(arguments).map(Value::Timestamp)
}

fn minus(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    Ok(Value::Interval(micros(time(&arguments[0])?) - micros(time(&arguments[1])?)))
}

fn days_between(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let day = |value: &Value<'_>| time(value).map(|time| i64::from(days(time.date())));
    Ok(Value::Integer(day(&arguments[0])? - day(&arguments[1])?))
}

fn day_or_time(arguments: &[DataType]) -> DataType {
    arguments.first().filter(|first| is_time(first)).cloned().unwrap_or(TIMESTAMP)
}

/// A date or timestamp plus whole days keeps its type.
fn plus_days(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let count = integer(&arguments[1]);
    let moved = match &arguments[0] {
        Value::Date(day) => i64::from(*day).checked_add(count).and_then(|day| i32::try_from(day).ok()).map(Value::Date),
        Value::Timestamp(time) => {
            count.checked_mul(DAY_MICROS).and_then(|span| time.checked_add(span)).map(Value::Timestamp)
        }
        _ => None,
    };
    moved.ok_or_else(out_of_range)
}

fn interval_times(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let (Value::Interval(interval), Value::Double(factor)) = (&arguments[0], &arguments[1]) else {
        return Err(SqlError::types("only an interval can be multiplied so"));
    };
    let product = (*interval as f64 * factor).round();
    if product.abs() > 9e18 {
        return Err(SqlError::data("22008", "interval out of range"));
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked to be in range")]
    Ok(Value::Interval(product as i64))
}
