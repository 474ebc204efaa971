//! The engine: named tables, a session, and statements over them.

mod state;

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::execution::SessionState;
use datafusion::physical_plan::execute_stream;

use crate::bounds::Bounds;
use crate::error::{SqlError, translate};
use crate::job::{Job, Running};
use crate::output::{Output, collect};
use crate::planner::plan;
use crate::privileges::RelationPrivilege;
use crate::rewrite::{self, Surroundings};
use crate::session::Session;
use crate::table::Table;

pub(crate) use state::session_state;

/// Tables to query and the session to query them in. Cheap to clone; clones share their tables.
///
/// ```no_run
/// # use review_sql::{Bounds, Engine, Session, SqlError, SqlType, Table};
/// # use review_core::result::Cell;
/// # async fn example(session: Session) -> Result<(), SqlError> {
/// let rows = vec![vec![Cell::Long(7)], vec![Cell::Long(2)]];
/// let table = Table::new("stv_slices", vec![("slice".into(), SqlType::Integer)], rows)?;
/// let engine = Engine::new(session).with_tables([table]);
/// let output = engine.start("select max(slice) from stv_slices", Bounds::default()).finished().await?;
/// assert_eq!(output.rows, [[Cell::Long(7)]]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Engine {
    session: Arc<Session>,
    tables: Arc<BTreeMap<String, Table>>,
    privileges: Arc<Vec<RelationPrivilege>>,
}

impl Engine {
    /// An engine without tables.
    pub fn new(session: Session) -> Engine {
        Engine { session: Arc::new(session), tables: Arc::default(), privileges: Arc::default() }
    }

    /// The same engine with more tables; one of a name that is there already takes its place.
    #[must_use]
    pub fn with_tables(mut self, tables: impl IntoIterator<Item = Table>) -> Engine {
        for table in tables {
            self.register(table);
        }
        self
    }

    /// Adds a table, or puts it in the place of the one of its name.
    pub fn register(&mut self, table: Table) {
        Arc::make_mut(&mut self.tables).insert(table.name.clone(), table);
    }

    /// The same engine with what `has_table_privilege` answers from; without it, no relation is known.
    #[must_use]
    pub fn with_privileges(mut self, privileges: Vec<RelationPrivilege>) -> Engine {
        self.privileges = Arc::new(privileges);
        self
    }

    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }

    /// Starts a statement on a thread of its own.
    pub fn start(&self, sql: &str, bounds: Bounds) -> Running {
        let (engine, sql) = (self.clone(), sql.to_owned());
        Running(Job::start(bounds.time, async move || engine.run(&sql, bounds).await))
    }

    async fn run(&self, sql: &str, bounds: Bounds) -> Result<Output, SqlError> {
        let query = rewrite::query(sql, self.surroundings())?;
        let state = session_state(bounds)?;
        self.run_query(query, &state, bounds).await
    }

    /// Runs a rewritten query.
    pub(crate) async fn run_query(
        &self,
        query: sqlparser::ast::Query,
        state: &SessionState,
        bounds: Bounds,
    ) -> Result<Output, SqlError> {
        let logical = plan(query, &self.tables, &self.privileges, state)?;
        let physical = state.create_physical_plan(&logical).await.map_err(|error| translate(&error))?;
        let stream = execute_stream(physical, state.task_ctx()).map_err(|error| translate(&error))?;
        collect(stream, bounds.rows, &state.runtime_env().memory_pool).await
    }

    pub(crate) fn surroundings(&self) -> Surroundings<'_> {
        Surroundings { tables: &self.tables, session: &self.session }
    }

    pub(crate) fn privileges(&self) -> &Arc<Vec<RelationPrivilege>> {
        &self.privileges
    }

    pub(crate) fn tables(&self) -> &BTreeMap<String, Table> {
        &self.tables
    }
}
