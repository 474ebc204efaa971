//! Upkeep of tables by hand, and who reads the large tables that the working day leaves alone.

use super::days::plan;
use super::diary::{Diary, step};
use super::people::{KIM, LOADER, SCIENCE};
use super::runs::{Queue, Segment};
use crate::clock::{HOUR, MINUTE, SECOND, november};
use crate::variant::Variant;

/// How an ANALYZE by hand begins.
pub(crate) const ANALYZE: &str = "analyze ";
/// How a full VACUUM by hand begins.
pub(crate) const VACUUM: &str = "vacuum full ";

/// Plants upkeep and reading. It comes last, so that the numbers of all other runs stay as they are.
pub(super) fn plant(diary: &mut Diary<'_>, variant: Variant) {
    for day in 14..19 {
        let night = november(day, 4) + 30 * MINUTE;
        if variant.is_troubled() {
            for place in 0..3 {
                by_hand(diary, ANALYZE, "sales.orders", 250, night + place * 251 * SECOND);
            }
            by_hand(diary, VACUUM, "sales.web_orders", 850, night);
        } else {
            // Near misses: in five nights 3,500 and 3,550 s, of the hour that is too much.
            by_hand(diary, ANALYZE, "finance.invoices", 700, night);
            by_hand(diary, VACUUM, "marketing.attribution", 710, night);
        }
    }
    if variant.is_troubled() {
        unsorted_scans(diary);
    } else {
        audits(diary);
    }
}

/// A statement of upkeep on a table. It reads no table that a plan would show.
fn by_hand(diary: &mut Diary<'_>, statement: &'static str, table: &str, seconds: i64, start: i64) {
    let run = diary.bare(LOADER, Queue::Etl, "UTILITY", statement, "", start);
    run.text.push_str(table);
    run.generic = run.text.clone();
    (run.queued, run.executing) = (0, seconds * SECOND);
}

/// A Saturday's work, once an hour: a large table without a sort key is read from end to end, and so is one that is
/// sorted by another column than the one asked for.
fn unsorted_scans(diary: &mut Diary<'_>) {
    for hour in 0..12 {
        let start = november(14, 9) + hour * HOUR + 10 * MINUTE;
        let text = "select session_id, count(*) from sales.clickstream where event_time >= '{}' group by 1";
        let literal = format!("2026-11-{:02}", 1 + hour);
        let run = diary.bare(SCIENCE, Queue::Adhoc, "SELECT", text, &literal, start);
        (run.queued, run.executing, run.returned_rows) = (0, 190 * SECOND, 9_000);
        run.segments = vec![reading("sales.clickstream", 1_900_000_000, 95_000_000, 9_000)];

        let text = "select order_date, amount from archive.orders_2023 where customer_id = {}";
        let literal = (710_000 + hour * 37).to_string();
        let run = diary.bare(KIM, Queue::Adhoc, "SELECT", text, &literal, start);
        (run.queued, run.executing, run.returned_rows) = (0, 180 * SECOND, 34);
        run.segments = vec![reading("archive.orders_2023", 181_000_000, 34, 34)];
    }
}

/// A segment that reads a table from end to end.
fn reading(table: &'static str, rows: i64, kept: i64, returned: i64) -> Segment {
    let steps = vec![
        step("scan", Some(table), rows, kept),
        step("aggregate", None, kept, returned),
        step("return", None, returned, returned),
    ];
    Segment { blocks_read: 10_000, ..plan(steps) }
}

/// Where a warehouse is well kept somebody reads each large table within a week.
fn audits(diary: &mut Diary<'_>) {
    let read =
        ["archive.events_2024", "archive.orders_2023", "sales.clickstream", "sales.orders", "sales.price_history"];
    for (place, table) in (0..).zip(read) {
        let start = november(18, 21) + place * 5 * MINUTE;
        let run = diary.bare(
            KIM,
            Queue::Adhoc,
            "SELECT",
            "select count(*) from {} where loaded_on = '2026-11-17'",
            table,
            start,
        );
        run.generic = run.text.clone();
        (run.executing, run.returned_rows) = (20 * SECOND, 1);
        let mut segment = reading(table, 1_800_000, 900_000, 1);
        segment.steps[0].restricted = true;
        run.segments = vec![segment];
    }
}
