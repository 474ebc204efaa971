//! What may run at all: queries that read, not too deep and not too large.

use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Query, Select, SetExpr, TableFactor, Visit, Visitor};

use crate::bounds::{DEPTH_MAX, EXPRESSIONS_MAX};
use crate::error::SqlError;

/// Refuses what is not a plain query, and what is nested too deeply.
pub(crate) fn check(query: &Query) -> Result<(), SqlError> {
    visit(query, Guard { depth: 0, expressions: 0 })
}

/// Refuses what grew too large or too deep while it was rewritten.
pub(crate) fn check_size(query: &Query) -> Result<(), SqlError> {
    check(query)
}

fn visit(query: &Query, mut guard: Guard) -> Result<(), SqlError> {
    match Visit::visit(query, &mut guard) {
        ControlFlow::Break(error) => Err(error),
        ControlFlow::Continue(()) => Ok(()),
    }
}

struct Guard {
    depth: usize,
    expressions: usize,
}

impl Guard {
    fn enter(&mut self) -> ControlFlow<SqlError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX { ControlFlow::Break(SqlError::too_deep()) } else { ControlFlow::Continue(()) }
    }

    fn leave(&mut self) -> ControlFlow<SqlError> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }
}

impl Visitor for Guard {
    type Break = SqlError;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<SqlError> {
        if let Err(error) = plain_query(query) {
            return ControlFlow::Break(error);
        }
        self.enter()
    }

    fn post_visit_query(&mut self, _query: &Query) -> ControlFlow<SqlError> {
        self.leave()
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<SqlError> {
        if select.into.is_some() {
            return ControlFlow::Break(SqlError::refused("SELECT INTO writes; only queries that read run here"));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<SqlError> {
        if let Err(error) = plain_table(factor) {
            return ControlFlow::Break(error);
        }
        self.enter()
    }

    fn post_visit_table_factor(&mut self, _factor: &TableFactor) -> ControlFlow<SqlError> {
        self.leave()
    }

    fn pre_visit_expr(&mut self, _expression: &Expr) -> ControlFlow<SqlError> {
        self.expressions += 1;
        if self.expressions > EXPRESSIONS_MAX {
            return ControlFlow::Break(SqlError::too_deep());
        }
        self.enter()
    }

    fn post_visit_expr(&mut self, _expression: &Expr) -> ControlFlow<SqlError> {
        self.leave()
    }
}

fn plain_query(query: &Query) -> Result<(), SqlError> {
    if !query.locks.is_empty() || query.for_clause.is_some() {
        return Err(SqlError::refused("FOR locks rows; only queries that read run here"));
    }
    if query.settings.is_some() || query.format_clause.is_some() || !query.pipe_operators.is_empty() {
        return Err(SqlError::syntax("the query has a clause that Redshift does not have"));
    }
    // Set operations nest to the left without a limit of the parser's; walked by hand, a chain cannot overflow
    // the stack before it is refused.
    let mut left = vec![(query.body.as_ref(), 0_usize)];
    while let Some((body, depth)) = left.pop() {
        if depth > DEPTH_MAX {
            return Err(SqlError::too_deep());
        }
        match body {
            SetExpr::SetOperation { left: first, right: second, .. } => {
                left.push((first, depth + 1));
                left.push((second, depth + 1));
            }
            SetExpr::Select(_) | SetExpr::Query(_) | SetExpr::Values(_) => {}
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) | SetExpr::Table(_) => {
                return Err(SqlError::refused("only queries that read run here"));
            }
        }
    }
    Ok(())
}

fn plain_table(factor: &TableFactor) -> Result<(), SqlError> {
    match factor {
        TableFactor::Table { args: None, sample: None, version: None, .. }
        | TableFactor::Derived { sample: None, .. }
        | TableFactor::NestedJoin { .. } => Ok(()),
        _ => Err(SqlError::refused("functions, samples and pivots cannot stand in FROM here")),
    }
}
