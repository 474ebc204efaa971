//! Query texts, treated as the run says before they are stored.

use review_core::QueryName;
use review_core::query_text::{QueryText, QueryTexts};
use review_core::result::{Cell, Column, Row};

/// Where the query texts of one result stand, and what is kept of them.
pub(super) struct Texts {
    kept: QueryText,
    places: Vec<usize>,
}

impl Texts {
    /// Those of a query whose result has these columns; names are compared without regard to case.
    pub(super) fn of(texts: &QueryTexts, query: &QueryName, columns: &[Column]) -> Self {
        let named = texts.columns.get(query).map(Vec::as_slice).unwrap_or_default();
        let is_named = |column: &Column| named.iter().any(|name| name.eq_ignore_ascii_case(&column.name));
        let places = columns.iter().enumerate().filter(|(_, column)| is_named(column)).map(|(place, _)| place);
        Self { kept: texts.kept, places: places.collect() }
    }

    /// Treats the texts in these rows.
    pub(super) fn treat(&self, rows: &mut [Row]) {
        for row in rows {
            for place in &self.places {
                if let Some(cell) = row.get_mut(*place) {
                    self.treat_cell(cell);
                }
            }
        }
    }

    fn treat_cell(&self, cell: &mut Cell) {
        if let Cell::Text(text) = cell {
            *cell = self.kept.keep(text).map_or(Cell::NULL, Cell::Text);
        }
    }
}
