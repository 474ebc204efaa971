//! The relations of a FROM clause, with their columns where these are known.

use std::rc::Rc;

use sqlparser::ast::{Select, SelectItem, SelectItemQualifiedWildcardKind, Spanned, TableFactor, TableWithJoins};

use crate::columns::renamed;
use crate::look::{last_ident, schema_and_name};
use crate::scope::{Column, Origin, Relation, Scope};
use crate::site::{Block, OuterReference, Position, ReadRelation, Whole};
use crate::types::Ty;
use crate::walk::Walker;

impl Walker<'_, '_> {
    pub(crate) fn relations(
        &mut self,
        select: &Select,
        outer: Option<&Scope<'_>>,
        references: &mut Vec<OuterReference>,
    ) -> Vec<Relation> {
        let mut relations = Vec::new();
        for table in &select.from {
            self.joined(table, outer, &mut relations, references);
        }
        relations
    }

    fn joined(
        &mut self,
        table: &TableWithJoins,
        outer: Option<&Scope<'_>>,
        relations: &mut Vec<Relation>,
        references: &mut Vec<OuterReference>,
    ) {
        for factor in std::iter::once(&table.relation).chain(table.joins.iter().map(|join| &join.relation)) {
            match factor {
                TableFactor::NestedJoin { table_with_joins, .. } => {
                    self.joined(table_with_joins, outer, relations, references);
                }
                _ => relations.push(self.relation(factor, outer, references)),
            }
        }
    }

    fn relation(
        &mut self,
        factor: &TableFactor,
        outer: Option<&Scope<'_>>,
        references: &mut Vec<OuterReference>,
    ) -> Relation {
        let (alias, is_stored, name, columns) = match factor {
            TableFactor::Table { name: path, alias, args: None, .. } => {
                let (schema, word) = schema_and_name(path);
                match self.defined.iter().rev().find(|(defined, _)| schema.is_none() && *defined == word) {
                    Some((_, columns)) => (alias, false, Some(word), columns.clone()),
                    None => {
                        let span = last_ident(path).map_or_else(|| path.span(), |ident| ident.span);
                        let columns = self.columns_of_view(schema.as_deref(), &word);
                        self.whole.relations.push(ReadRelation { schema, name: word.clone(), span });
                        (alias, true, Some(word), columns)
                    }
                }
            }
            TableFactor::Derived { subquery, alias, .. } => {
                let output = self.query(subquery, outer, Position::Derived);
                references.extend(output.outer);
                (alias, false, None, output.columns.map(Rc::from))
            }
            TableFactor::Pivot { table, alias, .. } | TableFactor::Unpivot { table, alias, .. } => {
                self.relation(table, outer, references);
                (alias, false, None, None)
            }
            TableFactor::Table { name, alias, .. } | TableFactor::Function { name, alias, .. } => {
                let (_, word) = schema_and_name(name);
                (alias, false, Some(word), None)
            }
            _ => (&None, false, None, None),
        };
        let columns = match (alias, columns) {
            (Some(alias), Some(columns)) if !alias.columns.is_empty() => {
                Some(Rc::from(renamed(columns.to_vec(), alias)))
            }
            (_, columns) => columns,
        };
        let stored = name.clone().filter(|_| is_stored);
        let qualifier = alias.as_ref().map(|alias| alias.name.value.clone()).or(name).unwrap_or_default();
        Relation { name: qualifier, stored, has_alias: alias.is_some(), columns }
    }

    fn columns_of_view(&mut self, schema: Option<&str>, name: &str) -> Option<Rc<[Column]>> {
        if !matches!(schema, None | Some("pg_catalog")) {
            return None;
        }
        let catalogue = self.report.script.catalogue;
        let read = || {
            let view: Rc<str> = Rc::from(name);
            let column = |(column, ty): &(String, String)| Column {
                name: column.clone(),
                ty: Ty::named(ty),
                origin: Some(Origin { view: view.clone(), column: Rc::from(column.as_str()) }),
                never_zero: false,
            };
            catalogue.columns(name).map(|columns| columns.iter().map(column).collect())
        };
        self.views.entry(name.to_owned()).or_insert_with(read).clone()
    }
}

impl Whole {
    /// Notes the stored relations of which the block selects `*`.
    pub(crate) fn note_wildcards(&mut self, block: &Block<'_>) {
        // One for each relation and `*`: enough of them tell the same as all.
        const WILDCARDS_MAX: usize = 1_000;
        for item in &block.select.projection {
            if self.wildcards.len() > WILDCARDS_MAX {
                return;
            }
            let (only, span) = match item {
                SelectItem::Wildcard(options) => (None, options.wildcard_token.0.span),
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                    (Some(schema_and_name(name).1), name.span())
                }
                _ => continue,
            };
            for relation in &block.scope.relations {
                let is_meant = only.as_ref().is_none_or(|only| relation.name.eq_ignore_ascii_case(only));
                if let Some(stored) = relation.stored.as_ref().filter(|_| is_meant) {
                    self.wildcards.push((stored.clone(), span));
                }
            }
        }
    }
}
