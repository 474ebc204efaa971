//! Vacuums: those by hand and the nightly ones are statements of the world, the others ran in the background.

use super::DATABASE;
use crate::clock::{HOUR, MINUTE, SECOND, november};
use crate::sheet::{Sheet, row};
use crate::world::World;
use crate::world::people::SYSTEM;
use crate::world::runs::Run;
use crate::world::tables::Table;
use crate::world::upkeep::VACUUM;

const COLUMNS: [&str; 20] = [
    "user_id",
    "transaction_id",
    "query_id",
    "database_name",
    "schema_name",
    "table_name",
    "table_id",
    "vacuum_type",
    "is_automatic",
    "status",
    "start_time",
    "end_time",
    "record_time",
    "duration",
    "rows_before_vacuum",
    "size_before_vacuum",
    "reclaimable_rows",
    "reclaimed_rows",
    "sortedrows_before_vacuum",
    "sortedrows_after_vacuum",
];

/// The table that the warehouse vacuums each night at 4, as its statement names it.
const NIGHTLY: &str = "vacuum delete only \"ops\".\"shipments\"";

/// A vacuum of a table.
struct Vacuum {
    kind: &'static str,
    status: &'static str,
    start: i64,
    end: i64,
    /// Thousandths of the deleted rows that came back.
    returned: i64,
    /// Rows that became sorted.
    sorted: i64,
}

pub(super) fn sys_vacuum_history(world: &World) -> Sheet {
    let mut sheet = Sheet::new("sys_vacuum_history", &COLUMNS);
    for run in &world.runs {
        if let Some(qualified) = run.text.strip_prefix(VACUUM) {
            let full = of_run(run, "Full", 950);
            push(&mut sheet, world.table(qualified), &full, Some(run));
        } else if run.text == NIGHTLY {
            // In a troubled warehouse a transaction that somebody left open holds the rows back.
            let returned = if world.variant.is_troubled() { 4 } else { 960 };
            push(&mut sheet, world.table("ops.shipments"), &of_run(run, "Delete", returned), None);
        }
    }
    for (qualified, vacuum) in in_background(world) {
        push(&mut sheet, world.table(qualified), &vacuum, None);
    }
    sheet
}

fn of_run(run: &Run, kind: &'static str, returned: i64) -> Vacuum {
    Vacuum { kind, status: "Complete", start: run.execution_start(), end: run.end(), returned, sorted: 0 }
}

/// What the warehouse did by itself: sorts, some of which fail, and deletes.
fn in_background(world: &World) -> Vec<(&'static str, Vacuum)> {
    let vacuum = |kind, status, start: i64, minutes: i64, returned| Vacuum {
        kind,
        status,
        start,
        end: start + minutes * MINUTE,
        returned,
        sorted: if kind == "Sort" && status == "Complete" { 2_000_000 } else { 0 },
    };
    let mut vacuums = vec![
        // A near miss: the second attempt succeeds.
        ("finance.invoices", vacuum("Sort", "Failed", november(15, 1), 9, 0)),
        ("finance.invoices", vacuum("Sort", "Complete", november(16, 1), 12, 0)),
        ("marketing.sessions", vacuum("Recluster", "Complete", november(17, 1), 20, 0)),
        ("sales.customers", vacuum("Delete", "Skipped", november(17, 2), 0, 0)),
    ];
    for day in 14..19 {
        // A near miss: hardly a row comes back, of a table that holds just under a tenth of deleted rows.
        vacuums.push(("ops.inventory_movements", vacuum("Delete", "Complete", november(day, 1) + 30 * MINUTE, 4, 20)));
    }
    let ledger = if world.variant.is_troubled() { "Failed" } else { "Complete" };
    for day in [16, 17, 18] {
        vacuums.push(("finance.ledger_entries", vacuum("Sort", ledger, november(day, 23), 25, 0)));
    }
    vacuums
}

fn push(sheet: &mut Sheet, table: &Table, vacuum: &Vacuum, by: Option<&Run>) {
    let deleted = table.rows - table.visible_rows;
    let deletes = matches!(vacuum.kind, "Delete" | "Full") && vacuum.status == "Complete";
    let (reclaimable, reclaimed) = if deletes { (deleted, deleted * vacuum.returned / 1_000) } else { (0, 0) };
    // Background work has transactions of its own, one in so many seconds.
    let transaction = by.map_or(9_600_000 + vacuum.start / HOUR % 1_000 * 31 + table.id % 31, |run| run.transaction_id);
    let sorted = table.rows / 1_000 * 970;
    sheet.push(row![
        by.map_or(SYSTEM.id, |run| run.user.id),
        transaction,
        by.map(|run| run.query_id),
        DATABASE,
        table.schema,
        table.name,
        table.id,
        vacuum.kind,
        by.is_none(),
        vacuum.status,
        vacuum.start,
        vacuum.end,
        vacuum.end + SECOND,
        vacuum.end - vacuum.start,
        table.rows,
        table.blocks(),
        reclaimable,
        reclaimed,
        sorted,
        vacuum.sorted
    ]);
}
