//! External tables: what they are, and what reading them took.

use super::DATABASE;
use crate::sheet::{Sheet, row};
use crate::world::World;
use crate::world::people::ADMIN;
use crate::world::runs::{Lake, Run};

fn reads(world: &World) -> impl Iterator<Item = (&Run, Lake)> {
    world.runs.iter().filter_map(|run| Some((run, run.lake?)))
}

pub(super) fn svv_external_schemas(_: &World) -> Sheet {
    let columns = ["esoid", "eskind", "schemaname", "esowner", "databasename", "esoptions"];
    let mut sheet = Sheet::new("svv_external_schemas", &columns);
    sheet.push(row![100_120, 1, "lake", ADMIN.id, "acme_lake", "{\"IAM_ROLE\":\"default\"}"]);
    sheet
}

pub(super) fn svv_external_tables(_: &World) -> Sheet {
    let columns =
        ["redshift_database_name", "schemaname", "tablename", "tabletype", "location", "input_format", "compressed"];
    let mut sheet = Sheet::new("svv_external_tables", &columns);
    let parquet = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat";
    let text = "org.apache.hadoop.mapred.TextInputFormat";
    for (name, format) in [("orders_history", parquet), ("web_logs", text)] {
        let location = format!("s3://acme-lake/{name}/");
        sheet.push(row![DATABASE, "lake", name, "TABLE", location, format, 0]);
    }
    sheet
}

pub(super) fn sys_external_query_detail(world: &World) -> Sheet {
    let columns = [
        "user_id",
        "query_id",
        "transaction_id",
        "child_query_sequence",
        "segment_id",
        "source_type",
        "start_time",
        "end_time",
        "duration",
        "total_partitions",
        "qualified_partitions",
        "scanned_files",
        "returned_rows",
        "returned_bytes",
        "file_format",
        "file_location",
        "external_query_text",
        "warning_message",
        "table_name",
        "is_recursive",
        "is_nested",
        "s3list_time",
        "get_partition_time",
        "query_uuid",
    ];
    let mut sheet = Sheet::new("sys_external_query_detail", &columns);
    for (run, lake) in reads(world) {
        sheet.push(row![
            run.user.id,
            run.query_id,
            run.transaction_id,
            1,
            0,
            lake.source,
            run.execution_start(),
            run.end(),
            run.executing,
            lake.partitions,
            lake.qualified,
            lake.files,
            lake.rows,
            lake.bytes(),
            lake.format,
            lake.location,
            "",
            "",
            format!("{DATABASE}.{}", lake.table),
            false,
            false,
            lake.files / 8,
            lake.partitions * 900,
            uuid(run)
        ]);
    }
    sheet
}

pub(super) fn sys_external_query_error(world: &World) -> Sheet {
    let columns = [
        "user_id",
        "query_id",
        "file_location",
        "rowid",
        "column_name",
        "original_value",
        "modified_value",
        "trigger",
        "action",
        "action_value",
        "error_code",
        "query_uuid",
    ];
    let mut sheet = Sheet::new("sys_external_query_error", &columns);
    for (run, lake) in reads(world) {
        for fault in 0..lake.faulty_rows {
            let file = format!("{}part-{fault:05}", lake.location);
            let place = format!("{}:{}", fault, 4_096 * (fault + 1));
            sheet.push(row![
                run.user.id,
                run.query_id,
                file,
                place,
                "bytes_sent",
                "-",
                "",
                "Invalid value",
                "SET_TO_NULL",
                "",
                15_007,
                uuid(run)
            ]);
        }
    }
    sheet
}

pub(super) fn uuid(run: &Run) -> String {
    format!("{:08x}-0000-4000-8000-{:012x}", run.query_id, run.transaction_id)
}
