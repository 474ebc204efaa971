//! Labels of columns: what Redshift calls an expression without AS.

use sqlparser::ast::{Expr, Function};

use super::build::name_of;

/// Separates a label from the number that makes it unique inside the engine.
pub(crate) const MARK: char = '\u{1}';

/// The label the statement gave, without what made it unique.
pub(crate) fn without_mark(name: &str) -> &str {
    name.split(MARK).next().unwrap_or(name)
}

/// The label of an expression without AS (database guide, the functions' own samples).
pub(super) fn label_of(expression: &Expr) -> String {
    match expression {
        Expr::Identifier(ident) => match (ident.quote_style, ident.value.as_str()) {
            (None, "sysdate") => "timestamp".to_owned(),
            (None, "current_date") => "date".to_owned(),
            (_, name) => name.to_owned(),
        },
        Expr::CompoundIdentifier(parts) => parts.last().map(|ident| ident.value.clone()).unwrap_or_default(),
        Expr::Function(function) => label_of_function(function).to_owned(),
        Expr::Cast { expr, data_type, .. } => match expr.as_ref() {
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::Function(_) | Expr::Cast { .. } => label_of(expr),
            _ => label_of_type(&data_type.to_string()),
        },
        Expr::Nested(inner) => label_of(inner),
        Expr::Case { .. } => "case".to_owned(),
        Expr::Trim { .. } => "btrim".to_owned(),
        Expr::Substring { .. } => "substring".to_owned(),
        Expr::Position { .. } => "position".to_owned(),
        Expr::Extract { .. } => "date_part".to_owned(),
        Expr::Ceil { .. } => "ceil".to_owned(),
        Expr::Floor { .. } => "floor".to_owned(),
        _ => "?column?".to_owned(),
    }
}

fn label_of_function(function: &Function) -> &str {
    match name_of(function) {
        "datediff" => "date_diff",
        "dateadd" => "date_add",
        "datepart" | "date_part" => "pgdate_part",
        "nvl" | "isnull" | "ifnull" => "coalesce",
        "nvl2" | "decode" => "case",
        other => other,
    }
}

fn label_of_type(words: &str) -> String {
    let name = words.split('(').next().unwrap_or(words).trim().to_lowercase();
    match name.as_str() {
        "int" | "integer" => "int4".to_owned(),
        "bigint" => "int8".to_owned(),
        "smallint" => "int2".to_owned(),
        "double precision" | "float" => "float8".to_owned(),
        "real" => "float4".to_owned(),
        "boolean" => "bool".to_owned(),
        "decimal" | "dec" => "numeric".to_owned(),
        "character varying" => "varchar".to_owned(),
        "character" | "char" => "bpchar".to_owned(),
        _ => name,
    }
}
