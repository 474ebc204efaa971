//! Zero-ETL integrations, their tables, and what was applied.

use crate::clock::{BEGIN, DAY, HOUR, MINUTE, NOW, SECOND};
use crate::sheet::{Sheet, row};
use crate::variant::Variant;
use crate::world::World;

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
                1_000 * (number + 1),
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
