//! Parts of a condition whose value is known without looking at a row.

use std::cmp::Ordering;

use sqlparser::ast::{BinaryOperator, Expr, UnaryOperator, Value};

/// A value known in advance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    True,
    False,
    Null,
}

impl Known {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Null => "NULL",
        }
    }

    const fn of(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

/// A part of an expression that is constant.
#[derive(Clone, Copy, Debug)]
pub(super) struct ConstantPart<'e> {
    pub(super) expr: &'e Expr,
    pub(super) value: Known,
}

/// The smallest constant parts among the operands of AND, OR and NOT; one pass.
pub(super) fn constant_parts(expr: &Expr) -> Vec<ConstantPart<'_>> {
    let mut parts = Vec::new();
    visit(expr, &mut parts);
    parts
}

fn visit<'e>(expr: &'e Expr, parts: &mut Vec<ConstantPart<'e>>) -> Option<Known> {
    let found_before = parts.len();
    let value = match expr {
        Expr::Nested(inner) => return visit(inner, parts),
        Expr::UnaryOp { op: UnaryOperator::Not, expr } => visit(expr, parts).map(not),
        Expr::BinaryOp { left, op: op @ (BinaryOperator::And | BinaryOperator::Or), right } => {
            let (first, second) = (visit(left, parts), visit(right, parts));
            let is_and = *op == BinaryOperator::And;
            junction(is_and, first, second).or_else(|| complement(is_and, left, right))
        }
        other => leaf(other),
    };
    if let Some(value) = value
        && parts.len() == found_before
    {
        parts.push(ConstantPart { expr, value });
    }
    value
}

const fn not(value: Known) -> Known {
    match value {
        Known::True => Known::False,
        Known::False => Known::True,
        Known::Null => Known::Null,
    }
}

fn junction(is_and: bool, first: Option<Known>, second: Option<Known>) -> Option<Known> {
    let deciding = Known::of(!is_and);
    match (first, second) {
        (Some(value), _) | (_, Some(value)) if value == deciding => Some(deciding),
        (Some(Known::Null), Some(_)) | (Some(_), Some(Known::Null)) => Some(Known::Null),
        (Some(value), Some(_)) => Some(value),
        _ => None,
    }
}

/// `x is null or x is not null`.
fn complement(is_and: bool, left: &Expr, right: &Expr) -> Option<Known> {
    match (left, right) {
        (Expr::IsNull(one), Expr::IsNotNull(other)) | (Expr::IsNotNull(one), Expr::IsNull(other))
            if one.to_string() == other.to_string() =>
        {
            Some(Known::of(!is_and))
        }
        _ => None,
    }
}

fn leaf(expr: &Expr) -> Option<Known> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Boolean(value) => Some(Known::of(*value)),
            Value::Null => Some(Known::Null),
            _ => None,
        },
        Expr::BinaryOp { left, op, right } => {
            let order = known_order(left, right)?;
            comparison(op, order).map(Known::of)
        }
        _ => None,
    }
}

/// How two sides compare, when that is known: two literals, or one thing with itself.
fn known_order(left: &Expr, right: &Expr) -> Option<Ordering> {
    match (plain(left), plain(right)) {
        (Expr::Value(one), Expr::Value(other)) => match (&one.value, &other.value) {
            (Value::Number(one, _), Value::Number(other, _)) => {
                one.parse::<f64>().ok()?.partial_cmp(&other.parse().ok()?)
            }
            (Value::SingleQuotedString(one), Value::SingleQuotedString(other)) => Some(one.cmp(other)),
            (Value::Placeholder(one), Value::Placeholder(other)) if one == other => Some(Ordering::Equal),
            _ => None,
        },
        (one, other) => (one.to_string() == other.to_string()).then_some(Ordering::Equal),
    }
}

fn plain(mut expr: &Expr) -> &Expr {
    while let Expr::Nested(inner) = expr {
        expr = inner;
    }
    expr
}

fn comparison(op: &BinaryOperator, order: Ordering) -> Option<bool> {
    match op {
        BinaryOperator::Eq => Some(order.is_eq()),
        BinaryOperator::NotEq => Some(order.is_ne()),
        BinaryOperator::Lt => Some(order.is_lt()),
        BinaryOperator::LtEq => Some(order.is_le()),
        BinaryOperator::Gt => Some(order.is_gt()),
        BinaryOperator::GtEq => Some(order.is_ge()),
        _ => None,
    }
}
