//! Streams that views read, and zero-ETL integrations.

use super::refreshes::first_refresh;
use crate::clock::{BEGIN, DAY, HOUR, MINUTE, NOW, SECOND};
use crate::sheet::{Sheet, Value, row};
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

/// A zero-ETL integration.
struct Integration {
    id: &'static str,
    target: &'static str,
    source: &'static str,
    database: &'static str,
    state: &'static str,
    /// Seconds.
    lag: i64,
    /// Seconds between two refreshes.
    interval: i64,
    /// Minutes ago: the latest change that was detected, and the latest that was applied.
    detected: i64,
    applied: i64,
    tables: i64,
    failed: i64,
    resync: i64,
}

fn integrations(variant: Variant) -> Vec<Integration> {
    // At rest: a long lag with nothing to apply; and one of 120 tables is copied anew.
    let billing = Integration {
        id: "1f0c2a6e-5d3b-4a51-9c07-2b1d7e6a9001",
        target: "billing_live",
        source: "PostgreSQL",
        database: "billing",
        state: "CdcRefreshState",
        lag: 56_606,
        interval: 720,
        detected: 944,
        applied: 943,
        tables: 120,
        failed: 0,
        resync: 1,
    };
    // 2,700 s behind: three intervals, no more.
    let stock = Integration {
        id: "1f0c2a6e-5d3b-4a51-9c07-2b1d7e6a9002",
        target: "stock_live",
        source: "MySQL",
        database: "stock",
        lag: 2_700,
        interval: 900,
        detected: 2,
        applied: 47,
        tables: 60,
        resync: 0,
        ..billing
    };
    let mut integrations = vec![billing, stock];
    if variant != Variant::Healthy {
        integrations.push(Integration {
            id: "1f0c2a6e-5d3b-4a51-9c07-2b1d7e6a9003",
            target: "shop_live",
            source: "MySQL",
            database: "shop",
            state: "CdcRefreshState",
            lag: 5_400,
            interval: 900,
            detected: 1,
            applied: 91,
            tables: 40,
            failed: 1,
            resync: 1,
        });
        integrations.push(Integration {
            id: "1f0c2a6e-5d3b-4a51-9c07-2b1d7e6a9004",
            target: "crm_live",
            source: "PostgreSQL",
            database: "crm",
            state: "ErrorState",
            lag: 201_000,
            interval: 900,
            detected: 3_350,
            applied: 3_360,
            tables: 25,
            failed: 0,
            resync: 0,
        });
    }
    integrations
}

pub(super) fn svv_integration(world: &World) -> Sheet {
    let columns = [
        "integration_id",
        "target_database",
        "source",
        "state",
        "current_lag",
        "last_replicated_checkpoint",
        "total_tables_replicated",
        "total_tables_failed",
        "creation_time",
        "refresh_interval",
        "source_database",
        "is_history_mode",
        "latest_detected_change_time",
        "latest_applied_change_time",
        "auto_remediation",
        "latest_shipped_source_commit_time",
    ];
    let mut sheet = Sheet::new("svv_integration", &columns);
    for one in integrations(world.variant) {
        sheet.push(row![
            one.id,
            one.target,
            one.source,
            one.state,
            one.lag * 1_000,
            "{\"txn_seq\":9834,\"txn_id\":126597515}",
            one.tables - one.failed,
            one.failed,
            BEGIN - 90 * DAY,
            one.interval,
            one.database,
            false,
            NOW.micros() - one.detected * MINUTE,
            NOW.micros() - one.applied * MINUTE,
            false,
            NOW.micros() - one.detected * MINUTE
        ]);
    }
    sheet
}

pub(super) fn svv_integration_table_state(world: &World) -> Sheet {
    let columns = [
        "integration_id",
        "target_database",
        "schema_name",
        "table_name",
        "table_state",
        "reason",
        "last_updated_timestamp",
        "table_rows",
        "table_size",
        "is_history_mode",
    ];
    let mut sheet = Sheet::new("svv_integration_table_state", &columns);
    for one in integrations(world.variant) {
        for number in 0..one.tables {
            let (state, reason) = if number < one.failed {
                ("Failed", "Table has no primary key")
            } else if number < one.failed + one.resync {
                ("ResyncInitiated", "")
            } else {
                ("Synced", "")
            };
            sheet.push(row![
                one.id,
                one.target,
                one.database,
                format!("{}_{:03}", one.database, number),
                state,
                reason,
                NOW.micros() - one.applied * MINUTE,
                Value::from(1_000 * (number + 1)),
                2 * (number + 1),
                false
            ]);
        }
    }
    sheet
}

pub(super) fn sys_integration_activity(world: &World) -> Sheet {
    let columns = [
        "integration_id",
        "target_database",
        "source",
        "checkpoint_name",
        "checkpoint_type",
        "checkpoint_bytes",
        "last_commit_timestamp",
        "modified_tables",
        "integration_start_time",
        "integration_end_time",
    ];
    let mut sheet = Sheet::new("sys_integration_activity", &columns);
    for one in integrations(world.variant) {
        let last = NOW.micros() - one.applied * MINUTE;
        // Every four hours, back from the last.
        for back in (0..42).take_while(|back| last - back * 4 * HOUR > BEGIN) {
            let commit = last - back * 4 * HOUR;
            sheet.push(row![
                one.id,
                one.target,
                one.source,
                format!("checkpoints/checkpoint_3_{}.json", 100_000 - back),
                "cdc",
                84_000,
                commit,
                3,
                commit + 30 * SECOND,
                commit + 42 * SECOND
            ]);
        }
    }
    sheet
}
