//! ANALYZE: by hand, as statements of the world, and in the background.

use super::DATABASE;
use crate::clock::{HOUR, MINUTE, SECOND, november};
use crate::sheet::{Sheet, row};
use crate::world::World;
use crate::world::people::SYSTEM;
use crate::world::tables::{LARGE, Table};
use crate::world::upkeep::ANALYZE;

const COLUMNS: [&str; 13] = [
    "user_id",
    "transaction_id",
    "database_name",
    "table_name",
    "table_id",
    "is_automatic",
    "status",
    "start_time",
    "end_time",
    "rows",
    "modified_rows",
    "analyze_threshold_percent",
    "last_analyze_time",
];

/// Tables that nothing analyzes in the seven days of any sample; at 9.99 percent the first is a near miss.
const LEFT_OUT: [&str; 2] = ["marketing.sessions", "archive.events_2025"];
/// Tables that nothing analyzes in the seven days of a troubled sample.
const NEGLECTED: [&str; 2] = ["staging.orders_raw", "marketing.campaign_touches"];

/// An ANALYZE of a table.
struct Analysis {
    user: i64,
    transaction: i64,
    automatic: bool,
    status: &'static str,
    start: i64,
    end: i64,
    /// Percent of the rows that had changed.
    changed: i64,
}

pub(super) fn sys_analyze_history(world: &World) -> Sheet {
    let mut sheet = Sheet::new("sys_analyze_history", &COLUMNS);
    for run in &world.runs {
        if let Some(qualified) = run.text.strip_prefix(ANALYZE) {
            let by_hand = Analysis {
                user: run.user.id,
                transaction: run.transaction_id,
                automatic: false,
                status: "Full",
                start: run.execution_start(),
                end: run.end(),
                changed: 1,
            };
            push(&mut sheet, world.table(qualified), &by_hand);
        }
    }
    for (place, table) in (0..).zip(world.tables.iter().filter(|table| is_analyzed(world, table))) {
        for (day, status, changed) in [(15, "PredicateColumn", 12), (18, "Skipped", 3)] {
            let start = november(day, 0) + place * 6 * MINUTE;
            let seconds = if status == "Skipped" { 0 } else { 20 + place % 7 * 9 };
            let in_background = Analysis {
                user: SYSTEM.id,
                transaction: 9_650_000 + day * 100 + place,
                automatic: true,
                status,
                start,
                end: start + seconds * SECOND,
                changed,
            };
            push(&mut sheet, table, &in_background);
        }
    }
    sheet
}

/// Whether the warehouse analyzes a table in the background: large ones of users, unless they are left out.
fn is_analyzed(world: &World, table: &Table) -> bool {
    let is_one_of = |names: &[&str]| names.contains(&table.qualified().as_str());
    let is_neglected = world.variant.is_troubled() && is_one_of(&NEGLECTED);
    table.rows > LARGE && table.schema != "pg_automv" && !is_neglected && !is_one_of(&LEFT_OUT)
}

fn push(sheet: &mut Sheet, table: &Table, analysis: &Analysis) {
    sheet.push(row![
        analysis.user,
        analysis.transaction,
        DATABASE,
        table.name,
        table.id,
        analysis.automatic,
        analysis.status,
        analysis.start,
        analysis.end,
        table.visible_rows as f64,
        (table.visible_rows / 100 * analysis.changed) as f64,
        10,
        analysis.start - 70 * HOUR
    ]);
}
