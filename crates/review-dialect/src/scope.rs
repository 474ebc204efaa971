//! What names mean within one SELECT: its relations with their columns, and the SELECT around it.

use std::rc::Rc;

use sqlparser::ast::{Expr, Ident};

use crate::types::Ty;

/// A column of a system view, as the documentation has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The view.
    pub(crate) view: Rc<str>,
    /// The column.
    pub(crate) column: Rc<str>,
}

/// A column that a SELECT can name.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    /// Where its values come from, when they pass unchanged.
    pub(crate) origin: Option<Origin>,
    /// Whether the SELECT that makes it keeps zero out, so that one may divide by it.
    pub(crate) never_zero: bool,
}

/// A relation in FROM.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    /// The name that qualifies its columns.
    pub(crate) name: String,
    /// The stored relation's own name.
    pub(crate) stored: Option<String>,
    pub(crate) has_alias: bool,
    /// Its columns; `None` when they are not known.
    pub(crate) columns: Option<Rc<[Column]>>,
}

/// In how many relations a bare name is looked for. Real statements join ten; what lists thousands stays quick.
const RELATIONS_MAX: usize = 64;

/// The names within one SELECT.
#[derive(Debug)]
pub(crate) struct Scope<'s> {
    pub(crate) relations: Vec<Relation>,
    pub(crate) outer: Option<&'s Scope<'s>>,
}

/// What a column reference means.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// 0 for this SELECT, 1 for the one around it, and so on.
    pub(crate) depth: usize,
    /// The column, when the relation's columns are known.
    pub(crate) column: Option<Column>,
}

/// Why a reference means nothing that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// It may be a column of a relation whose columns are not known.
    Perhaps,
    /// The view that the name qualifies, or the only relations there are, lack it.
    Lacking(Vec<String>),
}

impl Scope<'_> {
    /// Looks a column reference up.
    pub(crate) fn find(&self, parts: &[Ident]) -> Result<Found, Missing> {
        match parts {
            [column] => self.find_bare(&column.value, 0),
            [.., relation, column] => self.find_qualified(&relation.value, &column.value, 0),
            [] => Err(Missing::Perhaps),
        }
    }

    /// Looks up whatever expression names a column.
    pub(crate) fn column(&self, expr: &Expr) -> Option<Column> {
        match expr {
            Expr::Identifier(name) => self.find(std::slice::from_ref(name)).ok()?.column,
            Expr::CompoundIdentifier(parts) => self.find(parts).ok()?.column,
            Expr::Nested(inner) => self.column(inner),
            _ => None,
        }
    }

    fn find_bare(&self, name: &str, depth: usize) -> Result<Found, Missing> {
        let mut all_known = self.relations.len() <= RELATIONS_MAX;
        for relation in self.relations.iter().take(RELATIONS_MAX) {
            match &relation.columns {
                Some(columns) => {
                    if let Some(column) = columns.iter().find(|column| column.name.eq_ignore_ascii_case(name)) {
                        return Ok(Found { depth, column: Some(column.clone()) });
                    }
                }
                None => all_known = false,
            }
        }
        match self.outer {
            _ if !all_known => Err(Missing::Perhaps),
            Some(outer) => outer.find_bare(name, depth + 1),
            None => Err(Missing::Lacking(self.relations.iter().map(|relation| relation.name.clone()).collect())),
        }
    }

    fn find_qualified(&self, relation: &str, name: &str, depth: usize) -> Result<Found, Missing> {
        match self.relations.iter().find(|candidate| candidate.name.eq_ignore_ascii_case(relation)) {
            Some(Relation { columns: None, .. }) => Ok(Found { depth, column: None }),
            Some(Relation { columns: Some(columns), .. }) => {
                let column = columns.iter().find(|column| column.name.eq_ignore_ascii_case(name)).cloned();
                column
                    .map(|column| Found { depth, column: Some(column) })
                    .ok_or_else(|| Missing::Lacking(vec![relation.to_owned()]))
            }
            None => match self.outer {
                Some(outer) => outer.find_qualified(relation, name, depth + 1),
                None => Err(Missing::Perhaps),
            },
        }
    }
}
