//! Text: blanks at its end, backslashes, patterns, pieces of it.

use review_core::diagnostic::Level;
use sqlparser::ast::{BinaryOperator, Expr, Spanned, Value};

use super::Family;
use crate::infer::ty;
use crate::look::{arguments, bare, function_name, number_literal, text_literal};
use crate::report::Report;
use crate::rule::{D252, D253, D313, D317, D318, D322, D323, D408};
use crate::site::Site;
use crate::types::{Family as Kind, Ty};

pub(super) const FAMILY: Family = Family { expr, ..Family::NOTHING };

fn expr(expr: &Expr, site: &Site<'_>, report: &mut Report<'_>) {
    match expr {
        Expr::BinaryOp { left, op, right } => operator(left, op, right, site, report),
        Expr::SimilarTo { pattern, .. } => backslashes(pattern, report),
        Expr::Like { expr, pattern, .. } | Expr::ILike { expr, pattern, .. } => {
            padded_like(expr, pattern, site, report)
        }
        Expr::Substring { substring_from: Some(start), .. } => start_of_piece(start, report),
        Expr::Function(function) => {
            let list = arguments(function);
            match function_name(function).as_str() {
                "substring" | "substr" => list.get(1).into_iter().for_each(|start| start_of_piece(start, report)),
                "concat" => list.iter().for_each(|part| concatenated(part, report)),
                "regexp_substr" | "regexp_replace" | "regexp_instr" | "regexp_count" => {
                    list.get(1).into_iter().for_each(|pattern| backslashes(pattern, report));
                }
                _ => {}
            }
        }
        _ => {}
    }
}

fn operator(left: &Expr, op: &BinaryOperator, right: &Expr, site: &Site<'_>, report: &mut Report<'_>) {
    use BinaryOperator::{
        Eq, Gt, GtEq, Lt, LtEq, NotEq, PGRegexIMatch, PGRegexMatch, PGRegexNotIMatch, PGRegexNotMatch, StringConcat,
    };
    match op {
        PGRegexIMatch | PGRegexNotIMatch => {
            report.add(&D252, right.span(), format!("Redshift has no `{op}`"), "write LOWER(x) ~ 'pattern'");
        }
        PGRegexMatch | PGRegexNotMatch => {
            pattern(right, report);
            backslashes(right, report);
        }
        StringConcat => {
            for part in [left, right] {
                concatenated(part, report);
                padded(part, "puts its blanks into the text", site, report);
            }
        }
        Eq | NotEq | Lt | LtEq | Gt | GtEq => {
            for side in [left, right] {
                if text_literal(side).is_some_and(|text| text.ends_with(' ') && !text.trim().is_empty()) {
                    let message = "blanks at the end do not count in comparisons on Redshift, and do elsewhere";
                    report.add(&D313, side.span(), message, "leave the blanks out, and TRIM the other side");
                }
            }
            let kinds = (ty(left, site.block.scope).family(), ty(right, site.block.scope).family());
            if matches!(kinds, (Some(Kind::Number), Some(Kind::Text)) | (Some(Kind::Text), Some(Kind::Number))) {
                let message = "a number against a text: the number becomes text, or the text a number, or it fails";
                report.add(&D323, right.span(), message, "cast one of them");
            }
        }
        _ => {}
    }
}

fn pattern(pattern: &Expr, report: &mut Report<'_>) {
    match text_literal(pattern) {
        Some(text) if ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|look| text.contains(look)) => {
            let message = "a pattern of `~` that looks ahead or behind";
            report.add(&D253, pattern.span(), message, "write a pattern without it, or REGEXP_SUBSTR with 'p'");
        }
        None if matches!(bare(pattern), Expr::Identifier(_) | Expr::CompoundIdentifier(_)) => {
            let message = "the pattern of `~` must be a literal";
            report.add(&D253, pattern.span(), message, "write the pattern out, or use LIKE or POSITION");
        }
        _ => {}
    }
}

/// A single backslash in a literal is taken away before the pattern is read.
fn backslashes(pattern: &Expr, report: &mut Report<'_>) {
    let Expr::Value(value) = bare(pattern) else { return };
    if !matches!(value.value, Value::SingleQuotedString(_)) {
        return;
    }
    let written = report.script.written(value.span);
    let single = written.replace("\\\\", "").contains('\\');
    if single {
        let message = "a backslash in a literal is an escape on Redshift: the pattern does not get it";
        report.add(&D318, value.span, message, "write [0-9] for a digit and [.] for a dot, or double the backslash");
    }
}

fn concatenated(part: &Expr, report: &mut Report<'_>) {
    if matches!(bare(part), Expr::Value(value) if value.value == Value::Null) {
        let message = "NULL joined to a text is NULL; other engines skip it";
        report.add(&D317, part.span(), message, "leave it out, or wrap what may be NULL in NVL(x, '')");
    }
}

fn start_of_piece(start: &Expr, report: &mut Report<'_>) {
    if report.script.is_placeholder(start.span()) {
        return;
    }
    let value = number_literal(start).and_then(|digits| digits.parse::<i64>().ok());
    if value.is_some_and(|value| value < 1) {
        let message = "SUBSTRING from before the first character is shorter by what is missing";
        report.add(&D322, start.span(), message, "begin at 1");
    }
}

/// A bare column of type CHAR(n): padded with blanks.
fn padded(part: &Expr, what: &str, site: &Site<'_>, report: &mut Report<'_>) {
    let is_column = matches!(bare(part), Expr::Identifier(_) | Expr::CompoundIdentifier(_));
    if let (true, Ty::Char(length @ 2..)) = (is_column, ty(part, site.block.scope)) {
        let message = format!("a char({length}) column {what}");
        report.add_as(Level::Hint, &D408, part.span(), message, "wrap it in TRIM");
    }
}

fn padded_like(value: &Expr, pattern: &Expr, site: &Site<'_>, report: &mut Report<'_>) {
    if text_literal(pattern).is_some_and(|text| !text.ends_with('%')) {
        padded(value, "compared with LIKE keeps its blanks", site, report);
    }
}
