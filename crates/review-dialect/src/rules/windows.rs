//! Window functions: what OVER may hold, and where they may stand.

use sqlparser::ast::{
    Expr, Function, FunctionArgumentClause, FunctionArguments, OrderByExpr, Spanned, Value, WindowFrame,
    WindowFrameBound, WindowFrameUnits, WindowSpec, WindowType,
};

use super::Family;
use crate::look::{arguments, bare, function_name, function_span, is_distinct, number_literal};
use crate::report::Report;
use crate::rule::{D201, D202, D203, D204, D205, D206, D207, D208, D209, D210, D211, D321};
use crate::site::{Block, Clause, Site};
use crate::walk::span_or;

pub(super) const FAMILY: Family = Family { expr, select, ..Family::NOTHING };

/// Aggregates that need a frame as soon as OVER orders.
const FRAMED: [&str; 12] = [
    "sum",
    "count",
    "avg",
    "min",
    "max",
    "stddev",
    "stddev_samp",
    "stddev_pop",
    "variance",
    "var_samp",
    "var_pop",
    "bool_or",
];
const VALUES: [&str; 3] = ["first_value", "last_value", "nth_value"];

fn select(block: &Block<'_>, report: &mut Report<'_>) {
    if let Some(window) = block.select.named_window.first() {
        report.add(&D207, window.0.span, "a WINDOW clause names a window", "write the window out after each OVER");
    }
}

fn expr(expr: &Expr, site: &Site<'_>, report: &mut Report<'_>) {
    let Expr::Function(function) = expr else { return };
    let Some(over) = &function.over else { return };
    let name = function_name(function);
    let at = function_span(function);
    if site.in_window {
        report.add(&D206, at, "a window function within a window function", "compute the inner one in a sub-query");
    }
    if matches!(site.clause, Clause::Where | Clause::GroupBy | Clause::Having | Clause::On) {
        let message = "a window function may stand in the select list, ORDER BY and QUALIFY only";
        report.add(&D206, at, message, "compute it in a sub-query, or filter with QUALIFY");
    }
    if is_distinct(function) {
        let message = format!("`{name}` takes no DISTINCT with OVER");
        report.add(&D204, at, message, "group in a sub-query and join it, or count with DENSE_RANK");
    }
    inner_null_treatment(function, report);
    if matches!(name.as_str(), "lag" | "lead") && arguments(function).len() > 2 {
        let message = format!("`{name}` may take no default as its third argument");
        report.add(&D210, at, message, format!("write nvl({name}(x, 1) over (...), default)"));
    }
    if let WindowType::WindowSpec(spec) = over {
        ordering(&name, function, spec, report);
        constants(spec, report);
        if let Some(frame) = &spec.window_frame {
            frame_of(frame, function, report);
        }
    }
}

fn ordering(name: &str, function: &Function, spec: &WindowSpec, report: &mut Report<'_>) {
    if spec.order_by.is_empty() {
        return;
    }
    let at = function_span(function);
    match name {
        "listagg" => {
            let help = "order with WITHIN GROUP (ORDER BY ...); OVER takes PARTITION BY only";
            report.add(&D208, at, "`listagg` takes no ORDER BY within OVER", help);
        }
        "median" | "percentile_cont" | "percentile_disc" => {
            let message = format!("`{name}` may take no ORDER BY within OVER");
            report.add(&D209, at, message, "order with WITHIN GROUP; OVER takes PARTITION BY only");
        }
        _ if spec.window_frame.is_some() => {}
        _ if FRAMED.contains(&name) => {
            let message = format!("`{name}` over an ordered window needs a frame");
            report.add(&D201, at, message, "add ROWS UNBOUNDED PRECEDING, or the frame that is meant");
        }
        _ if VALUES.contains(&name) => {
            let message = format!("`{name}` over an ordered window needs a frame");
            let help = "add ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING, or the frame that is meant";
            report.add(&D202, at, message, help);
        }
        _ => {}
    }
    if let Some(key) = spec.order_by.iter().find(|key| key.options.nulls_first.is_some()) {
        let message = "Amazon's pages contradict each other on NULLS FIRST and NULLS LAST within OVER";
        report.add(&D321, key.expr.span(), message, "order by `x is null` first, or leave the NULLs out");
    }
}

fn constants(spec: &WindowSpec, report: &mut Report<'_>) {
    let keys = spec.partition_by.iter().chain(spec.order_by.iter().map(|OrderByExpr { expr, .. }| expr));
    for key in keys.filter(|key| matches!(bare(key), Expr::Value(value) if !matches!(value.value, Value::Null))) {
        if !report.script.is_placeholder(key.span()) {
            let message = "a constant within OVER: a number there is no column position";
            report.add(&D205, key.span(), message, "name a column");
        }
    }
}

fn frame_of(frame: &WindowFrame, function: &Function, report: &mut Report<'_>) {
    let at = function_span(function);
    if frame.units != WindowFrameUnits::Rows {
        let message = format!("Redshift knows ROWS frames only, not {}", frame.units);
        report.add(&D203, at, message, "write ROWS with constant offsets");
        return;
    }
    let end = frame.end_bound.clone().unwrap_or(WindowFrameBound::CurrentRow);
    for offset in [&frame.start_bound, &end].into_iter().filter_map(offset) {
        let is_known = number_literal(offset).is_some() || report.script.is_placeholder(offset.span());
        if !is_known {
            let span = span_or(offset.span(), at);
            report.add(&D203, span, "the offset of a frame must be a constant", "write a number");
        }
    }
    if rank(&frame.start_bound) > rank(&end) {
        report.add(&D203, at, "the frame ends before it starts", "exchange its two bounds");
    }
}

fn offset(bound: &WindowFrameBound) -> Option<&Expr> {
    match bound {
        WindowFrameBound::Preceding(offset) | WindowFrameBound::Following(offset) => offset.as_deref(),
        WindowFrameBound::CurrentRow => None,
    }
}

/// The order of bounds, without their offsets.
const fn rank(bound: &WindowFrameBound) -> u8 {
    match bound {
        WindowFrameBound::Preceding(None) => 0,
        WindowFrameBound::Preceding(Some(_)) => 1,
        WindowFrameBound::CurrentRow => 2,
        WindowFrameBound::Following(Some(_)) => 3,
        WindowFrameBound::Following(None) => 4,
    }
}

fn inner_null_treatment(function: &Function, report: &mut Report<'_>) {
    let FunctionArguments::List(list) = &function.args else { return };
    if list.clauses.iter().any(|clause| matches!(clause, FunctionArgumentClause::IgnoreOrRespectNulls(_))) {
        let message = "IGNORE NULLS or RESPECT NULLS within the brackets";
        report.add(&D211, function_span(function), message, "put it after the closing bracket, before OVER");
    }
}
