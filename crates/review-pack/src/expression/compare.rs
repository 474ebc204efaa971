//! What may stand on both sides of a comparison.

use sqlparser::ast::{BinaryOperator, Expr, Spanned, Value};

use super::flaw::Flaw;
use super::kind::Kind;
use super::walk::Walk;
use crate::codes::Code;
use crate::model::Literal;

/// Whether an operator compares its sides.
pub(super) const fn is_comparison(op: &BinaryOperator) -> bool {
    matches!(
        op,
        BinaryOperator::Eq
            | BinaryOperator::NotEq
            | BinaryOperator::Lt
            | BinaryOperator::LtEq
            | BinaryOperator::Gt
            | BinaryOperator::GtEq
    )
}

impl Walk<'_> {
    /// A comparison by an operator: kinds, NULL, and patterns without LIKE.
    pub(super) fn compare(&mut self, op: &BinaryOperator, left: &Expr, right: &Expr) {
        let (left_kind, right_kind) = (self.kind(left), self.kind(right));
        for (side, kind) in [(left, left_kind), (right, right_kind)] {
            self.refuse_null(side, kind);
            if matches!(op, BinaryOperator::Eq | BinaryOperator::NotEq) {
                self.refuse_pattern(side);
            }
        }
        self.refuse_mixed(left_kind, right_kind, left, right);
    }

    /// Text beside a number: one engine compares them as text, another as numbers, a third fails.
    pub(super) fn refuse_mixed(&mut self, left_kind: Kind, right_kind: Kind, left: &Expr, right: &Expr) {
        if !matches!((left_kind, right_kind), (Kind::Text, Kind::Number) | (Kind::Number, Kind::Text)) {
            return;
        }
        let at = self.offsets.stretch(left.span().union(&right.span()));
        let (text, number) = if left_kind == Kind::Text { (left, right) } else { (right, left) };
        let message = format!("the text {text} is compared with the number {number}");
        self.flaws.push(
            Flaw::new(Code::TextAgainstNumber, at, message)
                .label("text against number")
                .help("quote or unquote the literal, declare the column's type, or cast one side"),
        );
    }

    /// NULL equals nothing, itself included.
    pub(super) fn refuse_null(&mut self, side: &Expr, kind: Kind) {
        if kind == Kind::Null {
            let at = self.offsets.stretch(side.span());
            self.flaws.push(
                Flaw::new(Code::ComparedWithNull, at, "a comparison with NULL is never true")
                    .label("NULL")
                    .help("write `is null` or `is not null`"),
            );
        }
    }

    fn refuse_pattern(&mut self, side: &Expr) {
        let Expr::Value(value) = side else { return };
        let text = match &value.value {
            Value::SingleQuotedString(text) => Some(text.clone()),
            Value::Placeholder(name) => match self.threshold(name) {
                Some(Literal::Text(text)) => Some(text.clone()),
                _ => None,
            },
            _ => None,
        };
        if text.is_some_and(|text| text.contains('%')) {
            let at = self.offsets.stretch(side.span());
            self.flaws.push(
                Flaw::new(Code::PercentWithoutLike, at, "`=` takes `%` for a percent sign, not for a pattern")
                    .label("compared character by character")
                    .help("write `like` or `not like`"),
            );
        }
    }
}
