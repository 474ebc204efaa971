//! What comes in and goes out by a schedule: small daily loads, and UNLOADs.

use super::days::plan;
use super::diary::{Diary, step};
use super::people::{LOADER, OMAR, SCIENCE, User};
use super::runs::{Ending, Load, Queue, Run, Step, Unload};
use crate::clock::{MINUTE, SECOND, november};
use crate::variant::Variant;

/// All of them; the troubles where they belong.
pub(super) fn write(diary: &mut Diary<'_>, variant: Variant) {
    feeds(diary, variant);
    unloads(diary);
    if variant.is_troubled() {
        plain_text(diary);
        aborted(diary);
    }
}

fn small_load(table: &'static str, source: &'static str) -> Load {
    Load { table, source, format: "csv", files: 4, file_bytes: 1 << 20, rows: 3_100, errors: 0, splits: 1 }
}

/// Three feeds with a rhythm; two of them stop in a troubled sample.
fn feeds(diary: &mut Diary<'_>, variant: Variant) {
    // Daily; silent for exactly two days, twice its longest pause.
    for day in 14..=18 {
        let load = small_load("marketing.attribution", "s3://acme-landing/attribution/");
        diary.copy(LOADER, load, 6, november(day, 6));
    }
    // Daily at half past four.
    let last = if variant.is_troubled() { 17 } else { 20 };
    for day in 14..=last {
        let load = small_load("finance.exchange_rates", "s3://acme-landing/rates/");
        diary.copy(LOADER, load, 5, november(day, 4) + 30 * MINUTE);
    }
    // Twice a working day: 13 November was a Friday, 16 November a Monday.
    let days: &[i64] = if variant.is_troubled() { &[13, 16, 17] } else { &[13, 16, 17, 18, 19] };
    for day in days {
        for hour in [7, 13] {
            let load = small_load("finance.budgets", "s3://acme-landing/budgets/");
            diary.copy(LOADER, load, 4, november(*day, hour) + 2 * MINUTE);
        }
    }
}

fn unload<'d>(diary: &'d mut Diary<'_>, user: User, unload: Unload, seconds: i64, start: i64) -> &'d mut Run {
    const TEXT: &str = "unload ('select * from sales.web_orders where placed_at >= ...') to '{}' iam_role default";
    let target = format!("{}{}/", unload.target, start / SECOND);
    let run = diary.bare(user, Queue::Etl, "UNLOAD", TEXT, &target, start);
    run.generic = format!("unload web orders to '{}' format {}", unload.target, unload.format);
    run.executing = seconds * SECOND;
    let scan = Step { restricted: true, ..step("scan", Some("sales.web_orders"), unload.rows, unload.rows) };
    run.segments = vec![plan(vec![scan, step("unload", None, unload.rows, unload.rows)])];
    run.unload = Some(unload);
    run
}

/// UNLOADs as they should be, and one that is only nearly too large for plain text.
fn unloads(diary: &mut Diary<'_>) {
    let parquet = Unload {
        target: "s3://acme-exports/orders/",
        format: "Parquet",
        compression: "snappy",
        files: 48,
        bytes: 11_500 << 20,
        rows: 96_000_000,
    };
    for day in 16..20 {
        unload(diary, LOADER, parquet, 95, november(day, 22) + 10 * MINUTE);
    }
    let text = Unload {
        target: "s3://acme-exports/ledger/",
        format: "CSV",
        compression: "",
        files: 60,
        bytes: 10_230 << 20,
        rows: 70_000_000,
    };
    unload(diary, LOADER, text, 110, november(18, 22) + 40 * MINUTE);
    let one_file =
        Unload { target: "s3://acme-exports/notebook/", files: 1, bytes: 1_100 << 20, rows: 8_000_000, ..text };
    unload(diary, SCIENCE, one_file, 140, november(17, 19) + 5 * MINUTE);
}

/// Three times 15,000 MB of text, file after file.
fn plain_text(diary: &mut Diary<'_>) {
    let text = Unload {
        target: "s3://acme-partners/clicks/",
        format: "Text",
        compression: "",
        files: 3,
        bytes: 15_000 << 20,
        rows: 92_000_000,
    };
    for day in 17..20 {
        unload(diary, LOADER, text, 420, november(day, 23) + 5 * MINUTE);
    }
}

/// Two of five exports meet files that are there already.
fn aborted(diary: &mut Diary<'_>) {
    let export = Unload {
        target: "s3://acme-adhoc/regions/",
        format: "Parquet",
        compression: "snappy",
        files: 8,
        bytes: 40 << 20,
        rows: 300_000,
    };
    for place in 0..5 {
        let run = unload(diary, OMAR, export, 8, november(18, 12) + place * 9 * MINUTE);
        if place >= 3 {
            run.ending = Ending::Failed("Specified unload destination on S3 is not empty");
        }
    }
}
