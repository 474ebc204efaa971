//! What statements do elsewhere than in their own plan: they pull rows out of another database, run inside of
//! procedures, and are ended by a rule. In a troubled sample beyond bounds, in a healthy one just within.

use super::days::plan;
use super::diary::{Diary, step};
use super::people::{LOADER, SCIENCE};
use super::runs::{Ending, Lake, Queue};
use crate::clock::{MINUTE, SECOND, november};

/// What a statement says that a query monitoring rule ended.
pub(crate) const ENDED_BY_RULE: &str = "Query cancelled by WLM abort action of Query Monitoring Rule";

/// Writes it all down. Last of all, so that the numbers drawn for other runs stay as they are.
pub(super) fn take_place(diary: &mut Diary<'_>, is_troubled: bool) {
    federated(diary, is_troubled);
    procedures(diary, is_troubled);
    if is_troubled {
        ended_by_rule(diary);
    }
}

/// A notebook joins orders with the customers of another database: 2,400,000 rows come over each time, for 60 s; in a
/// healthy sample 1,000,000 for 20 s.
fn federated(diary: &mut Diary<'_>, is_troubled: bool) {
    let (rows, seconds) = if is_troubled { (2_400_000, 60) } else { (1_000_000, 20) };
    let lake = Lake {
        source: "PG",
        table: "crm.customers",
        location: "",
        format: "",
        partitions: 0,
        qualified: 0,
        files: 0,
        file_bytes: 0,
        rows,
        faulty_rows: 0,
    };
    let text = "select c.segment, count(*) from crm.customers c join sales.orders o on o.customer_id = c.customer_id where o.order_date >= '{}' group by 1";
    for day in 16..20 {
        for place in 0..6 {
            let start = november(day, 22) + (30 + place * 3) * MINUTE;
            let run = diary.bare(SCIENCE, Queue::Adhoc, "SELECT", text, &format!("2026-11-{day}"), start);
            (run.compiling, run.queued, run.executing) = (0, 0, seconds * SECOND);
            run.returned_rows = 9;
            run.segments = vec![plan(vec![
                step("scan", None, rows, rows),
                step("aggregate", None, rows, 9),
                step("return", None, 9, 9),
            ])];
            run.lake = Some(lake);
        }
    }
}

/// Each night ten reconciliations, a procedure that calls another one. In a troubled sample eight of sixty calls stop at
/// a value that is not there, in a healthy one four. Which type of statement a call is in the history is not documented.
fn procedures(diary: &mut Diary<'_>, is_troubled: bool) {
    let every = if is_troubled { 7 } else { 15 };
    for (place, night) in (0..).zip((14..20).flat_map(|night| [night; 10])) {
        let start = november(night, 0) + 10 * MINUTE + place % 10 * 2 * MINUTE;
        let outer =
            diary.bare(LOADER, Queue::Etl, "UTILITY", "call finance.p_reconcile({})", &place.to_string(), start);
        (outer.planning, outer.compiling, outer.queued, outer.executing) = (5_000, 0, 0, 40 * SECOND);
        if place % every == every - 1 {
            outer.ending = Ending::Failed("cannot insert a null value into column account_id");
            outer.executing = 31 * SECOND;
            continue;
        }
        let text = "call finance.p_close_account({})";
        let inner = diary.bare(LOADER, Queue::Etl, "UTILITY", text, &place.to_string(), start + 5 * SECOND);
        (inner.planning, inner.compiling, inner.queued, inner.executing) = (5_000, 0, 0, 25 * SECOND);
    }
}

/// A rule that was there until the 19th ended a notebook's questions after 400 s: twelve of them, over an hour in all.
fn ended_by_rule(diary: &mut Diary<'_>) {
    let text = "select device_id, sensor, stddev(reading) from ops.device_readings where read_at >= '{}' group by 1, 2";
    for day in 16..19 {
        for place in 0..4 {
            let start = november(day, 20) + 5 * MINUTE + place * 9 * MINUTE;
            let run = diary.bare(SCIENCE, Queue::Adhoc, "SELECT", text, "2026-06-01", start);
            (run.compiling, run.queued, run.executing) = (0, 0, 400 * SECOND);
            run.ending = Ending::Failed(ENDED_BY_RULE);
            let mut scan = step("scan", Some("ops.device_readings"), 900_000_000, 900_000_000);
            scan.restricted = true;
            run.segments = vec![plan(vec![scan, step("aggregate", None, 900_000_000, 0)])];
        }
    }
}
