//! Which functions a statement may name.

use crate::aggregates::{AGGREGATES, WINDOWS};
use crate::functions::SCALARS;

/// Names that exist for rewritten statements only.
const INTERNAL: &[&str] = &[
    "redshift_cast",
    "redshift_try_cast",
    "checked_add",
    "checked_subtract",
    "checked_multiply",
    "checked_divide",
    "time_minus",
    "time_plus_days",
    "date_minus",
    "interval_times",
    "extract_part",
    "regexp_matches_text",
    "similar_to",
];

/// Names of Redshift that are written in terms of others.
const REWRITTEN: &[&str] = &[
    "nvl",
    "isnull",
    "ifnull",
    "nvl2",
    "nullif",
    "decode",
    "length",
    "char_length",
    "character_length",
    "textlen",
    "charindex",
    "position",
    "substr",
    "trim",
    "ceiling",
    "pow",
    "dexp",
    "dlog1",
    "dlog10",
    "stddev_samp",
    "variance",
    "var_samp",
    "string_agg",
    "median",
    "ratio_to_report",
    "date_diff",
    "date_add",
    "datepart",
    "pgdate_part",
    "getdate",
    "sysdate",
    "current_date",
    "current_user",
    "session_user",
    "user",
    "current_user_id",
    "current_database",
    "current_schema",
    "version",
    "current_setting",
    "date_part_year",
    // Made for each engine, since its answers are the engine's.
    crate::privileges::NAME,
];

pub(super) fn is_known(name: &str) -> bool {
    if INTERNAL.contains(&name) {
        return false;
    }
    SCALARS.contains_key(name)
        || AGGREGATES.contains_key(name)
        || WINDOWS.contains_key(name)
        || REWRITTEN.contains(&name)
}

pub(super) fn known_names() -> impl Iterator<Item = &'static str> {
    let registered = SCALARS.keys().chain(AGGREGATES.keys()).chain(WINDOWS.keys()).map(String::as_str);
    registered.filter(|name| !INTERNAL.contains(name)).chain(REWRITTEN.iter().copied())
}
