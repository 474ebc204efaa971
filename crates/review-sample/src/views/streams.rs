//! Streams that views read.

use super::refreshes::first_refresh;
use crate::clock::{HOUR, MINUTE, NOW, SECOND};
use crate::sheet::{Sheet, row};
use crate::variant::Variant;
use crate::world::World;

/// A view fed from a stream.
struct Stream {
    name: &'static str,
    view: &'static str,
    /// Its view's place among the materialized views, which sets when it is refreshed.
    place: i64,
    rows: i64,
    /// Of each batch.
    skipped: i64,
    /// How old the newest record of a batch is, in seconds: in the first batch, and what each adds.
    lag: (i64, i64),
}

fn streams(variant: Variant) -> [Stream; 2] {
    let is_troubled = variant != Variant::Healthy;
    [
        // Nearly too late, and nearly too many skipped.
        Stream { name: "acme-clicks", view: "mv_clicks_live", place: 6, rows: 10_000, skipped: 9, lag: (122, 1) },
        Stream {
            name: "acme-readings",
            view: "mv_readings_live",
            place: 7,
            rows: 10_000,
            skipped: if is_troubled { 40 } else { 0 },
            lag: if is_troubled { (60, 14) } else { (20, 0) },
        },
    ]
}

const SHARDS: [&str; 2] = ["shardId-000000000000", "shardId-000000000001"];

/// Batch by batch: transaction, time, number of the batch. One for each refresh of the view.
fn batches(stream: &Stream) -> impl Iterator<Item = (i64, i64, i64)> {
    let (transaction, first) = first_refresh(stream.place);
    let batch = move |number| (transaction + number, first + number * HOUR, number);
    (0..).map(batch).take_while(|(_, read_at, _)| *read_at < NOW.micros())
}

pub(super) fn sys_stream_scan_states(world: &World) -> Sheet {
    let columns = [
        "external_schema_name",
        "stream_name",
        "mv_name",
        "transaction_id",
        "query_id",
        "record_time",
        "partition_id",
        "latest_position",
        "scanned_rows",
        "skipped_rows",
        "scanned_bytes",
        "stream_record_time_min",
        "stream_record_time_max",
    ];
    let mut sheet = Sheet::new("sys_stream_scan_states", &columns);
    for stream in streams(world.variant) {
        for (transaction, read_at, batch) in batches(&stream) {
            for (number, shard) in (0..).zip(SHARDS) {
                let newest = read_at - (stream.lag.0 + batch * stream.lag.1) * SECOND;
                sheet.push(row![
                    "live",
                    stream.name,
                    stream.view,
                    transaction,
                    transaction + 40_000_000,
                    read_at,
                    shard,
                    format!("{}", 4_950 + batch * 2 + number),
                    stream.rows,
                    stream.skipped,
                    stream.rows * 410,
                    newest - HOUR,
                    newest
                ]);
            }
        }
    }
    sheet
}

pub(super) fn sys_stream_scan_errors(world: &World) -> Sheet {
    let columns = [
        "external_schema_name",
        "stream_name",
        "mv_name",
        "transaction_id",
        "query_id",
        "stream_timestamp_type",
        "stream_timestamp",
        "record_time",
        "partition_id",
        "position",
        "error_code",
        "error_reason",
    ];
    let mut sheet = Sheet::new("sys_stream_scan_errors", &columns);
    for stream in streams(world.variant).into_iter().filter(|stream| stream.skipped > 0) {
        // The first skipped record of each batch is kept.
        for (transaction, read_at, batch) in batches(&stream) {
            sheet.push(row![
                "live",
                stream.name,
                stream.view,
                transaction,
                transaction + 40_000_000,
                "A",
                read_at - 2 * MINUTE,
                read_at,
                SHARDS[0],
                format!("{}", 4_900 + batch * 2),
                15_003,
                "Value is longer than the column"
            ]);
        }
    }
    sheet
}
