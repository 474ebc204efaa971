//! The fold.

use review_core::accounting::skip_words;
use review_core::lane::{Halt, LaneState, Outcome, Step};
use review_core::plan::{Lane, PlannedQuery};
use review_core::record::{Record, RecordedError};
use review_core::{Position, Round, StatementId, Timestamp};

use super::{
    Asked, Complete, Counts, Documents, Doing, LaneProgress, LaneStep, LastAttempt, Now, Phase, QueryProgress,
    QueryStatus, RunProgress, first_line,
};

/// Where a run stands.
pub fn fold(documents: &Documents) -> RunProgress {
    let run = &documents.run;
    let lanes: Vec<LaneProgress> = run.plan.lanes().map(|one| lane(documents, one)).collect();
    let mut counts = Counts::default();
    lanes.iter().flat_map(|lane| &lane.queries).for_each(|query| counts.add(query.status));
    RunProgress {
        run: run.plan.run.clone(),
        warehouse: run.identity.name.clone(),
        sample: run.identity.sample,
        pack: run.pack.clone(),
        workflow: run.workflow.clone(),
        started_at: run.started_at,
        last_sign: last_sign(documents),
        driver: driver(documents),
        phase: phase(documents, &lanes),
        halt: documents.stop.map(|(halt, at)| Asked { halt, at }),
        counts,
        found: documents.found.clone(),
        report: documents.report,
        complete: documents.closed.as_ref().map(|closed| Complete {
            at: closed.at,
            whole: closed.accounting.is_complete(&run.plan),
            halt: closed.halt,
        }),
        lanes,
    }
}

fn phase(documents: &Documents, lanes: &[LaneProgress]) -> Phase {
    if documents.closed.is_some() {
        return Phase::Complete;
    }
    if let Some(step) = documents.failed_steps.first() {
        return Phase::Failed(step.clone());
    }
    let collected = match documents.stop {
        // A halted run starts no lane any more: only those that were begun come to an end.
        Some(_) => lanes.iter().all(|lane| matches!(lane.step, LaneStep::Ended | LaneStep::Waiting)),
        None => lanes.iter().all(|lane| lane.step == LaneStep::Ended),
    };
    match (collected, documents.found.is_some(), documents.report) {
        (false, ..) => Phase::Collecting,
        (true, false, _) => Phase::Judging,
        (true, true, false) => Phase::Reporting,
        (true, true, true) => Phase::Closing,
    }
}

fn driver(documents: &Documents) -> Option<review_core::DriverId> {
    let at_work = |state: &&LaneState| state.step != Step::Ended;
    let of_lanes = || documents.states.values().filter(at_work).chain(documents.states.values());
    documents.driver.clone().or_else(|| of_lanes().find_map(|state| state.driver.clone()))
}

fn last_sign(documents: &Documents) -> Timestamp {
    let records = documents.records.values().flatten().map(|record| record.ended_at);
    let states = documents.states.values().filter_map(LaneState::latest);
    let stop = documents.stop.map(|(_, at)| at);
    let closed = documents.closed.as_ref().map(|closed| closed.at);
    records.chain(states).chain(stop).chain(closed).max().unwrap_or(documents.run.started_at)
}

fn lane(documents: &Documents, lane: &Lane) -> LaneProgress {
    let has_ended = documents.ended.contains(&lane.id);
    let state = documents.states.get(&lane.id);
    let step = match state {
        _ if has_ended => LaneStep::Ended,
        Some(state) => step(lane, state, rests_until(documents, lane, state)),
        None => LaneStep::Waiting,
    };
    let is_over = has_ended || documents.closed.is_some();
    let seen = Seen { state: state.filter(|_| !is_over), step: &step, is_over, halt: halt(documents, state) };
    let queries = (0u32..).zip(&lane.queries).map(|(position, planned)| {
        let records = documents.records.get(&planned.id).map_or(&[][..], Vec::as_slice);
        query(&seen, position, planned, records)
    });
    LaneProgress {
        id: lane.id,
        queries: queries.collect(),
        round: state.map_or(Round::FIRST, |state| state.round),
        max_rounds: documents.run.plan.limits.max_rounds,
        step,
    }
}

fn halt(documents: &Documents, state: Option<&LaneState>) -> Option<Halt> {
    state.and_then(|state| state.halt).or(documents.stop.map(|(halt, _)| halt))
}

/// When the lane's rest before its round ends. The state keeps that moment for as long as the round lasts, so it rests
/// only while nothing of the round is recorded.
fn rests_until(documents: &Documents, lane: &Lane, state: &LaneState) -> Option<Timestamp> {
    let records = lane.queries.iter().filter_map(|query| documents.records.get(&query.id)).flatten();
    let has_begun = records.into_iter().any(|record| record.round == state.round);
    state.rests_until.filter(|_| !has_begun)
}

fn step(lane: &Lane, state: &LaneState, rests_until: Option<Timestamp>) -> LaneStep {
    let now = |position: Position, attempt, doing, handed_over: Option<(&StatementId, Timestamp)>| {
        // A state that names a query the plan does not have is damaged; the lane is shown all the same.
        lane.query(position).map_or(LaneStep::Waiting, |planned| {
            LaneStep::Working(Now {
                query: planned.id.clone(),
                round: state.round,
                attempt,
                doing,
                statement: handed_over.map(|(statement, _)| statement.clone()),
                since: handed_over.map(|(_, since)| since),
                threshold_seconds: planned.threshold_seconds,
            })
        })
    };
    match &state.step {
        Step::Submit { .. } if state.driver.is_none() => LaneStep::Waiting,
        Step::Submit { query, attempt } => match rests_until {
            Some(until) if *attempt == 1 => LaneStep::Resting { until },
            _ => now(*query, *attempt, Doing::Submitting, None),
        },
        Step::Watch { query, attempt, statement, since } => {
            now(*query, *attempt, Doing::Running, Some((statement, *since)))
        }
        Step::Cancel { query, attempt, statement, since, why, .. } => {
            now(*query, *attempt, Doing::Cancelling(*why), Some((statement, *since)))
        }
        Step::Store { query, attempt, statement, since, .. } => {
            now(*query, *attempt, Doing::Storing, Some((statement, *since)))
        }
        Step::Manifest => LaneStep::Rounding,
        Step::Ended => LaneStep::Ended,
    }
}

/// What is known of a lane when its queries are looked at.
struct Seen<'a> {
    /// Its state, while it is not over.
    state: Option<&'a LaneState>,
    step: &'a LaneStep,
    is_over: bool,
    halt: Option<Halt>,
}

fn query(seen: &Seen<'_>, position: u32, planned: &PlannedQuery, records: &[Record]) -> QueryProgress {
    let last = records.last();
    let current = match seen.step {
        LaneStep::Working(now) if !seen.is_over && now.query == planned.id => Some(now),
        _ => None,
    };
    // The record is written before the state: the attempt that the state names may be over already.
    let running =
        current.filter(|now| !records.iter().any(|record| record.round == now.round && record.attempt == now.attempt));
    let recorded = u32::try_from(records.len()).unwrap_or(u32::MAX);
    let (status, reason) = match (&planned.skip, running, last) {
        (Some(skip), ..) => (QueryStatus::Skipped, Some(skip_words(skip))),
        (None, Some(_), _) => (QueryStatus::Running, None),
        (None, None, Some(record)) => (ended(seen, position, record), None),
        (None, None, None) if seen.is_over => (QueryStatus::Halted, Some("the run has not come to it".to_owned())),
        (None, None, None) => (QueryStatus::Initial, None),
    };
    QueryProgress {
        query: planned.id.clone(),
        status,
        reason,
        attempts: recorded.saturating_add(u32::from(running.is_some())),
        threshold_seconds: planned.threshold_seconds,
        last: last.map(last_attempt),
    }
}

/// How a query stands of which an attempt is over.
fn ended(seen: &Seen<'_>, position: u32, record: &Record) -> QueryStatus {
    let is_repeated = || {
        seen.halt.is_none()
            && seen.state.is_some_and(|state| {
                state.again.contains(position) || (state.work.contains(position) && state.round > record.round)
            })
    };
    match record.outcome {
        Outcome::Finished => QueryStatus::Finished,
        Outcome::Failed(_) | Outcome::TimedOut if is_repeated() => QueryStatus::Repeating,
        Outcome::Failed(_) => QueryStatus::Failed,
        Outcome::TimedOut => QueryStatus::TimedOut,
        Outcome::Halted(_) => QueryStatus::Halted,
    }
}

fn last_attempt(record: &Record) -> LastAttempt {
    LastAttempt {
        round: record.round,
        outcome: record.outcome,
        submitted_at: record.submitted_at,
        ended_at: record.ended_at,
        rows: record.result.as_ref().map(|result| result.rows),
        cut: record.result.as_ref().is_some_and(|result| result.cut),
        error: record
            .error
            .as_ref()
            .map(|error| RecordedError { message: first_line(&error.message), ..error.clone() }),
        left_behind: record.left_behind,
    }
}
