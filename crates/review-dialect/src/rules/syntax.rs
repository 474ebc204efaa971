//! Constructs that other engines read and Redshift does not.

use sqlparser::ast::{BinaryOperator, Distinct, Expr, JoinOperator, SetExpr, Spanned, TableFactor};
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::Family;
use crate::look::{any_part, bare, last_ident, schema_and_name};
use crate::report::Report;
use crate::rule::{D218, D219, D220, D221, D222, D223, D224, D225, D226, D239, D240};
use crate::site::{Block, Clause, QueryAt, Site, Whole, condition};

pub(super) const FAMILY: Family = Family { expr, select, query, whole, ..Family::NOTHING };

/// Table functions that Redshift has.
const TABLE_FUNCTIONS: [&str; 4] =
    ["pg_get_late_binding_view_cols", "pg_get_cols", "pg_get_grantee_by_iam_role", "unnest"];
const ARRAY_FUNCTIONS: [&str; 16] = [
    "array_append",
    "array_cat",
    "array_dims",
    "array_fill",
    "array_length",
    "array_lower",
    "array_position",
    "array_prepend",
    "array_remove",
    "array_replace",
    "array_to_string",
    "array_upper",
    "cardinality",
    "string_to_array",
    "unnest",
    "pg_get_keywords",
];

fn query(at: &QueryAt<'_>, report: &mut Report<'_>) {
    if let SetExpr::Values(values) = at.query.body.as_ref() {
        let first = values.rows.first().and_then(|row| row.first());
        let span = first.map_or_else(|| at.query.span(), Spanned::span);
        report.add(&D220, span, "VALUES as a table", "write SELECT 1 UNION ALL SELECT 2");
    }
}

fn select(block: &Block<'_>, report: &mut Report<'_>) {
    if let Some(Distinct::On(keys)) = &block.select.distinct {
        let span = keys.first().map_or_else(|| block.select.span(), Spanned::span);
        report.add(&D218, span, "DISTINCT ON", "number the rows with ROW_NUMBER() and keep 1 with QUALIFY");
    }
    for factor in block.factors() {
        relation(factor, report);
    }
    for join in block.joins() {
        if matches!(join.join_operator, JoinOperator::CrossApply | JoinOperator::OuterApply) {
            report.add(&D219, join.relation.span(), "APPLY", "write a join, or a window function");
        }
        if let (JoinOperator::FullOuter(_), Some(on)) = (&join.join_operator, condition(&join.join_operator)) {
            full_join(on, report);
        }
    }
}

fn relation(factor: &TableFactor, report: &mut Report<'_>) {
    match factor {
        TableFactor::Derived { lateral: true, subquery, .. } => {
            report.add(&D219, subquery.span(), "a LATERAL sub-query", "write a join, or a window function");
        }
        TableFactor::Function { name, .. } | TableFactor::Table { name, args: Some(_), .. } => {
            let (_, word) = schema_and_name(name);
            let span = last_ident(name).map_or_else(|| name.span(), |ident| ident.span);
            if word.starts_with("generate_") {
                let help = "number the rows of a large view with ROW_NUMBER(), or use WITH RECURSIVE";
                report.add(&D221, span, format!("`{word}` beside or instead of a table"), help);
            } else if !TABLE_FUNCTIONS.contains(&word.as_str()) {
                let message = format!("the function `{word}` as a table");
                report.add(&D223, span, message, "Redshift reads tables, views and SUPER columns in FROM");
            }
        }
        TableFactor::TableFunction { expr, .. } => {
            report.add(&D223, expr.span(), "a function as a table", "name a table, a view or a SUPER column");
        }
        _ => {}
    }
}

fn full_join(on: &Expr, report: &mut Report<'_>) {
    let is_plain = |part: &Expr| matches!(bare(part), Expr::Identifier(_) | Expr::CompoundIdentifier(_));
    let other = any_part(on, |part| match part {
        Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => !(is_plain(left) && is_plain(right)),
        Expr::BinaryOp { op: BinaryOperator::And, .. } | Expr::Nested(_) => false,
        plain => !is_plain(plain),
    });
    if other {
        let help = "join by equal columns, or write LEFT JOIN and UNION ALL the rows without a partner";
        report.add(&D240, on.span(), "a FULL JOIN on something other than equal columns", help);
    }
}

fn expr(expr: &Expr, site: &Site<'_>, report: &mut Report<'_>) {
    match expr {
        Expr::Array(array) => {
            let span = array.elem.first().map_or_else(|| expr.span(), Spanned::span);
            report.add(&D222, span, "an array", "write an IN list; Redshift has SUPER and no arrays");
        }
        Expr::AnyOp { left, right, .. } | Expr::AllOp { left, right, .. }
            if !matches!(bare(right), Expr::Subquery(_)) =>
        {
            report.add(&D222, left.span(), "ANY or ALL over an array", "write an IN list");
        }
        Expr::Like { any: true, expr, .. } | Expr::ILike { any: true, expr, .. } => {
            report.add(&D222, expr.span(), "LIKE ANY", "write one LIKE for each pattern, joined by OR");
        }
        Expr::Function(function) => {
            let name = crate::look::function_name(function);
            let span = crate::look::function_span(function);
            if ARRAY_FUNCTIONS.contains(&name.as_str()) {
                let help = "use SPLIT_PART for text, or SUPER and its own functions";
                report.add(&D222, span, format!("`{name}` works on arrays, which Redshift lacks"), help);
            }
            if name == "row" {
                report.add(&D224, span, "a row constructor", "compare column by column");
            }
            if name.starts_with("generate_") {
                let help = "number the rows of a large view with ROW_NUMBER(), or use WITH RECURSIVE";
                report.add(&D221, span, format!("`{name}` has no place in a query of tables"), help);
            }
        }
        Expr::BinaryOp { left, op, right }
            if matches!(bare(left), Expr::Tuple(_)) && matches!(bare(right), Expr::Tuple(_)) =>
        {
            let message = format!("rows compared with `{op}`");
            report.add(&D224, left.span(), message, "compare column by column, joined by AND");
        }
        Expr::IsDistinctFrom(left, _) | Expr::IsNotDistinctFrom(left, _) => {
            let help = "write a = b or (a is null and b is null)";
            report.add(&D225, left.span(), "IS DISTINCT FROM", help);
        }
        Expr::IsTrue(flag)
        | Expr::IsNotTrue(flag)
        | Expr::IsFalse(flag)
        | Expr::IsNotFalse(flag)
        | Expr::IsUnknown(flag)
        | Expr::IsNotUnknown(flag)
            if site.clause == Clause::List && !site.in_case =>
        {
            let help = "write flag = true, or coalesce(flag, false)";
            report.add(&D226, flag.span(), "IS TRUE, IS FALSE and IS UNKNOWN in the select list", help);
        }
        _ => {}
    }
}

/// What is seen in the tokens alone, since the parser is told to pass over it.
fn whole(_: &Whole, report: &mut Report<'_>) {
    let words: Vec<&TokenWithSpan> = report.script.words().collect();
    let is = |token: &TokenWithSpan, word: &str| matches!(&token.token, Token::Word(found) if found.quote_style.is_none() && found.value.eq_ignore_ascii_case(word));
    for pair in words.windows(2) {
        if (is(pair[0], "as") || is(pair[0], "not")) && is(pair[1], "materialized") {
            report.add(&D239, pair[1].span, "MATERIALIZED within WITH", "leave the word out");
        }
    }
}
