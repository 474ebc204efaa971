//! Values that do not fit where they are put: numbers too large for a type, choices between types.

use sqlparser::ast::{CastKind, Expr, Spanned};

use super::Family;
use crate::infer::ty;
use crate::look::{arguments, bare, function_name, number_literal, text_literal};
use crate::report::Report;
use crate::rule::{D246, D261};
use crate::site::Site;
use crate::types::{self, Ty};
use crate::walk::span_or;

pub(super) const FAMILY: Family = Family { expr, ..Family::NOTHING };

fn expr(expr: &Expr, site: &Site<'_>, report: &mut Report<'_>) {
    match expr {
        Expr::Cast { kind, expr: inner, data_type, .. } if *kind != CastKind::TryCast => {
            if let Some(number) = number_literal(inner)
                && !fits(&number, Ty::of_cast(data_type))
            {
                let span = span_or(inner.span(), site.block.select.span());
                let message = format!("{number} does not fit into {data_type}: the statement fails with an overflow");
                report.add(&D261, span, message, "take a wider type");
            }
        }
        Expr::Case { conditions, else_result, .. } => {
            let results: Vec<&Expr> =
                conditions.iter().map(|branch| &branch.result).chain(else_result.as_deref()).collect();
            choice("CASE", &results, expr, site, report);
        }
        Expr::Function(function) => {
            let name = function_name(function);
            if matches!(name.as_str(), "coalesce" | "nvl" | "greatest" | "least") {
                choice(&name.to_uppercase(), &arguments(function), expr, site, report);
            }
        }
        _ => {}
    }
}

/// Whether a number as written fits into a type; true where that is not certain. Decimals behind the point that are
/// cut or rounded are another rule's.
fn fits(number: &str, to: Ty) -> bool {
    if number.contains(['e', 'E']) {
        return true;
    }
    let whole = number.trim_start_matches('-').split('.').next().unwrap_or_default().trim_start_matches('0');
    match to {
        Ty::Int(bytes) => {
            let most = i128::from(i64::MAX) >> (64 - 8 * u32::from(bytes));
            whole.is_empty()
                || whole.parse::<i128>().is_ok_and(|whole| whole <= most + i128::from(number.starts_with('-')))
        }
        Ty::Decimal(precision, scale) => whole.len() <= usize::from(precision.saturating_sub(scale)),
        _ => true,
    }
}

/// Every branch must have a type that all of them convert to.
fn choice(what: &str, branches: &[&Expr], whole: &Expr, site: &Site<'_>, report: &mut Report<'_>) {
    let typed: Vec<(Ty, &Expr)> = branches.iter().map(|branch| (ty(branch, site.block.scope), *branch)).collect();
    let families = || typed.iter().filter_map(|(ty, branch)| Some((ty.family()?, *branch)));
    let Some((first, _)) = families().next() else { return };
    let other = families().find(|(family, _)| *family != first).map(|(_, branch)| branch);
    // A text literal takes the type of what it meets, if it can be read as that.
    let unreadable = || {
        let literals = typed.iter().filter(|(ty, _)| *ty == Ty::Literal).map(|(_, branch)| *branch);
        literals.into_iter().find(|branch| first == types::Family::Number && !is_number(branch))
    };
    if let Some(branch) = other.or_else(unreadable) {
        let span = span_or(branch.span(), span_or(whole.span(), site.block.select.span()));
        let message = format!("the branches of {what} have no type in common");
        report.add(&D246, span, message, "cast them all to one type");
    }
}

fn is_number(expr: &Expr) -> bool {
    text_literal(bare(expr)).is_none_or(|text| text.trim().parse::<f64>().is_ok())
}
