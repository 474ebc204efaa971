//! Names of tables and functions: the first pass over a parsed query.

use std::ops::ControlFlow;

use sqlparser::ast::{
    Expr, FunctionArg, FunctionArgExpr, Ident, ObjectName, ObjectNamePart, Query, TableAlias, TableFactor, VisitMut,
    VisitorMut,
};

use super::Surroundings;
use super::build::{argument_list, name_of, text};
use super::names::{is_known, known_names};
use crate::error::{SqlError, SqlErrorKind, nearest};
use crate::functions::Part;

/// Finds tables and functions, and turns bare date parts into text before they can be taken for columns.
pub(super) fn resolve(query: &mut Query, surroundings: Surroundings<'_>) -> Result<(), SqlError> {
    match VisitMut::visit(query, &mut Resolver { surroundings }) {
        ControlFlow::Break(error) => Err(error),
        ControlFlow::Continue(()) => Ok(()),
    }
}

struct Resolver<'a> {
    surroundings: Surroundings<'a>,
}

/// Functions whose first argument is a date part.
const TAKES_PART: &[&str] =
    &["datediff", "date_diff", "dateadd", "date_add", "date_part", "datepart", "pgdate_part", "date_trunc"];

impl VisitorMut for Resolver<'_> {
    type Break = SqlError;

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<SqlError> {
        if let TableFactor::Table { name, alias, .. } = factor {
            self.flatten(name, alias);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expression: &mut Expr) -> ControlFlow<SqlError> {
        match expression {
            // schema.table.column: the table's name is enough, schemas are flattened.
            Expr::CompoundIdentifier(parts) if parts.len() > 2 => {
                parts.drain(..parts.len() - 2);
            }
            Expr::Function(function) => {
                if let Err(error) = known(function) {
                    return ControlFlow::Break(error);
                }
                if TAKES_PART.contains(&name_of(function))
                    && let Some(list) = argument_list(function)
                    && let Some(FunctionArg::Unnamed(FunctionArgExpr::Expr(first))) = list.args.first_mut()
                    && let Some(part) = part_of(first)
                {
                    *first = text(part.name());
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

impl Resolver<'_> {
    /// `schema.table` becomes the registered table: the one of that full name, or else of its last part.
    fn flatten(&self, name: &mut ObjectName, alias: &mut Option<TableAlias>) {
        let parts: Vec<&Ident> = name.0.iter().filter_map(ObjectNamePart::as_ident).collect();
        let Some(last) = parts.last().map(|ident| Ident::clone(ident)) else { return };
        if parts.len() < 2 {
            return;
        }
        let full = parts[parts.len() - 2..].iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(".");
        let found = if self.surroundings.tables.contains_key(&full) { full } else { last.value.clone() };
        if found != last.value && alias.is_none() {
            *alias = Some(TableAlias { explicit: true, name: last.clone(), columns: Vec::new(), at: None });
        }
        *name = ObjectName::from(vec![Ident::with_quote_and_span('"', last.span, found)]);
    }
}

fn part_of(expression: &Expr) -> Option<Part> {
    match expression {
        Expr::Identifier(ident) => Part::from_words(&ident.value),
        Expr::Value(value) => value.value.clone().into_string().and_then(|words| Part::from_words(&words)),
        _ => None,
    }
}

/// Functions of the engine or of PostgreSQL that must not run here, whatever they would answer.
const REFUSED: &[&str] = &[
    "random",
    "uuid",
    "now",
    "generate_series",
    "setseed",
    "pg_sleep",
    "pg_cancel_backend",
    "pg_terminate_backend",
    "set_config",
    "clock_timestamp",
    "statement_timestamp",
    "current_timestamp",
    "localtimestamp",
    "current_time",
    "nextval",
    "lastval",
    "pg_read_file",
    "pg_ls_dir",
    "dblink",
    "query_to_xml",
];

fn known(function: &sqlparser::ast::Function) -> Result<(), SqlError> {
    let name = name_of(function);
    if is_known(name) {
        return Ok(());
    }
    let start = function.name.0.last().and_then(ObjectNamePart::as_ident).map(|ident| ident.span.start);
    let error = if REFUSED.contains(&name) {
        SqlError::refused(format!("function {name}() does not run here"))
    } else {
        let mut message = format!("function {name}() does not exist");
        if let Some(nearest) = nearest(name, known_names()) {
            message.push_str(&format!("; perhaps {nearest}() is meant"));
        }
        SqlError::new(SqlErrorKind::MissingObject, "42883", message)
    };
    Err(start.map_or(error.clone(), |start| error.at(start)))
}
