//! What the engine's planner may ask for: the named tables, the listed functions, nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::common::config::ConfigOptions;
use datafusion::common::{Result, TableReference};
use datafusion::datasource::cte_worktable::CteWorkTable;
use datafusion::datasource::provider_as_source;
use datafusion::execution::SessionState;
use datafusion::logical_expr::planner::{ContextProvider, ExprPlanner};
use datafusion::logical_expr::{AggregateUDF, HigherOrderUDF, LogicalPlan, ScalarUDF, TableSource, WindowUDF};
use datafusion::sql::planner::{ParserOptions, SqlToRel};
use sqlparser::ast::{Query, Statement};

use crate::aggregates::{AGGREGATES, WINDOWS};
use crate::error::{SqlError, SqlErrorKind, nearest, translate};
use crate::functions::SCALARS;
use crate::privileges::{self, RelationPrivilege};
use crate::table::Table;

/// The plan of a rewritten query.
pub(crate) fn plan(
    query: Query,
    tables: &BTreeMap<String, Table>,
    privileges: &Arc<Vec<RelationPrivilege>>,
    state: &SessionState,
) -> Result<LogicalPlan, SqlError> {
    let provider = Provider { tables, privileges, state };
    let options = ParserOptions::from(&state.config_options().sql_parser);
    SqlToRel::new_with_options(&provider, options)
        .sql_statement_to_plan(Statement::Query(Box::new(query)))
        .map_err(|error| translate(&error))
}

struct Provider<'a> {
    tables: &'a BTreeMap<String, Table>,
    privileges: &'a Arc<Vec<RelationPrivilege>>,
    state: &'a SessionState,
}

impl ContextProvider for Provider<'_> {
    fn get_table_source(&self, name: TableReference) -> Result<Arc<dyn TableSource>> {
        if let Some(table) = self.tables.get(name.table()) {
            return Ok(provider_as_source(table.source()));
        }
        let mut message = format!("relation \"{}\" does not exist", name.table());
        if let Some(nearest) = nearest(name.table(), self.tables.keys().map(String::as_str)) {
            message.push_str(&format!("; perhaps \"{nearest}\" is meant"));
        }
        Err(SqlError::new(SqlErrorKind::MissingObject, "42P01", message).into())
    }

    fn create_cte_work_table(&self, name: &str, schema: SchemaRef) -> Result<Arc<dyn TableSource>> {
        Ok(provider_as_source(Arc::new(CteWorkTable::new(name, schema))))
    }

    fn get_expr_planners(&self) -> &[Arc<dyn ExprPlanner>] {
        self.state.expr_planners()
    }

    fn get_function_meta(&self, name: &str) -> Option<Arc<ScalarUDF>> {
        if name == privileges::NAME {
            return Some(privileges::function(self.privileges));
        }
        SCALARS.get(name).cloned()
    }

    fn get_higher_order_meta(&self, _name: &str) -> Option<Arc<HigherOrderUDF>> {
        None
    }

    fn get_aggregate_meta(&self, name: &str) -> Option<Arc<AggregateUDF>> {
        AGGREGATES.get(name).cloned()
    }

    fn get_window_meta(&self, name: &str) -> Option<Arc<WindowUDF>> {
        WINDOWS.get(name).cloned()
    }

    fn get_variable_type(&self, _names: &[String]) -> Option<DataType> {
        None
    }

    fn options(&self) -> &ConfigOptions {
        self.state.config_options()
    }

    fn udf_names(&self) -> Vec<String> {
        SCALARS.keys().cloned().collect()
    }

    fn higher_order_function_names(&self) -> Vec<String> {
        Vec::new()
    }

    fn udaf_names(&self) -> Vec<String> {
        AGGREGATES.keys().cloned().collect()
    }

    fn udwf_names(&self) -> Vec<String> {
        WINDOWS.keys().cloned().collect()
    }
}
