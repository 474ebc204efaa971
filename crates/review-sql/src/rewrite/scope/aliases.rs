//! Lateral aliases: an alias may be used later in the same SELECT list and in its WHERE; a column of FROM of that
//! name wins (database guide, "SELECT list").

use std::collections::HashMap;
use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Query, Select, SelectItem, VisitMut, VisitorMut, visit_expressions};

use super::conditions;
use crate::bounds::EXPRESSIONS_MAX;
use crate::error::SqlError;
use crate::rewrite::build::nested;

/// The aliases of a SELECT so far. Nothing is put in where the columns of FROM are not known: such a query fails
/// for its missing table anyway.
pub(super) struct Aliases<'a> {
    columns: Option<&'a [String]>,
    known: HashMap<String, Meaning>,
}

/// What an alias stands for, and how many expressions that is: aliases of aliases double quickly.
struct Meaning {
    expression: Expr,
    size: usize,
}

impl<'a> Aliases<'a> {
    pub(super) fn new(columns: Option<&'a [String]>) -> Self {
        Self { columns, known: HashMap::new() }
    }

    pub(super) fn learn(&mut self, item: &SelectItem) {
        let (Some(columns), SelectItem::ExprWithAlias { expr, alias }) = (self.columns, item) else { return };
        let same = matches!(expr, Expr::Identifier(ident) if ident.value == alias.value);
        if !same && !columns.contains(&alias.value) {
            let meaning = || Meaning { expression: expr.clone(), size: size(expr) };
            self.known.entry(alias.value.clone()).or_insert_with(meaning);
        }
    }

    /// Puts meanings in place of aliases and says whether there were any.
    pub(super) fn put_into_item(&self, item: &mut SelectItem) -> Result<bool, SqlError> {
        match item {
            SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => self.put_into(expr),
            _ => Ok(false),
        }
    }

    /// WHERE, join conditions and QUALIFY; GROUP BY, HAVING and ORDER BY know aliases by themselves.
    pub(super) fn put_into_conditions(&self, select: &mut Select) -> Result<(), SqlError> {
        let having = select.having.take();
        let put = conditions(select).try_for_each(|condition| self.put_into(condition).map(|_| ()));
        select.having = having;
        put
    }

    fn put_into(&self, expression: &mut Expr) -> Result<bool, SqlError> {
        if self.known.is_empty() {
            return Ok(false);
        }
        let mut put = Put { aliases: self, depth: 0, size: 0 };
        match VisitMut::visit(expression, &mut put) {
            ControlFlow::Break(error) => Err(error),
            ControlFlow::Continue(()) => Ok(put.size > 0),
        }
    }
}

/// How many expressions `expression` is.
fn size(expression: &Expr) -> usize {
    let mut size = 0;
    let _ = visit_expressions(expression, |_| {
        size += 1;
        ControlFlow::<()>::Continue(())
    });
    size
}

struct Put<'s, 'a> {
    aliases: &'s Aliases<'a>,
    /// Inside a sub-query names mean that query's columns first; nothing is put in there.
    depth: usize,
    /// How much was put in.
    size: usize,
}

impl VisitorMut for Put<'_, '_> {
    type Break = SqlError;

    fn pre_visit_query(&mut self, _query: &mut Query) -> ControlFlow<SqlError> {
        self.depth += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _query: &mut Query) -> ControlFlow<SqlError> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expression: &mut Expr) -> ControlFlow<SqlError> {
        if self.depth == 0
            && let Expr::Identifier(ident) = expression
            && let Some(meaning) = self.aliases.known.get(&ident.value)
        {
            self.size += meaning.size;
            if self.size > EXPRESSIONS_MAX {
                return ControlFlow::Break(SqlError::too_deep());
            }
            *expression = nested(meaning.expression.clone());
        }
        ControlFlow::Continue(())
    }
}
