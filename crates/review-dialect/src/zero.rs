//! Whether a value can be zero, for those who divide by it.

use sqlparser::ast::{
    BinaryOperator, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, GroupByExpr, Select,
};

use crate::look::{any_part, arguments, bare, function_name, number_literal};
use crate::scope::Scope;

/// How deep an expression is followed.
const DEPTH_MAX: usize = 20;

/// Whether something in sight keeps an expression from being zero; NULL it may be.
pub(crate) fn is_never_zero(expr: &Expr, select: &Select, scope: &Scope<'_>) -> bool {
    at_depth(expr, select, scope, 0)
}

fn at_depth(expr: &Expr, select: &Select, scope: &Scope<'_>, depth: usize) -> bool {
    if depth > DEPTH_MAX {
        return false;
    }
    let inner = |expr: &Expr| at_depth(expr, select, scope, depth + 1);
    match bare(expr) {
        column @ (Expr::Identifier(_) | Expr::CompoundIdentifier(_)) => {
            scope.column(column).is_some_and(|column| column.never_zero) || is_tested(column, select)
        }
        Expr::Cast { expr, .. } => inner(expr),
        Expr::BinaryOp { left, op: BinaryOperator::Multiply, right } => inner(left) && inner(right),
        Expr::Function(function) => {
            let list = arguments(function);
            match function_name(function).as_str() {
                "count" => has_star(function) && is_grouped(select) && function.over.is_none(),
                "nullif" => list.get(1).and_then(|other| number_literal(other)).is_some_and(|digits| is_zero(&digits)),
                "coalesce" | "nvl" => list.into_iter().all(inner),
                "min" | "max" | "any_value" => list.into_iter().next().is_some_and(inner),
                _ => false,
            }
        }
        plain => number_literal(plain).is_some_and(|digits| !is_zero(&digits)),
    }
}

fn is_zero(digits: &str) -> bool {
    digits.parse::<f64>() == Ok(0.0)
}

/// `count(*)`: of a group's rows there is at least one.
fn has_star(function: &Function) -> bool {
    matches!(&function.args, FunctionArguments::List(list)
        if matches!(list.args.as_slice(), [FunctionArg::Unnamed(FunctionArgExpr::Wildcard)]))
}

fn is_grouped(select: &Select) -> bool {
    !matches!(&select.group_by, GroupByExpr::Expressions(list, _) if list.is_empty())
}

/// Whether the SELECT's own conditions compare the column with a number, which is then taken to keep zero out.
fn is_tested(column: &Expr, select: &Select) -> bool {
    let tests = |part: &Expr| match part {
        Expr::BinaryOp { left, op, right } => {
            let keeps_out = matches!(op, BinaryOperator::Gt | BinaryOperator::GtEq | BinaryOperator::NotEq);
            keeps_out && bare(left) == column && number_literal(right).is_some()
        }
        _ => false,
    };
    select.selection.iter().chain(&select.having).any(|condition| any_part(condition, tests))
}
