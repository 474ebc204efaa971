//! Sub-selects of a condition: those that stand on their own are computed once and their values put in.

use std::ops::ControlFlow;

use datafusion::execution::SessionState;
use review_core::result::{Cell, Column};
use sqlparser::ast::{Expr, Query, Value, VisitMut, VisitorMut};

use crate::bounds::Bounds;
use crate::engine::Engine;
use crate::error::SqlError;
use crate::output::Output;
use crate::planner::plan;
use crate::rewrite;

/// A condition after its sub-selects were looked at.
pub(super) enum Inlined {
    /// It needs nothing but the row.
    Alone(Box<Expr>),
    /// A sub-select refers to the row being judged, or has too many rows to be put in.
    Correlated,
}

/// The most values of an IN sub-select that are put in as a list.
const LIST_MAX: u64 = 5_000;

impl Engine {
    /// Computes the sub-selects of `condition`, the outermost ones; what they hold is computed with them.
    pub(super) async fn inlined(
        &self,
        mut condition: Expr,
        state: &SessionState,
        bounds: Bounds,
    ) -> Result<Inlined, SqlError> {
        let mut found = Collect::default();
        let _ = VisitMut::visit(&mut condition, &mut found);
        let mut values = Vec::with_capacity(found.subqueries.len());
        for subquery in found.subqueries {
            match self.alone(subquery, state, bounds).await? {
                Some(output) if !output.cut => values.push(output),
                _ => return Ok(Inlined::Correlated),
            }
        }
        let mut put = Put { values: values.into_iter(), depth: 0 };
        match VisitMut::visit(&mut condition, &mut put) {
            ControlFlow::Break(error) => Err(error),
            ControlFlow::Continue(()) => Ok(Inlined::Alone(Box::new(condition))),
        }
    }

    /// The rows of a sub-select; `None` when it refers to columns that are not its own.
    async fn alone(&self, mut query: Query, state: &SessionState, bounds: Bounds) -> Result<Option<Output>, SqlError> {
        rewrite::rewrite(&mut query, self.surroundings())?;
        match plan(query.clone(), self.tables(), self.privileges(), state) {
            // An unknown column may be one of the row; if it is nobody's, the whole query will say so.
            Err(error) if error.code == Some("42703") => return Ok(None),
            Err(error) => return Err(error),
            Ok(_) => {}
        }
        self.run_query(query, state, Bounds { rows: LIST_MAX, ..bounds }).await.map(Some)
    }
}

/// Collects the outermost sub-selects in the order of visiting.
#[derive(Default)]
struct Collect {
    subqueries: Vec<Query>,
    depth: usize,
}

impl VisitorMut for Collect {
    type Break = ();

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
        if self.depth == 0 {
            self.subqueries.push(query.clone());
        }
        self.depth += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _query: &mut Query) -> ControlFlow<()> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }
}

/// Puts the values in the places of the sub-selects, in the same order.
struct Put {
    values: std::vec::IntoIter<Output>,
    depth: usize,
}

impl VisitorMut for Put {
    type Break = SqlError;

    fn pre_visit_query(&mut self, _query: &mut Query) -> ControlFlow<SqlError> {
        self.depth += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _query: &mut Query) -> ControlFlow<SqlError> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expression: &mut Expr) -> ControlFlow<SqlError> {
        if self.depth > 0 {
            return ControlFlow::Continue(());
        }
        let put = match expression {
            Expr::Subquery(_) => self.next().and_then(|output| scalar(&output)),
            Expr::Exists { negated, .. } => {
                let negated = *negated;
                self.next().map(|output| boolean(output.rows.is_empty() == negated))
            }
            Expr::InSubquery { expr, negated, .. } => {
                let (value, negated) = (expr.clone(), *negated);
                self.next().and_then(|output| in_list(value, negated, &output))
            }
            _ => return ControlFlow::Continue(()),
        };
        match put {
            Ok(put) => {
                *expression = put;
                ControlFlow::Continue(())
            }
            Err(error) => ControlFlow::Break(error),
        }
    }
}

impl Put {
    fn next(&mut self) -> Result<Output, SqlError> {
        self.values.next().ok_or_else(|| SqlError::internal("a sub-select got lost"))
    }
}

fn boolean(value: bool) -> Expr {
    Expr::value(Value::Boolean(value))
}

fn single(output: &Output) -> Result<&Column, SqlError> {
    match output.columns.as_slice() {
        [column] => Ok(column),
        _ => Err(SqlError::syntax("subquery must return only one column")),
    }
}

fn scalar(output: &Output) -> Result<Expr, SqlError> {
    let column = single(output)?;
    match output.rows.as_slice() {
        [] => typed(&Cell::NULL, column),
        [row] => typed(&row[0], column),
        _ => Err(SqlError::data("21000", "more than one row returned by a subquery used as an expression")),
    }
}

fn in_list(value: Box<Expr>, negated: bool, output: &Output) -> Result<Expr, SqlError> {
    let column = single(output)?;
    if output.rows.is_empty() {
        return Ok(boolean(negated));
    }
    let list = output.rows.iter().map(|row| typed(&row[0], column)).collect::<Result<_, _>>()?;
    Ok(Expr::InList { expr: value, list, negated })
}

/// The value as a literal of its column's type.
fn typed(cell: &Cell, column: &Column) -> Result<Expr, SqlError> {
    let type_name = match column.type_name.as_str() {
        "numeric" => format!("numeric({},{})", column.precision, column.scale),
        "bpchar" => "varchar".to_owned(),
        "intervald2s" => return Err(SqlError::types("a sub-select in a condition cannot be an interval")),
        other => other.to_owned(),
    };
    let value = match cell {
        Cell::Boolean(value) => return Ok(boolean(*value)),
        other => other.text(),
    };
    let value =
        value.map_or_else(|| "null".to_owned(), |text| format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''")));
    rewrite::expression(&format!("cast({value} as {type_name})"))
}
