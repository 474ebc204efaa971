//! Rules over the executed plan that keep it bounded.
//!
//! A join makes many rows of few without asking its inputs again, so it would never notice that it is cancelled;
//! it is wrapped so that it yields. Window functions hold all rows of a partition without accounting for them;
//! what flows into them is counted as memory of the statement. A sort that finds no memory left first merges all it
//! has, to spill it to the disk it may not use; with many thousand small batches that takes minutes and does not
//! yield [tried]. So a batch flows into a sort only while there is room for several more like it.

use std::fmt;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::common::Result;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode as _, TreeNodeRecursion};
use datafusion::execution::memory_pool::MemoryConsumer;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::execution_plan::replace_children_if_necessary;
use datafusion::physical_plan::joins::{
    CrossJoinExec, HashJoinExec, NestedLoopJoinExec, PiecewiseMergeJoinExec, SortMergeJoinExec,
};
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::windows::WindowAggExec;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, PhysicalExpr, PlanProperties, ReplaceChildrenOptions,
};
use futures_util::StreamExt as _;

/// Wraps joins and the inputs of windows.
#[derive(Debug)]
pub(crate) struct BoundedRows;

impl PhysicalOptimizerRule for BoundedRows {
    fn name(&self) -> &str {
        "bounded_rows"
    }

    fn schema_check(&self) -> bool {
        true
    }

    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _options: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        let wrapped = plan.transform_up(|plan| {
            if is_join(plan.as_ref()) {
                return Ok(Transformed::yes(Arc::new(CooperativeExec::new(plan)) as Arc<dyn ExecutionPlan>));
            }
            let counting = if plan.is::<WindowAggExec>() {
                Counting::Holds
            } else if plan.is::<SortExec>() {
                Counting::NeedsRoom
            } else {
                return Ok(Transformed::no(plan));
            };
            let children = plan.children().into_iter();
            let children = children.map(|child| Counted::wrap(Arc::clone(child), counting)).collect();
            Ok(Transformed::yes(replace_children_if_necessary(plan, children)?))
        })?;
        Ok(wrapped.data)
    }
}

fn is_join(plan: &dyn ExecutionPlan) -> bool {
    plan.is::<CrossJoinExec>()
        || plan.is::<NestedLoopJoinExec>()
        || plan.is::<HashJoinExec>()
        || plan.is::<SortMergeJoinExec>()
        || plan.is::<PiecewiseMergeJoinExec>()
}

/// How the rows that flow on are counted against the statement's memory.
#[derive(Clone, Copy, Debug)]
enum Counting {
    /// They count from the moment they pass until the statement ends.
    Holds,
    /// They do not count here, but there must be room for [`ROOM`] times as many.
    NeedsRoom,
}

/// A sort reserves twice what a batch takes; the rest is what sorting it needs.
const ROOM: usize = 8;

/// A plan whose rows are counted as they pass.
#[derive(Debug)]
struct Counted {
    input: Arc<dyn ExecutionPlan>,
    counting: Counting,
}

impl Counted {
    fn wrap(input: Arc<dyn ExecutionPlan>, counting: Counting) -> Arc<dyn ExecutionPlan> {
        Arc::new(Self { input, counting })
    }
}

impl DisplayAs for Counted {
    fn fmt_as(&self, _format: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Counted")
    }
}

impl ExecutionPlan for Counted {
    fn name(&self) -> &str {
        "Counted"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.input.properties()
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Self::wrap(children.swap_remove(0), self.counting))
    }

    fn with_new_children(self: Arc<Self>, mut children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Self::wrap(children.swap_remove(0), self.counting))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let reservation = MemoryConsumer::new("rows").register(context.memory_pool());
        let counting = self.counting;
        let input = self.input.execute(partition, context)?;
        let schema = input.schema();
        let counted = input.map(move |batch| {
            let batch = batch?;
            match counting {
                Counting::Holds => reservation.try_grow(slice_bytes(&batch))?,
                Counting::NeedsRoom => {
                    // What a sort reserves goes by the whole buffers beneath a slice.
                    let room = batch.get_array_memory_size().saturating_mul(ROOM);
                    reservation.try_grow(room)?;
                    reservation.shrink(room);
                }
            }
            Ok(batch)
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, counted)))
    }
}

/// What the rows of a batch take, without what their buffers hold besides.
fn slice_bytes(batch: &RecordBatch) -> usize {
    let columns = batch.columns().iter();
    columns
        .map(|column| column.to_data().get_slice_memory_size().unwrap_or_else(|_| column.get_array_memory_size()))
        .sum()
}
