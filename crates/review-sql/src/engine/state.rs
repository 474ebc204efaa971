//! The engine's settings for one statement.

use std::sync::Arc;

use datafusion::common::config::ConfigNonZeroUsize;
use datafusion::config::{ConfigOptions, Dialect};
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::GreedyMemoryPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::{FunctionRegistry as _, SessionState, SessionStateBuilder};
use datafusion::prelude::SessionConfig;

use crate::bounds::{BATCH_ROWS, Bounds};
use crate::error::{SqlError, translate};
use crate::operators::{InLists, Operators};
use crate::physical::BoundedRows;

/// A state with nothing but our planners and rules: no catalog, no files, no functions by default, memory up to
/// the bound and no disk to spill to.
pub(crate) fn session_state(bounds: Bounds) -> Result<SessionState, SqlError> {
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(GreedyMemoryPool::new(bounds.memory_bytes)))
        .with_disk_manager_builder(DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled))
        .build_arc()
        .map_err(|error| translate(&error))?;
    let mut state = SessionStateBuilder::new()
        .with_config(SessionConfig::from(options().map_err(|error| translate(&error))?))
        .with_runtime_env(runtime)
        .with_expr_planners(vec![Arc::new(Operators)])
        .with_physical_optimizer_rule(Arc::new(BoundedRows))
        .build();
    state.register_function_rewrite(Arc::new(InLists)).map_err(|error| translate(&error))?;
    Ok(state)
}

fn options() -> datafusion::common::Result<ConfigOptions> {
    let mut options = ConfigOptions::new();
    options.execution.target_partitions = 1;
    options.execution.batch_size = ConfigNonZeroUsize::try_new(BATCH_ROWS)?;
    // Nothing spills, so nothing need be set aside for spilling: the default is 10 MB for each sort.
    options.execution.sort_spill_reservation_bytes = 0;
    // Whatever fits into memory is sorted in one piece: merging thousands of small sorted batches is far slower.
    options.execution.sort_in_place_threshold_bytes = usize::MAX;
    options.execution.collect_statistics = false;
    options.sql_parser.dialect = Dialect::Redshift;
    options.sql_parser.parse_float_as_decimal = true;
    options.sql_parser.enable_ident_normalization = false;
    options.sql_parser.map_string_types_to_utf8view = false;
    options.sql_parser.collect_spans = true;
    Ok(options)
}
