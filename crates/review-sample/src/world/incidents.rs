//! What goes wrong in the seven days of a troubled sample. [`troubles`](crate::troubles) says the same in words.

use super::days::{churn, external, plan, spill};
use super::diary::{Diary, step};
use super::people::{KIM, LOADER, OMAR, SCIENCE, SHOP, User};
use super::runs::{Ending, Lake, Load, Queue, Step};
use super::scripts::{COHORTS, WALLBOARD};
use crate::clock::{MINUTE, SECOND, november};

/// Plants all of them.
pub(super) fn plant(diary: &mut Diary<'_>) {
    queueing(diary);
    concurrency_scaling(diary);
    spilling(diary);
    small_inserts(diary);
    table_churn(diary);
    tiny_files(diary);
    one_large_file(diary);
    unpartitioned_lake(diary);
    wasteful_plans(diary);
}

/// The wallboards all refresh at 9 and at 14 o'clock, Monday to Thursday, and wait for each other.
fn queueing(diary: &mut Diary<'_>) {
    for day in 16..20 {
        for hour in [9, 14] {
            for place in 0..24 {
                let waited = 20 + place * 3;
                let run = diary.run(&WALLBOARD, november(day, hour) + place * 90 * SECOND);
                run.queued = waited * SECOND;
                if hour == 14 && place == 23 {
                    // No more scaling today: the dashboards wait instead.
                    run.usage_limit = "3f0a6c52-9b1d-4e77-a1c8-5d2e90b7f641";
                }
            }
        }
    }
}

/// 1,000 seconds on concurrency-scaling clusters in one hour.
fn concurrency_scaling(diary: &mut Diary<'_>) {
    for place in 0..25 {
        let run = diary.run(&WALLBOARD, november(17, 10) + place * 2 * MINUTE);
        run.scaled = true;
        run.queued = 0;
        run.executing = 40 * SECOND;
        if place == 24 {
            run.usage_limit = "concurrency-scaling-daily";
        }
    }
}

/// 112 cohort analyses in one hour that spill, each compiled anew; and the month's close, which spills for good.
fn spilling(diary: &mut Diary<'_>) {
    for place in 0..112 {
        let run = diary.run(&COHORTS, november(17, 16) + place * 31 * SECOND);
        run.compiling = 4 * SECOND;
        spill(run, 15 + place % 60, place % 20);
    }
    for day in [13, 16, 17, 18, 19] {
        // One a day that spills 12,000 MB.
        let run = diary.run(&COHORTS, november(day, 15) + 44 * MINUTE);
        run.executing = 190 * SECOND;
        spill(run, 12_000, 0);
    }
    let text = "select a.kind, c.title, sum(l.amount) from finance.ledger_entries l join finance.accounts a using (account_id) join finance.cost_centres c using (cost_centre_id) where l.booked_on <= '{}' group by 1, 2";
    let run = diary.bare(KIM, Queue::Adhoc, "SELECT", text, "2026-10-31", november(19, 10) + 12 * MINUTE);
    run.executing = 2_940 * SECOND;
    run.segments = vec![plan(vec![
        step("scan", Some("finance.ledger_entries"), 350_000_000, 349_000_000),
        step("hashjoin", None, 349_000_000, 349_000_000),
        step("aggregate", None, 349_000_000, 3_100),
        step("return", None, 3_100, 3_100),
    ])];
    run.segments[0].blocks_read = 640_000;
    spill(run, 250_000, 900_000);
}

/// The shop writes each gift card by itself.
fn small_inserts(diary: &mut Diary<'_>) {
    for place in 0..130 {
        let start = november(19, 11) + place * 25 * SECOND;
        diary.insert_values(SHOP, Queue::Default, "sales.gift_cards", 1 + place % 20, start);
    }
}

/// Staging tables are dropped and made anew: 14 DDL statements, each waiting for a lock, and 12 CTAS in one hour.
fn table_churn(diary: &mut Diary<'_>) {
    for place in 0..14 {
        churn(diary, november(16, 5) + place * 4 * MINUTE, place, place < 12).locked = 20 * SECOND;
    }
}

/// Device readings come in one COPY for each handful of tiny files: 120 in one hour, 99 in another.
fn tiny_files(diary: &mut Diary<'_>) {
    let load = Load {
        table: "ops.device_readings",
        source: "s3://acme-devices/readings/",
        format: "json",
        files: 3,
        file_bytes: 40 << 10,
        rows: 510,
        errors: 0,
        splits: 1,
    };
    // Day, COPYs, seconds between two, how many fail, rows left out by every fortieth.
    for (day, copies, pause, failed, skipped) in [(18, 120, 29, 8, 40), (19, 99, 35, 5, 33)] {
        for place in 0..copies {
            let errors = if place % 40 == 0 { skipped } else { 0 };
            let run = diary.copy(LOADER, Load { errors, ..load }, 4, november(day, 3) + place * pause * SECOND);
            if place % 14 == 7 && place / 14 < failed {
                run.ending = Ending::Failed("Check 'stl_load_errors' system table for details");
            }
        }
    }
}

/// A backfill comes as one file that cannot be split, and takes a quarter of an hour.
fn one_large_file(diary: &mut Diary<'_>) {
    let load = Load {
        table: "archive.events_2024",
        source: "s3://acme-archive/backfill/",
        format: "csv",
        files: 1,
        file_bytes: 2_000 << 20,
        rows: 21_000_000,
        errors: 0,
        splits: 1,
    };
    diary.copy(LOADER, load, 900, november(17, 6) + 10 * MINUTE);
}

/// Web logs lie in S3 as text, and every statement reads all of their partitions.
fn unpartitioned_lake(diary: &mut Diary<'_>) {
    let lake = Lake {
        source: "S3",
        table: "lake.web_logs",
        location: "s3://acme-lake/web_logs/",
        format: "Text",
        partitions: 1_095,
        qualified: 1_095,
        files: 26_280,
        file_bytes: 3 << 20,
        rows: 310_000_000,
        faulty_rows: 0,
    };
    for place in 0..20 {
        let faulty_rows = if place % 5 == 0 { 3 } else { 0 };
        let text = "select url, count(*) from lake.web_logs where substring(logged_at, 1, 10) = '{}' group by 1";
        external(diary, text, Lake { faulty_rows, ..lake }, 95, november(19, 8) + place * 2 * MINUTE);
    }
}

/// Statements whose plans Redshift itself warns about, three runs of each.
fn wasteful_plans(diary: &mut Diary<'_>) {
    wasteful(
        diary,
        SCIENCE,
        "select customer_id, count(*) from sales.order_items where order_date >= '{}' group by 1",
        130,
        vec![scan_some("sales.order_items", 400_000_000, 390_000_000), step("aggregate", None, 390_000_000, 9_000_000)],
    );
    let orders_raw = || scan("staging.orders_raw", 30_500_000, 12_000_000);
    wasteful(
        diary,
        OMAR,
        "select a.product_id, b.product_id, count(*) from sales.order_items a, sales.order_items b where a.order_date = '{}' and a.price > b.price group by 1, 2",
        640,
        vec![
            scan_some("sales.order_items", 8_900, 8_900),
            alerted(
                "nestloop",
                8_900,
                79_210_000,
                "Nested Loop Join in the query plan:79210000 rows were output from the nested loop",
            ),
        ],
    );
    wasteful(
        diary,
        KIM,
        "select source, count(*) from staging.orders_raw where received_at >= '{}' group by 1",
        75,
        vec![
            Step { alert: Some("Missing query planner statistics".to_owned()), ..orders_raw() },
            step("aggregate", None, 12_000_000, 14),
        ],
    );
    wasteful(
        diary,
        KIM,
        "select l.account_id, i.customer_id, sum(l.amount) from finance.ledger_entries l join finance.invoices i on i.invoice_id = l.entry_id where l.booked_on >= '{}' group by 1, 2",
        410,
        vec![
            scan_some("finance.invoices", 61_000_000, 61_000_000),
            alerted(
                "broadcast",
                61_000_000,
                61_000_000,
                "Broadcasted a large number of rows across the network:61000000 rows were broadcast",
            ),
        ],
    );
    wasteful(
        diary,
        SCIENCE,
        "select o.customer_id, sum(i.price) from sales.orders o join sales.order_items i using (order_id) where o.order_date >= '{}' group by 1",
        380,
        vec![
            scan_some("sales.orders", 240_000_000, 240_000_000),
            alerted(
                "distribute",
                240_000_000,
                240_000_000,
                "Distributed a large number of rows across the network:240000000 rows were distributed",
            ),
        ],
    );
    wasteful(
        diary,
        SCIENCE,
        "select page, count(*) from sales.clickstream where event_time between '{}' and dateadd(hour, 1, '{}') group by 1",
        290,
        vec![
            Step {
                alert: Some(
                    "Very selective query filter:ratio=rows(38000000)/rows_pre_user_filter(1900000000)=0.020000"
                        .to_owned(),
                ),
                ..scan("sales.clickstream", 1_900_000_000, 38_000_000)
            },
            step("aggregate", None, 38_000_000, 200),
        ],
    );
    wasteful(
        diary,
        OMAR,
        "select status, count(*) from ops.shipments where shipped_on < '{}' group by 1",
        66,
        vec![
            Step {
                alert: Some("Scanned a large number of deleted rows:14080000 rows were deleted".to_owned()),
                ..scan("ops.shipments", 64_000_000, 49_000_000)
            },
            step("aggregate", None, 49_000_000, 9),
        ],
    );
}

fn wasteful(diary: &mut Diary<'_>, user: User, text: &'static str, seconds: i64, steps: Vec<Step>) {
    for day in 16..19 {
        let literal = format!("2026-{:02}-15", 5 + diary.seed().between(0, 5));
        let start = november(day, 12) + diary.seed().between(0, 3_000) * SECOND;
        let run = diary.bare(user, Queue::Adhoc, "SELECT", text, &literal, start);
        // The latest run is the worst one.
        run.executing = (seconds - 2 * (18 - day)) * SECOND;
        run.returned_rows = 40;
        let mut segment = plan(steps.clone());
        segment.steps.push(step("return", None, 40, 40));
        segment.blocks_read = seconds * 60;
        // All rows of a customer lie on one slice of a skewed table.
        segment.skew = if segment.steps[0].table == Some("sales.order_items") { 93 } else { segment.skew };
        run.segments = vec![segment];
    }
}

fn scan(table: &'static str, rows_in: i64, rows_out: i64) -> Step {
    step("scan", Some(table), rows_in, rows_out)
}

fn scan_some(table: &'static str, rows_in: i64, rows_out: i64) -> Step {
    Step { restricted: true, ..scan(table, rows_in, rows_out) }
}

fn alerted(name: &'static str, rows_in: i64, rows_out: i64, alert: &str) -> Step {
    Step { alert: Some(alert.to_owned()), ..step(name, None, rows_in, rows_out) }
}
