//! Calls of stored procedures.

use super::lake::uuid;
use crate::sheet::{Sheet, row};
use crate::world::World;
use crate::world::runs::{Ending, Run};

fn calls(world: &World) -> impl Iterator<Item = &Run> {
    world.runs.iter().filter(|run| run.generic.starts_with("call "))
}

/// A call within the time of another one of the same user was made by that one.
fn caller(world: &World, inner: &Run) -> Option<i64> {
    let around = |outer: &&Run| outer.user == inner.user && outer.start < inner.start && outer.end() >= inner.end();
    calls(world).find(around).map(|outer| outer.query_id)
}

pub(super) fn sys_procedure_call(world: &World) -> Sheet {
    let columns = [
        "session_user_id",
        "security_user_id",
        "query_id",
        "query_text",
        "start_time",
        "end_time",
        "status",
        "caller_procedure_query_id",
        "query_uuid",
    ];
    let mut sheet = Sheet::new("sys_procedure_call", &columns);
    for run in calls(world) {
        let status = if run.ending == Ending::Success { "success" } else { "canceled" };
        sheet.push(row![
            run.user.id,
            run.user.id,
            run.query_id,
            &run.text,
            run.start,
            run.end(),
            status,
            caller(world, run),
            uuid(run)
        ]);
    }
    sheet
}
