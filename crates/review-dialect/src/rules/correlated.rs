//! Correlated sub-queries: Redshift runs few of their forms.

use sqlparser::ast::{BinaryOperator, Distinct, Expr, SelectItem, SetExpr, Spanned};

use super::Family;
use crate::look::{any_part, function_name, has_aggregate, has_window, is_aggregate};
use crate::report::Report;
use crate::rule::{D227, D228, D229, D230, D231, D232, D233};
use crate::site::{Block, Clause, NestedQuery, Position};

pub(super) const FAMILY: Family = Family { nested, select, ..Family::NOTHING };

fn nested(at: &NestedQuery<'_>, report: &mut Report<'_>) {
    if let Some(far) = at.outer.iter().find(|reference| reference.depth > 1) {
        let message = "a sub-query names a column of a query further out than the next one";
        report.add(&D227, far.span, message, "join the tables instead");
    }
    let Some(reference) = at.outer.first() else { return };
    let span = reference.span;
    if at.clause == Clause::On {
        let help = "join a grouped sub-query instead";
        report.add(&D228, span, "a correlated sub-query in the ON of a join", help);
    }
    let SetExpr::Select(select) = at.query.body.as_ref() else { return };
    let list = || {
        select.projection.iter().filter_map(|item| match item {
            SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some(expr),
            _ => None,
        })
    };
    if at.position == (Position::In { negated: true }) {
        let reads_system = at.block.scope.relations.iter().filter_map(|relation| relation.stored.as_deref());
        if reads_system.into_iter().any(super::placement::is_system) {
            let help = "write LEFT JOIN ... WHERE the other side IS NULL, or NOT EXISTS";
            report.add(&D229, span, "a correlated NOT IN over a system table", help);
        }
    }
    if list().any(has_window) {
        let message = "a correlated sub-query with a window function";
        report.add(&D230, span, message, "compute the window first and join the result");
    }
    let is_grouped = !matches!(&select.group_by,
        sqlparser::ast::GroupByExpr::Expressions(list, _) if list.is_empty());
    if matches!(at.position, Position::In { .. }) && is_grouped && list().any(aggregates_more) {
        report.add(&D232, span, "a correlated IN sub-query that groups and aggregates", "write a join");
    }
    undocumented(at, select, report);
}

/// Aggregates other than MIN and MAX.
fn aggregates_more(expr: &Expr) -> bool {
    has_aggregate(expr)
        && any_part(expr, |part| {
            matches!(part, Expr::Function(function) if {
                let name = function_name(function);
                is_aggregate(&name) && !matches!(name.as_str(), "min" | "max")
            })
        })
}

/// Patterns that people met; no page names them.
fn undocumented(at: &NestedQuery<'_>, select: &sqlparser::ast::Select, report: &mut Report<'_>) {
    let spans: Vec<_> = at.outer.iter().map(|reference| reference.span).collect();
    let is_outer = |expr: &Expr| any_part(expr, |part| spans.contains(&part.span()));
    let by_other_means = select.selection.as_ref().is_some_and(|condition| {
        any_part(condition, |part| match part {
            Expr::BinaryOp { left, op, right } => match op {
                BinaryOperator::Or => is_outer(part),
                BinaryOperator::Lt
                | BinaryOperator::LtEq
                | BinaryOperator::Gt
                | BinaryOperator::GtEq
                | BinaryOperator::NotEq => is_outer(left) || is_outer(right),
                _ => false,
            },
            Expr::Between { .. } => is_outer(part),
            _ => false,
        })
    });
    let limits = at.query.limit_clause.is_some() && !matches!(at.position, Position::Exists { .. });
    let distinct = matches!(select.distinct, Some(Distinct::Distinct));
    let what = match (by_other_means, limits, distinct) {
        (true, _, _) => "is tied to the outside by something other than equality",
        (_, true, _) => "has a LIMIT",
        (_, _, true) => "has DISTINCT",
        _ => return,
    };
    let help = "write a join, or number the rows with ROW_NUMBER()";
    report.add(&D233, at.outer[0].span, format!("a correlated sub-query that {what}"), help);
}

/// GROUP BY something that a sub-query computes: written there, by position or by alias.
fn select(block: &Block<'_>, report: &mut Report<'_>) {
    let has_query = |expr: &Expr| {
        any_part(expr, |part| matches!(part, Expr::Subquery(_) | Expr::Exists { .. } | Expr::InSubquery { .. }))
    };
    for key in block.grouped() {
        let meant = match key {
            Expr::Value(value) => {
                let index = value.value.to_string().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                index.and_then(|index| block.select.projection.get(index))
            }
            Expr::Identifier(name) => block.select.projection.iter().find(|item| {
                matches!(item, SelectItem::ExprWithAlias { alias, .. } if alias.value.eq_ignore_ascii_case(&name.value))
            }),
            _ => None,
        };
        let computed = match meant {
            Some(SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. }) => expr,
            _ => key,
        };
        if has_query(computed) {
            let help = "compute it in a sub-query in FROM, and group there";
            report.add(&D231, key.span(), "GROUP BY a value that a sub-query computes", help);
        }
    }
}
