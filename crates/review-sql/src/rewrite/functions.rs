//! Redshift's functions in terms of those registered.

use sqlparser::ast::{BinaryOperator, Expr, Function, Value};

use super::aggregates::{ordered_or_windowed, untype_frame};
use super::build::{arguments, binary, call, case, name_of, nested, number, rename, text};
use super::casts::cast_to;
use super::expressions::null_if;
use crate::error::SqlError;
use crate::functions::Part;
use crate::session::Session;
use crate::types::SqlType;
use crate::values::{date_text, timestamp_text};

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
    untype_frame(function);
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
