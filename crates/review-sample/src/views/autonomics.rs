//! Automatic tasks, and the extra compute they were charged for.

use super::DATABASE;
use crate::clock::{HOUR, MINUTE, SECOND, november};
use crate::sheet::{Sheet, row};
use crate::variant::Variant;
use crate::world::World;

const COLUMNS: [&str; 9] = [
    "session_id",
    "database_name",
    "object_type",
    "object_ids",
    "task_type",
    "event",
    "event_time",
    "status",
    "compute_type",
];

const DONE: (&str, &str) = ("Completed", "Task completed successfully");
const FAILED: (&str, &str) = ("Failed", "Task failed");
const SUSPENDED: (&str, &str) = ("Suspended", "Task suspended");

/// A kind of task, its tables, how many of them fail and how many are suspended: well kept, and in trouble.
type Tasks = (&'static str, &'static [&'static str], (usize, usize), (usize, usize));

/// One failure among six and four suspensions among nine are near misses.
const TASKS: [Tasks; 3] = [
    (
        "VacuumDelete",
        &[
            "ops.shipments",
            "ops.inventory_movements",
            "marketing.attribution",
            "sales.customers",
            "sales.returns",
            "finance.invoices",
        ],
        (1, 0),
        (2, 0),
    ),
    (
        "VacuumSort",
        &[
            "finance.ledger_entries",
            "finance.payments",
            "marketing.sessions",
            "ops.machine_alerts",
            "ops.shipments",
            "sales.order_items",
            "sales.orders",
            "sales.price_history",
            "sales.web_orders",
        ],
        (0, 4),
        (0, 6),
    ),
    (
        "Analyze",
        &[
            "archive.orders_2023",
            "finance.invoices",
            "finance.payments",
            "marketing.attribution",
            "ops.machine_alerts",
            "sales.orders",
        ],
        (0, 0),
        (0, 0),
    ),
];

pub(super) fn sys_automatic_optimization(world: &World) -> Sheet {
    let mut sheet = Sheet::new("sys_automatic_optimization", &COLUMNS);
    for (kind, (task, tables, well, ill)) in (0_i64..).zip(TASKS) {
        let (failed, suspended) = if world.variant.is_troubled() { ill } else { well };
        for (place, (qualified, number)) in tables.iter().zip(0_i64..).enumerate() {
            let end = match place {
                _ if place < failed => FAILED,
                _ if place < failed + suspended => SUSPENDED,
                _ => DONE,
            };
            // Each was settled once before, early in the window and on extra compute.
            let id = world.table(qualified).id.to_string();
            for (hour, end, compute) in [(november(14, 1), DONE, "primary-scale"), (november(18, 13), end, "primary")] {
                let begun = hour + kind * 50 * MINUTE / 2 + number * 2 * MINUTE;
                for (minute, (event, status)) in (0_i64..).zip([("Queued", ""), ("Started", ""), end]) {
                    let session = if event == "Started" { 1_073_950_000 + kind * 100 + number } else { 0 };
                    let is_named = event != "Queued" && world.variant != Variant::Serverless;
                    let compute = if is_named { compute } else { "" };
                    sheet.push(row![
                        session,
                        DATABASE,
                        "table",
                        &id,
                        task,
                        event,
                        begun + minute * MINUTE,
                        status,
                        compute
                    ]);
                }
            }
        }
    }
    sheet
}

/// Each night minutes of extra compute from 1 o'clock: 10 hours and a half in a troubled week, which is too much, and
/// not quite 10 in a healthy one.
pub(super) fn sys_extra_compute_for_automatic_optimization(world: &World) -> Sheet {
    let columns = ["start_time", "end_time", "query_count", "compute_seconds"];
    let mut sheet = Sheet::new("sys_extra_compute_for_automatic_optimization", &columns);
    if world.variant == Variant::Serverless {
        return sheet;
    }
    let minutes = if world.variant.is_troubled() { 90 } else { 85 };
    for day in 14..21 {
        for minute in 0..minutes {
            let start = november(day, 0) + HOUR + minute * MINUTE;
            sheet.push(row![start, start + 59 * SECOND, 1 + minute % 3, 60]);
        }
    }
    sheet
}
