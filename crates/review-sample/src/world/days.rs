//! The seven days: what happens in every sample. What goes wrong in a troubled one is in [`incidents`].

use super::access;
use super::diary::{Diary, step};
use super::people::{ADMIN, KIM, LOADER, OMAR, REVIEWER, SCIENCE, SHOP, SYSTEM};
use super::runs::{Ending, Lake, Load, Queue, Run, Segment};
use super::scripts::{COHORTS, DASHBOARDS, LOOKUPS, MICRO_BATCHES, QUESTIONS, TRANSFORMS, WALLBOARD};
use super::tables::Table;
use super::{elsewhere, feeds, incidents, upkeep, workload};
use crate::clock::{BEGIN, DAY, HOUR, MINUTE, NOW, SECOND, hour_of, is_weekend, november};
use crate::variant::Variant;

/// All runs of a variant.
pub(crate) fn runs(variant: Variant, tables: &[Table]) -> Vec<Run> {
    let mut diary = Diary::new(tables);
    let mut hour = BEGIN;
    while hour < NOW.micros() {
        office(&mut diary, hour);
        night(&mut diary, hour);
        loads(&mut diary, hour);
        housekeeping(&mut diary, hour);
        hour += HOUR;
    }
    near_misses(&mut diary);
    reviewer(&mut diary);
    still_running(&mut diary);
    if variant.is_troubled() {
        incidents::plant(&mut diary);
    } else {
        around_the_clock(&mut diary);
    }
    // Last, so that what is drawn for them shifts nothing above.
    feeds::write(&mut diary, variant);
    upkeep::plant(&mut diary, variant);
    workload::take_place(&mut diary, variant.is_troubled());
    access::keep(&mut diary, variant);
    elsewhere::take_place(&mut diary, variant.is_troubled());
    let mut runs = diary.close();
    if variant == Variant::Healthy {
        accelerate(&mut runs);
    }
    runs
}

/// Dashboards, people and the shop, from 7 to 20 o'clock.
fn office(diary: &mut Diary<'_>, hour: i64) {
    if !(7..20).contains(&hour_of(hour)) {
        return;
    }
    let statements = if is_weekend(hour) { 4 } else { 11 };
    for _ in 0..statements {
        let start = hour + diary.seed().between(0, 59 * 60) * SECOND + diary.seed().between(0, 999_999);
        let scripts = match diary.seed().between(1, 10) {
            1..=4 => DASHBOARDS,
            5 | 6 => QUESTIONS,
            _ => LOOKUPS,
        };
        let script = diary.seed().pick(scripts);
        let (is_cached, has_failed) = (diary.seed().chance(12), diary.seed().chance(1));
        let run = diary.run(script, start);
        if is_cached && run.queue == Queue::Bi {
            run.is_cached = true;
            (run.planning, run.compiling, run.queued, run.executing) = (900, 0, 0, 1_400);
            run.segments.clear();
        } else if has_failed {
            run.ending = Ending::Failed("Numeric data overflow (result precision)");
            run.returned_rows = 0;
        }
    }
}

/// Transformations at 2 o'clock, one every eight minutes.
fn night(diary: &mut Diary<'_>, hour: i64) {
    if hour_of(hour) != 2 {
        return;
    }
    for (place, script) in (0..).zip(TRANSFORMS) {
        let run = diary.run(script, hour + place * 8 * MINUTE);
        run.queued = 0;
        if hour == november(18, 2) {
            // A near miss in a queue without other work: 4.8 percent of the hour's elapsed time.
            run.queued = run.elapsed() * 50 / 950;
        }
    }
}

/// Orders every hour, clicks every four hours: 24 COPYs a day at the most.
fn loads(diary: &mut Diary<'_>, hour: i64) {
    let orders = Load {
        table: "staging.orders_raw",
        source: "s3://acme-landing/orders/",
        format: "csv",
        files: 16,
        file_bytes: 24 << 20,
        rows: 84_000,
        errors: 0,
        splits: 1,
    };
    diary.copy(LOADER, orders, 14, hour + 5 * MINUTE);
    if hour_of(hour) % 4 == 1 {
        let clicks = Load {
            table: "staging.clickstream_raw",
            source: "s3://acme-landing/clicks/",
            format: "parquet",
            files: 32,
            file_bytes: 110 << 20,
            rows: 5_200_000,
            ..orders
        };
        diary.copy(LOADER, clicks, 48, hour + 20 * MINUTE);
    }
}

/// The warehouse's own traffic, which a review has to leave out: long, queued, spilling and full of alerts.
fn housekeeping(diary: &mut Diary<'_>, hour: i64) {
    for half in 0..2 {
        let start = hour + half * 30 * MINUTE + 7 * SECOND;
        diary.bare(SYSTEM, Queue::System, "SELECT", "select 1 /* health check */", "", start);
    }
    if hour_of(hour) == 4 {
        let run =
            diary.bare(SYSTEM, Queue::Maintenance, "UTILITY", "vacuum delete only \"ops\".\"shipments\"", "", hour);
        (run.queued, run.executing) = (900 * SECOND, 2_100 * SECOND);
        let mut scan = step("scan", Some("ops.shipments"), 64_000_000, 50_000);
        scan.alert = Some("Scanned a large number of deleted rows:14080000 rows were deleted".to_owned());
        let segment = Segment {
            steps: vec![scan, step("nestloop", None, 9_000_000, 9_000_000)],
            blocks_read: 60_000,
            spilled_local: 40_000,
            spilled_remote: 1_300_000,
            skew: 92,
        };
        run.segments = vec![segment];
    }
}

/// The review's own statements, and an administrator's.
fn reviewer(diary: &mut Diary<'_>) {
    for minute in 0..6 {
        let start = NOW.micros() - 20 * MINUTE + minute * MINUTE;
        let text = "select \"schema\", \"table\", tbl_rows from svv_table_info";
        diary.bare(REVIEWER, Queue::Default, "SELECT", text, "", start).label = "redshift-review";
    }
    diary.bare(ADMIN, Queue::Default, "UTILITY", "grant role sys:monitor to \"redshift_review\"", "", november(16, 8));
}

/// Two statements that are still on their way.
fn still_running(diary: &mut Diary<'_>) {
    for (script, seconds) in [(&QUESTIONS[2], 95), (&DASHBOARDS[1], 12)] {
        let run = diary.run(script, NOW.micros() - seconds * SECOND);
        (run.planning, run.compiling, run.queued, run.executing) = (30_000, 0, 0, (seconds - 1) * SECOND);
        run.ending = Ending::Running;
        run.returned_rows = 0;
    }
    let canceled = diary.run(&QUESTIONS[0], november(18, 13) + 31 * MINUTE);
    canceled.ending = Ending::Canceled;
    canceled.returned_rows = 0;
}

/// What stands just on the good side of a threshold; the same in every sample.
fn near_misses(diary: &mut Diary<'_>) {
    for place in 0..100 {
        diary.insert_values(
            SHOP,
            Queue::Default,
            "sales.gift_cards",
            1 + place % 20,
            november(18, 11) + place * 30 * SECOND,
        );
    }
    for place in 0..40 {
        diary.insert_values(
            SHOP,
            Queue::Default,
            "sales.wishlists",
            101,
            november(18, 11) + (place * 60 + 15) * SECOND,
        );
    }
    for place in 0..10 {
        let run = diary.run(&COHORTS, november(18, 16) + place * 4 * MINUTE);
        spill(run, 9 * (place + 1), 0);
    }
    for place in 0..10 {
        let run = diary.run(&WALLBOARD, november(18, 10) + place * 4 * MINUTE);
        run.scaled = true;
        run.queued = 0;
        run.executing = 58 * SECOND + 900_000;
    }
    for place in 0..10 {
        churn(diary, november(17, 5) + place * 5 * MINUTE, place, true);
    }
    email_events(diary);
    barely_well_planned(diary);
    lake_with_pruning(diary);
}

/// 26 COPYs in a day, each of 64 files of exactly 10 MB.
fn email_events(diary: &mut Diary<'_>) {
    let load = Load {
        table: "marketing.email_events",
        source: "s3://acme-landing/email/",
        format: "parquet",
        files: 64,
        file_bytes: 10 << 20,
        rows: 24_000,
        errors: 0,
        splits: 1,
    };
    for place in 0..26 {
        // One row of all cannot be read.
        let errors = i64::from(place == 13);
        diary.copy(LOADER, Load { errors, ..load }, 21, november(18, 0) + place * 50 * MINUTE);
    }
}

/// Four statements that stay below the row counts at which a plan is called wasteful.
fn barely_well_planned(diary: &mut Diary<'_>) {
    let when = november(17, 13);
    let text = "select r.title, s.store_id from ops.regions r, ops.stores s where s.opened_on > '{}'";
    let run = diary.bare(OMAR, Queue::Adhoc, "SELECT", text, "2020-01-01", when);
    run.executing = 31 * SECOND;
    run.segments = vec![plan(vec![
        step("scan", Some("ops.stores"), 420, 400),
        step("nestloop", None, 400, 4_900_000),
        step("return", None, 10, 10),
    ])];

    let text =
        "select * from sales.returns r join sales.orders o on o.order_id = r.order_item_id where r.returned_on = '{}'";
    let run = diary.bare(KIM, Queue::Adhoc, "SELECT", text, "2026-11-16", when + 5 * MINUTE);
    run.executing = 44 * SECOND;
    run.segments = vec![plan(vec![
        step("scan", Some("sales.returns"), 4_999_999, 4_999_999),
        step("broadcast", None, 4_999_999, 4_999_999),
        step("return", None, 10, 10),
    ])];

    let text = "select session_id, max(load_ms) from archive.events_2025 group by 1 having max(load_ms) > {}";
    let run = diary.bare(SCIENCE, Queue::Adhoc, "SELECT", text, "4000", when + 10 * MINUTE);
    run.executing = 120 * SECOND;
    let mut segment = plan(vec![
        step("scan", Some("archive.events_2025"), 910_000_000, 236_600_000),
        step("aggregate", None, 236_600_000, 9_000),
        step("return", None, 9_000, 9_000),
    ]);
    segment.blocks_read = 41_000;
    run.segments = vec![segment];

    let text = "select customer_id, sum(amount) from sales.web_orders where placed_at > '{}' group by 1";
    let run = diary.bare(KIM, Queue::Adhoc, "SELECT", text, "2026-10-01", when + 15 * MINUTE);
    run.executing = 52 * SECOND;
    run.segments = vec![plan(vec![
        step("scan", Some("sales.web_orders"), 3_100_000, 3_000_000),
        step("aggregate", None, 3_000_000, 800_000),
        step("return", None, 800_000, 800_000),
    ])];
    spill(run, 60, 40);
}

/// 20 statements on a partitioned external table; 19 of them, 95 percent, read some of its partitions only.
fn lake_with_pruning(diary: &mut Diary<'_>) {
    for place in 0..20 {
        let is_pruned = place > 0;
        let qualified = if is_pruned { 120 } else { 730 };
        let lake = Lake {
            source: "S3",
            table: "lake.orders_history",
            location: "s3://acme-lake/orders_history/",
            format: "Parquet",
            partitions: 730,
            qualified,
            files: qualified * 2,
            file_bytes: 128 << 20,
            rows: qualified * 210_000,
            faulty_rows: 0,
        };
        let text = "select customer_id, sum(amount) from lake.orders_history where order_date >= '{}' group by 1";
        external(diary, text, lake, 70, november(17, 8) + place * 2 * MINUTE);
    }
}

/// A statement on an external table.
pub(super) fn external(diary: &mut Diary<'_>, text: &'static str, lake: Lake, seconds: i64, start: i64) {
    let literal = format!("2026-{:02}-01", 1 + diary.seed().between(0, 9));
    let run = diary.bare(SCIENCE, Queue::Adhoc, "SELECT", text, &literal, start);
    run.executing = seconds * SECOND;
    run.returned_rows = 2_000;
    run.segments = vec![plan(vec![
        step("scan", None, lake.rows, lake.rows),
        step("aggregate", None, lake.rows, 2_000),
        step("return", None, 2_000, 2_000),
    ])];
    run.lake = Some(lake);
}

/// A table dropped, and made anew by a CTAS when asked for. Answers the drop.
pub(super) fn churn<'d>(diary: &'d mut Diary<'_>, start: i64, place: i64, with_ctas: bool) -> &'d mut Run {
    let literal = place.to_string();
    if with_ctas {
        let text = "create table staging.scratch_{} as select * from sales.products";
        let run = diary.bare(LOADER, Queue::Etl, "CTAS", text, &literal, start + 30 * SECOND);
        run.executing = 3 * SECOND;
        run.segments = vec![plan(vec![
            step("scan", Some("sales.products"), 180_000, 180_000),
            step("insert", None, 180_000, 180_000),
        ])];
    }
    diary.bare(LOADER, Queue::Etl, "DDL", "drop table if exists staging.scratch_{}", &literal, start)
}

/// A healthy warehouse earns its keep: a batch every quarter of an hour, each running for thirteen minutes.
fn around_the_clock(diary: &mut Diary<'_>) {
    let quarters = 0..(7 * DAY / (15 * MINUTE));
    for (quarter, script) in quarters.zip(MICRO_BATCHES.iter().cycle()) {
        diary.run(script, BEGIN + quarter * 15 * MINUTE + MINUTE).queued = 0;
    }
}

/// Short query acceleration takes the shop's look-ups where it is on.
fn accelerate(runs: &mut [Run]) {
    for run in runs.iter_mut().filter(|run| run.user == SHOP && run.kind == "SELECT") {
        run.queue = Queue::Short;
    }
}

/// A plan of one segment.
pub(super) fn plan(steps: Vec<super::runs::Step>) -> Segment {
    Segment { steps, blocks_read: 500, skew: 11, ..Segment::default() }
}

/// Lets the last segment of a run write so many blocks of 1 MB to local disk and to S3.
pub(super) fn spill(run: &mut Run, local: i64, remote: i64) {
    if let Some(last) = run.segments.last_mut() {
        last.spilled_local = local;
        last.spilled_remote = remote;
    }
}
