//! From Redshift's SQL to what the engine plans: pure syntax, no types of values.

mod aggregates;
mod build;
mod casts;
mod expressions;
mod functions;
pub(crate) mod labels;
mod names;
mod resolve;
mod scope;
mod tokens;

use std::collections::BTreeMap;

use sqlparser::ast::{Expr, Query, Statement};

use crate::error::SqlError;
use crate::guard;
use crate::session::Session;
use crate::table::Table;

/// What a statement may refer to.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    pub(crate) tables: &'a BTreeMap<String, Table>,
    pub(crate) session: &'a Session,
}

/// The query `sql` is, ready to be planned.
pub(crate) fn query(sql: &str, surroundings: Surroundings<'_>) -> Result<Query, SqlError> {
    let statement = tokens::statement(sql)?;
    let Statement::Query(query) = statement else {
        return Err(SqlError::refused("only queries run here: the statement must be a SELECT"));
    };
    let mut query = *query;
    rewrite(&mut query, surroundings)?;
    Ok(query)
}

/// The expression `text` is, not yet rewritten.
pub(crate) fn expression(text: &str) -> Result<Expr, SqlError> {
    tokens::expression(text)
}

/// Rewrites a parsed query in place.
pub(crate) fn rewrite(query: &mut Query, surroundings: Surroundings<'_>) -> Result<(), SqlError> {
    guard::check(query)?;
    resolve::resolve(query, surroundings)?;
    scope::apply(query, surroundings)?;
    guard::check_size(query)?;
    expressions::apply(query, surroundings)?;
    guard::check_size(query)
}

/// `select (expression) as label from table`, parsed and not yet rewritten.
pub(crate) fn select_over(expression: Expr, label: &str, table: &str) -> Result<Query, SqlError> {
    let template = format!("select 1 as \"{label}\" from \"{}\"", table.replace('"', "\"\""));
    let Statement::Query(mut query) = tokens::statement(&template)? else {
        return Err(SqlError::internal("a query that is none"));
    };
    build::replace_first_item(&mut query, expression);
    Ok(*query)
}

/// `select label from table where (condition)`, parsed and not yet rewritten.
pub(crate) fn rows_where(condition: Expr, label: &str, table: &str) -> Result<Query, SqlError> {
    let mut query = select_over(Expr::Identifier(sqlparser::ast::Ident::with_quote('"', label)), label, table)?;
    if let sqlparser::ast::SetExpr::Select(select) = query.body.as_mut() {
        select.selection = Some(condition);
    }
    Ok(query)
}

/// Refuses a rewritten query whose selected expression has no aggregate function: over no rows it would have no
/// answer.
pub(crate) fn require_aggregate(query: &Query) -> Result<(), SqlError> {
    aggregates::has_aggregate(query)
        .then_some(())
        .ok_or_else(|| SqlError::syntax("an aggregate answers once for all rows: it needs an aggregate function"))
}
