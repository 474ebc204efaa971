//! What a Serverless workgroup used, a row a minute.

use crate::clock::{BEGIN, MINUTE, NOW, hour_of, is_weekend, november};
use crate::sheet::{Sheet, row};
use crate::variant::Variant;
use crate::world::World;
use crate::world::people::SYSTEM;
use crate::world::tables::Table;

/// RPUs the workgroup rests on, and what the rush hours draw.
const BASE: i64 = 32;
const RUSH: i64 = 160;
/// What two hours of the 18th drew.
const PEAK: i64 = 512;

pub(super) fn sys_serverless_usage(world: &World) -> Sheet {
    let columns = [
        "start_time",
        "end_time",
        "compute_seconds",
        "compute_capacity",
        "data_storage",
        "cross_region_transferred_data",
        "charged_seconds",
        "charged_extra_compute_for_automatic_optimization_seconds",
    ];
    let mut sheet = Sheet::new("sys_serverless_usage", &columns);
    if world.variant != Variant::Serverless {
        return sheet;
    }
    let storage = world.tables.iter().map(Table::blocks).sum::<i64>();
    for (minute, is_busy) in (0..).zip(busy_minutes(world)) {
        let start = BEGIN + minute * MINUTE;
        let capacity = if is_busy { capacity(start) } else { 0 };
        let used = capacity * 60;
        // What a transaction costs appears when it ends; the last minutes are still open.
        let charged = if start < NOW.micros() - 2 * MINUTE { used } else { 0 };
        let (across, extra) = (crossing(start, is_busy), if hour_of(start) < 6 { 2 * charged } else { 0 });
        sheet.push(row![start, start + MINUTE, used as f64, capacity as f64, storage, across, charged, extra]);
    }
    sheet
}

/// For each minute of the history, whether a user's statement ran in it or a user's transaction was open.
fn busy_minutes(world: &World) -> Vec<bool> {
    let minute_of = |micros: i64| usize::try_from((micros - BEGIN) / MINUTE).unwrap_or(0);
    let mut busy = vec![false; minute_of(NOW.micros())];
    let running = world.runs.iter().map(|run| (run, run.end()));
    let open = world.left_open().into_iter().map(|open| (open.run, open.until));
    for (run, end) in running.chain(open).filter(|(run, _)| run.user != SYSTEM) {
        let (first, last) = (minute_of(run.start), minute_of(end));
        for minute in busy.iter_mut().take(last + 1).skip(first) {
            *minute = true;
        }
    }
    busy
}

/// The minutes in which the workgroup computed, and with how many RPU.
pub(crate) fn used_capacity(world: &World) -> impl Iterator<Item = (i64, i64)> {
    let minutes = (0..).map(|minute| BEGIN + minute * MINUTE).zip(busy_minutes(world));
    minutes.filter(|(_, is_busy)| *is_busy).map(|(minute, _)| (minute, capacity(minute)))
}

/// In the rush hours a shared table is read from another Region, 300 MB a minute.
fn crossing(start: i64, is_busy: bool) -> i64 {
    if is_busy && capacity(start) == RUSH { 300 << 20 } else { 0 }
}

fn capacity(start: i64) -> i64 {
    match hour_of(start) {
        // One noon everything was asked of it at once.
        12 | 13 if (november(18, 12)..november(18, 14)).contains(&start) => PEAK,
        9 | 14 | 16 if !is_weekend(start) => RUSH,
        10..=13 => BASE + 16,
        _ => BASE,
    }
}
