//! How statements were carried out, at four levels.
//!
//! Blocks are counted on segments and summed up on the stream and on the child query above them; rows, alerts
//! and tables stand on steps. Whoever adds up all levels counts three times.

use super::DATABASE;
use crate::sheet::{Sheet, row};
use crate::world::World;
use crate::world::runs::{Ending, Run, Segment, Step};

const COLUMNS: [&str; 30] = [
    "user_id",
    "query_id",
    "child_query_sequence",
    "stream_id",
    "segment_id",
    "step_id",
    "step_name",
    "table_id",
    "table_name",
    "is_rrscan",
    "start_time",
    "end_time",
    "duration",
    "alert",
    "input_bytes",
    "input_rows",
    "output_bytes",
    "output_rows",
    "blocks_read",
    "blocks_write",
    "local_read_io",
    "remote_read_io",
    "data_skewness",
    "time_skewness",
    "is_active",
    "spilled_block_local_disk",
    "spilled_block_remote_disk",
    "metrics_level",
    "plan_parent_id",
    "plan_node_id",
];

/// Bytes of a row on its way between steps.
const ROW_BYTES: i64 = 32;

/// The part of a plan a row speaks of.
struct Part<'a> {
    level: &'static str,
    ids: (i64, i64, i64),
    window: (i64, i64),
    blocks: Segment,
    step: Option<&'a Step>,
}

pub(super) fn sys_query_detail(world: &World) -> Sheet {
    let mut sheet = Sheet::new("sys_query_detail", &COLUMNS);
    for run in world.runs.iter().filter(|run| !run.segments.is_empty()) {
        for part in parts(run) {
            push(&mut sheet, world, run, &part);
        }
    }
    sheet
}

/// A child query of one stream, its segments one after another, their steps.
fn parts(run: &Run) -> Vec<Part<'_>> {
    let whole = (run.execution_start(), run.end());
    let sum = run.segments.iter().fold(Segment::default(), |sum, segment| Segment {
        blocks_read: sum.blocks_read + segment.blocks_read,
        spilled_local: sum.spilled_local + segment.spilled_local,
        spilled_remote: sum.spilled_remote + segment.spilled_remote,
        ..sum
    });
    let mut parts = vec![
        Part { level: "child query", ids: (-1, -1, -1), window: whole, blocks: sum.clone(), step: None },
        Part { level: "stream", ids: (0, -1, -1), window: whole, blocks: sum, step: None },
    ];
    let count = i64::try_from(run.segments.len()).unwrap_or(1);
    for (number, segment) in (0_i64..).zip(&run.segments) {
        let at = |share: i64| whole.0 + run.executing * share / count;
        let window = (at(number), at(number + 1));
        let blocks = Segment { steps: Vec::new(), ..segment.clone() };
        parts.push(Part { level: "segment", ids: (0, number, -1), window, blocks, step: None });
        for (place, step) in (0..).zip(&segment.steps) {
            let blocks = Segment { skew: segment.skew, ..Segment::default() };
            parts.push(Part { level: "step", ids: (0, number, place), window, blocks, step: Some(step) });
        }
    }
    parts
}

fn push(sheet: &mut Sheet, world: &World, run: &Run, part: &Part<'_>) {
    let step = part.step;
    let table = step.and_then(|step| step.table).map(|qualified| world.table(qualified));
    let name = table.map(|table| format!("{DATABASE}.{}", table.qualified()));
    let restricted = step.filter(|step| step.name == "scan").map(|step| step.restricted);
    let rows = step.map_or((0, 0), |step| (step.rows_in, step.rows_out));
    let remote = part.blocks.blocks_read / 10;
    sheet.push(row![
        run.user.id,
        run.query_id,
        1,
        part.ids.0,
        part.ids.1,
        part.ids.2,
        step.map_or("", |step| step.name),
        table.map(|table| table.id),
        name.as_deref().unwrap_or(""),
        restricted.unwrap_or(false),
        part.window.0,
        part.window.1,
        part.window.1 - part.window.0,
        step.and_then(|step| step.alert.as_deref()).unwrap_or(""),
        part.blocks.blocks_read << 20,
        rows.0,
        rows.1 * ROW_BYTES,
        rows.1,
        part.blocks.blocks_read,
        part.blocks.spilled_local + part.blocks.spilled_remote,
        part.blocks.blocks_read - remote,
        remote,
        part.blocks.skew,
        part.blocks.skew * 2 / 3,
        run.ending == Ending::Running,
        part.blocks.spilled_local,
        part.blocks.spilled_remote,
        part.level,
        if part.ids.2 > 0 { part.ids.2 - 1 } else { -1 },
        part.ids.2
    ]);
}
