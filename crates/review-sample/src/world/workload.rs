//! What happens to statements over the seven days beside their plans: they get slower, fail, wait for locks, stay
//! open, are compiled anew and asked again. In a troubled sample beyond bounds, in a healthy one just within.

use super::days::plan;
use super::diary::{Diary, step};
use super::people::{DASHBOARD, LOADER, OMAR, SCIENCE, SHOP};
use super::runs::{Ending, Lock, Queue};
use crate::clock::{BEGIN, DAY, HISTORY, HOUR, MINUTE, NOW, PATCHED, SECOND, hour_of, november};

/// Seven days in two halves.
const MIDDLE: i64 = BEGIN + HISTORY / 2;

/// Writes it all down, as a troubled or as a healthy warehouse sees it.
pub(super) fn take_place(diary: &mut Diary<'_>, is_troubled: bool) {
    scores(diary, is_troubled);
    refused_lookups(diary, is_troubled);
    long_failures(diary, is_troubled);
    waits_for_lock(diary, is_troubled);
    open_transactions(diary, is_troubled);
    warned_lookups(diary);
    compiled_after_the_patch(diary);
    same_question(diary, is_troubled);
    undone_work(diary, is_troubled);
}

/// Scores every four hours: 30 s until Monday evening, then 100 s that read almost four times as much; in a healthy
/// sample 44 s, 47 percent more.
fn scores(diary: &mut Diary<'_>, is_troubled: bool) {
    let text = "insert into ops.candidate_scores select device_id, 'risk', max(read_at), avg(reading) from ops.device_readings where read_at >= '{}' group by 1, 2";
    let mut hour = BEGIN;
    while hour < NOW.micros() {
        if hour_of(hour) % 4 == 0 {
            let (seconds, blocks) = match (hour < MIDDLE, is_troubled) {
                (true, _) => (30, 4_000),
                (false, true) => (100, 15_000),
                (false, false) => (44, 5_600),
            };
            let literal = crate::clock::text_of(hour)[..10].to_owned();
            let run = diary.bare(LOADER, Queue::Etl, "INSERT", text, &literal, hour + 40 * MINUTE);
            run.executing = (seconds + hour / HOUR % 3) * SECOND;
            let mut scan = step("scan", Some("ops.device_readings"), blocks * 1_000, blocks * 1_000);
            scan.restricted = true;
            let insert = step("insert", Some("ops.candidate_scores"), 31_000, 31_000);
            run.segments = vec![plan(vec![scan, step("aggregate", None, blocks * 1_000, 31_000), insert])];
            run.segments[0].blocks_read = blocks;
        }
        hour += HOUR;
    }
}

/// The shop's nightly job reads a table it has no right to, four hours a night; in a healthy sample a quarter as often.
fn refused_lookups(diary: &mut Diary<'_>, is_troubled: bool) {
    for night in 13..19 {
        for hour in 21..25 {
            for place in 0..if is_troubled { 4 } else { 1 } {
                let literal = (70_000 + night * 100 + hour).to_string();
                let text = "select method, amount from finance.payments where invoice_id = {}";
                let start = november(night, hour) + (35 + place * 5) * MINUTE;
                let run = diary.bare(SHOP, Queue::Default, "SELECT", text, &literal, start);
                run.ending = Ending::Failed("permission denied for relation payments");
                run.executing = 4_000;
            }
        }
    }
}

/// A join that fills the disk and fails, three evenings; in a healthy sample sooner.
fn long_failures(diary: &mut Diary<'_>, is_troubled: bool) {
    let text = "select a.customer_id, b.customer_id, count(*) from marketing.sessions a join marketing.sessions b on a.device = b.device where a.started_at >= '{}' group by 1, 2";
    for day in 16..19 {
        let run = diary.bare(SCIENCE, Queue::Adhoc, "SELECT", text, "2026-11-01", november(day, 22) + 10 * MINUTE);
        run.executing = if is_troubled { 620 } else { 590 } * SECOND;
        run.ending = Ending::Failed("Disk Full");
    }
}

/// The nightly update of the budgets waits for whoever writes to them: 55 s each night, in a healthy sample 42 s.
fn waits_for_lock(diary: &mut Diary<'_>, is_troubled: bool) {
    let text = "update finance.budgets set amount = amount * {} where month >= '2026-11-01'";
    for night in 14..21 {
        let run = diary.bare(LOADER, Queue::Etl, "UPDATE", text, "1.01", november(night, 1) + 35 * MINUTE);
        run.executing = 60 * SECOND;
        run.locked = if is_troubled { 55 } else { 42 } * SECOND;
        run.segments = vec![plan(vec![
            step("scan", Some("finance.budgets"), 26_000, 13_000),
            step("insert", Some("finance.budgets"), 13_000, 13_000),
        ])];
    }
}

/// An analyst corrected a rate and went home without a commit, and the morning's load waits for him. In a healthy
/// sample he has been at it for 55 minutes, and nobody waits.
fn open_transactions(diary: &mut Diary<'_>, is_troubled: bool) {
    const RATES: &str = "finance.exchange_rates";
    let start = if is_troubled { november(19, 17) + 40 * MINUTE } else { NOW.micros() - 55 * MINUTE };
    let text = "update finance.exchange_rates set rate = {} where currency = 'CHF'";
    let run = diary.bare(OMAR, Queue::Adhoc, "UPDATE", text, "0.9412", start);
    run.executing = 2 * SECOND;
    run.lock = Some(Lock { table: RATES, is_granted: true });
    if is_troubled {
        let text = "insert into finance.exchange_rates select * from staging.rates_new where batch_id = {}";
        let run = diary.bare(LOADER, Queue::Etl, "INSERT", text, "88114", NOW.micros() - 12 * MINUTE);
        (run.planning, run.compiling, run.queued, run.executing) = (30_000, 0, 0, 0);
        run.locked = 12 * MINUTE - SECOND;
        run.ending = Ending::Planning;
        run.lock = Some(Lock { table: RATES, is_granted: false });
    }
}

/// 30 short look-ups that Redshift warns about: 12 s in all, which nobody has to act upon.
fn warned_lookups(diary: &mut Diary<'_>) {
    for place in 0..30 {
        let text = "select revenue from sales.daily_revenue where store_id = {}";
        let start = november(18, 15) + place * 90 * SECOND;
        let run = diary.bare(SHOP, Queue::Default, "SELECT", text, &(100 + place).to_string(), start);
        (run.executing, run.compiling, run.queued) = (400_000, 0, 0);
        let mut scan = step("scan", Some("sales.daily_revenue"), 7_200_000, 17_000);
        scan.restricted = true;
        scan.alert =
            Some("Very selective query filter:ratio=rows(17000)/rows_pre_user_filter(7200000)=0.002361".to_owned());
        run.segments = vec![plan(vec![scan, step("return", None, 40, 40)])];
        run.returned_rows = 40;
    }
}

/// After the patch of the 15th a notebook's statements are compiled anew, 6 s each: nobody's fault.
fn compiled_after_the_patch(diary: &mut Diary<'_>) {
    for place in 0..60 {
        let text = "select code, count(*) from ops.machine_alerts where raised_at >= '{}' group by 1";
        let start = PATCHED + 5 * HOUR + place * 4 * MINUTE;
        let run = diary.bare(SCIENCE, Queue::Adhoc, "SELECT", text, "2026-11-14", start);
        (run.compiling, run.queued, run.executing) = (6 * SECOND, 0, SECOND / 2);
        run.returned_rows = 12;
        let mut scan = step("scan", Some("ops.machine_alerts"), 900_000, 900_000);
        scan.restricted = true;
        run.segments = vec![plan(vec![scan, step("aggregate", None, 900_000, 12), step("return", None, 12, 12)])];
    }
}

/// A wallboard asks the same every ten minutes with a function of the present moment, so that no answer is ever
/// kept: 120 runs of 7 s, in a healthy sample of 1 s.
fn same_question(diary: &mut Diary<'_>, is_troubled: bool) {
    let text = "select count(*), max(placed_at) from sales.web_orders where placed_at >= dateadd(hour, -1, getdate())";
    for day in [18, 19] {
        let mut start = november(day, 8) + 3 * MINUTE;
        while start < november(day, 8) + 10 * DAY / 24 {
            let run = diary.bare(DASHBOARD, Queue::Bi, "SELECT", text, "", start);
            (run.compiling, run.queued) = (0, 0);
            run.executing = if is_troubled { 7 } else { 1 } * SECOND;
            run.returned_rows = 1;
            let mut scan = step("scan", Some("sales.web_orders"), 190_000, 190_000);
            scan.restricted = true;
            run.segments = vec![plan(vec![scan, step("aggregate", None, 190_000, 1), step("return", None, 1, 1)])];
            start += 10 * MINUTE;
        }
    }
}

/// The shop adds up its day in one transaction, whose second statement fails: 190 s undone on five evenings, each for
/// a conflict with another transaction. In a healthy sample 145 s on four, and one conflict.
fn undone_work(diary: &mut Diary<'_>, is_troubled: bool) {
    const CONFLICT: &str = "1023 DETAIL: Serializable isolation violation on table in Redshift";
    let (first, seconds) = if is_troubled { (14, 190) } else { (15, 145) };
    for day in first..19 {
        let start = november(day, 23) + 20 * MINUTE;
        let text = "insert into sales.daily_revenue select store_id, placed_on, product_id, sum(amount), count(*), 0 from sales.web_orders where placed_on = '{}' group by 1, 2, 3";
        let run = diary.bare(SHOP, Queue::Default, "INSERT", text, &format!("2026-11-{day}"), start);
        run.executing = seconds * SECOND;
        run.group = day;
        run.segments = vec![plan(vec![
            step("scan", Some("sales.web_orders"), 2_400_000, 2_400_000),
            step("aggregate", None, 2_400_000, 9_000),
            step("insert", Some("sales.daily_revenue"), 9_000, 9_000),
        ])];
        let text = "update sales.gift_cards set redeemed_at = getdate() where gift_card_id = {}";
        let start = start + (seconds + 5) * SECOND;
        let run = diary.bare(SHOP, Queue::Default, "UPDATE", text, &(4_100 + day).to_string(), start);
        run.ending = Ending::Failed(if is_troubled || day == 18 { CONFLICT } else { "Divide by zero" });
        run.group = day;
    }
}
