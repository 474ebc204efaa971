//! Redshift's functions in terms of those registered.

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, OrderByExpr, Query, Value, Visit,
    Visitor, WindowFrameBound, WindowType,
};

use super::build::{
    argument_list, arguments, binary, call, case, function, name_of, nested, null, number, rename, text, unnamed,
    untype_integer,
};
use super::casts::cast_to;
use super::expressions::null_if;
use crate::aggregates::{AGGREGATES, WINDOWS};
use crate::error::SqlError;
use crate::functions::{Part, SCALARS};
use crate::session::Session;
use crate::types::SqlType;
use crate::values::{date_text, timestamp_text};

/// Names that exist for rewritten statements only.
const INTERNAL: &[&str] = &[
    "redshift_cast",
    "redshift_try_cast",
    "checked_add",
    "checked_subtract",
    "checked_multiply",
    "checked_divide",
    "time_minus",
    "time_plus_days",
    "date_minus",
    "interval_times",
    "extract_part",
    "regexp_matches_text",
    "similar_to",
];

/// Names of Redshift that are written in terms of others.
const REWRITTEN: &[&str] = &[
    "nvl",
    "isnull",
    "ifnull",
    "nvl2",
    "nullif",
    "decode",
    "length",
    "char_length",
    "character_length",
    "textlen",
    "charindex",
    "position",
    "substr",
    "trim",
    "ceiling",
    "pow",
    "dexp",
    "dlog1",
    "dlog10",
    "stddev_samp",
    "variance",
    "var_samp",
    "string_agg",
    "median",
    "ratio_to_report",
    "date_diff",
    "date_add",
    "datepart",
    "pgdate_part",
    "getdate",
    "sysdate",
    "current_date",
    "current_user",
    "session_user",
    "user",
    "current_user_id",
    "current_database",
    "current_schema",
    "version",
    "current_setting",
    "date_part_year",
    // Made for each engine, since its answers are the engine's.
    crate::privileges::NAME,
];

pub(super) fn is_known(name: &str) -> bool {
    if INTERNAL.contains(&name) {
        return false;
    }
    SCALARS.contains_key(name)
        || AGGREGATES.contains_key(name)
        || WINDOWS.contains_key(name)
        || REWRITTEN.contains(&name)
}

pub(super) fn known_names() -> impl Iterator<Item = &'static str> {
    let registered = SCALARS.keys().chain(AGGREGATES.keys()).chain(WINDOWS.keys()).map(String::as_str);
    registered.filter(|name| !INTERNAL.contains(name)).chain(REWRITTEN.iter().copied())
}

/// A word that stands for a value of the session without brackets.
pub(super) fn session_word(name: &str, session: &Session) -> Option<Expr> {
    matches!(name, "sysdate" | "current_date" | "current_user" | "session_user" | "user" | "current_user_id")
        .then(|| session_value(name, session))
        .flatten()
}

const DAY_MICROS: i64 = 86_400_000_000;

fn session_value(name: &str, session: &Session) -> Option<Expr> {
    let now = session.now.micros();
    let typed = |value: String, to: SqlType| Some(cast_to(text(&value), to, false));
    match name {
        // GETDATE has whole seconds, SYSDATE microseconds.
        "getdate" => typed(timestamp_text(now.div_euclid(1_000_000) * 1_000_000), SqlType::Timestamp),
        "sysdate" => typed(timestamp_text(now), SqlType::Timestamp),
        "current_date" => {
            let today = i32::try_from(now.div_euclid(DAY_MICROS)).ok()?;
            typed(date_text(today), SqlType::Date)
        }
        "current_user" | "session_user" | "user" => Some(text(&session.user)),
        // The first user a superuser creates has the number 100.
        "current_user_id" => Some(number("100")),
        "current_database" => Some(text(&session.database)),
        "current_schema" => Some(text("public")),
        "version" => Some(text(&session.version)),
        _ => None,
    }
}

/// What stands for `function`; `None` when it stays (perhaps changed in place).
pub(super) fn rewritten(function: &mut Function, session: &Session) -> Result<Option<Expr>, SqlError> {
    if let Some(WindowType::WindowSpec(spec)) = &mut function.over
        && let Some(frame) = &mut spec.window_frame
    {
        untype_bound(&mut frame.start_bound);
        frame.end_bound.iter_mut().for_each(untype_bound);
    }
    let name = name_of(function).to_owned();
    rename(function, &name);
    let given = arguments(function);
    if given.is_empty()
        && function.over.is_none()
        && let Some(value) = session_value(&name, session)
    {
        return Ok(Some(value));
    }
    if let Some(new) = scalar(&name, &given) {
        return Ok(Some(new));
    }
    if let Some(renamed) = other_name(&name) {
        rename(function, renamed);
    }
    ordered_or_windowed(&name, function, &given)
}

fn untype_bound(bound: &mut WindowFrameBound) {
    if let WindowFrameBound::Preceding(Some(count)) | WindowFrameBound::Following(Some(count)) = bound {
        untype_integer(count);
    }
}

/// Functions that only have another name here.
fn other_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "nvl" | "isnull" | "ifnull" => "coalesce",
        "length" | "char_length" | "character_length" | "textlen" => "len",
        "substr" => "substring",
        "trim" => "btrim",
        "ceiling" => "ceil",
        "pow" => "power",
        "dexp" => "exp",
        "dlog1" => "ln",
        "dlog10" => "log",
        "stddev_samp" => "stddev",
        "variance" | "var_samp" => "var",
        "date_diff" => "datediff",
        "date_add" => "dateadd",
        "datepart" | "pgdate_part" => "date_part",
        "string_agg" => "listagg",
        _ => return None,
    })
}

/// Whether an expression is that text, in any case.
fn is_text(expression: &Expr, wanted: &str) -> bool {
    let Expr::Value(literal) = expression else { return false };
    matches!(&literal.value, Value::SingleQuotedString(written) if written.eq_ignore_ascii_case(wanted))
}

/// Functions that are written with others.
fn scalar(name: &str, given: &[Expr]) -> Option<Expr> {
    Some(match (name, given) {
        ("nvl2", [value, then, otherwise]) => {
            let set = Expr::IsNotNull(Box::new(nested(value.clone())));
            case(vec![(set, then.clone())], Some(otherwise.clone()))
        }
        ("nullif", [value, other]) => null_if(value.clone(), other.clone()),
        ("decode", [value, pairs @ ..]) if pairs.len() >= 2 => decode(value, pairs),
        ("charindex" | "position", [wanted, value]) => call("strpos", vec![value.clone(), wanted.clone()]),
        ("mod", [left, right]) => nested(binary(left.clone(), BinaryOperator::Modulo, right.clone())),
        // The sessions of this engine are in UTC and cannot be set to another zone.
        ("current_setting", [setting]) if is_text(setting, "timezone") => text("UTC"),
        ("date_part_year", [time]) => call("extract_part", vec![text(Part::Year.name()), time.clone()]),
        _ => return None,
    })
}

/// DECODE: NULL equals NULL here (database guide, DECODE).
fn decode(value: &Expr, pairs: &[Expr]) -> Expr {
    let conditions = pairs.chunks_exact(2).map(|pair| {
        let equal = match &pair[0] {
            Expr::Value(literal) if literal.value == Value::Null => Expr::IsNull(Box::new(nested(value.clone()))),
            searched => binary(value.clone(), BinaryOperator::Eq, searched.clone()),
        };
        (equal, pair[1].clone())
    });
    let otherwise = if pairs.len() % 2 == 1 { pairs.last().cloned() } else { None };
    case(conditions.collect(), otherwise)
}

/// Aggregates and window functions.
fn ordered_or_windowed(name: &str, function: &mut Function, given: &[Expr]) -> Result<Option<Expr>, SqlError> {
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
