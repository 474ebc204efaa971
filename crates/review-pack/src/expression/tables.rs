//! What conditions may read: the declared columns of the pack's queries.

use std::collections::BTreeMap;

use review_core::result::ColumnType;

use crate::nearest::nearest;

/// The declared columns of one query.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// Columns in the order declared; the type is `None` when it is not a type (reported elsewhere).
    pub(crate) columns: Vec<(String, Option<ColumnType>)>,
    /// Whether this is all of them. When the declaration could not be read, nothing is said of unknown columns.
    pub(crate) whole: bool,
}

impl Table {
    /// The type of a column, if there is such a column.
    pub(crate) fn column(&self, name: &str) -> Option<Option<ColumnType>> {
        self.columns.iter().find(|(column, _)| column == name).map(|(_, kind)| *kind)
    }

    /// The names of the columns.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// The declared columns of every query.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tables {
    /// By name of the query, in lower case.
    pub(crate) declared: BTreeMap<String, Table>,
    /// The queries the pack defines; `None` when that is not known.
    pub(crate) queries: Option<Vec<String>>,
}

/// What a name after FROM means.
#[derive(Debug)]
pub(crate) enum Lookup<'a> {
    /// A query with declared columns.
    Table(&'a Table),
    /// A query whose columns nobody declares.
    WithoutColumns(&'a str),
    /// No query; holds the nearest.
    Unknown(Option<&'a str>),
    /// The pack's queries are not known, since its configuration could not be read.
    Unsaid,
}

impl Tables {
    /// The query of that name, without regard to case, as SQL reads unquoted names.
    pub(crate) fn look_up(&self, name: &str) -> Lookup<'_> {
        if let Some(table) = self.declared.get(&name.to_ascii_lowercase()) {
            return Lookup::Table(table);
        }
        let Some(queries) = &self.queries else { return Lookup::Unsaid };
        match queries.iter().find(|query| query.eq_ignore_ascii_case(name)) {
            Some(query) => Lookup::WithoutColumns(query),
            None => Lookup::Unknown(nearest(name, queries.iter().map(String::as_str))),
        }
    }
}
