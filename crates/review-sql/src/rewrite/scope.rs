//! What belongs to one SELECT: aliases used later in it, labels, TOP, MINUS.

mod aliases;
mod columns;

use std::collections::HashMap;
use std::ops::ControlFlow;

use sqlparser::ast::{
    Distinct, Expr, Ident, JoinConstraint, JoinOperator, LimitClause, OrderByKind, Query, Select, SelectItem, SetExpr,
    SetOperator, TableFactor, TableWithJoins, Top, TopQuantity, VisitMut, VisitorMut,
};

use super::Surroundings;
use super::build::number;
use super::labels::{MARK, label_of};
use crate::error::SqlError;
use aliases::Aliases;
use columns::{Columns, renamed};

/// Names of queries in WITH, with their columns where those are known.
type Named = HashMap<String, Columns>;

/// Applies the rules to `query` and all queries within.
pub(super) fn apply(query: &mut Query, surroundings: Surroundings<'_>) -> Result<(), SqlError> {
    Scope { surroundings }.query(query, &Named::new()).map(|_| ())
}

struct Scope<'a> {
    surroundings: Surroundings<'a>,
}

impl Scope<'_> {
    /// Goes through a query and says which columns it has, when that is known.
    fn query(&self, query: &mut Query, outer: &Named) -> Result<Columns, SqlError> {
        let mut named = outer.clone();
        if let Some(with) = &mut query.with {
            for table in &mut with.cte_tables {
                let name = table.alias.name.value.clone();
                if with.recursive {
                    named.insert(name.clone(), renamed(None, &table.alias));
                }
                let columns = self.query(&mut table.query, &named)?;
                named.insert(name, renamed(columns, &table.alias));
            }
        }
        let mut top = None;
        let columns = self.set(&mut query.body, &named, &mut top)?;
        if let Some(limit) = top {
            if query.limit_clause.is_some() {
                return Err(SqlError::syntax("TOP and LIMIT cannot stand in one query"));
            }
            query.limit_clause =
                Some(LimitClause::LimitOffset { limit: Some(limit), offset: None, limit_by: Vec::new() });
        }
        order_by_labels(query);
        Ok(columns)
    }

    fn set(&self, body: &mut SetExpr, named: &Named, top: &mut Option<Expr>) -> Result<Columns, SqlError> {
        match body {
            SetExpr::Select(select) => {
                if let Some(quantity) = select.top.take() {
                    *top = limit_of(quantity);
                }
                self.select(select, named)
            }
            SetExpr::Query(query) => self.query(query, named),
            SetExpr::SetOperation { left, right, op, .. } => {
                if *op == SetOperator::Minus {
                    *op = SetOperator::Except;
                }
                let columns = self.set(left, named, &mut None)?;
                self.set(right, named, &mut None)?;
                Ok(columns)
            }
            _ => Ok(None),
        }
    }

    fn select(&self, select: &mut Select, named: &Named) -> Result<Columns, SqlError> {
        let mut from = Some(Vec::new());
        for table in &mut select.from {
            let columns = self.joined(table, named)?;
            from = from.zip(columns).map(|(mut all, columns)| {
                all.extend(columns);
                all
            });
        }
        self.inner_queries(select, named)?;
        let mut aliases = Aliases::new(from.as_deref());
        for item in &mut select.projection {
            let label = match item {
                SelectItem::UnnamedExpr(expression) => Some(label_of(expression)),
                _ => None,
            };
            let changed = aliases.put_into_item(item)?;
            aliases.learn(item);
            // An alias that stands alone keeps its name.
            if let (true, Some(label), SelectItem::UnnamedExpr(expression)) = (changed, label, &*item) {
                *item = SelectItem::ExprWithAlias { expr: expression.clone(), alias: Ident::new(label) };
            }
        }
        aliases.put_into_conditions(select)?;
        Ok(label(select, from))
    }

    fn joined(&self, table: &mut TableWithJoins, named: &Named) -> Result<Columns, SqlError> {
        let mut columns = self.factor(&mut table.relation, named)?;
        for join in &mut table.joins {
            let more = self.factor(&mut join.relation, named)?;
            columns = columns.zip(more).map(|(mut all, more)| {
                all.extend(more);
                all
            });
        }
        Ok(columns)
    }

    fn factor(&self, factor: &mut TableFactor, named: &Named) -> Result<Columns, SqlError> {
        Ok(match factor {
            TableFactor::Table { name, alias, .. } => {
                let Some(ident) = name.0.last().and_then(|part| part.as_ident()) else { return Ok(None) };
                let columns = match (named.get(&ident.value), self.surroundings.tables.get(&ident.value)) {
                    (Some(columns), _) => columns.clone(),
                    (None, Some(table)) => Some(table.columns().iter().map(|(column, _)| column.clone()).collect()),
                    (None, None) => None,
                };
                alias.as_ref().map_or(columns.clone(), |alias| renamed(columns, alias))
            }
            TableFactor::Derived { subquery, alias, .. } => {
                let columns = self.query(subquery, named)?;
                alias.as_ref().map_or(columns.clone(), |alias| renamed(columns, alias))
            }
            TableFactor::NestedJoin { table_with_joins, .. } => self.joined(table_with_joins, named)?,
            _ => None,
        })
    }

    /// Queries inside the expressions of a SELECT, its FROM apart.
    fn inner_queries(&self, select: &mut Select, named: &Named) -> Result<(), SqlError> {
        let mut inner = Inner { scope: self, named };
        let mut visit = |expression: &mut Expr| match VisitMut::visit(expression, &mut inner) {
            ControlFlow::Break(error) => Err(error),
            ControlFlow::Continue(()) => Ok(()),
        };
        for item in &mut select.projection {
            if let SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } = item {
                visit(expr)?;
            }
        }
        for expression in conditions(select) {
            visit(expression)?;
        }
        Ok(())
    }
}

/// The expressions of a SELECT that filter rows.
fn conditions(select: &mut Select) -> impl Iterator<Item = &mut Expr> {
    let joins = select.from.iter_mut().flat_map(|table| table.joins.iter_mut()).filter_map(|join| {
        match &mut join.join_operator {
            JoinOperator::Join(JoinConstraint::On(on))
            | JoinOperator::Inner(JoinConstraint::On(on))
            | JoinOperator::Left(JoinConstraint::On(on))
            | JoinOperator::LeftOuter(JoinConstraint::On(on))
            | JoinOperator::Right(JoinConstraint::On(on))
            | JoinOperator::RightOuter(JoinConstraint::On(on))
            | JoinOperator::FullOuter(JoinConstraint::On(on)) => Some(on),
            _ => None,
        }
    });
    joins.chain(select.selection.iter_mut()).chain(select.having.iter_mut()).chain(select.qualify.iter_mut())
}

struct Inner<'s, 'a> {
    scope: &'s Scope<'a>,
    named: &'s Named,
}

impl VisitorMut for Inner<'_, '_> {
    type Break = SqlError;

    fn pre_visit_expr(&mut self, expression: &mut Expr) -> ControlFlow<SqlError> {
        if let Expr::Subquery(query) | Expr::Exists { subquery: query, .. } | Expr::InSubquery { subquery: query, .. } =
            expression
            && let Err(error) = self.scope.query(query, self.named)
        {
            return ControlFlow::Break(error);
        }
        ControlFlow::Continue(())
    }
}

fn limit_of(top: Top) -> Option<Expr> {
    match top.quantity? {
        TopQuantity::Constant(count) => Some(number(&count.to_string())),
        TopQuantity::Expr(count) => Some(count),
    }
}

/// Gives every selected expression its label, and a unique one inside the engine when labels repeat.
fn label(select: &mut Select, from: Columns) -> Columns {
    let mut labels: Vec<String> = Vec::new();
    let mut known = true;
    for item in &mut select.projection {
        let (expression, given) = match item {
            SelectItem::UnnamedExpr(expression) => (expression.clone(), None),
            SelectItem::ExprWithAlias { expr, alias } => (expr.clone(), Some(alias.clone())),
            SelectItem::Wildcard(options) if options.opt_exclude.is_none() => {
                match &from {
                    Some(columns) => labels.extend(columns.iter().cloned()),
                    None => known = false,
                }
                continue;
            }
            _ => {
                known = false;
                continue;
            }
        };
        let base = given.as_ref().map_or_else(|| label_of(&expression), |alias| alias.value.clone());
        let unique = unique(&base, &labels);
        let plain =
            matches!(&expression, Expr::Identifier(_) | Expr::CompoundIdentifier(_)) && !is_session_word(&expression);
        labels.push(unique.clone());
        if given.is_none() && plain && unique == base {
            continue;
        }
        let span = given.map(|alias| alias.span).unwrap_or_else(sqlparser::tokenizer::Span::empty);
        *item = SelectItem::ExprWithAlias { expr: expression, alias: Ident::with_quote_and_span('"', span, unique) };
    }
    known.then_some(labels)
}

/// A bare word such as `sysdate` is no column and needs its label.
fn is_session_word(expression: &Expr) -> bool {
    matches!(expression, Expr::Identifier(ident) if ident.quote_style.is_none()
        && matches!(ident.value.as_str(), "sysdate" | "current_date" | "current_user" | "session_user" | "user" | "current_user_id"))
}

fn unique(base: &str, taken: &[String]) -> String {
    if !taken.iter().any(|label| label == base) {
        return base.to_owned();
    }
    let numbered = (2..).map(|number| format!("{base}{MARK}{number}"));
    numbered.into_iter().find(|candidate| !taken.contains(candidate)).unwrap_or_default()
}

/// `select distinct f(x) as y ... order by f(x)` orders by `y`: the engine wants the selected column itself.
fn order_by_labels(query: &mut Query) {
    let SetExpr::Select(select) = query.body.as_ref() else { return };
    if !matches!(select.distinct, Some(Distinct::Distinct)) {
        return;
    }
    let Some(order) = &mut query.order_by else { return };
    let OrderByKind::Expressions(keys) = &mut order.kind else { return };
    for key in keys {
        let selected = select.projection.iter().find_map(|item| match item {
            SelectItem::ExprWithAlias { expr, alias } if *expr == key.expr => Some(alias.clone()),
            _ => None,
        });
        if let Some(alias) = selected {
            key.expr = Expr::Identifier(alias);
        }
    }
}
