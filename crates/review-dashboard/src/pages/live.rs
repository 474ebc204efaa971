//! A run's page, and the part of it that changes while the run goes on.

mod rows;

use review_core::Timestamp;
use review_core::lane::Why;
use serde::Serialize;

use self::rows::{Count, Found, LaneRow, Live, Page, QueryRow, Segment, Trouble};
use super::{Kind, PageError, render};
use crate::progress::{
    Complete, Doing, LaneProgress, LaneStep, Now, Phase, QueryProgress, QueryStatus, RunProgress, halt_words,
};
use crate::words::{between, moment_words, span_words, took_words};

/// How many queries are shown one by one, and how many lanes. Own choice: a run of more is followed by its counts.
const SHOWN_MAX: usize = 2_000;

/// How often a browser without scripts loads the page again.
const REFRESH_SECONDS: u32 = 5;

/// The part of a run's page that changes, as markup; `here` is the address of the run's page. Names in it are those
/// under which the run was found, whatever its documents say.
pub(crate) fn live(progress: &RunProgress, here: &str, now: Timestamp) -> Result<String, PageError> {
    #[derive(Serialize)]
    struct Model {
        live: Live,
    }
    render("live.html", Kind::Served, &Model { live: view(progress, here, now) })
}

/// A run's page.
pub(crate) fn run_page(
    progress: &RunProgress,
    here: &str,
    location: &str,
    trouble: Option<&str>,
    now: Timestamp,
) -> Result<String, PageError> {
    let over = progress.is_over();
    let page = Page {
        title: format!("{} · {}", progress.warehouse, progress.run),
        warehouse: progress.warehouse.clone(),
        pack: progress.pack.clone(),
        workflow: progress.workflow.clone(),
        run: progress.run.to_string(),
        location: location.to_owned(),
        sample: progress.sample,
        here: here.to_owned(),
        refresh: (!over).then_some(REFRESH_SECONDS),
        can_stop: progress.complete.is_none() && progress.halt.is_none(),
        trouble: trouble.map(str::to_owned),
        live: view(progress, here, now),
    };
    render("run.html", Kind::Served, &page)
}

fn view(progress: &RunProgress, here: &str, now: Timestamp) -> Live {
    let over = progress.is_over();
    let end = progress.complete.map_or(now, |complete| complete.at);
    let counts = &progress.counts;
    Live {
        now: now.micros(),
        said: format!("{}: {} of {} queries done", phase_words(progress), counts.done(), counts.planned),
        phase: phase_words(progress),
        key: phase_key(progress),
        over,
        outcome: progress.complete.map(outcome),
        halt: progress.halt.map(|asked| format!("{}, since {}", halt_words(asked.halt), moment_words(asked.at))),
        report: progress.report.then(|| format!("{here}/report.html")),
        began: moment_words(progress.started_at),
        elapsed: span_words(between(progress.started_at, end)),
        elapsed_since: (!over).then_some(progress.started_at.micros()),
        last_sign: moment_words(progress.last_sign),
        last_sign_ago: span_words(between(progress.last_sign, now)),
        last_sign_since: (!over).then_some(progress.last_sign.micros()),
        driver: progress.driver.as_ref().map(ToString::to_string),
        segments: segments(progress),
        counts: count_rows(progress),
        found: progress.found.as_ref().map(|found| {
            found.iter().map(|(severity, count)| Found { severity: severity.word(), count: *count }).collect()
        }),
        lanes: progress.lanes.iter().take(SHOWN_MAX).map(|lane| lane_row(lane, over, now)).collect(),
        troubles: progress.queries().filter_map(trouble).take(SHOWN_MAX).collect(),
        queries: query_rows(progress),
        more_queries: progress.queries().count().saturating_sub(SHOWN_MAX),
    }
}

fn phase_words(progress: &RunProgress) -> String {
    match (&progress.phase, progress.halt) {
        (Phase::Collecting, Some(_)) => "halting".to_owned(),
        (phase, _) => phase.words(),
    }
}

fn outcome(complete: Complete) -> String {
    match (complete.whole, complete.halt) {
        (true, _) => "every query that was asked for ran to a result".to_owned(),
        (false, None) => "not every query ran to a result".to_owned(),
        (false, Some(halt)) => format!("cut short: {}", halt_words(halt)),
    }
}

fn phase_key(progress: &RunProgress) -> &'static str {
    match (&progress.phase, progress.complete) {
        (Phase::Failed(_), _) => "failed",
        (Phase::Complete, Some(complete)) if !complete.whole => "failed",
        (Phase::Complete, _) => "ok",
        _ => "running",
    }
}

/// Every status with its class and its count, in the order in which a query goes through them.
fn statuses(progress: &RunProgress) -> [(QueryStatus, u32); 8] {
    let counts = &progress.counts;
    [
        (QueryStatus::Finished, counts.finished),
        (QueryStatus::Running, counts.running),
        (QueryStatus::Repeating, counts.repeating),
        (QueryStatus::Failed, counts.failed),
        (QueryStatus::TimedOut, counts.timed_out),
        (QueryStatus::Halted, counts.halted),
        (QueryStatus::Skipped, counts.skipped),
        (QueryStatus::Initial, counts.initial),
    ]
}

fn count_rows(progress: &RunProgress) -> Vec<Count> {
    let some = statuses(progress).into_iter().filter(|(_, count)| *count > 0);
    some.map(|(status, count)| Count { key: status_key(status), words: status.words(), count }).collect()
}

fn segments(progress: &RunProgress) -> Vec<Segment> {
    let all = f64::from(progress.counts.planned.max(1));
    let mut x = 0.0;
    let mut segments = Vec::new();
    for (status, count) in statuses(progress) {
        let width = f64::from(count) * 1_000.0 / all;
        if count > 0 && status != QueryStatus::Initial {
            segments.push(Segment { key: status_key(status), x, width });
        }
        x += width;
    }
    segments
}

const fn status_key(status: QueryStatus) -> &'static str {
    match status {
        QueryStatus::Initial => "initial",
        QueryStatus::Running => "running",
        QueryStatus::Repeating => "repeating",
        QueryStatus::Finished => "ok",
        QueryStatus::Failed => "failed",
        QueryStatus::TimedOut => "timed_out",
        QueryStatus::Halted => "halted",
        QueryStatus::Skipped => "skipped",
    }
}

fn lane_row(lane: &LaneProgress, over: bool, now: Timestamp) -> LaneRow {
    let working = match &lane.step {
        LaneStep::Working(working) => Some(working),
        _ => None,
    };
    let since = working.and_then(|working| working.since);
    let elapsed = since.map(|since| between(since, now));
    let threshold = working.map(|working| i64::from(working.threshold_seconds) * 1_000_000);
    let used = elapsed.zip(threshold).map_or(0, |(elapsed, threshold)| elapsed * 100 / threshold.max(1));
    let is_done = |query: &&QueryProgress| {
        !matches!(query.status, QueryStatus::Initial | QueryStatus::Running | QueryStatus::Repeating)
    };
    LaneRow {
        id: lane.id.to_string(),
        step: step_words(&lane.step, over),
        round: format!("{} of at most {}", lane.round, lane.max_rounds),
        query: working.map(|working| working.query.to_string()),
        attempt: working.filter(|working| working.attempt > 1).map(|working| format!("attempt {}", working.attempt)),
        elapsed: elapsed.map(span_words),
        since: since.map(Timestamp::micros),
        threshold: threshold.map(span_words),
        threshold_seconds: working.map(|working| working.threshold_seconds),
        used: u32::try_from(used.clamp(0, 100)).unwrap_or_default(),
        over: used >= 100,
        statement: working.and_then(|working| working.statement.as_ref()).map(ToString::to_string),
        done: lane.queries.iter().filter(is_done).count(),
        planned: lane.queries.len(),
    }
}

fn step_words(step: &LaneStep, over: bool) -> String {
    match step {
        LaneStep::Waiting if over => "not begun".to_owned(),
        LaneStep::Resting { until } => format!("resting until {}", moment_words(*until)),
        LaneStep::Working(Now { doing: Doing::Cancelling(Why::Halt(halt)), .. }) => {
            format!("cancelling: {}", halt_words(*halt))
        }
        other => other.words().to_owned(),
    }
}

fn trouble(query: &QueryProgress) -> Option<Trouble> {
    let last = query.last.as_ref()?;
    let is_unwell = last.error.is_some() || last.left_behind || query.status == QueryStatus::TimedOut;
    if !is_unwell || query.status == QueryStatus::Finished {
        return None;
    }
    let error = last.error.as_ref();
    let remedy = error.map(|error| error.remedy.clone().unwrap_or_else(|| error.class.remedy().to_owned()));
    Some(Trouble {
        query: query.query.to_string(),
        key: status_key(query.status),
        status: query.status.words(),
        code: error.map(|error| error.class.code()),
        class: error.map(|error| error.class.words()),
        message: error
            .map_or_else(|| "it passed its time threshold and was cancelled".to_owned(), |error| error.message.clone()),
        remedy: remedy.unwrap_or_default(),
        attempts: query.attempts,
        left_behind: last.left_behind,
    })
}

fn query_rows(progress: &RunProgress) -> Vec<QueryRow> {
    let of_lane = |lane: &LaneProgress| {
        let id = lane.id.to_string();
        lane.queries.iter().map(move |query| query_row(query, &id)).collect::<Vec<_>>()
    };
    progress.lanes.iter().flat_map(of_lane).take(SHOWN_MAX).collect()
}

fn query_row(query: &QueryProgress, lane: &str) -> QueryRow {
    let last = query.last.as_ref();
    let took = last.and_then(|last| Some(between(last.submitted_at?, last.ended_at)));
    let failed = last.and_then(|last| last.error.as_ref()).filter(|_| query.status != QueryStatus::Finished);
    QueryRow {
        query: query.query.to_string(),
        lane: lane.to_owned(),
        key: status_key(query.status),
        status: query.status.words(),
        attempts: query.attempts,
        took: took.map(took_words),
        ended: last.map(|last| moment_words(last.ended_at)),
        rows: last.and_then(|last| last.rows),
        cut: last.is_some_and(|last| last.cut),
        note: query
            .reason
            .clone()
            .or_else(|| failed.map(|error| format!("{}, {}", error.class.code(), error.class.words()))),
    }
}
