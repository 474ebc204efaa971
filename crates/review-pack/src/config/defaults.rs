//! Limits that hold where nothing else is said.

use review_core::query_text::QueryText;

use crate::codes::Code;
use crate::model::Defaults;
use crate::tree::{Fields, Node, Reader};

/// A day: the longest the Data API lets a statement run.
pub(super) const TIME_THRESHOLD_SECONDS_MAX: u64 = 86_400;
/// Past ten million rows a result is no longer something to judge and show.
pub(super) const ROWS_MAX: u64 = 10_000_000;
/// A week.
const DEADLINE_SECONDS_MAX: u64 = 604_800;
/// More rounds than this do not help, they hide a fault.
const ROUNDS_MAX: u64 = 10;
/// Under half of the 500 statements the Data API keeps active for an account.
const LANES_IN_FLIGHT_MAX: u64 = 200;
const CANCEL_TRIES_MAX: u64 = 20;
/// An hour.
const ROUND_PAUSE_SECONDS_MAX: u64 = 3_600;
/// As many lanes as there may be, busy for as long as a run may take.
const WAREHOUSE_SECONDS_MAX: u64 = LANES_IN_FLIGHT_MAX * DEADLINE_SECONDS_MAX;

pub(crate) const KEYS: [&str; 10] = [
    "time_threshold_seconds",
    "max_rounds",
    "max_rows",
    "lanes_in_flight",
    "deadline_seconds",
    "cancel_tries",
    "retry_time_outs",
    "round_pause_seconds",
    "max_warehouse_seconds",
    "query_text",
];

/// The values a pack gets when it says nothing.
const BUILT_IN: Defaults = Defaults {
    time_threshold_seconds: 120,
    max_rounds: 3,
    max_rows: 50_000,
    lanes_in_flight: 2,
    deadline_seconds: 3_600,
    cancel_tries: 3,
    retry_time_outs: true,
    round_pause_seconds: 5,
    max_warehouse_seconds: None,
    query_text: QueryText::Masked,
};

/// The defaults, the built-in ones where the pack says nothing.
pub(super) fn read(reader: Reader<'_>, node: Option<&Node>) -> Defaults {
    let fields = node.and_then(|node| reader.fields(node, "`defaults`", &KEYS));
    let Some(fields) = fields else { return BUILT_IN };
    let retry_time_outs = fields.get("retry_time_outs").and_then(|node| reader.boolean(node, "`retry_time_outs`"));
    Defaults {
        time_threshold_seconds: number(reader, fields, "time_threshold_seconds", TIME_THRESHOLD_SECONDS_MAX)
            .unwrap_or(BUILT_IN.time_threshold_seconds),
        max_rounds: number(reader, fields, "max_rounds", ROUNDS_MAX).unwrap_or(BUILT_IN.max_rounds),
        max_rows: number(reader, fields, "max_rows", ROWS_MAX).unwrap_or(BUILT_IN.max_rows),
        lanes_in_flight: number(reader, fields, "lanes_in_flight", LANES_IN_FLIGHT_MAX)
            .unwrap_or(BUILT_IN.lanes_in_flight),
        deadline_seconds: number(reader, fields, "deadline_seconds", DEADLINE_SECONDS_MAX)
            .unwrap_or(BUILT_IN.deadline_seconds),
        cancel_tries: number(reader, fields, "cancel_tries", CANCEL_TRIES_MAX).unwrap_or(BUILT_IN.cancel_tries),
        retry_time_outs: retry_time_outs.unwrap_or(BUILT_IN.retry_time_outs),
        round_pause_seconds: number(reader, fields, "round_pause_seconds", ROUND_PAUSE_SECONDS_MAX)
            .unwrap_or(BUILT_IN.round_pause_seconds),
        max_warehouse_seconds: number(reader, fields, "max_warehouse_seconds", WAREHOUSE_SECONDS_MAX),
        query_text: query_text(reader, fields).unwrap_or(BUILT_IN.query_text),
    }
}

fn query_text(reader: Reader<'_>, fields: Fields<'_>) -> Option<QueryText> {
    let words = QueryText::ALL.map(QueryText::word);
    let node = fields.get("query_text")?;
    reader.word(node, "treatment of query texts", Code::UnknownWord, &words, QueryText::from_word)
}

/// A whole number of a key from 1 to `max`, if it is there and right.
pub(super) fn number<T: TryFrom<u64>>(reader: Reader<'_>, fields: Fields<'_>, key: &str, max: u64) -> Option<T> {
    let value = reader.integer(fields.get(key)?, &format!("`{key}`"), 1..=max)?;
    T::try_from(value).ok()
}
