//! Lateral aliases: an alias may be used later in the same SELECT list and in its WHERE; a column of FROM of that
//! name wins (database guide, "SELECT list").

use std::collections::HashMap;
use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Query, Select, SelectItem, VisitMut, VisitorMut};

use super::conditions;
use crate::rewrite::build::nested;

/// The aliases of a SELECT so far. Nothing is put in where the columns of FROM are not known: such a query fails
/// for its missing table anyway.
pub(super) struct Aliases<'a> {
    columns: Option<&'a [String]>,
    known: HashMap<String, Expr>,
}

impl<'a> Aliases<'a> {
    pub(super) fn new(columns: Option<&'a [String]>) -> Self {
        Self { columns, known: HashMap::new() }
    }

    pub(super) fn learn(&mut self, item: &SelectItem) {
        let (Some(columns), SelectItem::ExprWithAlias { expr, alias }) = (self.columns, item) else { return };
        let same = matches!(expr, Expr::Identifier(ident) if ident.value == alias.value);
        if !same && !columns.contains(&alias.value) {
            self.known.entry(alias.value.clone()).or_insert_with(|| expr.clone());
        }
    }

    pub(super) fn put_into_item(&self, item: &mut SelectItem) {
        if let SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } = item {
            self.put_into(expr);
        }
    }

    /// WHERE and join conditions; GROUP BY, HAVING, QUALIFY and ORDER BY know aliases by themselves.
    pub(super) fn put_into_conditions(&self, select: &mut Select) {
        if self.known.is_empty() {
            return;
        }
        let having = select.having.take();
        let qualify = select.qualify.take();
        conditions(select).for_each(|condition| self.put_into(condition));
        (select.having, select.qualify) = (having, qualify);
        if let Some(condition) = &mut select.qualify {
            self.put_into(condition);
        }
    }

    fn put_into(&self, expression: &mut Expr) {
        if !self.known.is_empty() {
            let _ = VisitMut::visit(expression, &mut Put { aliases: self, depth: 0 });
        }
    }
}

struct Put<'s, 'a> {
    aliases: &'s Aliases<'a>,
    /// Inside a sub-query names mean that query's columns first; nothing is put in there.
    depth: usize,
}

impl VisitorMut for Put<'_, '_> {
    type Break = ();

    fn pre_visit_query(&mut self, _query: &mut Query) -> ControlFlow<()> {
        self.depth += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _query: &mut Query) -> ControlFlow<()> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expression: &mut Expr) -> ControlFlow<()> {
        if self.depth == 0
            && let Expr::Identifier(ident) = expression
            && let Some(meant) = self.aliases.known.get(&ident.value)
        {
            *expression = nested(meant.clone());
        }
        ControlFlow::Continue(())
    }
}
