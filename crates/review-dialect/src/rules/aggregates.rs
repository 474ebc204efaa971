//! Aggregates: those that cannot stand side by side, and those Redshift does not have.

use std::collections::BTreeSet;

use sqlparser::ast::{Expr, Function, Spanned};
use sqlparser::tokenizer::Span as SqlSpan;

use super::Family;
use crate::look::{any_part, arguments, function_name, function_span, is_aggregate, is_distinct, number_literal};
use crate::report::Report;
use crate::rule::{D212, D213, D216, D217, D339};
use crate::site::{Block, Clause, Site};

pub(super) const FAMILY: Family = Family { expr, select, ..Family::NOTHING };

const UNKNOWN: [&str; 16] = [
    "string_agg",
    "array_agg",
    "every",
    "corr",
    "covar_pop",
    "covar_samp",
    "regr_avgx",
    "regr_avgy",
    "regr_count",
    "regr_intercept",
    "regr_r2",
    "regr_slope",
    "json_agg",
    "jsonb_agg",
    "json_object_agg",
    "mode",
];

fn expr(expr: &Expr, _: &Site<'_>, report: &mut Report<'_>) {
    let Expr::Function(function) = expr else { return };
    let name = function_name(function);
    let at = function_span(function);
    if UNKNOWN.contains(&name.as_str()) {
        let help = "use LISTAGG for text, BOOL_AND for every, and sums of your own for the rest";
        report.add(&D216, at, format!("Redshift has no aggregate `{name}`"), help);
    }
    if function.filter.is_some() {
        let help = "write agg(case when condition then x end)";
        report.add(&D217, at, "an aggregate with FILTER", help);
    }
    let share = if name.starts_with("percentile_") { arguments(function).first().copied() } else { None };
    if let Some(share) = share.filter(|share| !report.script.is_placeholder(share.span())) {
        let value = number_literal(share).and_then(|digits| digits.parse::<f64>().ok());
        if !value.is_some_and(|value| (0.0..=1.0).contains(&value)) {
            let message = "the percentile must be a constant from 0 to 1";
            report.add(&D212, at, message, "write a number such as 0.95");
        }
    }
    if name == "listagg" && function.within_group.is_empty() && function.over.is_none() {
        let message = "LISTAGG without WITHIN GROUP puts its pieces together in any order";
        report.add(&D339, at, message, "add WITHIN GROUP (ORDER BY ...)");
    }
}

/// An aggregate that sorts, with what it sorts by.
struct Sorting {
    name: String,
    key: String,
    span: SqlSpan,
}

fn select(block: &Block<'_>, report: &mut Report<'_>) {
    let mut sorting: Vec<Sorting> = Vec::new();
    let mut has_distinct = false;
    for (clause, expr) in block.expressions() {
        if matches!(clause, Clause::List | Clause::Having | Clause::OrderBy) {
            each_aggregate(expr, &mut |function, name| {
                has_distinct |= is_distinct(function);
                sorting.extend(sorts(function, name));
            });
        }
    }
    let keys: BTreeSet<&str> = sorting.iter().map(|one| one.key.as_str()).collect();
    if let (true, Some(last)) = (keys.len() > 1, sorting.iter().rev().find(|one| one.key != sorting[0].key)) {
        let message = format!("`{}` sorts by another key than `{}` beside it", last.name, sorting[0].name);
        report.add(&D212, last.span, message, "compute each in a sub-query of its own and join them, or use OVER");
    }
    if let (true, Some(first)) = (has_distinct, sorting.first()) {
        let message = format!("`{}` beside a DISTINCT aggregate", first.name);
        report.add(&D213, first.span, message, "compute each in a sub-query of its own and join them");
    }
}

fn sorts(function: &Function, name: &str) -> Option<Sorting> {
    let key = match name {
        "median" => arguments(function).first()?.to_string(),
        "listagg" | "percentile_cont" | "percentile_disc" => {
            let keys: Vec<String> = function.within_group.iter().map(ToString::to_string).collect();
            keys.join(", ")
        }
        _ => return None,
    };
    let key = key.trim_end_matches(" ASC").to_lowercase();
    // LISTAGG without an order sorts by nothing and disturbs nobody.
    let sorts = name != "listagg" || !key.is_empty();
    sorts.then(|| Sorting { name: name.to_owned(), key, span: function_span(function) })
}

fn each_aggregate(expr: &Expr, tell: &mut dyn FnMut(&Function, &str)) {
    let tell = std::cell::RefCell::new(tell);
    any_part(expr, |part| {
        if let Expr::Function(function) = part {
            let name = function_name(function);
            if function.over.is_none() && is_aggregate(&name) {
                (tell.borrow_mut())(function, &name);
            }
        }
        false
    });
}
