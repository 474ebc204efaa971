//! The type of an expression within a scope.

use sqlparser::ast::{BinaryOperator, Expr, Function, UnaryOperator, Value};

use crate::look::{arguments, bare, function_name};
use crate::scope::Scope;
use crate::types::Ty;

/// How deep an expression is followed. Real ones need ten levels; a chain of thousands stays quick this way.
const DEPTH_MAX: usize = 40;

/// The type of an expression, [`Ty::Unknown`] when it is not certain.
pub(crate) fn ty(expr: &Expr, scope: &Scope<'_>) -> Ty {
    at_depth(expr, scope, 0)
}

fn at_depth(expr: &Expr, scope: &Scope<'_>, depth: usize) -> Ty {
    if depth > DEPTH_MAX {
        return Ty::Unknown;
    }
    let inner = |expr: &Expr| at_depth(expr, scope, depth + 1);
    match expr {
        Expr::Nested(nested) => inner(nested),
        // Words that Redshift reads as values although they look like names.
        Expr::Identifier(name) if name.quote_style.is_none() && name.value.eq_ignore_ascii_case("sysdate") => {
            Ty::Timestamp
        }
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) => scope.column(expr).map_or(Ty::Unknown, |column| column.ty),
        Expr::Value(value) => literal(&value.value),
        Expr::Cast { data_type, .. } => Ty::of_cast(data_type),
        Expr::Convert { data_type: Some(data_type), .. } => Ty::of_cast(data_type),
        Expr::UnaryOp { op: UnaryOperator::Minus | UnaryOperator::Plus, expr } => inner(expr),
        Expr::BinaryOp { left, op, right } => binary(inner(left), op, inner(right)),
        Expr::Case { conditions, else_result, .. } => {
            let results = conditions.iter().map(|branch| &branch.result).chain(else_result.as_deref());
            results.map(inner).reduce(Ty::either).unwrap_or(Ty::Unknown)
        }
        Expr::Function(function) => of_function(function, &inner),
        Expr::Trim { .. } | Expr::Substring { .. } | Expr::Overlay { .. } => Ty::Text,
        Expr::Extract { .. } | Expr::Position { .. } => Ty::Int(4),
        Expr::IsNull(_)
        | Expr::IsNotNull(_)
        | Expr::IsTrue(_)
        | Expr::IsNotTrue(_)
        | Expr::IsFalse(_)
        | Expr::IsNotFalse(_)
        | Expr::InList { .. }
        | Expr::InSubquery { .. }
        | Expr::Between { .. }
        | Expr::Like { .. }
        | Expr::ILike { .. }
        | Expr::Exists { .. }
        | Expr::UnaryOp { op: UnaryOperator::Not, .. } => Ty::Bool,
        _ => Ty::Unknown,
    }
}

fn literal(value: &Value) -> Ty {
    match value {
        Value::Null => Ty::Null,
        Value::Boolean(_) => Ty::Bool,
        Value::SingleQuotedString(_) => Ty::Literal,
        Value::Number(digits, _) => number(digits),
        _ => Ty::Unknown,
    }
}

fn number(digits: &str) -> Ty {
    if digits.contains(['e', 'E']) {
        return Ty::Float;
    }
    match digits.split_once('.') {
        Some((whole, fraction)) => {
            let count = |text: &str| u16::try_from(text.len()).unwrap_or(u16::MAX).min(38);
            Ty::decimal(count(whole) + count(fraction), count(fraction))
        }
        None if digits.parse::<i32>().is_ok() => Ty::Int(4),
        None if digits.parse::<i64>().is_ok() => Ty::Int(8),
        None => Ty::decimal(u16::try_from(digits.len()).unwrap_or(38), 0),
    }
}

fn binary(left: Ty, op: &BinaryOperator, right: Ty) -> Ty {
    match op {
        BinaryOperator::Minus if left == Ty::Timestamp && right == Ty::Timestamp => Ty::Interval,
        BinaryOperator::Minus if left == Ty::Date && right == Ty::Date => Ty::Int(8),
        BinaryOperator::Plus => left.calculated('+', right),
        BinaryOperator::Minus => left.calculated('-', right),
        BinaryOperator::Multiply => left.calculated('*', right),
        BinaryOperator::Divide => left.calculated('/', right),
        BinaryOperator::StringConcat => Ty::Text,
        BinaryOperator::Eq
        | BinaryOperator::NotEq
        | BinaryOperator::Lt
        | BinaryOperator::LtEq
        | BinaryOperator::Gt
        | BinaryOperator::GtEq
        | BinaryOperator::And
        | BinaryOperator::Or => Ty::Bool,
        _ => Ty::Unknown,
    }
}

fn of_function(function: &Function, inner: &dyn Fn(&Expr) -> Ty) -> Ty {
    let arguments = arguments(function);
    let first = || arguments.first().map_or(Ty::Unknown, |argument| inner(bare(argument)));
    match function_name(function).as_str() {
        "count" | "row_number" | "rank" | "dense_rank" | "ntile" | "datediff" | "date_diff" => Ty::Int(8),
        "sum" | "avg" => match first() {
            Ty::Int(_) => Ty::Int(8),
            Ty::Decimal(_, scale) => Ty::Decimal(38, scale),
            Ty::Float => Ty::Float,
            _ => Ty::Unknown,
        },
        "min" | "max" | "any_value" | "lag" | "lead" | "first_value" | "last_value" | "nth_value" | "nullif"
        | "abs" | "mod" => first(),
        "round" | "trunc" => match first() {
            Ty::Timestamp | Ty::Date => Ty::Date,
            other => other,
        },
        "coalesce" | "nvl" | "greatest" | "least" | "ifnull" => {
            arguments.iter().map(|argument| inner(argument)).reduce(Ty::either).unwrap_or(Ty::Unknown)
        }
        "getdate" | "sysdate" | "dateadd" | "date_add" | "date_trunc" | "add_months" => Ty::Timestamp,
        "current_date" | "last_day" | "to_date" => Ty::Date,
        "length" | "len" | "char_length" | "octet_length" | "strpos" | "charindex" | "date_part" | "regexp_count" => {
            match function_name(function).as_str() {
                "date_part" => Ty::Unknown,
                _ => Ty::Int(4),
            }
        }
        "trim"
        | "btrim"
        | "ltrim"
        | "rtrim"
        | "lower"
        | "upper"
        | "left"
        | "right"
        | "substring"
        | "replace"
        | "split_part"
        | "listagg"
        | "to_char"
        | "concat"
        | "regexp_replace"
        | "regexp_substr"
        | "translate"
        | "initcap"
        | "lpad"
        | "rpad"
        | "md5"
        | "json_extract_path_text" => Ty::Text,
        "bool_or" | "bool_and" => Ty::Bool,
        "sqrt" | "exp" | "ln" | "dlog10" | "stddev" | "stddev_samp" | "stddev_pop" | "variance" => Ty::Float,
        _ => Ty::Unknown,
    }
}
