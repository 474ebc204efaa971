//! Arithmetic: integers stay integers, decimals lose digits, and zero divides nothing.

use review_core::diagnostic::Level;
use sqlparser::ast::{BinaryOperator, Expr, Spanned};

use super::Family;
use crate::infer::ty;
use crate::look::{arguments, bare, function_name, function_span, number_literal, text_literal};
use crate::report::Report;
use crate::rule::{D258, D262, D301, D302, D303, D304, D307, D312, D340};
use crate::site::{Clause, Position, Site};
use crate::types::Ty;
use crate::zero::is_never_zero;

pub(super) const FAMILY: Family = Family { expr, ..Family::NOTHING };

fn expr(expr: &Expr, site: &Site<'_>, report: &mut Report<'_>) {
    match expr {
        Expr::BinaryOp { left, op: BinaryOperator::Divide, right } => division(expr, left, right, site, report),
        Expr::BinaryOp { op: BinaryOperator::Multiply | BinaryOperator::Plus | BinaryOperator::Minus, .. } => {
            overflow(expr, report);
        }
        Expr::Function(function) => {
            let name = function_name(function);
            let at = function_span(function);
            let Some(argument) = arguments(function).first().copied() else { return };
            let of = ty(argument, site.block.scope);
            match (name.as_str(), of) {
                ("avg", Ty::Int(_)) if function.over.is_none() || !site.in_window => {
                    let message = "the average of integers is an integer: the decimals are lost";
                    report.add(&D303, at, message, "write avg(x * 1.0) or avg(x::float8)");
                }
                ("sum", Ty::Int(8)) if is_output(expr, site) => {
                    let message = "the type of the sum of a bigint: one page says bigint, another numeric";
                    report.add(&D304, at, message, "cast the sum: cast(sum(x) as bigint)");
                }
                ("sum" | "avg", Ty::Bool) => {
                    let message = format!("`{name}` of a boolean");
                    report.add(&D258, at, message, "write sum(case when flag then 1 else 0 end)");
                }
                ("min" | "max", Ty::Bool) => {
                    let message = format!("`{name}` of a boolean");
                    report.add_as(Level::Hint, &D258, at, message, "write bool_or or bool_and");
                }
                ("to_char", Ty::Decimal(38, _)) => {
                    let message = "TO_CHAR of a decimal of 38 digits, as every sum of a numeric is";
                    report.add(&D262, at, message, "cast to bigint or decimal(18,2) first");
                }
                _ => {}
            }
            if name == "to_char" {
                padded(&arguments(function), at, report);
            }
        }
        _ => {}
    }
}

/// Whether an expression is a whole column of the statement's result.
fn is_output(expr: &Expr, site: &Site<'_>) -> bool {
    site.clause == Clause::List && site.block.position == Position::Top && is_whole_item(expr, site)
}

/// Whether an expression is a whole item of the select list.
fn is_whole_item(expr: &Expr, site: &Site<'_>) -> bool {
    use sqlparser::ast::SelectItem::{ExprWithAlias, UnnamedExpr};
    let is_item = |item: &sqlparser::ast::SelectItem| matches!(item, UnnamedExpr(item) | ExprWithAlias { expr: item, .. } if std::ptr::eq(bare(item), expr));
    site.block.select.projection.iter().any(is_item)
}

fn division(whole: &Expr, left: &Expr, right: &Expr, site: &Site<'_>, report: &mut Report<'_>) {
    let scope = site.block.scope;
    let span = right.span();
    match (ty(left, scope), ty(right, scope)) {
        (Ty::Int(_), Ty::Int(_)) if is_trap(whole, right, site) && !report.script.is_placeholder(span) => {
            let message = "an integer divided by an integer: the decimals are lost";
            report.add(
                &D301,
                span,
                message,
                "multiply by 1.0 first; where whole numbers are meant, cast the result to bigint",
            );
        }
        (Ty::Decimal(p, 0), Ty::Decimal(q, 0)) if p >= 20 && q >= 20 => {
            let message = "two decimals of 38 digits divided: four decimals are kept";
            report.add(&D307, span, message, "cast one of them to float8");
        }
        _ => {}
    }
    if !site.in_case && may_be_zero(right, site) {
        let help = "write NULLIF(divisor, 0)";
        report.add(&D312, span, "a division by zero fails the whole statement", help);
    }
}

/// Whether a divisor is of a kind that may be zero, and nothing in sight keeps zero out. Names are taken for columns.
fn may_be_zero(divisor: &Expr, site: &Site<'_>) -> bool {
    let is_varied = match bare(divisor) {
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) => true,
        Expr::Cast { expr, .. } => may_be_zero(expr, site),
        Expr::BinaryOp { left, op: BinaryOperator::Multiply, right } => {
            may_be_zero(left, site) || may_be_zero(right, site)
        }
        Expr::Function(function) => matches!(function_name(function).as_str(), "count" | "sum"),
        _ => false,
    };
    is_varied && !is_never_zero(divisor, site.block.select, site.block.scope)
}

/// Whether an integer division loses what somebody wants. Cast to an integer at once it is meant; so it is with a
/// divisor written out, as in whole weeks, unless the quotient is what is shown or rounded.
fn is_trap(division: &Expr, divisor: &Expr, site: &Site<'_>) -> bool {
    let is_item = || site.clause == Clause::List && is_whole_item(division, site);
    !site.is_whole && (number_literal(divisor).is_none() || site.is_rounded || is_item())
}

/// Integers written out, whose product passes four bytes. PostgreSQL fails too; engines of 64 bits do not.
fn overflow(expr: &Expr, report: &mut Report<'_>) {
    let Some(value) = constant(expr, 0, report) else { return };
    if value.abs() > i128::from(i32::MAX) && value.abs() <= i128::from(i64::MAX) {
        let message = format!("{value} does not fit into the four bytes of its parts: the statement fails");
        report.add(&D302, expr.span(), message, format!("write {value}, or cast the first part to bigint"));
    }
}

/// The value of a calculation of four-byte integers; `None` when some part is not one.
fn constant(expr: &Expr, depth: usize, report: &Report<'_>) -> Option<i128> {
    if depth > 8 {
        return None;
    }
    match bare(expr) {
        Expr::BinaryOp { left, op, right } => {
            let (a, b) = (constant(left, depth + 1, report)?, constant(right, depth + 1, report)?);
            match op {
                BinaryOperator::Multiply => a.checked_mul(b),
                BinaryOperator::Plus => a.checked_add(b),
                BinaryOperator::Minus => a.checked_sub(b),
                _ => None,
            }
        }
        plain if report.script.is_placeholder(plain.span()) => None,
        plain => number_literal(plain)?.parse::<i32>().ok().map(i128::from),
    }
}

/// Numbers by a pattern get a blank for the sign in front.
fn padded(arguments: &[&Expr], at: sqlparser::tokenizer::Span, report: &mut Report<'_>) {
    let Some(pattern) = arguments.get(1).and_then(|pattern| text_literal(pattern)) else { return };
    let is_number = pattern.contains(['9', '0']) && !pattern.to_uppercase().contains("FM");
    if is_number {
        report.add(&D340, at, "TO_CHAR of a number puts a blank in front", "begin the pattern with FM");
    }
}
