//! What a row of a finding is about: one spelling of its name, and the others under which people may bring it back.

use std::collections::BTreeSet;

use crate::finding::SignalVerdict;
use crate::result::{Column, Row};

/// How the rows of a signal name their objects.
///
/// The one spelling is the values of the signal's object columns in the signal's order, joined by dots: `bi.7`.
/// Moments and days are no part of it, since no later run meets them again.
#[derive(Clone, Debug)]
pub struct ObjectNaming {
    /// Where the parts stand, in the signal's order.
    parts: Vec<usize>,
    /// Whether moments or days stand among the object's columns.
    has_moments: bool,
}

impl ObjectNaming {
    /// From the columns of rows, and those of them that name the object. A column that is not there is left out.
    pub fn of(columns: &[Column], object: &[String]) -> Self {
        let place = |name: &String| columns.iter().position(|column| column.name.eq_ignore_ascii_case(name));
        let places: Vec<usize> = object.iter().filter_map(place).collect();
        let parts: Vec<usize> = places.iter().copied().filter(|at| !columns[*at].is_temporal()).collect();
        Self { has_moments: parts.len() < places.len(), parts }
    }

    /// That of a verdict's own rows.
    pub fn of_verdict(verdict: &SignalVerdict) -> Self {
        Self::of(&verdict.evidence.columns, &verdict.object)
    }

    /// Whether it names nothing but moments, or nothing at all.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The values that make the name; `NULL` for NULL.
    pub fn parts(&self, row: &Row) -> Vec<String> {
        self.parts.iter().map(|at| text(row, *at)).collect()
    }

    /// The one spelling.
    pub fn name(&self, row: &Row) -> String {
        self.parts(row).join(".")
    }

    /// Whether `given` means what the row is about.
    ///
    /// Beside the one spelling, that of reports and their other forms is understood: the columns in the result's order,
    /// moments among them (`2026-11-16 09:00:00.7.bi`), `_` and the like behind a backslash as in Markdown. Leading
    /// parts may be left out, and letters count whatever their case.
    pub fn is_meant(&self, row: &Row, given: &str) -> bool {
        let mut as_result = self.parts.clone();
        as_result.sort_unstable();
        let spelled =
            |places: &[usize]| places.iter().map(|at| text(row, *at).to_lowercase()).collect::<Vec<_>>().join(".");
        let names = [spelled(&self.parts), spelled(&as_result)];
        let is_end = |name: &String, wanted: &str| name == wanted || name.ends_with(&format!(".{wanted}"));
        let plain = plain(given);
        let is_plain = plain.iter().any(|given| !given.is_empty() && names.iter().any(|name| is_end(name, given)));
        // Whatever holds a moment was copied whole.
        is_plain || (self.has_moments && names.iter().any(|name| timeless(&plain).contains(name)))
    }
}

/// As it is given, and without Markdown's backslashes.
fn plain(given: &str) -> BTreeSet<String> {
    let given = given.trim().to_lowercase();
    BTreeSet::from([without_escapes(&given), given])
}

/// What is left of it without its moments; never nothing.
fn timeless(plain: &BTreeSet<String>) -> BTreeSet<String> {
    let readings = plain.iter().flat_map(|one| [without_moments(one, false), without_moments(one, true)]);
    readings.filter(|reading| !reading.is_empty()).collect()
}

fn text(row: &Row, at: usize) -> String {
    row.get(at).and_then(|cell| cell.text()).unwrap_or_else(|| "NULL".to_owned())
}

/// Markdown's backslashes taken out: `mv\_daily` is `mv_daily`.
fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match chars.peek() {
            Some(next) if char == '\\' && next.is_ascii_punctuation() => {}
            _ => plain.push(char),
        }
    }
    plain
}

/// The parts that are no moment. Whether `.7` behind a second is a fraction of it, nobody can tell: `fractions` says.
fn without_moments(text: &str, fractions: bool) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut behind_second = false;
    for part in text.split('.') {
        let is_fraction =
            fractions && behind_second && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        behind_second = is_moment(part);
        if !behind_second && !is_fraction {
            kept.push(part);
        }
    }
    kept.join(".")
}

/// `2026-11-16`, `2026-11-16 09:00:00`, `2026-11-16t09:00:00+00`.
fn is_moment(part: &str) -> bool {
    let shape = |text: &str, shape: &str| {
        let fits = |(byte, of): (u8, u8)| if of == b'0' { byte.is_ascii_digit() } else { byte == of };
        text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
    };
    let Some((day, rest)) = part.split_at_checked(10) else { return false };
    let is_time = |rest: &str| {
        let Some((time, zone)) = rest.split_at_checked(9) else { return false };
        let zone_fits = zone.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b':' | b'z'));
        zone_fits && (shape(time, " 00:00:00") || shape(time, "t00:00:00"))
    };
    shape(day, "0000-00-00") && (rest.is_empty() || is_time(rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::Cell;

    fn naming() -> (ObjectNaming, Row) {
        let columns = [
            Column::new("hour_start", "timestamp"),
            Column::new("service_class", "int8"),
            Column::new("queue_name", "varchar"),
            Column::new("spilled", "int8"),
        ];
        let object = ["hour_start", "queue_name", "service_class"].map(str::to_owned);
        let row =
            vec![Cell::Text("2026-11-16 09:00:00".into()), Cell::Long(7), Cell::Text("bi_all".into()), Cell::Long(1)];
        (ObjectNaming::of(&columns, &object), row)
    }

    #[test]
    fn an_object_has_one_name_and_is_known_by_those_of_every_form() {
        let (naming, row) = naming();
        assert_eq!(naming.name(&row), "bi_all.7");
        for given in [
            "bi_all.7",
            "BI_ALL.7",
            "7",
            "7.bi_all",
            "2026-11-16 09:00:00.7.bi_all",
            "2026-11-16 09:00:00.7.bi\\_all",
            "2026-11-16 09:00:00.bi_all.7",
            // No later run meets the hour again: the queue is what is looked for.
            "2026-11-09 14:00:00.123.7.bi_all",
            "2026-11-16T09:00:00Z.7.bi_all",
            "2026-11-16.7.bi_all",
        ] {
            assert!(naming.is_meant(&row, given), "{given}");
        }
        for given in ["", "bi_all.8", "all.7", "2026-11-16 09:00:00", "2026-11-16 09:00:00.8.bi_all"] {
            assert!(!naming.is_meant(&row, given), "{given}");
        }
    }

    #[test]
    fn what_names_moments_only_names_nothing() {
        let naming = ObjectNaming::of(&[Column::new("hour_start", "timestamp")], &["hour_start".to_owned()]);
        assert!(naming.is_empty());
        assert!(!naming.is_meant(&vec![Cell::Text("2026-11-16 09:00:00".into())], "2026-11-16 09:00:00"));
    }

    #[test]
    fn a_day_that_is_text_stays_part_of_the_name() {
        let naming = ObjectNaming::of(&[Column::new("part", "varchar")], &["part".to_owned()]);
        assert!(naming.is_meant(&vec![Cell::Text("2026-11-16".into())], "2026-11-16"));
    }
}
