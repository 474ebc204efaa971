//! What went through the queues of a cluster in one availability zone.

use crate::clock::november;
use crate::sheet::{Sheet, row};
use crate::variant::Variant;
use crate::world::World;
use crate::world::elsewhere::ENDED_BY_RULE;
use crate::world::runs::{Ending, Queue, Run};

/// Runs that took a slot of the main cluster and gave it back. Definitions and answers from the cache need none.
fn in_slots(world: &World) -> impl Iterator<Item = &Run> {
    let has_them = matches!(world.variant, Variant::Troubled | Variant::Healthy);
    let took_one = |run: &&Run| !run.segments.is_empty() && run.cached_from.is_none() && !run.scaled && run.is_over();
    world.runs.iter().filter(move |_| has_them).filter(took_one)
}

pub(super) fn stl_wlm_query(world: &World) -> Sheet {
    let mut sheet = Sheet::new(
        "stl_wlm_query",
        &[
            "userid",
            "xid",
            "task",
            "query",
            "service_class",
            "slot_count",
            "service_class_start_time",
            "queue_start_time",
            "queue_end_time",
            "total_queue_time",
            "exec_start_time",
            "exec_end_time",
            "total_exec_time",
            "service_class_end_time",
            "final_state",
            "query_priority",
            "service_class_name",
        ],
    );
    for run in in_slots(world) {
        let (begun, ended) = (run.execution_start(), run.end());
        sheet.push(row![
            run.user.id,
            run.transaction_id,
            run.query_id / 2,
            child_query(run),
            run.queue.class(world.variant),
            1,
            begun - run.queued,
            begun - run.queued,
            begun,
            run.queued,
            begun,
            ended,
            run.executing,
            ended,
            "Completed",
            run.queue.priority(world.variant).unwrap_or("n/a"),
            run.queue.name(world.variant)
        ]);
    }
    sheet
}

/// The number of the query that carried a statement out: not the statement's own, as on Redshift.
fn child_query(run: &Run) -> i64 {
    run.query_id * 3 - 11_000_000
}

pub(super) fn svl_query_metrics_summary(world: &World) -> Sheet {
    const SECOND: i64 = crate::clock::SECOND;
    let mut sheet = Sheet::new(
        "svl_query_metrics_summary",
        &[
            "userid",
            "query",
            "service_class",
            "query_cpu_time",
            "query_blocks_read",
            "query_execution_time",
            "query_temp_blocks_to_disk",
            "scan_row_count",
            "join_row_count",
            "nested_loop_join_row_count",
            "return_row_count",
            "query_queue_time",
        ],
    );
    for run in in_slots(world) {
        let rows = |names: &[&str]| {
            let steps = run.segments.iter().flat_map(|segment| &segment.steps);
            steps.filter(|step| names.contains(&step.name)).map(|step| step.rows_in.max(step.rows_out)).max()
        };
        let sum = |blocks: fn(&crate::world::runs::Segment) -> i64| run.segments.iter().map(blocks).sum::<i64>();
        sheet.push(row![
            run.user.id,
            child_query(run),
            run.queue.class(world.variant),
            run.executing * 3 / SECOND,
            sum(|segment| segment.blocks_read),
            run.executing / SECOND,
            sum(|segment| segment.spilled_local + segment.spilled_remote),
            rows(&["scan"]),
            rows(&["hashjoin"]),
            rows(&["nestloop"]),
            run.returned_rows,
            run.queued / SECOND
        ]);
    }
    sheet
}

/// What rules did that were there until the 19th: one logged whatever spilled, one ended long questions. Nothing that a
/// healthy sample ran met its rules.
pub(super) fn stl_wlm_rule_action(world: &World) -> Sheet {
    let columns =
        ["userid", "query", "service_class", "rule", "action", "recordtime", "action_value", "service_class_name"];
    let mut sheet = Sheet::new("stl_wlm_rule_action", &columns);
    let is_watched = |run: &&Run| world.variant.is_troubled() && run.queue == Queue::Adhoc;
    for run in in_slots(world).filter(is_watched) {
        let has_spilled = run.segments.iter().any(|segment| segment.spilled_local + segment.spilled_remote > 0);
        let (rule, action) = match run.ending {
            Ending::Failed(ENDED_BY_RULE) => ("questions_end_early", "abort"),
            _ if has_spilled && run.start < november(19, 0) => ("questions_spill_at_all", "log"),
            _ => continue,
        };
        sheet.push(row![
            run.user.id,
            child_query(run),
            run.queue.class(world.variant),
            rule,
            action,
            run.end(),
            "",
            run.queue.name(world.variant)
        ]);
    }
    sheet
}
