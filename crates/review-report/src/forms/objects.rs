//! The objects that a finding names.

use crate::model::{Finding, Table};

/// One object of a finding, and what was observed of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Object {
    /// Its parts, such as database, schema and table.
    pub(super) parts: Vec<String>,
    /// The observed value, where there is one.
    pub(super) observed: Option<String>,
}

impl Object {
    /// Its name in one piece.
    pub(super) fn name(&self) -> String {
        self.parts.join(".")
    }
}

/// The objects of a finding in the order of its rows; empty where it judges all rows together.
pub(super) fn of(finding: &Finding) -> Vec<Object> {
    let Some(Table { columns, rows, .. }) = &finding.evidence else { return vec![] };
    let is_object: Vec<bool> = columns.iter().map(|column| column.object).collect();
    let observed = columns.iter().position(|column| column.observed);
    let text = |cell: &crate::model::TableCell| cell.full.clone().unwrap_or_else(|| cell.text.clone());
    let object = |row: &Vec<crate::model::TableCell>| Object {
        parts: row.iter().zip(&is_object).filter(|(_, is)| **is).map(|(cell, _)| text(cell)).collect(),
        observed: observed.and_then(|at| row.get(at)).map(text),
    };
    rows.iter().map(object).filter(|object| !object.parts.is_empty()).collect()
}
