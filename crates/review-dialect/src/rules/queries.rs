//! WITH, UNION and its kin, LIMIT.

use std::collections::HashSet;
use std::ops::ControlFlow;

use sqlparser::ast::{
    Distinct, Expr, LimitClause, ObjectName, Query, SelectItem, SetExpr, SetOperator, SetQuantifier, Spanned, Value,
    Visit, Visitor,
};

use super::Family;
use crate::look::{number_literal, schema_and_name};
use crate::report::Report;
use crate::rule::{D235, D237, D238, D242, D243, D244, D266, D267, D269};
use crate::site::{Block, Position, QueryAt, SetAt};
use crate::types::Ty;

pub(super) const FAMILY: Family = Family { query, set, select, ..Family::NOTHING };

fn query(at: &QueryAt<'_>, report: &mut Report<'_>) {
    with_clause(at, report);
    limits(at.query, report);
}

fn with_clause(at: &QueryAt<'_>, report: &mut Report<'_>) {
    let Some(with) = &at.query.with else { return };
    let start = with.with_token.0.span;
    if at.position == Position::Cte {
        let message = "a WITH within the body of another WITH: documented as not allowed";
        report.add(&D237, start, message, "write one flat list of names");
    }
    let mut seen = HashSet::new();
    let names: Vec<String> = with.cte_tables.iter().map(|cte| cte.alias.name.value.to_lowercase()).collect();
    for (index, cte) in with.cte_tables.iter().enumerate() {
        if !seen.insert(names[index].as_str()) {
            let message = format!("WITH defines `{}` twice", names[index]);
            report.add(&D238, cte.alias.name.span, message, "give the second another name");
        }
        let later: Vec<&str> = names[index + 1..].iter().map(String::as_str).collect();
        if let (false, Some((name, span))) = (with.recursive, first_read(&cte.query, &later)) {
            let message = format!("`{name}` is read before WITH defines it");
            report.add(&D238, span, message, "put its definition first");
        }
    }
    if with.recursive {
        recursive(at, report);
    }
}

fn recursive(at: &QueryAt<'_>, report: &mut Report<'_>) {
    let Some(with) = &at.query.with else { return };
    for cte in &with.cte_tables {
        let name = cte.alias.name.value.to_lowercase();
        if first_read(&cte.query, &[&name]).is_none() {
            continue;
        }
        let span = cte.alias.name.span;
        if at.position != Position::Top {
            report.add(&D235, span, "WITH RECURSIVE within a sub-query", "move it to the beginning of the statement");
        }
        if cte.alias.columns.is_empty() {
            let message = format!("the recursive `{name}` lists no columns");
            report.add(&D235, span, message, format!("write {name}(column, ...) as (...)"));
        }
        let quantifier = match cte.query.body.as_ref() {
            SetExpr::SetOperation { set_quantifier, .. } => *set_quantifier,
            _ => SetQuantifier::All,
        };
        if quantifier != SetQuantifier::All {
            report.add(&D235, span, "a recursive name needs UNION ALL", "write UNION ALL");
        }
        if cte.query.order_by.is_some() || cte.query.limit_clause.is_some() {
            let message = format!("the recursive `{name}` holds ORDER BY or LIMIT");
            report.add(&D235, span, message, "order and limit where it is read");
        }
    }
}

/// The first relation of a query that is one of the names.
fn first_read(query: &Query, names: &[&str]) -> Option<(String, sqlparser::tokenizer::Span)> {
    struct Search<'n> {
        names: &'n [&'n str],
    }
    impl Visitor for Search<'_> {
        type Break = (String, sqlparser::tokenizer::Span);

        fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<Self::Break> {
            let (schema, name) = schema_and_name(relation);
            match schema.is_none() && self.names.contains(&name.as_str()) {
                true => ControlFlow::Break((name, relation.span())),
                false => ControlFlow::Continue(()),
            }
        }
    }
    if names.is_empty() {
        return None;
    }
    query.visit(&mut Search { names }).break_value()
}

fn limits(query: &Query, report: &mut Report<'_>) {
    const MOST: i64 = 2_147_483_647;
    if let Some(LimitClause::LimitOffset { limit, offset, .. }) = &query.limit_clause {
        for number in limit.iter().chain(offset.iter().map(|offset| &offset.value)) {
            let value = number_literal(number).and_then(|digits| digits.parse::<i64>().ok());
            if value.is_some_and(|value| value > MOST) {
                report.add(&D266, number.span(), "LIMIT and OFFSET end at 2147483647", "write a smaller number");
            }
        }
        if query.body.as_select().is_some_and(|select| select.top.is_some()) {
            report.add(&D266, query.span(), "TOP and LIMIT in one query", "keep LIMIT");
        }
    }
    if let Some(fetch) = &query.fetch {
        let span = fetch.quantity.as_ref().map_or_else(|| query.span(), Spanned::span);
        let message = "FETCH FIRST is not in Redshift's grammar";
        report.add_as(review_core::diagnostic::Level::Warning, &D266, span, message, "write LIMIT n");
    }
}

fn set(at: &SetAt<'_>, report: &mut Report<'_>) {
    let is_all = matches!(at.quantifier, SetQuantifier::All);
    if is_all && at.op != SetOperator::Union {
        let message = format!("{} ALL", at.op);
        report.add(&D242, at.right.span(), message, "number the rows of both sides with ROW_NUMBER() first");
    }
    let (Some(left), Some(right)) = at.columns else { return };
    for (index, (one, other)) in left.iter().zip(right).enumerate() {
        let span = item_span(at.right, index).unwrap_or_else(|| at.right.span());
        let families = one.ty.family().zip(other.ty.family());
        if let Some((a, b)) = families.filter(|(a, b)| a != b) {
            let message = format!("column {} is {a:?} in one branch and {b:?} in another", index + 1);
            report.add(&D243, span, message.to_lowercase(), "cast both branches to one type");
        }
        let untyped = one.ty == Ty::Null || other.ty == Ty::Null;
        if untyped && one.ty != other.ty {
            let message = format!("a bare NULL in a branch of {}: its type may not be found", at.op);
            report.add(&D244, span, message, "cast it, as in null::varchar(10)");
        }
    }
}

fn item_span(branch: &SetExpr, index: usize) -> Option<sqlparser::tokenizer::Span> {
    match branch {
        SetExpr::Select(select) => select.projection.get(index).map(Spanned::span),
        SetExpr::SetOperation { left, .. } => item_span(left, index),
        _ => None,
    }
}

fn select(block: &Block<'_>, report: &mut Report<'_>) {
    untyped_texts(block, report);
    if let Some(qualify) = &block.select.qualify {
        // QUALIFY right after FROM: nothing stands between them.
        let nothing_between = block.select.selection.is_none() && block.grouped().is_empty();
        let bare = block.scope.relations.last().filter(|relation| !relation.has_alias);
        if let (true, Some(relation)) = (nothing_between, bare) {
            let message = "QUALIFY straight after a relation without an alias";
            report.add(&D267, qualify.span(), message, format!("give `{}` an alias", relation.name));
        }
    }
    if matches!(block.select.distinct, Some(Distinct::Distinct)) {
        for key in block.order_by.iter().filter(|key| !is_selected(&key.expr, block)) {
            let message = "SELECT DISTINCT orders by something it does not select";
            report.add(&D269, key.expr.span(), message, "select it too");
        }
    }
}

/// A column that is a bare text keeps the type `unknown` where another query reads it: it can be shown, and neither
/// joined, sorted nor united with other texts.
fn untyped_texts(block: &Block<'_>, report: &mut Report<'_>) {
    if !matches!(block.position, Position::Cte | Position::Derived) {
        return;
    }
    for item in &block.select.projection {
        let (SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. }) = item else { continue };
        if matches!(expr, Expr::Value(value) if matches!(value.value, Value::SingleQuotedString(_))) {
            let message = "a bare text as a column that another query reads: its type may not be found";
            report.add(&D244, expr.span(), message, "cast it, as in 'a'::varchar(10)");
        }
    }
}

fn is_selected(key: &Expr, block: &Block<'_>) -> bool {
    if matches!(key, Expr::Value(value) if matches!(value.value, Value::Number(..))) {
        return true;
    }
    block.select.projection.iter().any(|item| match item {
        SelectItem::UnnamedExpr(expr) => same(expr, key),
        SelectItem::ExprWithAlias { expr, alias } => {
            same(expr, key) || matches!(key, Expr::Identifier(name) if name.value.eq_ignore_ascii_case(&alias.value))
        }
        _ => true,
    })
}

fn same(one: &Expr, other: &Expr) -> bool {
    let last = |expr: &Expr| match expr {
        Expr::Identifier(name) => Some(name.value.to_lowercase()),
        Expr::CompoundIdentifier(parts) => parts.last().map(|part| part.value.to_lowercase()),
        _ => None,
    };
    one == other || (last(one).is_some() && last(one) == last(other))
}
