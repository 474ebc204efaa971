//! System views: where they answer, what their columns hold.

use std::collections::BTreeMap;

use review_core::diagnostic::Level;
use review_core::identity::Deployment;
use sqlparser::ast::{BinaryOperator, Expr, SelectItem, Spanned, Value};

use super::Family;
use crate::look::{any_part, bare, number_literal};
use crate::report::Report;
use crate::rule::{D401, D402, D405, D406, D408, D409, D413, D417, D419, D420, D421, D422};
use crate::scope::{Column, Relation};
use crate::site::{Block, Clause, Position, Site, Whole};
use crate::types::Ty;

pub(super) const FAMILY: Family = Family { expr, select, whole, ..Family::NOTHING };

/// Views that are slow on large warehouses, by experience.
const HEAVY: [&str; 3] = ["stv_blocklist", "svv_all_columns", "svv_external_columns"];
/// Views of statements, with the column that says whose each is.
const STATEMENTS: [(&str, &str); 4] = [
    ("sys_query_history", "user_id"),
    ("sys_query_detail", "user_id"),
    ("stl_query", "userid"),
    ("svl_qlog", "userid"),
];

fn whole(whole: &Whole, report: &mut Report<'_>) {
    let mut live: BTreeMap<&str, usize> = BTreeMap::new();
    for relation in &whole.relations {
        let name = relation.name.as_str();
        if !matches!(relation.schema.as_deref(), None | Some("pg_catalog")) {
            continue;
        }
        withheld(name, relation.span, report);
        if name == "pg_table_def" {
            let message = "pg_table_def shows the schemas of the search_path only";
            report.add(&D417, relation.span, message, "read svv_table_info, or pg_class with pg_attribute");
        }
        if HEAVY.contains(&name) {
            let message = format!("`{name}` is slow on a large warehouse");
            report.add(&D420, relation.span, message, "filter it, or read a view that sums it up");
        }
        if name.starts_with("stv_") {
            let times = live.entry(name).or_default();
            *times += 1;
            if *times == 2 {
                let message = format!("`{name}` is read twice: the two need not show the same moment");
                report.add(&D419, relation.span, message, "read it once in a WITH");
            }
        }
    }
    for (name, span) in &whole.wildcards {
        if report.script.catalogue.columns(name).is_some() || super::placement::is_system(name) {
            let message = format!("`*` of the system view `{name}`: Amazon adds columns");
            report.add(&D421, *span, message, "name the columns you need");
        }
    }
}

fn withheld(name: &str, span: sqlparser::tokenizer::Span, report: &mut Report<'_>) {
    let script = report.script;
    for deployment in script.needs {
        let rule = match deployment {
            Deployment::Serverless => &D401,
            Deployment::MultiAz => &D402,
            Deployment::SingleAz | Deployment::Postgresql => continue,
        };
        if script.catalogue.is_withheld(name, *deployment) {
            let message = format!("`{name}` answers `permission denied` on {deployment}, which `needs` names");
            let help = format!("read a SYS view, or take `{}` out of the query's `needs`", deployment.word());
            report.add(rule, span, message, help);
        }
    }
}

fn select(block: &Block<'_>, report: &mut Report<'_>) {
    // Joined to something by its query, the other side may have chosen already.
    if let [only] = block.scope.relations.as_slice() {
        own_statements(only, block, report);
    }
    if block.position == Position::Top {
        for item in &block.select.projection {
            if let SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } = item {
                let Some(Column { ty: Ty::Char(length @ 2..), .. }) = block.scope.column(expr) else { continue };
                let message = format!("a char({length}) column in the result: some drivers keep its blanks");
                report.add_as(Level::Hint, &D408, expr.span(), message, "wrap it in TRIM");
            }
        }
    }
}

/// A view of statements read without a word on whose they are.
fn own_statements(relation: &Relation, block: &Block<'_>, report: &mut Report<'_>) {
    let Some(stored) = relation.stored.as_deref() else { return };
    let Some((_, column)) = STATEMENTS.iter().find(|(view, _)| *view == stored) else { return };
    let is_named = |part: &Expr| match part {
        Expr::Identifier(name) => name.value.eq_ignore_ascii_case(column),
        Expr::CompoundIdentifier(parts) => parts.last().is_some_and(|part| part.value.eq_ignore_ascii_case(column)),
        _ => false,
    };
    let expressions = block.expressions();
    let names_user = expressions.iter().any(|(_, expr)| any_part(expr, is_named));
    if !names_user {
        let message = format!("`{stored}` holds the system's own statements too");
        report.add(&D405, block.select.span(), message, format!("keep {column} > 1, or group by {column}"));
    }
}

fn expr(expr: &Expr, site: &Site<'_>, report: &mut Report<'_>) {
    let Expr::BinaryOp { left, op, right } = expr else { return };
    if matches!(op, BinaryOperator::Eq | BinaryOperator::NotEq) {
        flags(left, right, site, report);
        flags(right, left, site, report);
        query_ids(left, right, site, report);
    }
    if matches!(op, BinaryOperator::Gt | BinaryOperator::GtEq) && site.clause == Clause::Where {
        serverless_class(left, right, site, report);
    }
}

fn flags(column: &Expr, value: &Expr, site: &Site<'_>, report: &mut Report<'_>) {
    let is_boolean = matches!(bare(value), Expr::Value(value) if matches!(value.value, Value::Boolean(_)));
    if !is_boolean {
        return;
    }
    if let Some(Column { ty: Ty::Char(length), name, .. }) = site.block.scope.column(column) {
        let message = format!("`{name}` is char({length}) and no boolean: it holds letters such as t and f");
        report.add(&D409, column.span(), message, format!("write {name} = 't', or what its page lists"));
    }
}

fn query_ids(left: &Expr, right: &Expr, site: &Site<'_>, report: &mut Report<'_>) {
    let origin = |expr: &Expr| site.block.scope.column(expr)?.origin;
    let (Some(one), Some(other)) = (origin(left), origin(right)) else { return };
    let is_child = |origin: &crate::scope::Origin| {
        matches!(origin.view.split_once('_'), Some(("stl" | "svl" | "stv" | "svcs", _))) && &*origin.column == "query"
    };
    let is_user = |origin: &crate::scope::Origin| origin.view.starts_with("sys_") && &*origin.column == "query_id";
    if (is_child(&one) && is_user(&other)) || (is_user(&one) && is_child(&other)) {
        let message =
            format!("`{}.{}` and `{}.{}` number different things", one.view, one.column, other.view, other.column);
        report.add(
            &D406,
            right.span(),
            message,
            "stay within one family of views, or go by stl_querytext.user_query_id",
        );
    }
}

fn serverless_class(left: &Expr, right: &Expr, site: &Site<'_>, report: &mut Report<'_>) {
    let origin = site.block.scope.column(left).and_then(|column| column.origin);
    let is_class =
        origin.is_some_and(|origin| &*origin.view == "sys_query_history" && &*origin.column == "service_class_id");
    let above = number_literal(right).and_then(|digits| digits.parse::<i64>().ok()).is_some_and(|value| value >= 0);
    if is_class && above && report.script.needs.contains(&Deployment::Serverless) {
        let message = "on Serverless service_class_id is -1, so this keeps nothing there";
        report.add(&D413, left.span(), message, "exclude the classes 1 to 4 instead");
    }
}

/// A column that no relation in sight has: told only where all of them are documented system views.
pub(crate) fn missing_column(
    expr: &Expr,
    relations: &[String],
    block: &Block<'_>,
    clause: Clause,
    report: &mut Report<'_>,
) {
    let Expr::Identifier(last) = expr else {
        let Expr::CompoundIdentifier(parts) = expr else { return };
        return if let Some(last) = parts.last() {
            tell(last, relations, block, report)
        };
    };
    let is_alias = block.select.projection.iter().any(
        |item| matches!(item, SelectItem::ExprWithAlias { alias, .. } if alias.value.eq_ignore_ascii_case(&last.value)),
    );
    // Date parts and words such as SYSDATE look like columns.
    let is_word = last.quote_style.is_none() && crate::rule::is_word(&last.value);
    let may_be_alias = clause != Clause::On && is_alias;
    if !may_be_alias && !is_word {
        tell(last, relations, block, report);
    }
}

fn tell(column: &sqlparser::ast::Ident, relations: &[String], block: &Block<'_>, report: &mut Report<'_>) {
    let views: Vec<&str> = block
        .scope
        .relations
        .iter()
        .filter(|relation| relations.iter().any(|name| name.eq_ignore_ascii_case(&relation.name)))
        .filter_map(|relation| relation.stored.as_deref())
        .collect();
    if views.is_empty() || views.len() != relations.len() || column.value.eq_ignore_ascii_case("oid") {
        return;
    }
    let message = format!("no documented column `{}` in {}", column.value, views.join(", "));
    report.add(
        &D422,
        column.span,
        message,
        "look the name up on the view's page; families of views name things differently",
    );
}
