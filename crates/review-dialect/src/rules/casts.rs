//! Types and casts.

use review_core::diagnostic::Level;
use sqlparser::ast::{CastKind, CharacterLength, DataType, ExactNumberInfo, Expr, Spanned};

use super::Family;
use crate::infer::ty;
use crate::look::{arguments, bare, function_name, text_literal};
use crate::report::Report;
use crate::rule::{D115, D254, D256, D257, D259, D260, D309, D310, D316};
use crate::site::Site;
use crate::types::Ty;
use crate::walk::span_or;

pub(super) const FAMILY: Family = Family { expr, ..Family::NOTHING };

fn expr(expr: &Expr, site: &Site<'_>, report: &mut Report<'_>) {
    match expr {
        Expr::Cast { kind, expr: inner, data_type, .. } => cast(kind, inner, data_type, site, report),
        Expr::BinaryOp { left, op, .. } => {
            use sqlparser::ast::BinaryOperator::{Arrow, HashArrow, HashLongArrow, LongArrow};
            if matches!(op, Arrow | LongArrow | HashArrow | HashLongArrow) {
                let message = format!("the JSON operator `{op}`");
                report.add(&D254, left.span(), message, "write JSON_EXTRACT_PATH_TEXT, or navigate a SUPER column");
            }
        }
        _ => {}
    }
}

fn cast(kind: &CastKind, inner: &Expr, data_type: &DataType, site: &Site<'_>, report: &mut Report<'_>) {
    let span = span_or(inner.span(), site.block.select.span());
    if let Some(name) = absent(data_type) {
        let help = "keep JSON in SUPER or varchar, and the others in varchar";
        report.add(&D254, span, format!("Redshift has no type `{name}`"), help);
        return;
    }
    if matches!(data_type, DataType::Regclass) {
        report.add(&D115, span, "a cast to regclass", "look the name up in pg_class and pg_namespace");
        return;
    }
    let from = ty(inner, site.block.scope);
    let to = Ty::of_cast(data_type);
    booleans(kind, from, to, span, report);
    if let Some(text) = text_literal(inner) {
        literal(text, to, span, report);
    }
    if without_precision(data_type) && !matches!(from, Ty::Int(_)) {
        let message = "a decimal without precision is decimal(18,0): the decimals are lost";
        report.add(&D309, span, message, "say how many digits, as in decimal(18,4)");
    }
    decimals(inner, from, to, span, report);
    if without_length(data_type) {
        let message = "a text type without a length: the length it gets is not documented for casts";
        report.add(&D316, span, message, "say the length, as in varchar(128)");
    }
}

fn booleans(kind: &CastKind, from: Ty, to: Ty, span: sqlparser::tokenizer::Span, report: &mut Report<'_>) {
    let is_text = |ty: Ty| matches!(ty, Ty::Text | Ty::Char(_));
    if (from == Ty::Bool && is_text(to)) || (is_text(from) && to == Ty::Bool) {
        let level = if *kind == CastKind::TryCast { Level::Error } else { Level::Hint };
        let message = "boolean and text do not convert into each other";
        report.add_as(level, &D257, span, message, "write CASE WHEN flag THEN 'true' ELSE 'false' END");
    }
    if matches!(from, Ty::Decimal(..)) && to == Ty::Bool {
        report.add(&D256, span, "a decimal does not convert to boolean", "compare it: x <> 0");
    }
}

fn literal(text: &str, to: Ty, span: sqlparser::tokenizer::Span, report: &mut Report<'_>) {
    let is_number = matches!(to, Ty::Int(_) | Ty::Decimal(..) | Ty::Float);
    if text.trim().is_empty() && (is_number || matches!(to, Ty::Date | Ty::Timestamp)) {
        let message = "blank text does not convert to a number or a time";
        report.add(&D259, span, message, "write NULL, or NULLIF(TRIM(x), '') before the cast");
    } else if is_number && text.trim().parse::<f64>().is_err() {
        let message = format!("the text '{text}' is no number: the whole statement fails");
        report.add(&D260, span, message, "write a number, or TRY_CAST");
    }
}

/// Only where both scales are known, and nothing rounds before.
fn decimals(inner: &Expr, from: Ty, to: Ty, span: sqlparser::tokenizer::Span, report: &mut Report<'_>) {
    let (Ty::Decimal(_, had), Ty::Decimal(_, kept)) = (from, to) else { return };
    if had > kept && !is_rounded(inner) {
        let message = format!("{had} decimals become {kept}: whether they are rounded or cut is not settled");
        report.add(&D310, span, message, "write ROUND or TRUNC within the cast");
    }
}

/// Rounded whichever way it goes; a literal is what somebody wrote.
fn is_rounded(expr: &Expr) -> bool {
    match bare(expr) {
        Expr::Function(function) => match function_name(function).as_str() {
            "round" | "trunc" | "ceil" | "ceiling" | "floor" => true,
            "coalesce" | "nvl" | "greatest" | "least" => arguments(function).into_iter().all(is_rounded),
            "max" | "min" | "nullif" => arguments(function).first().is_some_and(|first| is_rounded(first)),
            _ => false,
        },
        Expr::Case { conditions, else_result, .. } => {
            conditions.iter().map(|branch| &branch.result).chain(else_result.as_deref()).all(is_rounded)
        }
        plain => matches!(plain, Expr::Value(_)),
    }
}

fn without_precision(data_type: &DataType) -> bool {
    use DataType::{Dec, Decimal, Numeric};
    matches!(data_type, Numeric(ExactNumberInfo::None) | Decimal(ExactNumberInfo::None) | Dec(ExactNumberInfo::None))
}

fn without_length(data_type: &DataType) -> bool {
    use DataType::{Char, CharVarying, Character, CharacterVarying, Nvarchar, Text, Varchar};
    let length: &Option<CharacterLength> = match data_type {
        Varchar(length)
        | Nvarchar(length)
        | CharacterVarying(length)
        | CharVarying(length)
        | Char(length)
        | Character(length) => length,
        Text => return true,
        _ => return false,
    };
    length.is_none()
}

fn absent(data_type: &DataType) -> Option<String> {
    use DataType::{Bit, BitVarying, Bytea, Custom, JSON, JSONB, TsQuery, TsVector, Uuid};
    let name = data_type.to_string().to_lowercase();
    let is_absent = matches!(
        data_type,
        JSON | JSONB | Uuid | Bytea | Bit(_) | BitVarying(_) | TsVector | TsQuery | DataType::Enum(..)
    ) || matches!(data_type, Custom(..))
        && matches!(name.as_str(), "hstore" | "money" | "inet" | "cidr" | "macaddr" | "xml")
        || name.ends_with("[]");
    is_absent.then_some(name)
}
