//! Small questions about pieces of SQL.

use std::ops::ControlFlow;

use sqlparser::ast::{
    Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, ObjectName, OrderBy, OrderByExpr,
    OrderByKind, Query, UnaryOperator, Value, Visit, Visitor,
};
use sqlparser::tokenizer::Span as SqlSpan;

/// A function's name in lower case; of a qualified one only when the schema is `pg_catalog`.
pub(crate) fn function_name(function: &Function) -> String {
    let (schema, name) = schema_and_name(&function.name);
    match schema.as_deref() {
        None | Some("pg_catalog") => name,
        Some(_) => String::new(),
    }
}

/// Where a function's name stands.
pub(crate) fn function_span(function: &Function) -> SqlSpan {
    last_ident(&function.name).map_or_else(SqlSpan::empty, |ident| ident.span)
}

/// Schema and name in lower case; a database before them is left out.
pub(crate) fn schema_and_name(name: &ObjectName) -> (Option<String>, String) {
    let mut parts: Vec<String> = name.0.iter().filter_map(|part| Some(part.as_ident()?.value.to_lowercase())).collect();
    let last = parts.pop().unwrap_or_default();
    (parts.pop(), last)
}

/// The last word of a name.
pub(crate) fn last_ident(name: &ObjectName) -> Option<&Ident> {
    name.0.last()?.as_ident()
}

/// The arguments that are plain expressions.
pub(crate) fn arguments(function: &Function) -> Vec<&Expr> {
    let FunctionArguments::List(list) = &function.args else { return Vec::new() };
    list.args.iter().filter_map(argument).collect()
}

/// An argument that is a plain expression.
pub(crate) fn argument(argument: &FunctionArg) -> Option<&Expr> {
    match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
        _ => None,
    }
}

/// Whether a function is called with DISTINCT.
pub(crate) fn is_distinct(function: &Function) -> bool {
    use sqlparser::ast::DuplicateTreatment::Distinct;
    matches!(&function.args, FunctionArguments::List(list) if list.duplicate_treatment == Some(Distinct))
}

/// An expression without the brackets around it.
pub(crate) fn bare(mut expr: &Expr) -> &Expr {
    while let Expr::Nested(inner) = expr {
        expr = inner;
    }
    expr
}

/// The text of a string literal.
pub(crate) fn text_literal(expr: &Expr) -> Option<&str> {
    match bare(expr) {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) | Value::EscapedStringLiteral(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// The digits of a number literal, with `-` when it is negative.
pub(crate) fn number_literal(expr: &Expr) -> Option<String> {
    match bare(expr) {
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => Some(format!("-{}", number_literal(expr)?)),
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) => Some(digits.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// The expressions of an ORDER BY.
pub(crate) fn order_expressions(order_by: Option<&OrderBy>) -> &[OrderByExpr] {
    match order_by.map(|order_by| &order_by.kind) {
        Some(OrderByKind::Expressions(list)) => list,
        _ => &[],
    }
}

/// The aggregate functions.
pub(crate) fn is_aggregate(name: &str) -> bool {
    matches!(
        name,
        "sum"
            | "count"
            | "avg"
            | "min"
            | "max"
            | "any_value"
            | "bool_and"
            | "bool_or"
            | "bit_and"
            | "bit_or"
            | "stddev"
            | "stddev_samp"
            | "stddev_pop"
            | "variance"
            | "var_samp"
            | "var_pop"
            | "listagg"
            | "median"
            | "percentile_cont"
            | "percentile_disc"
    )
}

/// Whether some part of an expression answers yes; what stands in a sub-query of it does not count.
pub(crate) fn any_part(expr: &Expr, is_meant: impl Fn(&Expr) -> bool) -> bool {
    struct Search<F> {
        is_meant: F,
        depth: usize,
    }
    impl<F: Fn(&Expr) -> bool> Visitor for Search<F> {
        type Break = ();

        fn pre_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
            self.depth += 1;
            ControlFlow::Continue(())
        }

        fn post_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
            self.depth -= 1;
            ControlFlow::Continue(())
        }

        fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
            if self.depth == 0 && (self.is_meant)(expr) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    }
    Visit::visit(expr, &mut Search { is_meant, depth: 0 }).is_break()
}

/// Whether an expression aggregates, window functions aside.
pub(crate) fn has_aggregate(expr: &Expr) -> bool {
    any_part(expr, |part| {
        matches!(part, Expr::Function(function)
            if function.over.is_none() && is_aggregate(&function_name(function)))
    })
}

/// Whether an expression holds a window function.
pub(crate) fn has_window(expr: &Expr) -> bool {
    any_part(expr, |part| matches!(part, Expr::Function(function) if function.over.is_some()))
}
