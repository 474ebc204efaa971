//! CONVERT_TIMEZONE.

use chrono::{NaiveDateTime, TimeZone as _};
use chrono_tz::Tz;

use crate::cast::{Value, convert};
use crate::error::SqlError;
use crate::types::SqlType;
use crate::values::{micros, moment};

/// `convert_timezone([source,] target, time)`; the source is UTC when left out.
pub(super) fn convert_timezone(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let (source, target, time) = match arguments {
        [target, time] => (Tz::UTC, zone(target)?, time),
        [source, target, time] => (zone(source)?, zone(target)?, time),
        _ => return Err(SqlError::types("convert_timezone takes two or three arguments")),
    };
    let Value::Timestamp(value) = convert(time.clone(), SqlType::Timestamp)? else { return Ok(Value::Null) };
    let local = moment(value).and_then(|time| in_zone(time, source, target));
    local.map(|local| Value::Timestamp(micros(local))).ok_or_else(|| SqlError::data("22008", "timestamp out of range"))
}

fn zone(value: &Value<'_>) -> Result<Tz, SqlError> {
    let Value::Text(name) = value else { return Err(SqlError::types("a time zone is text")) };
    name.trim()
        .parse()
        .or_else(|_| name.trim().to_ascii_uppercase().parse())
        .map_err(|_| SqlError::data("22023", format!("time zone \"{name}\" not recognized")))
}

fn in_zone(time: NaiveDateTime, source: Tz, target: Tz) -> Option<NaiveDateTime> {
    // A time the clock skips is moved forward by an hour, one it repeats is taken as the earlier.
    let there = source.from_local_datetime(&time);
    let there =
        there.earliest().or_else(|| source.from_local_datetime(&(time + chrono::TimeDelta::hours(1))).earliest())?;
    Some(there.with_timezone(&target).naive_local())
}
