//! What is paid for beside the cluster itself.

use crate::clock::SECOND;
use crate::sheet::{Sheet, row};
use crate::variant::Variant;
use crate::world::World;

pub(super) fn svcs_concurrency_scaling_usage(world: &World) -> Sheet {
    let columns = ["start_time", "end_time", "queries", "usage_in_seconds"];
    let mut sheet = Sheet::new("svcs_concurrency_scaling_usage", &columns);
    if matches!(world.variant, Variant::Serverless | Variant::MultiAz) {
        return sheet;
    }
    // The statements that were scaled out begin minutes apart, so each is a period of its own.
    for run in world.runs.iter().filter(|run| run.scaled) {
        let seconds = (run.executing + SECOND - 1) / SECOND;
        sheet.push(row![run.execution_start(), run.end(), 1, seconds]);
    }
    sheet
}
