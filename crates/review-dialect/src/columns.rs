//! The columns that a SELECT gives to whoever reads it.

use sqlparser::ast::{Expr, Select, SelectItem, SelectItemQualifiedWildcardKind, TableAlias};

use crate::infer::ty;
use crate::look::schema_and_name;
use crate::scope::{Column, Scope};
use crate::types::Ty;
use crate::zero::is_never_zero;

/// How many columns of a SELECT are followed: Redshift's own limit for a table. Without one, names that select `*`
/// of each other twice would double them at every step.
const COLUMNS_MAX: usize = 1_600;

/// The columns a SELECT gives, when all of them are known.
pub(crate) fn columns_of(select: &Select, scope: &Scope<'_>) -> Option<Vec<Column>> {
    let mut columns = Vec::new();
    for item in &select.projection {
        match item {
            SelectItem::UnnamedExpr(expr) => columns.push(column(String::new(), expr, select, scope)),
            SelectItem::ExprWithAlias { expr, alias } => columns.push(column(alias.value.clone(), expr, select, scope)),
            SelectItem::Wildcard(_) => {
                for relation in scope.relations.iter().take(COLUMNS_MAX) {
                    columns.extend(relation.columns.as_ref()?.iter().cloned());
                }
            }
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                let (_, name) = schema_and_name(name);
                let relation = scope.relations.iter().find(|relation| relation.name.eq_ignore_ascii_case(&name))?;
                columns.extend(relation.columns.as_ref()?.iter().cloned());
            }
            _ => return None,
        }
        if columns.len() > COLUMNS_MAX {
            return None;
        }
    }
    Some(columns)
}

fn column(alias: String, expr: &Expr, select: &Select, scope: &Scope<'_>) -> Column {
    let source = scope.column(expr);
    let own_name = match expr {
        Expr::Identifier(name) => name.value.clone(),
        Expr::CompoundIdentifier(parts) => parts.last().map(|part| part.value.clone()).unwrap_or_default(),
        _ => String::new(),
    };
    let name = if alias.is_empty() { own_name } else { alias };
    let never_zero = is_never_zero(expr, select, scope);
    match source {
        Some(source) => Column { name, never_zero, ..source },
        None => Column { name, ty: ty(expr, scope), origin: None, never_zero },
    }
}

/// The columns of a set operation: the first branch's names, and types only where both agree.
pub(crate) fn merged(first: Vec<Column>, second: Option<&[Column]>) -> Vec<Column> {
    let other = |index: usize| second.and_then(|second| second.get(index));
    let merge = |(index, column): (usize, Column)| match other(index) {
        Some(second) if second.ty == column.ty => {
            Column { origin: None, never_zero: column.never_zero && second.never_zero, ..column }
        }
        _ => Column { ty: Ty::Unknown, origin: None, never_zero: false, ..column },
    };
    first.into_iter().enumerate().map(merge).collect()
}

/// Columns under the names that an alias lists.
pub(crate) fn renamed(columns: Vec<Column>, alias: &TableAlias) -> Vec<Column> {
    let mut names = alias.columns.iter().map(|column| column.name.value.clone());
    columns.into_iter().map(|column| Column { name: names.next().unwrap_or(column.name.clone()), ..column }).collect()
}
