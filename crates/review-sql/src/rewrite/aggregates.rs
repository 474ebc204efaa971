//! Aggregates and window functions in terms of those registered.

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, OrderByExpr, Query, Visit,
    Visitor, WindowFrameBound, WindowType,
};

use super::build::{
    argument_list, binary, case, function, name_of, nested, null, number, rename, text, unnamed, untype_integer,
};
use super::casts::cast_to;
use crate::aggregates::AGGREGATES;
use crate::error::SqlError;
use crate::types::SqlType;

/// Makes the numbers of a window's frame plain ones, as the engine wants them.
pub(super) fn untype_frame(function: &mut Function) {
    if let Some(WindowType::WindowSpec(spec)) = &mut function.over
        && let Some(frame) = &mut spec.window_frame
    {
        untype_bound(&mut frame.start_bound);
        frame.end_bound.iter_mut().for_each(untype_bound);
    }
}

fn untype_bound(bound: &mut WindowFrameBound) {
    if let WindowFrameBound::Preceding(Some(count)) | WindowFrameBound::Following(Some(count)) = bound {
        untype_integer(count);
    }
}

/// Aggregates and window functions.
pub(super) fn ordered_or_windowed(
    name: &str,
    function: &mut Function,
    given: &[Expr],
) -> Result<Option<Expr>, SqlError> {
    match name {
        "count" => {
            if let Some(list) = argument_list(function) {
                for argument in &mut list.args {
                    if matches!(argument, FunctionArg::Unnamed(FunctionArgExpr::Wildcard)) {
                        *argument = FunctionArg::Unnamed(FunctionArgExpr::Expr(number("1")));
                    }
                }
            }
            Ok(None)
        }
        "listagg" | "string_agg" => {
            listagg(function, given)?;
            Ok(None)
        }
        "median" => {
            let [value] = given else { return Err(SqlError::types("function median takes one argument")) };
            set_arguments(function, "percentile_cont", vec![value.clone(), number("0.5"), text("a")]);
            Ok(None)
        }
        "percentile_cont" | "percentile_disc" => {
            percentile(name, function, given)?;
            Ok(None)
        }
        "ratio_to_report" => ratio(function, given).map(Some),
        // The engine counts without sign.
        "row_number" | "rank" | "dense_rank" => {
            Ok(Some(cast_to(Expr::Function(function.clone()), SqlType::BigInt, false)))
        }
        "ntile" => {
            untype_arguments(function, 0);
            Ok(Some(cast_to(Expr::Function(function.clone()), SqlType::BigInt, false)))
        }
        "lag" | "lead" | "nth_value" => {
            untype_arguments(function, 1);
            Ok(None)
        }
        _ => Ok(None),
    }
}

/// The engine wants the offsets of window functions as plain numbers.
fn untype_arguments(function: &mut Function, first: usize) {
    let Some(list) = argument_list(function) else { return };
    for argument in list.args.iter_mut().skip(first).take(1) {
        if let FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) = argument {
            untype_integer(expression);
        }
    }
}

fn set_arguments(function: &mut Function, name: &str, arguments: Vec<Expr>) {
    rename(function, name);
    if let FunctionArguments::List(list) = &mut function.args {
        list.args = unnamed(arguments);
        list.clauses.clear();
    }
}

fn listagg(function: &mut Function, given: &[Expr]) -> Result<(), SqlError> {
    let Some(value) = given.first() else { return Err(SqlError::types("function listagg takes an argument")) };
    let delimiter = given.get(1).cloned().unwrap_or_else(|| text(""));
    let order = std::mem::take(&mut function.within_group);
    let directions: String = order.iter().map(direction).collect();
    let keys = order.into_iter().map(|key| key.expr);
    set_arguments(function, "listagg", [value.clone(), delimiter, text(&directions)].into_iter().chain(keys).collect());
    Ok(())
}

/// A letter for a sort key: `a` or `d`, in capitals when NULL goes to the other end than usual.
fn direction(key: &OrderByExpr) -> char {
    let descending = key.options.asc == Some(false);
    let letter = if descending { 'd' } else { 'a' };
    let other_end = key.options.nulls_first.is_some_and(|first| first != descending);
    if other_end { letter.to_ascii_uppercase() } else { letter }
}

fn percentile(name: &str, function: &mut Function, given: &[Expr]) -> Result<(), SqlError> {
    let mut order = std::mem::take(&mut function.within_group);
    let (Some(fraction), Some(key), true) = (given.first(), order.pop(), order.is_empty()) else {
        return Err(SqlError::syntax(format!("function {name} takes a fraction and WITHIN GROUP (ORDER BY one key)")));
    };
    let direction = direction(&key).to_ascii_lowercase().to_string();
    set_arguments(function, name, vec![key.expr, fraction.clone(), text(&direction)]);
    Ok(())
}

/// RATIO_TO_REPORT as the value over the window's sum, as a float; NULL when that sum is zero.
fn ratio(given_function: &mut Function, given: &[Expr]) -> Result<Expr, SqlError> {
    let [value] = given else { return Err(SqlError::types("function ratio_to_report takes one argument")) };
    let mut sum = function("sum", vec![value.clone()]);
    sum.over = given_function.over.take();
    let sum = cast_to(Expr::Function(sum), SqlType::Double, false);
    let zero = cast_to(text("0"), SqlType::Double, false);
    let share = binary(
        cast_to(value.clone(), SqlType::Double, false),
        BinaryOperator::Divide,
        case(vec![(binary(sum.clone(), BinaryOperator::Eq, zero), null())], Some(sum)),
    );
    Ok(nested(share))
}

/// Whether a function of the outermost query is an aggregate.
pub(super) fn has_aggregate(query: &Query) -> bool {
    struct Find {
        depth: usize,
    }
    impl Visitor for Find {
        type Break = ();
        fn pre_visit_query(&mut self, _query: &Query) -> ControlFlow<()> {
            self.depth += 1;
            ControlFlow::Continue(())
        }
        fn post_visit_query(&mut self, _query: &Query) -> ControlFlow<()> {
            self.depth -= 1;
            ControlFlow::Continue(())
        }
        fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
            match expression {
                Expr::Function(function)
                    if self.depth == 1 && function.over.is_none() && AGGREGATES.contains_key(name_of(function)) =>
                {
                    ControlFlow::Break(())
                }
                _ => ControlFlow::Continue(()),
            }
        }
    }
    Visit::visit(query, &mut Find { depth: 0 }).is_break()
}
