//! PIVOT, of which Redshift has less than others. A PIVOT over a join is not read at all.

use sqlparser::ast::{Expr, PivotValueSource, Spanned, TableFactor};
use sqlparser::tokenizer::Span as SqlSpan;

use super::Family;
use crate::look::{bare, function_name};
use crate::report::Report;
use crate::rule::D268;
use crate::site::Block;
use crate::walk::span_or;

pub(super) const FAMILY: Family = Family { select, ..Family::NOTHING };

fn select(block: &Block<'_>, report: &mut Report<'_>) {
    for factor in block.factors() {
        if let TableFactor::Pivot { aggregate_functions, value_source, .. } = factor {
            let around = span_or(factor.span(), block.select.span());
            for aggregate in aggregate_functions {
                aggregates(&aggregate.expr, around, report);
            }
            values(value_source, around, report);
        }
    }
}

fn aggregates(expr: &Expr, around: SqlSpan, report: &mut Report<'_>) {
    let Expr::Function(function) = bare(expr) else { return };
    let name = function_name(function);
    if !matches!(name.as_str(), "count" | "sum" | "min" | "max" | "avg") {
        let message = format!("PIVOT with {}", name.to_uppercase());
        report.add(&D268, span_or(expr.span(), around), message, "PIVOT takes COUNT, SUM, MIN, MAX and AVG");
    }
}

fn values(source: &PivotValueSource, around: SqlSpan, report: &mut Report<'_>) {
    let help = "write the values themselves into the list";
    match source {
        PivotValueSource::List(list) => {
            let is_column = |expr: &Expr| matches!(bare(expr), Expr::Identifier(_) | Expr::CompoundIdentifier(_));
            for value in list.iter().filter(|value| is_column(&value.expr)) {
                report.add(&D268, span_or(value.expr.span(), around), "a column in the list of PIVOT", help);
            }
        }
        PivotValueSource::Any(_) | PivotValueSource::Subquery(_) => {
            report.add(&D268, around, "PIVOT over values that are not listed", help);
        }
    }
}
