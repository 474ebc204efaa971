//! What the made-up run measured, and what that was before.

use review_core::QueryId;
use review_core::comparison::{Change, MeasureChange};
use review_core::measure::{Better, Found, Measured, Window};

use super::history::days_before;
use super::sections::query_name;

pub(super) fn measures() -> Vec<Measured> {
    let one = |id: &str, words: &str, one: &str, value: Option<&str>, reason: Option<&str>| Measured {
        id: id.to_owned(),
        query: query_name("TableInfo"),
        words: words.to_owned(),
        one: one.to_owned(),
        better: Better::Less,
        told: true,
        expression: String::new(),
        value: value.map(str::to_owned),
        reason: reason.map(str::to_owned),
    };
    vec![
        one("hours-waited", "hours waited in queues", "hour waited in queues", Some("12.4"), None),
        one("failed-loads", "failed loads", "failed load", Some("1"), None),
        one("scanned-tb", "TB scanned", "TB scanned", None, Some("`SpectrumPerformance` has no result: it failed")),
    ]
}

pub(super) fn window() -> Window {
    Window {
        query: QueryId::warehouse(query_name("TableInfo")),
        asked_days: Some(7),
        found: Some(Found { from: days_before(5), until: days_before(0) }),
        reason: None,
    }
}

pub(super) fn changes() -> Vec<MeasureChange> {
    let reason = "not measured in the later run: `SpectrumPerformance` has no result: it failed";
    let one = |id: &str, change, before: Option<&str>, now: Option<&str>, reason: Option<&str>| MeasureChange {
        id: id.to_owned(),
        change,
        before: before.map(str::to_owned),
        now: now.map(str::to_owned),
        reason: reason.map(str::to_owned),
    };
    vec![
        one("hours-waited", Change::Better, Some("19.4"), Some("12.4"), None),
        one("failed-loads", Change::Worse, Some("0"), Some("1"), None),
        one("scanned-tb", Change::NotComparable, None, None, Some(reason)),
    ]
}
