//! COPY: one row a statement, and one a file.

use super::{DATABASE, feeds};
use crate::sheet::{Sheet, row};
use crate::world::World;
use crate::world::runs::{Ending, Load, Run};

pub(super) fn loads(world: &World) -> impl Iterator<Item = (&Run, Load)> {
    world.runs.iter().filter_map(|run| Some((run, run.load?)))
}

pub(super) fn sys_load_history(world: &World) -> Sheet {
    let columns = [
        "user_id",
        "query_id",
        "transaction_id",
        "session_id",
        "database_name",
        "status",
        "table_name",
        "start_time",
        "end_time",
        "duration",
        "data_source",
        "file_format",
        "loaded_rows",
        "loaded_bytes",
        "source_file_count",
        "source_file_bytes",
        "file_count_scanned",
        "file_bytes_scanned",
        "error_count",
        "copy_job_id",
    ];
    let mut sheet = Sheet::new("sys_load_history", &columns);
    for (run, load) in loads(world) {
        let is_done = run.ending == Ending::Success;
        let rows = if is_done { load.rows } else { 0 };
        let bytes = load.files * load.file_bytes;
        sheet.push(row![
            run.user.id,
            run.query_id,
            run.transaction_id,
            run.session_id,
            DATABASE,
            if is_done { "completed" } else { "aborted" },
            load.table.split_once('.').map_or(load.table, |(_, name)| name),
            run.start,
            run.end(),
            run.elapsed(),
            load.source,
            load.format,
            rows,
            rows * 120,
            load.files,
            bytes,
            load.files,
            bytes,
            load.errors,
            feeds::job_of(load.source)
        ]);
    }
    sheet
}

pub(super) fn sys_load_detail(world: &World) -> Sheet {
    let columns = [
        "user_id",
        "query_id",
        "file_name",
        "bytes_scanned",
        "lines_scanned",
        "record_time",
        "splits_scanned",
        "start_time",
        "end_time",
        "file_etag",
        "file_last_modified",
    ];
    let mut sheet = Sheet::new("sys_load_detail", &columns);
    for (run, load) in loads(world) {
        for file in 0..load.files {
            let name = format!("{}{}/part-{file:04}.{}", load.source, run.query_id, load.format);
            sheet.push(row![
                run.user.id,
                run.query_id,
                name,
                load.file_bytes,
                load.rows / load.files,
                run.end(),
                load.splits,
                run.execution_start(),
                run.end(),
                format!("{:016x}", run.query_id * 1_000 + file),
                run.start - 90_000_000
            ]);
        }
    }
    sheet
}
