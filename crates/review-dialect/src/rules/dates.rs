//! Times and dates.

use sqlparser::ast::{BinaryOperator, DateTimeField, Expr, SelectItem, Spanned};

use super::Family;
use crate::infer::ty;
use crate::look::{arguments, function_name, function_span, number_literal, text_literal};
use crate::report::Report;
use crate::rule::{D325, D330, D332, D333, D335, D336};
use crate::site::{Block, Site};
use crate::types::Ty;

pub(super) const FAMILY: Family = Family { expr, select, ..Family::NOTHING };

const COARSE: [&str; 12] = ["hour", "hours", "h", "hr", "day", "days", "d", "month", "months", "mon", "year", "years"];

fn expr(expr: &Expr, site: &Site<'_>, report: &mut Report<'_>) {
    match expr {
        Expr::Function(function) => {
            let list = arguments(function);
            let part = list.first().and_then(|part| date_part(part)).unwrap_or_default();
            let at = function_span(function);
            match function_name(function).as_str() {
                "datediff" | "date_diff" => {
                    if matches!(part.as_str(), "week" | "weeks" | "w") {
                        let message = "on which day DATEDIFF begins a week is not documented";
                        report.add(&D332, at, message, "divide the days between two DATE_TRUNC('week', x) by 7");
                    } else if COARSE.contains(&part.as_str()) && list.iter().skip(1).all(|end| is_raw(end, site)) {
                        let message = format!("DATEDIFF({part}) counts the borders crossed, not the time that passed");
                        report.add(&D330, at, message, "take seconds and divide");
                    }
                }
                "dateadd" | "date_add" if part == "m" => {
                    report.add(&D333, at, "the date part `m` is a minute", "write minute, or month");
                }
                _ => {}
            }
        }
        Expr::Extract { field: DateTimeField::Second | DateTimeField::Seconds, expr, .. } => {
            let message = "EXTRACT(second) has no fractions on Redshift";
            report.add(&D335, expr.span(), message, "write DATE_PART(second, x) where fractions matter");
        }
        Expr::BinaryOp { left, op: op @ (BinaryOperator::Minus | BinaryOperator::Plus), right } => {
            let (a, b) = (ty(left, site.block.scope), ty(right, site.block.scope));
            if matches!(op, BinaryOperator::Minus) && (a, b) == (Ty::Timestamp, Ty::Timestamp) {
                let message = "a time less a time is an interval, which arrives as text";
                report.add(&D336, right.span(), message, "write DATEDIFF(second, a, b)");
            }
            let is_days = number_literal(right).is_some() || matches!(b, Ty::Int(_));
            if matches!(op, BinaryOperator::Plus) && matches!(a, Ty::Timestamp | Ty::Date) && is_days {
                let message = "a time + a number: Amazon's pages disagree whether that runs";
                report.add(&D336, right.span(), message, "write DATEADD(day, n, x)");
            }
        }
        _ => {}
    }
}

/// The date part an argument names.
fn date_part(argument: &Expr) -> Option<String> {
    match argument {
        Expr::Identifier(name) => Some(name.value.to_lowercase()),
        other => text_literal(other).map(str::to_lowercase),
    }
}

/// A timestamp as it was measured: cut to a whole hour or day it would count borders exactly.
fn is_raw(end: &Expr, site: &Site<'_>) -> bool {
    matches!(end, Expr::Identifier(_) | Expr::CompoundIdentifier(_))
        && site.block.scope.column(end).is_none_or(|column| column.ty == Ty::Timestamp && column.origin.is_some())
}

/// What is cast, since a cast keeps apart what was apart.
fn uncast(mut expr: &Expr) -> &Expr {
    while let Expr::Cast { expr: inner, .. } | Expr::Nested(inner) = expr {
        expr = inner;
    }
    expr
}

/// GROUP BY a name that is an input column and an alias of something else: the column is meant.
fn select(block: &Block<'_>, report: &mut Report<'_>) {
    for key in block.grouped() {
        let Expr::Identifier(name) = key else { continue };
        let alias = block.select.projection.iter().find_map(|item| match item {
            SelectItem::ExprWithAlias { expr, alias } if alias.value.eq_ignore_ascii_case(&name.value) => Some(expr),
            _ => None,
        });
        let Some(expr) = alias else { continue };
        let is_the_column = match uncast(expr) {
            Expr::Identifier(column) => column.value.eq_ignore_ascii_case(&name.value),
            Expr::CompoundIdentifier(parts) => {
                parts.last().is_some_and(|part| part.value.eq_ignore_ascii_case(&name.value))
            }
            _ => false,
        };
        let names_it = || {
            crate::look::any_part(expr, |part| {
                matches!(part, Expr::Identifier(part) if part.value.eq_ignore_ascii_case(&name.value))
                    || matches!(part, Expr::CompoundIdentifier(parts)
                        if parts.last().is_some_and(|part| part.value.eq_ignore_ascii_case(&name.value)))
            })
        };
        let is_column = block.scope.column(key).is_some() || names_it();
        if !is_the_column && is_column {
            let message = format!("GROUP BY `{}` means the column, not what the select list calls so", name.value);
            report.add(&D325, key.span(), message, "give the computed value another name, or group by its position");
        }
    }
}
