//! The last pass: every expression, innermost first.

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, CastKind, CeilFloorKind, Expr, GroupByExpr, Interval, LimitClause, OrderByKind, Query, Select,
    TrimWhereField, UnaryOperator, Value, VisitMut, VisitorMut,
};

use super::Surroundings;
use super::build::{binary, call, case, nested, null, number, text, typed_integer, untype_integer};
use super::casts::{cast, cast_to};
use super::functions;
use crate::error::SqlError;
use crate::functions::Part;
use crate::types::SqlType;
use crate::values::decimal_of;

/// Rewrites every expression of `query`.
pub(super) fn apply(query: &mut Query, surroundings: Surroundings<'_>) -> Result<(), SqlError> {
    match VisitMut::visit(query, &mut Expressions { surroundings }) {
        ControlFlow::Break(error) => Err(error),
        ControlFlow::Continue(()) => Ok(()),
    }
}

struct Expressions<'a> {
    surroundings: Surroundings<'a>,
}

impl VisitorMut for Expressions<'_> {
    type Break = SqlError;

    fn post_visit_expr(&mut self, expression: &mut Expr) -> ControlFlow<SqlError> {
        match self.rewritten(expression) {
            Ok(Some(new)) => *expression = new,
            Ok(None) => {}
            Err(error) => return ControlFlow::Break(error),
        }
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, query: &mut Query) -> ControlFlow<SqlError> {
        untype_query(query);
        ControlFlow::Continue(())
    }

    fn post_visit_select(&mut self, select: &mut Select) -> ControlFlow<SqlError> {
        if let GroupByExpr::Expressions(expressions, _) = &mut select.group_by {
            expressions.iter_mut().for_each(untype_integer);
        }
        ControlFlow::Continue(())
    }
}

/// Ordinals and limits are numbers to the engine, not values.
fn untype_query(query: &mut Query) {
    if let Some(order) = &mut query.order_by
        && let OrderByKind::Expressions(keys) = &mut order.kind
    {
        keys.iter_mut().for_each(|key| untype_integer(&mut key.expr));
    }
    match &mut query.limit_clause {
        Some(LimitClause::LimitOffset { limit, offset, .. }) => {
            limit.iter_mut().for_each(untype_integer);
            offset.iter_mut().for_each(|offset| untype_integer(&mut offset.value));
        }
        Some(LimitClause::OffsetCommaLimit { offset, limit }) => {
            untype_integer(offset);
            untype_integer(limit);
        }
        None => {}
    }
    if let Some(quantity) = query.fetch.as_mut().and_then(|fetch| fetch.quantity.as_mut()) {
        untype_integer(quantity);
    }
}

fn take(expression: &mut Expr) -> Expr {
    std::mem::replace(expression, null())
}

impl Expressions<'_> {
    fn rewritten(&self, expression: &mut Expr) -> Result<Option<Expr>, SqlError> {
        Ok(match expression {
            Expr::Value(value) => literal(&value.value),
            Expr::Identifier(ident) if ident.quote_style.is_none() => {
                functions::session_word(&ident.value, self.surroundings.session)
            }
            Expr::Cast { kind, expr, data_type, .. } => {
                let lenient = matches!(kind, CastKind::TryCast | CastKind::SafeCast);
                Some(cast(take(expr), data_type, lenient)?)
            }
            Expr::Convert { is_try, expr, data_type: Some(data_type), .. } => {
                Some(cast(take(expr), data_type, *is_try)?)
            }
            Expr::TypedString(typed) => Some(cast(Expr::Value(typed.value.clone()), &typed.data_type, false)?),
            Expr::Interval(interval) => {
                untype_interval(interval);
                None
            }
            Expr::Between { expr, negated, low, high } => Some(between(take(expr), *negated, take(low), take(high))),
            Expr::Case { operand, conditions, .. } => {
                searched(operand.take(), conditions);
                None
            }
            Expr::BinaryOp { left, op, right } => match_operator(left, op, right),
            Expr::SimilarTo { negated, expr, pattern, escape_char } => {
                let escape = escape_char.clone().map(Expr::Value);
                let arguments = [take(expr), take(pattern)].into_iter().chain(escape).collect();
                Some(negated_if(*negated, call("similar_to", arguments)))
            }
            Expr::Extract { field, expr, .. } => Some(extract(&field.to_string(), take(expr))?),
            Expr::Ceil { expr, field: CeilFloorKind::DateTimeField(_) } => Some(call("ceil", vec![take(expr)])),
            Expr::Floor { expr, field: CeilFloorKind::DateTimeField(_) } => Some(call("floor", vec![take(expr)])),
            Expr::Position { expr, r#in } => Some(call("strpos", vec![take(r#in), take(expr)])),
            Expr::Substring { expr, substring_from, substring_for, .. } => {
                let from = substring_from.as_deref_mut().map_or_else(|| number("1"), take);
                let length = substring_for.as_deref_mut().map(take);
                Some(call("substring", [take(expr), from].into_iter().chain(length).collect()))
            }
            Expr::Trim { trim_where, trim_what, expr, trim_characters } => {
                let what = trim_what.as_deref_mut().map(take);
                let what = what.or_else(|| trim_characters.as_mut().and_then(Vec::pop));
                let name = match trim_where {
                    Some(TrimWhereField::Leading) => "ltrim",
                    Some(TrimWhereField::Trailing) => "rtrim",
                    Some(TrimWhereField::Both) | None => "btrim",
                };
                Some(call(name, std::iter::once(take(expr)).chain(what).collect()))
            }
            // Times have no zone here; one that is named is the zone the value is in.
            Expr::AtTimeZone { timestamp, time_zone } => {
                Some(call("convert_timezone", vec![take(time_zone), text("UTC"), take(timestamp)]))
            }
            Expr::Collate { expr, .. } => Some(take(expr)),
            Expr::Function(function) => functions::rewritten(function, self.surroundings.session)?,
            _ => None,
        })
    }
}

fn literal(value: &Value) -> Option<Expr> {
    match value {
        Value::Number(digits, _) => number_literal(digits),
        Value::EscapedStringLiteral(words)
        | Value::NationalStringLiteral(words)
        | Value::UnicodeStringLiteral(words) => Some(text(words)),
        _ => None,
    }
}

/// Integers that fit are int4, larger ones int8, the largest numeric; an exponent is written out.
fn number_literal(digits: &str) -> Option<Expr> {
    if digits.parse::<i32>().is_ok() {
        return Some(typed_integer(number(digits)));
    }
    if digits.parse::<i64>().is_ok() {
        return None;
    }
    let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    let exponent = digits.contains(['e', 'E']);
    if !whole && !exponent {
        return None;
    }
    let precision_and_scale = decimal_of(digits).and_then(|(value, scale)| {
        let places = u32::try_from(value.unsigned_abs().to_string().len()).ok()?.max(scale);
        Some((u8::try_from(places).ok().filter(|places| *places <= 38)?, u8::try_from(scale).ok()?))
    });
    let to = precision_and_scale
        .map_or(SqlType::Double, |(precision, scale)| SqlType::Decimal { precision: precision.max(1), scale });
    Some(cast_to(text(digits), to, false))
}

fn untype_interval(interval: &mut Interval) {
    untype_integer(&mut interval.value);
    if let Expr::Value(value) = interval.value.as_ref()
        && let Value::Number(digits, _) = &value.value
    {
        *interval.value = text(digits);
    }
}

fn negated_if(negated: bool, expression: Expr) -> Expr {
    if negated {
        return Expr::UnaryOp { op: UnaryOperator::Not, expr: Box::new(nested(expression)) };
    }
    expression
}

/// BETWEEN as two comparisons, so that both go through the rules for comparing.
fn between(value: Expr, negated: bool, low: Expr, high: Expr) -> Expr {
    let from = binary(value.clone(), BinaryOperator::GtEq, low);
    let to = binary(value, BinaryOperator::LtEq, high);
    negated_if(negated, nested(binary(from, BinaryOperator::And, to)))
}

/// `case x when y` as `case when x = y`, for the same reason.
fn searched(operand: Option<Box<Expr>>, conditions: &mut [sqlparser::ast::CaseWhen]) {
    let Some(operand) = operand else { return };
    for condition in conditions {
        let value = take(&mut condition.condition);
        condition.condition = binary((*operand).clone(), BinaryOperator::Eq, value);
    }
}

fn match_operator(left: &mut Expr, op: &BinaryOperator, right: &mut Expr) -> Option<Expr> {
    let (negated, ignores_case) = match op {
        BinaryOperator::PGRegexMatch => (false, false),
        BinaryOperator::PGRegexNotMatch => (true, false),
        BinaryOperator::PGRegexIMatch => (false, true),
        BinaryOperator::PGRegexNotIMatch => (true, true),
        _ => return None,
    };
    let pattern = take(right);
    let pattern = if ignores_case { binary(text("(?i)"), BinaryOperator::StringConcat, pattern) } else { pattern };
    Some(negated_if(negated, call("regexp_matches_text", vec![take(left), pattern])))
}

fn extract(field: &str, from: Expr) -> Result<Expr, SqlError> {
    let part = Part::from_words(field.trim_matches('\''))
        .ok_or_else(|| SqlError::syntax(format!("no date part is called `{}`", field.to_lowercase())))?;
    Ok(call("extract_part", vec![text(part.name()), from]))
}

/// `nullif(a, b)` by the rules for comparing: blanks are equal to empty text.
pub(super) fn null_if(value: Expr, other: Expr) -> Expr {
    case(vec![(binary(value.clone(), BinaryOperator::Eq, other), null())], Some(value))
}
