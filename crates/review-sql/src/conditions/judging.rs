//! Judging batches, and their rows where a batch fails.

use datafusion::arrow::array::{Array as _, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{DFSchemaRef, DataFusionError};
use datafusion::execution::SessionState;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::{Expr, ExprSchemable, LogicalPlan};
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_expr::{PhysicalExpr, create_physical_expr};
use std::sync::Arc;

use super::Judged;
use crate::engine::Engine;
use crate::error::{SqlError, SqlErrorKind, translate};
use crate::planner::plan;
use crate::rewrite;
use crate::table::Table;

pub(super) fn not_boolean(type_name: &str) -> SqlError {
    SqlError::new(
        SqlErrorKind::Syntax,
        "42804",
        format!("a condition is true or false; this one is of type {type_name}"),
    )
}

impl Engine {
    /// The condition as the engine evaluates it over the columns of `table`.
    ///
    /// It is simplified but not optimized: the optimizer would compute a shared part of two guarded expressions
    /// before the guards.
    pub(super) fn physical(
        &self,
        condition: sqlparser::ast::Expr,
        table: &Table,
        state: &SessionState,
    ) -> Result<Arc<dyn PhysicalExpr>, SqlError> {
        let mut query = rewrite::select_over(condition, "holds", &table.name)?;
        rewrite::rewrite(&mut query, self.surroundings())?;
        let logical = plan(query, self.tables(), self.privileges(), state)?;
        let analyzed = state
            .analyzer()
            .execute_and_check(logical, state.config_options(), |_, _| {})
            .map_err(|error| translate(&error))?;
        let (expression, schema) = projected(analyzed)?;
        let data_type = expression.get_type(&schema).map_err(|error| translate(&error))?;
        if !matches!(data_type, DataType::Boolean | DataType::Null) {
            return Err(not_boolean(&crate::types::type_words(&data_type)));
        }
        physical(expression, &schema, state).map_err(|error| translate(&error))
    }
}

/// The one expression of `select expression from table`, and the columns it sees.
fn projected(plan: LogicalPlan) -> Result<(Expr, DFSchemaRef), SqlError> {
    let refused = || SqlError::syntax("a condition on rows has no aggregate and no window functions");
    let LogicalPlan::Projection(mut projection) = plan else { return Err(refused()) };
    if !matches!(projection.input.as_ref(), LogicalPlan::TableScan(_)) {
        return Err(refused());
    }
    let expression = projection.expr.pop().ok_or_else(refused)?;
    Ok((expression.unalias(), Arc::clone(projection.input.schema())))
}

fn physical(
    expression: Expr,
    schema: &DFSchemaRef,
    state: &SessionState,
) -> Result<Arc<dyn PhysicalExpr>, DataFusionError> {
    let context = SimplifyContext::builder()
        .with_schema(Arc::clone(schema))
        .with_config_options(Arc::clone(state.config_options()))
        .build();
    let expression = ExprSimplifier::new(context).simplify(expression)?;
    create_physical_expr(&expression, schema, state.execution_props(), &PhysicalPlanningContext::default())
}

/// Judges all rows of `table`.
pub(super) async fn judge(table: &Table, condition: &dyn PhysicalExpr) -> Result<Judged, SqlError> {
    let mut judged = Judged::default();
    let mut first = 0;
    for batch in table.batches() {
        match truths(condition, batch) {
            Ok(truths) => judged.holds.extend(true_rows(&truths).map(|row| first + row)),
            Err(_) => row_by_row(condition, batch, first, &mut judged),
        }
        first += batch.num_rows();
        // Between batches the time bound and a cancellation are heard.
        tokio::task::yield_now().await;
    }
    Ok(judged)
}

fn row_by_row(condition: &dyn PhysicalExpr, batch: &RecordBatch, first: usize, judged: &mut Judged) {
    for row in 0..batch.num_rows() {
        match truths(condition, &batch.slice(row, 1)) {
            Ok(truths) => judged.holds.extend(true_rows(&truths).map(|_| first + row)),
            Err(error) => judged.failed.push((first + row, translate(&error).message)),
        }
    }
}

fn truths(condition: &dyn PhysicalExpr, batch: &RecordBatch) -> Result<ArrayRef, DataFusionError> {
    condition.evaluate(batch)?.into_array(batch.num_rows())
}

fn true_rows(truths: &ArrayRef) -> impl Iterator<Item = usize> {
    let booleans = truths.as_boolean_opt().filter(|truths| truths.true_count() > 0);
    let length = booleans.map_or(0, |truths| truths.len());
    (0..length).filter(move |row| booleans.is_some_and(|truths| truths.is_valid(*row) && truths.value(*row)))
}
