//! What ran, one row a statement.

use std::collections::BTreeMap;

use super::DATABASE;
use crate::clock::PATCHED;
use crate::seed::Seed;
use crate::sheet::{Sheet, row};
use crate::variant::Variant;
use crate::warehouse_facts::{EARLIER_VERSION, REDSHIFT_VERSION};
use crate::world::World;
use crate::world::runs::{Ending, Queue, Run};

const COLUMNS: [&str; 33] = [
    "user_id",
    "query_id",
    "query_label",
    "transaction_id",
    "session_id",
    "database_name",
    "query_type",
    "status",
    "result_cache_hit",
    "start_time",
    "end_time",
    "elapsed_time",
    "queue_time",
    "execution_time",
    "error_message",
    "returned_rows",
    "returned_bytes",
    "query_text",
    "redshift_version",
    "usage_limit",
    "compute_type",
    "compile_time",
    "planning_time",
    "lock_wait_time",
    "service_class_id",
    "service_class_name",
    "query_priority",
    "short_query_accelerated",
    "user_query_hash",
    "generic_query_hash",
    "query_hash_version",
    "result_cache_query_id",
    "username",
];

pub(super) fn sys_query_history(world: &World) -> Sheet {
    let mut sheet = Sheet::new("sys_query_history", &COLUMNS);
    let mut generic_hashes: BTreeMap<&str, String> = BTreeMap::new();
    for run in &world.runs {
        let generic = generic_hashes.entry(&run.generic).or_insert_with(|| Seed::hash_of(&run.generic));
        let (status, error) = ending(run);
        sheet.push(row![
            run.user.id,
            run.query_id,
            run.label,
            run.transaction_id,
            run.session_id,
            DATABASE,
            run.kind,
            status,
            run.cached_from.is_some(),
            run.start,
            run.end(),
            run.elapsed(),
            run.queued,
            run.executing,
            error,
            run.returned_rows,
            run.returned_rows * 48,
            &run.text,
            if run.start < PATCHED { EARLIER_VERSION } else { REDSHIFT_VERSION },
            run.usage_limit,
            compute_type(world.variant, run),
            run.compiling,
            run.planning,
            run.locked,
            run.queue.class(world.variant),
            run.queue.name(world.variant),
            run.queue.priority(world.variant),
            accelerated(world.variant, run),
            Seed::hash_of(&run.text),
            generic.as_str(),
            2,
            run.cached_from.unwrap_or(0),
            run.user.name
        ]);
    }
    sheet
}

fn ending(run: &Run) -> (&'static str, &'static str) {
    match run.ending {
        Ending::Success => ("success", ""),
        Ending::Failed(error) => ("failed", error),
        Ending::Canceled => ("canceled", "Query cancelled on user's request"),
        Ending::Running => ("running", ""),
        Ending::Planning => ("planning", ""),
    }
}

/// Only clusters have it; in two availability zones half of the work is done in the second.
fn compute_type(variant: Variant, run: &Run) -> &'static str {
    match variant {
        Variant::Serverless => "",
        _ if run.scaled => "primary-scale",
        Variant::MultiAz if run.query_id % 8 == 2 => "secondary",
        Variant::Troubled | Variant::Healthy | Variant::MultiAz => "primary",
    }
}

fn accelerated(variant: Variant, run: &Run) -> &'static str {
    match variant {
        Variant::Serverless => "",
        _ if run.queue == Queue::Short => "true",
        Variant::Troubled | Variant::Healthy | Variant::MultiAz => "false",
    }
}
