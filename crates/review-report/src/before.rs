//! The numbers a query had in the run before, beside those it has now.

use std::collections::{BTreeMap, BTreeSet};

use review_core::result::{Cell, Column, Row};

use crate::table::is_number;

/// The rows of a query in the run before, as far as they are about things that are shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EarlierRows {
    /// The columns they had.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// What a row is about: the values of the columns that name the object.
pub type Name = Vec<Option<String>>;

/// Where the columns that name the object stand; none where there are none, one is missing, or one holds moments or
/// days: no row of a later run is about the same hour.
pub fn name_columns(columns: &[Column], object: &[String]) -> Option<Vec<usize>> {
    let place = |name: &String| {
        let at = columns.iter().position(|column| column.name.eq_ignore_ascii_case(name))?;
        (!columns[at].is_temporal()).then_some(at)
    };
    let places: Vec<usize> = object.iter().map(place).collect::<Option<_>>()?;
    (!places.is_empty()).then_some(places)
}

/// The name of what a row is about.
pub fn name(row: &Row, places: &[usize]) -> Name {
    places.iter().map(|at| row.get(*at).and_then(Cell::text)).collect()
}

/// The rows before, by the name of what they are about.
pub(crate) struct Before<'a> {
    columns: &'a [Column],
    places: Vec<usize>,
    rows: BTreeMap<Name, &'a Row>,
}

impl<'a> Before<'a> {
    /// None where rows cannot be told apart. A name that stands twice, in either run, has no numbers before.
    pub(crate) fn of(earlier: &'a EarlierRows, columns: &[Column], rows: &[Row], object: &[String]) -> Option<Self> {
        let places = name_columns(columns, object)?;
        let earlier_places = name_columns(&earlier.columns, object)?;
        let now_twice = twice(rows.iter().map(|row| name(row, &places)));
        let before_twice = twice(earlier.rows.iter().map(|row| name(row, &earlier_places)));
        let named = earlier.rows.iter().map(|row| (name(row, &earlier_places), row));
        let rows = named.filter(|(name, _)| !now_twice.contains(name) && !before_twice.contains(name)).collect();
        Some(Self { columns: &earlier.columns, places, rows })
    }

    /// The number that a cell was, where it is another one now.
    pub(crate) fn number(&self, column: &Column, now: &Cell, row: &Row) -> Option<String> {
        if !is_number(column) {
            return None;
        }
        let at = self.columns.iter().position(|earlier| earlier.name.eq_ignore_ascii_case(&column.name))?;
        let then = self.rows.get(&name(row, &self.places))?.get(at)?.text()?;
        (Some(&then) != now.text().as_ref()).then_some(then)
    }
}

fn twice(names: impl Iterator<Item = Name>) -> BTreeSet<Name> {
    let mut seen = BTreeSet::new();
    names.filter(|name| !seen.insert(name.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &[(&str, i64)]) -> Vec<Row> {
        table.iter().map(|(name, mb)| vec![Cell::Text((*name).to_owned()), Cell::Long(*mb)]).collect()
    }

    #[test]
    fn a_number_stands_beside_what_it_was() {
        let columns = [Column::new("table_name", "varchar"), Column::new("mb", "int8")];
        let object = ["table_name".to_owned()];
        let now = rows(&[("a", 5), ("b", 6), ("c", 7), ("d", 8), ("d", 9)]);
        let earlier = EarlierRows {
            columns: vec![Column::new("MB", "int8"), Column::new("table_name", "varchar")],
            rows: rows(&[("a", 4), ("b", 6), ("d", 1)])
                .into_iter()
                .map(|row| row.into_iter().rev().collect())
                .collect(),
        };
        let before = Before::of(&earlier, &columns, &now, &object).expect("rows that can be told apart");
        let number = |at: usize| before.number(&columns[1], &now[at][1], &now[at]);
        assert_eq!(number(0).as_deref(), Some("4"));
        assert_eq!(number(1), None, "as before");
        assert_eq!(number(2), None, "not there before");
        assert_eq!(number(3), None, "there twice");
        assert_eq!(before.number(&columns[0], &now[0][0], &now[0]), None, "a name is no number");
    }

    #[test]
    fn hours_are_not_met_again() {
        let columns = [Column::new("hour_start", "timestamp"), Column::new("mb", "int8")];
        assert_eq!(name_columns(&columns, &["hour_start".to_owned()]), None);
        assert_eq!(name_columns(&columns, &["mb".to_owned()]), Some(vec![1]));
        assert_eq!(name_columns(&columns, &[]), None);
        assert_eq!(name_columns(&columns, &["table_name".to_owned()]), None);
    }
}
