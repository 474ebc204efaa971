//! Functions that Redshift does not have, or has with other arguments.

use review_core::diagnostic::Level;
use sqlparser::ast::{Expr, FunctionArguments, Spanned};

use super::Family;
use crate::look::{arguments, function_name, function_span};
use crate::report::Report;
use crate::rule::{D247, D249, D250, D251, D255};
use crate::site::Site;

pub(super) const FAMILY: Family = Family { expr, ..Family::NOTHING };

const CLOCKS: [&str; 14] = [
    "now",
    "current_timestamp",
    "current_time",
    "localtime",
    "localtimestamp",
    "age",
    "clock_timestamp",
    "statement_timestamp",
    "transaction_timestamp",
    "justify_days",
    "justify_hours",
    "justify_interval",
    "make_date",
    "make_interval",
];
const ABSENT: [&str; 11] = [
    "format",
    "encode",
    "overlay",
    "bit_length",
    "div",
    "width_bucket",
    "setseed",
    "pg_sleep",
    "quote_nullable",
    "regr_sxx",
    "convert_from",
];
const PATTERNS: [&str; 3] = ["regexp_matches", "regexp_split_to_table", "regexp_split_to_array"];

fn expr(expr: &Expr, _: &Site<'_>, report: &mut Report<'_>) {
    let function = match expr {
        Expr::Function(function) => function,
        Expr::Overlay { expr, .. } => {
            report.add(&D250, expr.span(), "Redshift has no OVERLAY", "write LEFT(...) || ... || SUBSTRING(...)");
            return;
        }
        _ => return,
    };
    let name = function_name(function);
    let at = function_span(function);
    if CLOCKS.contains(&name.as_str()) {
        let message = format!("`{name}` does not work beside tables");
        report.add(&D249, at, message, "write GETDATE() or SYSDATE, and DATEDIFF for an age");
    } else if ABSENT.contains(&name.as_str()) {
        let message = format!("Redshift has no `{name}`");
        report.add(&D250, at, message, "build the text with || and TO_CHAR; divide with /");
    } else if PATTERNS.contains(&name.as_str()) {
        report.add(&D251, at, format!("Redshift has no `{name}`"), "write REGEXP_SUBSTR or SPLIT_PART");
    }
    match name.as_str() {
        "concat" => {
            let FunctionArguments::List(list) = &function.args else { return };
            if list.args.len() != 2 {
                let message = format!("CONCAT takes two arguments, not {}", list.args.len());
                report.add(&D247, at, message, "write a || b || c");
            }
        }
        "concat_ws" => {
            report.add_as(Level::Hint, &D247, at, "Redshift may not have CONCAT_WS", "write a || ', ' || b");
        }
        "json_extract_path_text" => {
            // The last argument may be a flag; the first is the text.
            let list = arguments(function);
            let steps = list.iter().skip(1).filter(|step| crate::look::text_literal(step).is_some());
            if steps.count() > 5 {
                let help = "read the inner object first, then go on from there";
                report.add(&D255, at, "JSON_EXTRACT_PATH_TEXT follows five steps at most", help);
            }
        }
        _ => {}
    }
}
