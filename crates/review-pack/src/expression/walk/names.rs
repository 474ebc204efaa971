//! Names: to which column of which relation they belong.

use sqlparser::ast::{Expr, Ident, Spanned};

use super::{Position, Walk};
use crate::codes::Code;
use crate::expression::kind::Kind;
use crate::expression::tables::Table;
use crate::nearest::nearest;

impl Walk<'_> {
    pub(super) fn compound(&mut self, names: &[Ident], expr: &Expr) -> Kind {
        match names {
            [relation, column] => self.column(Some(relation), column),
            _ => {
                self.not_in_conditions(self.offsets.stretch(expr.span()), &format!("the long name `{expr}`"));
                Kind::Unknown
            }
        }
    }

    /// Resolves a column from the innermost SELECT outwards.
    pub(super) fn column(&mut self, relation: Option<&Ident>, column: &Ident) -> Kind {
        self.references += 1;
        let name = folded(column);
        let wanted = relation.map(folded);
        for (depth, scope) in self.scopes.iter().enumerate().rev() {
            if wanted.is_none() && scope.aliases.contains(&name) {
                return Kind::Unknown;
            }
            let named = scope.relations.iter().filter(|known| wanted.as_ref().is_none_or(|name| *name == known.name));
            for known in named {
                match known.table.map(|table| (table.column(&name), table.whole)) {
                    Some((Some(kind), _)) => {
                        self.refuse_bare(depth, column);
                        return Kind::of_column(kind);
                    }
                    Some((None, true)) => {}
                    Some((None, false)) | None => return Kind::Unknown,
                }
            }
        }
        self.unknown_column(relation, column, &name);
        Kind::Unknown
    }

    fn refuse_bare(&mut self, depth: usize, column: &Ident) {
        if depth == 0 && self.position == Position::AllRows {
            let message = format!("column `{column}` stands outside of an aggregate function");
            let help = format!("write what is meant of all rows, such as `max({column})` or `sum({column})`");
            self.flaw(
                Code::ColumnOutsideAggregate,
                self.offsets.stretch(column.span),
                message,
                "one value for all rows?",
                help,
            );
        }
    }

    fn unknown_column(&mut self, relation: Option<&Ident>, column: &Ident, name: &str) {
        let tables = self.scopes.iter().flat_map(|scope| &scope.relations).filter_map(|known| known.table);
        let known: Vec<&str> = tables.flat_map(Table::names).collect();
        let message = match relation {
            Some(relation) => format!("nothing called `{relation}` has a declared column `{name}`"),
            None => format!("nobody declares a column `{name}`"),
        };
        let help = match nearest(name, known.iter().copied()) {
            Some(near) if near != name => format!("write `{near}`, or declare `{name}` under `columns`"),
            _ => format!("declare `{name}` under `columns`, with its type"),
        };
        self.flaw(Code::UnknownColumn, self.offsets.stretch(column.span), message, "not declared", help);
    }
}

/// A name as SQL compares it: unquoted names in lower case.
pub(in crate::expression) fn folded(name: &Ident) -> String {
    match name.quote_style {
        None => name.value.to_lowercase(),
        Some(_) => name.value.clone(),
    }
}
