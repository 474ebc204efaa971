//! What CloudWatch would have measured of the samples' statements: the same runs that the system views show, counted by
//! period.

use std::collections::BTreeMap;

use crate::views::serverless::used_capacity;
use crate::world::World;
use crate::world::people::SYSTEM;
use crate::world::runs::{Queue, Run};

/// A value by the begin of its period, microseconds; a period without one is not there.
pub(super) type Series = BTreeMap<i64, f64>;

/// The queues of users, which are those that have metrics.
pub(super) const QUEUES: [Queue; 5] = [Queue::Etl, Queue::Bi, Queue::Adhoc, Queue::Default, Queue::Short];

/// The statements of users that fit.
fn of_users<'a>(world: &'a World, fits: &'a dyn Fn(&Run) -> bool) -> impl Iterator<Item = &'a Run> {
    world.runs.iter().filter(move |run| run.user != SYSTEM && QUEUES.contains(&run.queue) && fits(run))
}

/// How many milliseconds statements waited in queues, all together, by when they came.
pub(super) fn waited(world: &World, period: i64, fits: &dyn Fn(&Run) -> bool) -> Series {
    let mut series = Series::new();
    for run in of_users(world, fits).filter(|run| run.queued > 0) {
        *series.entry(run.start - run.start.rem_euclid(period)).or_default() += run.queued as f64 / 1_000.0;
    }
    series
}

/// How many statements waited at once.
pub(super) fn in_line(world: &World, period: i64, fits: &dyn Fn(&Run) -> bool) -> Series {
    let waiting = |run: &Run| (run.execution_start() - run.queued, run.execution_start());
    most_at_once(of_users(world, fits).map(waiting), period)
}

/// How many statements ran at once.
pub(super) fn running(world: &World, period: i64, fits: &dyn Fn(&Run) -> bool) -> Series {
    most_at_once(of_users(world, fits).map(|run| (run.execution_start(), run.end())), period)
}

/// The highest capacity of a Serverless workgroup; none while it sleeps.
pub(super) fn capacity(world: &World, period: i64) -> Series {
    let mut series = Series::new();
    for (minute, capacity) in used_capacity(world) {
        let highest = series.entry(minute - minute.rem_euclid(period)).or_insert(0.0_f64);
        *highest = highest.max(capacity as f64);
    }
    series
}

/// A statement's word as the dimension `QueryType` has it.
pub(super) fn query_type(run: &Run) -> &'static str {
    match run.kind {
        "SELECT" => "SELECT",
        "COPY" => "LOAD",
        "INSERT" => "INSERT",
        "DELETE" => "DELETE",
        "UPDATE" => "UPDATE",
        "UNLOAD" => "UNLOAD",
        "CTAS" => "CTAS",
        _ => "OTHER",
    }
}

/// The most of these spans that lie over one moment of each period.
fn most_at_once(spans: impl Iterator<Item = (i64, i64)>, period: i64) -> Series {
    let spans = spans.filter(|(begin, end)| begin < end);
    // An end sorts before a begin of the same moment.
    let mut turns: Vec<(i64, i64)> = spans.flat_map(|(begin, end)| [(begin, 1), (end, -1)]).collect();
    turns.sort_unstable();
    let mut series = Series::new();
    let (mut level, mut since) = (0_i64, i64::MIN);
    for (at, turn) in turns {
        if level > 0 {
            raise(&mut series, (since, at), period, level);
        }
        level += turn;
        since = at;
    }
    series
}

/// So many at once, from the one moment to the other.
fn raise(series: &mut Series, (since, until): (i64, i64), period: i64, level: i64) {
    let mut begin = since - since.rem_euclid(period);
    while begin < until {
        let highest = series.entry(begin).or_insert(0.0);
        *highest = highest.max(level as f64);
        begin += period;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_counted_in_each_period_that_they_touch() {
        let spans = [(0, 25), (5, 12), (12, 14), (40, 40)];
        assert_eq!(most_at_once(spans.into_iter(), 10), Series::from([(0, 2.0), (10, 2.0), (20, 1.0)]));
    }
}
