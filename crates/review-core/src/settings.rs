//! What a house says about its reviews, outside any pack: what is set aside and until when, whom a finding belongs
//! to, how reports are classified. Packs are replaced by newer ones; this stays.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use wildmatch::WildMatch;

use crate::result::{Column, Row};
use crate::time::Timestamp;

/// The version of `settings.json` this program writes.
pub const SETTINGS_FORMAT: u32 = 1;

/// `settings.json`: what held for a run; frozen when the run begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// [`SETTINGS_FORMAT`]; 0 when there were none.
    #[serde(default)]
    pub format: u32,
    /// A line that every report carries: `Internal`, `Confidential: Finance`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification: Option<String>,
    /// What is set aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suppressions: Vec<Suppression>,
    /// Whom objects belong to; the first that fits counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<Ownership>,
}

/// A finding that is known and accepted for a while, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// The signal's id; `*` stands for any characters, `?` for one.
    pub signal: String,
    /// Which objects of it; without any, all of it.
    #[serde(default, skip_serializing_if = "ObjectMatch::is_any")]
    pub object: ObjectMatch,
    /// Why it is accepted.
    pub reason: String,
    /// Who accepted it.
    pub owner: String,
    /// The last day it holds, in UTC: `2027-01-31`.
    pub until: String,
}

impl Suppression {
    /// Whether it holds no more at this moment.
    pub fn has_expired(&self, at: Timestamp) -> bool {
        // Both are `YYYY-MM-DD`, so their order as text is their order in time.
        at.day() > self.until
    }

    /// Whether it speaks of this signal.
    pub fn names(&self, signal: &str) -> bool {
        WildMatch::new(&self.signal).matches(signal)
    }
}

/// Whom objects belong to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ownership {
    /// The owner: a team, a person, an address.
    pub owner: String,
    /// Whose objects these are; an empty one fits everything.
    #[serde(default, skip_serializing_if = "ObjectMatch::is_any")]
    pub object: ObjectMatch,
}

/// Which objects are meant: a pattern for some columns of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ObjectMatch {
    /// Patterns by column; `*` stands for any characters, `?` for one. All of them must fit.
    pub columns: BTreeMap<String, String>,
}

impl ObjectMatch {
    /// Whether every object is meant.
    pub fn is_any(&self) -> bool {
        self.columns.is_empty()
    }

    /// Whether this row's object is meant. A row without one of the columns is not; neither is NULL.
    pub fn fits(&self, columns: &[Column], row: &Row) -> bool {
        self.columns.iter().all(|(name, pattern)| {
            let at = columns.iter().position(|column| column.name == *name);
            let text = at.and_then(|at| row.get(at)).and_then(|cell| cell.text());
            text.is_some_and(|text| WildMatch::new(pattern).matches(&text))
        })
    }
}

impl Settings {
    /// The owner of the object of this row, if one is known.
    pub fn owner_of(&self, columns: &[Column], row: &Row) -> Option<&str> {
        let first = self.owners.iter().find(|one| one.object.fits(columns, row))?;
        Some(&first.owner)
    }

    /// The owner of what has no object: that of the entry which fits everything.
    pub fn owner_of_all(&self) -> Option<&str> {
        Some(&self.owners.iter().find(|one| one.object.is_any())?.owner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::Cell;

    fn row(schema: &str, table: &str) -> (Vec<Column>, Row) {
        let columns = vec![Column::new("schema_name", "varchar"), Column::new("table_name", "varchar")];
        (columns, vec![Cell::Text(schema.to_owned()), Cell::Text(table.to_owned())])
    }

    fn object(patterns: &[(&str, &str)]) -> ObjectMatch {
        let column = |(name, pattern): &(&str, &str)| ((*name).to_owned(), (*pattern).to_owned());
        ObjectMatch { columns: patterns.iter().map(column).collect() }
    }

    #[test]
    fn an_object_is_meant_when_every_pattern_fits() {
        let (columns, row) = row("staging", "tmp_1");
        for (patterns, expected) in [
            (&[][..], true),
            (&[("schema_name", "staging")], true),
            (&[("schema_name", "stag*"), ("table_name", "tmp_?")], true),
            (&[("schema_name", "stag*"), ("table_name", "tmp")], false),
            (&[("schema_name", "Staging")], false),
            (&[("queue", "*")], false),
        ] {
            assert_eq!(object(patterns).fits(&columns, &row), expected, "{patterns:?}");
        }
        let null = vec![Cell::NULL, Cell::Text("t".to_owned())];
        assert!(!object(&[("schema_name", "*")]).fits(&columns, &null));
    }

    #[test]
    fn the_first_owner_that_fits_counts() {
        let owner =
            |owner: &str, patterns: &[(&str, &str)]| Ownership { owner: owner.to_owned(), object: object(patterns) };
        let owners = vec![owner("loads", &[("schema_name", "stag*")]), owner("platform", &[])];
        let settings = Settings { owners, ..Settings::default() };
        let (columns, staging) = row("staging", "t");
        let (_, other) = row("core", "t");
        assert_eq!(settings.owner_of(&columns, &staging), Some("loads"));
        assert_eq!(settings.owner_of(&columns, &other), Some("platform"));
        assert_eq!(settings.owner_of_all(), Some("platform"));
        assert_eq!(Settings::default().owner_of(&columns, &other), None);
    }

    #[test]
    fn a_suppression_holds_to_the_end_of_its_last_day() {
        let suppression = Suppression {
            signal: "large-*".to_owned(),
            object: ObjectMatch::default(),
            reason: "known".to_owned(),
            owner: "me".to_owned(),
            until: "2026-11-28".to_owned(),
        };
        let at = |text: &str| text.parse::<Timestamp>().expect("a moment");
        assert!(!suppression.has_expired(at("2026-11-28T23:59:59Z")));
        assert!(suppression.has_expired(at("2026-11-29T00:00:00Z")));
        assert!(suppression.names("large-table-skewed") && !suppression.names("table-large"));
    }
}
