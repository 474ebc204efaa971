//! Counts, spans and names as people read them.

use review_core::Timestamp;
use review_core::finding::{RemedyCost, Shows};
use review_core::identity::{Deployment, Rights};

use crate::model::Span;

/// `1284` as `1,284`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A decimal number as text with its thousands apart: `-1,284.50`.
pub(crate) fn decimal(number: &str) -> String {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, fraction)| (whole, Some(fraction)));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), grouped);
    let point = fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default();
    format!("{sign}{whole}{point}")
}

/// What a user may see of the work of others.
pub(crate) fn rights(rights: &Rights) -> String {
    let mut held = Vec::new();
    match rights.is_superuser {
        Some(true) => held.push("superuser".to_owned()),
        Some(false) => {}
        None => held.push("whether superuser is not known".to_owned()),
    }
    held.extend(rights.roles.iter().flatten().cloned());
    if rights.sees_all_rows == Some(true) {
        held.push("SYSLOG ACCESS UNRESTRICTED".to_owned());
    }
    if rights.roles.is_none() {
        held.push("roles not known".to_owned());
    }
    if held.is_empty() {
        held.push("none beyond its own rows".to_owned());
    }
    held.join(", ")
}

/// `1 query`, `2 queries`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// The word for so many of a unit, which is told in the plural: `tables`, `1` gives `table`.
pub(crate) fn unit(count: u64, plural: &str) -> String {
    if count != 1 {
        return plural.to_owned();
    }
    // `users of tables`: one of them is a `user of tables`; `tables and users`: a `table and user`.
    let end = [" of ", " on ", " with "].iter().filter_map(|word| plural.find(word)).min().unwrap_or(plural.len());
    let (things, rest) = plural.split_at(end);
    let things: Vec<String> = things.split(" and ").map(singular).collect();
    things.join(" and ") + rest
}

fn singular(plural: &str) -> String {
    if let Some(stem) = plural.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let hisses = ["sses", "shes", "ches", "xes"].iter().any(|end| plural.ends_with(end));
    let end = if hisses { "es" } else { "s" };
    plural.strip_suffix(end).unwrap_or(plural).to_owned()
}

/// So many of a unit: `1 table`, `1,204 tables`.
pub(crate) fn of_unit(count: u64, plural: &str) -> String {
    format!("{} {}", grouped(count), unit(count, plural))
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [front @ .., last] => format!("{} and {last}", front.join(", ")),
    }
}

/// The time from `start` to `end`; a clock that went back counts as no time.
pub(crate) fn span(start: Timestamp, end: Timestamp) -> Span {
    let micros = end.micros().saturating_sub(start.micros()).max(0);
    Span { words: span_words(micros), exact: exact_seconds(micros) }
}

fn span_words(micros: i64) -> String {
    let millis = micros / 1_000;
    let seconds = millis / 1_000;
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match seconds {
        0 => format!("{millis} ms"),
        1..=9 => format!("{}.{} s", seconds, millis % 1_000 / 100),
        10..=59 => format!("{seconds} s"),
        60..=3_599 => format!("{minutes} min {} s", seconds % 60),
        3_600..=86_399 => format!("{hours} h {minutes} min"),
        _ => format!("{days} d {hours} h"),
    }
}

fn exact_seconds(micros: i64) -> String {
    let fraction = format!("{:06}", micros % 1_000_000);
    match fraction.trim_end_matches('0') {
        "" => format!("{} s", micros / 1_000_000),
        digits => format!("{}.{digits} s", micros / 1_000_000),
    }
}

/// A kind of deployment, for people.
pub(crate) const fn deployment(kind: Deployment) -> &'static str {
    match kind {
        Deployment::SingleAz => "provisioned, single-AZ",
        Deployment::MultiAz => "provisioned, multi-AZ",
        Deployment::Serverless => "Serverless workgroup",
        Deployment::Postgresql => "PostgreSQL server",
    }
}

/// What a remedy costs, for people.
pub(crate) const fn cost(cost: RemedyCost) -> &'static str {
    match cost {
        RemedyCost::Downtime => "needs downtime",
        RemedyCost::SlowsQueries => "slows queries while it runs",
        RemedyCost::CostsMoney => "costs money",
        RemedyCost::NeedsTest => "try it elsewhere first",
    }
}

/// What time the rows of a signal speak of, for people.
pub(crate) const fn shows(shows: Shows) -> &'static str {
    match shows {
        Shows::Moment => "A moment: how it was when the query ran",
        Shows::Window => "A window: what happened in the time that the query looks back",
    }
}

/// The first `most` characters of `text`, and how many were left out.
pub(crate) fn shortened(text: &str, most: usize) -> (&str, usize) {
    match text.char_indices().nth(most) {
        None => (text, 0),
        Some((at, _)) => (&text[..at], text[at..].chars().count()),
    }
}

/// `text`, at most `most` characters of it, saying so when that is not all.
pub(crate) fn bounded(text: &str, most: usize) -> String {
    match shortened(text, most) {
        (all, 0) => all.to_owned(),
        (front, left_out) => format!("{front} … ({} more characters)", grouped(left_out as u64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_unit_is_told_in_the_singular() {
        for (plural, one) in [
            ("views", "view"),
            ("query patterns", "query pattern"),
            ("queries", "query"),
            ("indexes", "index"),
            ("databases", "database"),
            ("processes", "process"),
            ("kinds of task", "kind of task"),
            ("requests of a day", "request of a day"),
            ("views on streams", "view on streams"),
            ("tables with warnings", "table with warnings"),
            ("tables and users", "table and user"),
            ("RPU", "RPU"),
        ] {
            assert_eq!((unit(1, plural).as_str(), unit(2, plural).as_str()), (one, plural));
        }
        assert_eq!(of_unit(1_204, "tables"), "1,204 tables");
    }

    #[test]
    fn counts_are_grouped_by_three_digits() {
        for (number, text) in [(0, "0"), (999, "999"), (1_284, "1,284"), (1_000_000, "1,000,000")] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(counted(1, "query", "queries"), "1 query");
        assert_eq!(counted(0, "query", "queries"), "0 queries");
    }

    #[test]
    fn a_span_is_short_for_people_and_exact_beside() {
        let start = Timestamp::from_micros(0);
        for (micros, words, exact) in [
            (0, "0 ms", "0 s"),
            (1_500, "1 ms", "0.0015 s"),
            (1_950_000, "1.9 s", "1.95 s"),
            (59_999_999, "59 s", "59.999999 s"),
            (72_345_000, "1 min 12 s", "72.345 s"),
            (3_600_000_000, "1 h 0 min", "3600 s"),
            (90_061_000_000, "1 d 1 h", "90061 s"),
        ] {
            let span = span(start, Timestamp::from_micros(micros));
            assert_eq!((span.words.as_str(), span.exact.as_str()), (words, exact));
        }
        assert_eq!(span(Timestamp::from_micros(5), start).exact, "0 s");
    }

    #[test]
    fn rights_are_said_and_so_is_what_is_not_known() {
        let of = |is_superuser, roles: Option<&[&str]>, sees_all_rows| {
            let roles = roles.map(|roles| roles.iter().map(|role| (*role).to_owned()).collect());
            rights(&Rights { is_superuser, roles, sees_all_rows })
        };
        assert_eq!(of(Some(true), Some(&[]), None), "superuser");
        assert_eq!(of(Some(false), Some(&["sys:monitor"]), Some(true)), "sys:monitor, SYSLOG ACCESS UNRESTRICTED");
        assert_eq!(of(Some(false), Some(&[]), Some(false)), "none beyond its own rows");
        assert_eq!(of(None, None, None), "whether superuser is not known, roles not known");
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(shortened("äöü", 2), ("äö", 1));
        assert_eq!(shortened("äöü", 3), ("äöü", 0));
        assert_eq!(bounded("abcdef", 4), "abcd … (2 more characters)");
    }

    #[test]
    fn a_list_reads_as_a_sentence_does() {
        let parts = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(listed(&parts), "a, b and c");
        assert_eq!(listed(&parts[..2]), "a and b");
        assert_eq!(listed(&parts[..1]), "a");
    }
}
