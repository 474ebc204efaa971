//! What Redshift's advisor would change, and what automatic table optimization came to.

use super::DATABASE;
use crate::clock::{HOUR, MINUTE, NOW, SECOND};
use crate::sheet::{Sheet, row};
use crate::world::World;

/// Kind, table, group, whether Redshift may apply it by itself, what to change.
type Advice = (&'static str, &'static str, i64, bool, &'static str);

/// Advice that Redshift takes care of by itself: nothing to find.
const APPLIED_BY_ITSELF: [Advice; 2] = [
    ("sortkey", "marketing.attribution", -1, true, "ALTER COMPOUND SORTKEY (order_date)"),
    ("diststyle", "finance.payments", 3, true, "ALTER DISTSTYLE KEY DISTKEY invoice_id"),
];

const WAITING: [Advice; 3] = [
    ("sortkey", "sales.clickstream", -1, false, "ALTER COMPOUND SORTKEY (event_time)"),
    ("diststyle", "sales.order_items", 1, false, "ALTER DISTSTYLE KEY DISTKEY order_id"),
    ("encode", "archive.events_2024", -1, false, "ALTER COLUMN referrer ENCODE zstd"),
];

pub(super) fn svv_alter_table_recommendations(world: &World) -> Sheet {
    let columns = ["type", "database", "table_id", "group_id", "ddl", "auto_eligible"];
    let mut sheet = Sheet::new("svv_alter_table_recommendations", &columns);
    let waiting: &[Advice] = if world.variant.is_troubled() { &WAITING } else { &[] };
    for (kind, qualified, group, eligible, change) in waiting.iter().chain(&APPLIED_BY_ITSELF) {
        let table = world.table(qualified);
        let ddl = format!("ALTER TABLE \"{}\".\"{}\" {change}", table.schema, table.name);
        sheet.push(row![*kind, DATABASE, table.id, *group, ddl, *eligible]);
    }
    sheet
}

/// Table, kind, and what was written down about it, one entry after another.
type Actions = (&'static str, &'static str, &'static [&'static str]);

const COMPLETE: &str = "Complete";
const START: &str = "Start";

/// Actions that ended well or are on their way.
const SETTLED: [Actions; 5] = [
    ("finance.payments", "distkey", &[START, "Checkpoint: progress 14.755079%", START, COMPLETE]),
    ("marketing.sessions", "sortkey", &[START, "Failed", START, "Complete: 100%"]),
    ("ops.machine_alerts", "sortkey", &[START, "Checkpoint: progress 62.418330%"]),
    ("sales.price_history", "encode", &["Abort:This table is already the recommended style."]),
    ("archive.orders_2023", "distkey", &[START]),
];

const UNSETTLED: [Actions; 5] = [
    ("archive.events_2024", "encode", &[START, "Failed"]),
    ("sales.order_items", "distkey", &["Abort:This table is not AUTO."]),
    ("sales.clickstream", "sortkey", &["Abort:This table is not AUTO."]),
    ("staging.clickstream_raw", "encode", &["Abort:This table is not AUTO."]),
    (
        "marketing.campaign_touches",
        "sortkey",
        &[START, "Failed", START, "Failed", START, "Skipped:Retry exceeds the maximum limit for a table."],
    ),
];

pub(super) fn sys_auto_table_optimization(world: &World) -> Sheet {
    let columns =
        ["transaction_id", "session_id", "table_id", "alter_table_type", "status", "event_time", "alter_from"];
    let mut sheet = Sheet::new("sys_auto_table_optimization", &columns);
    let unsettled: &[Actions] = if world.variant.is_troubled() { &UNSETTLED } else { &[] };
    for (place, (qualified, kind, statuses)) in (0..).zip(SETTLED.iter().chain(unsettled)) {
        let table = world.table(qualified);
        let begun = NOW.micros() - (40 + 9 * place) * HOUR;
        for (entry, status) in (0..).zip(*statuses) {
            let before = status.starts_with(COMPLETE).then_some("DIST STYLE: EVEN, SORTKEY: None;");
            sheet.push(row![
                9_700_100 + place * 40 + entry,
                1_073_900_000 + place,
                table.id,
                *kind,
                *status,
                begun + entry * 20 * MINUTE + entry * 728 * SECOND / 1_000,
                before
            ]);
        }
    }
    sheet
}
