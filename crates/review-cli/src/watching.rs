//! What has happened in a run between two looks at it, as the events that its driver tells: so a window on a run shows
//! what the driver itself would show. Pure.

use review_core::documents::RunDocument;
use review_core::{LaneId, Timestamp};
use review_dashboard::progress::{Doing, LaneProgress, LaneStep, Now, Phase, QueryProgress, QueryStatus, RunProgress};
use review_engine::RunEvent;

/// The events between `before` (none at the first look) and `now`, in the order in which they happened as far as that
/// is known: what ended, what that led to, what began.
pub(crate) fn changes(
    run: &RunDocument,
    location: &str,
    before: Option<&RunProgress>,
    now: &RunProgress,
) -> Vec<RunEvent> {
    let mut events = Vec::new();
    if before.is_none() {
        events.push(RunEvent::RunStarted {
            run: now.run.clone(),
            location: location.to_owned(),
            planned: now.counts.planned as usize,
            skipped: now.counts.skipped as usize,
            resumed: false,
            at: now.started_at,
        });
    }
    let lanes: Vec<(Option<&LaneProgress>, &LaneProgress)> =
        now.lanes.iter().enumerate().map(|(index, lane)| (before.and_then(|one| one.lanes.get(index)), lane)).collect();
    let mut ended: Vec<(Timestamp, RunEvent)> =
        lanes.iter().flat_map(|(before, lane)| ended_queries(*before, lane)).collect();
    ended.sort_by_key(|(at, _)| *at);
    events.extend(ended.into_iter().map(|(_, event)| event));
    events.extend(lanes.iter().filter_map(|(before, lane)| round_ended(run, *before, lane, now)));
    events.extend(lanes.iter().filter_map(|(before, lane)| began(*before, lane)));
    if let Some(asked) = now.halt.filter(|asked| before.and_then(|before| before.halt) != Some(*asked)) {
        events.push(RunEvent::Halted { halt: asked.halt, at: asked.at });
    }
    events.extend(phase(before, now));
    events
}

fn ended_queries(before: Option<&LaneProgress>, lane: &LaneProgress) -> Vec<(Timestamp, RunEvent)> {
    let known = |index: usize| before.and_then(|lane| lane.queries.get(index)).and_then(|query| query.last.as_ref());
    let new = lane.queries.iter().enumerate().filter(|(index, query)| query.last.as_ref() != known(*index));
    new.filter_map(|(_, query)| query_ended(lane.id, query)).collect()
}

fn query_ended(lane: LaneId, query: &QueryProgress) -> Option<(Timestamp, RunEvent)> {
    let last = query.last.as_ref()?;
    let milliseconds = |since: Timestamp| (last.ended_at.micros() - since.micros()).max(0) / 1_000;
    let event = RunEvent::QueryEnded {
        lane,
        query: query.query.clone(),
        round: last.round,
        outcome: last.outcome,
        milliseconds: last.submitted_at.map(milliseconds),
        rows: last.rows,
        error: last.error.clone(),
        remarks: vec![],
        at: last.ended_at,
    };
    Some((last.ended_at, event))
}

fn round_ended(
    run: &RunDocument,
    before: Option<&LaneProgress>,
    lane: &LaneProgress,
    now: &RunProgress,
) -> Option<RunEvent> {
    let before = before?;
    let ends = lane.step == LaneStep::Ended && before.step != LaneStep::Ended;
    if !ends && lane.round == before.round {
        return None;
    }
    let round = if ends { lane.round } else { before.round };
    let retry_time_outs = run.plan.limits.retry_time_outs;
    let is_left = |query: &&QueryProgress| match ends {
        true => {
            query.last.as_ref().is_some_and(|last| last.round == round && last.outcome.is_repeated(retry_time_outs))
        }
        false => matches!(query.status, QueryStatus::Repeating | QueryStatus::Running),
    };
    let to_repeat = u32::try_from(lane.queries.iter().filter(is_left).count()).unwrap_or(u32::MAX);
    Some(RunEvent::RoundEnded { lane: lane.id, round, to_repeat, ends, at: now.last_sign })
}

fn began(before: Option<&LaneProgress>, lane: &LaneProgress) -> Option<RunEvent> {
    let LaneStep::Working(now) = &lane.step else { return None };
    let then = before.and_then(|lane| match &lane.step {
        LaneStep::Working(then) if is_same_attempt(then, now) => Some(then),
        _ => None,
    });
    match (now.doing, then.map(|then| then.doing)) {
        (Doing::Running, Some(Doing::Running)) | (Doing::Submitting | Doing::Storing, _) => None,
        (Doing::Cancelling(_), Some(Doing::Cancelling(_))) => None,
        (Doing::Cancelling(why), _) => {
            Some(RunEvent::QueryCancelling { lane: lane.id, query: now.query.clone(), why, at: now.since? })
        }
        (Doing::Running, _) => Some(RunEvent::QueryStarted {
            lane: lane.id,
            query: now.query.clone(),
            round: now.round,
            attempt: now.attempt,
            statement: now.statement.clone()?,
            threshold_seconds: now.threshold_seconds,
            at: now.since?,
        }),
    }
}

fn is_same_attempt(one: &Now, other: &Now) -> bool {
    (&one.query, one.round, one.attempt) == (&other.query, other.round, other.attempt)
}

fn phase(before: Option<&RunProgress>, now: &RunProgress) -> Option<RunEvent> {
    let at = now.last_sign;
    match &now.phase {
        phase if before.is_some_and(|before| before.phase == *phase) => None,
        Phase::Judging => Some(RunEvent::Evaluating { at }),
        Phase::Reporting => Some(RunEvent::Rendering { at }),
        Phase::Complete => Some(RunEvent::Closed { at: now.complete.map_or(at, |complete| complete.at) }),
        Phase::Collecting | Phase::Closing | Phase::Failed(_) => None,
    }
}
