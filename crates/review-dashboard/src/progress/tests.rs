use std::collections::BTreeMap;

use review_core::accounting::account;
use review_core::error_class::ErrorClass;
use review_core::lane::{Halt, LaneState, Outcome, Step, Why};
use review_core::record::{RECORD_FORMAT, Record, RecordedError};
use review_core::{DriverId, LaneId, Position, Round, StatementId, Timestamp};
use serde_json::json;

use super::*;

const LANE: LaneId = LaneId { stage: 1, lane: 1 };

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * 1_000_000)
}

/// One lane of `A B C`, where C is planned away.
fn documents() -> Documents {
    let query = |name: &str| json!({ "id": name, "script": "", "threshold_seconds": 60, "max_rows": 1 });
    let mut away = query("C");
    away["skip"] = json!("not_asked_for");
    let value = json!({
        "format": 1, "program": "t", "started_at": at(0), "pack": "p", "pack_digest": "", "workflow": "default",
        "parameters": {}, "warehouse": "w",
        "identity": { "name": "w", "address": "w", "deployment": "single_az", "version": "1", "user": "u",
            "database": "dev", "databases": ["dev"], "sample": false },
        "plan": { "run": "2026-11-22T07-30-00Z-4f2a91c3",
            "stages": [{ "lanes": [{ "id": LANE, "queries": [query("A"), query("B"), away] }] }],
            "limits": { "max_rounds": 3, "lanes_in_flight": 1, "deadline": null, "cancel_tries": 3,
                "retry_time_outs": true, "round_pause": 5 } },
    });
    Documents::of(serde_json::from_value(value).expect("a run"))
}

fn record(documents: &mut Documents, query: &str, round: u16, outcome: Outcome) {
    let error = match outcome {
        Outcome::Failed(class) => {
            Some(RecordedError { class, code: None, message: "no\nselect 1".to_owned(), remedy: None })
        }
        _ => None,
    };
    let id: QueryId = query.parse().expect("a query");
    let record = Record {
        format: RECORD_FORMAT,
        query: id.clone(),
        round: Round(round),
        attempt: 1,
        statement_name: String::new(),
        statement: None,
        script_sha256: String::new(),
        submitted_at: Some(at(1)),
        ended_at: at(2),
        outcome,
        error,
        result: None,
        overran: false,
        left_behind: false,
        remarks: vec![],
    };
    documents.records.entry(id).or_default().push(record);
}

/// The state of the lane, changed so.
fn state(documents: &mut Documents, change: impl FnOnce(&mut LaneState)) {
    let mut state = LaneState::new(documents.run.plan.lane(LANE).expect("the lane"));
    state.driver = Some(DriverId("host:7:now".to_owned()));
    change(&mut state);
    documents.states.insert(LANE, state);
}

fn runs(query: u32, since: Timestamp) -> Step {
    Step::Watch { query: Position(query), attempt: 1, statement: StatementId("s".to_owned()), since }
}

/// The status of A and B.
fn statuses(documents: &Documents) -> [QueryStatus; 2] {
    let progress = fold(documents);
    let counts = progress.counts;
    let sum = counts.done() + counts.initial + counts.running + counts.repeating;
    assert_eq!(sum, counts.planned, "every query is counted once");
    let lane = &progress.lanes[0];
    assert_eq!(lane.queries[2].status, QueryStatus::Skipped);
    [lane.queries[0].status, lane.queries[1].status]
}

#[test]
fn a_run_that_has_just_begun_has_everything_to_do() {
    let mut documents = documents();
    assert_eq!(statuses(&documents), [QueryStatus::Initial; 2]);
    assert_eq!(fold(&documents).lanes[0].step, LaneStep::Waiting);
    state(&mut documents, |state| state.driver = None);
    assert_eq!(fold(&documents).lanes[0].step, LaneStep::Waiting, "nobody has taken it over yet");
}

#[test]
fn what_runs_is_said_with_since_when_and_its_threshold() {
    let mut documents = documents();
    state(&mut documents, |state| state.step = runs(0, at(5)));
    assert_eq!(statuses(&documents), [QueryStatus::Running, QueryStatus::Initial]);
    let progress = fold(&documents);
    let LaneStep::Working(now) = &progress.lanes[0].step else { panic!("it works: {progress:?}") };
    assert_eq!((now.since, now.threshold_seconds, now.doing), (Some(at(5)), 60, Doing::Running));
    assert_eq!(progress.last_sign, at(5));
    assert_eq!(progress.driver, Some(DriverId("host:7:now".to_owned())));
    // The record comes before the state: what the state still names is over already.
    record(&mut documents, "A", 1, Outcome::Finished);
    assert_eq!(statuses(&documents), [QueryStatus::Finished, QueryStatus::Initial]);
}

#[test]
fn what_did_not_succeed_is_to_be_repeated_as_long_as_a_round_repeats_it() {
    let mut documents = documents();
    record(&mut documents, "A", 1, Outcome::Failed(ErrorClass::Lock));
    state(&mut documents, |state| {
        state.work = "1".parse().expect("positions");
        state.again = "0".parse().expect("positions");
        state.step = runs(1, at(5));
    });
    assert_eq!(statuses(&documents), [QueryStatus::Repeating, QueryStatus::Running]);
    // The next round, first at rest and then at work.
    record(&mut documents, "B", 1, Outcome::Finished);
    let round_2 = |state: &mut LaneState| {
        state.round = Round(2);
        state.work = "0".parse().expect("positions");
        state.rests_until = Some(at(9));
        state.step = Step::Submit { query: Position(0), attempt: 1 };
    };
    state(&mut documents, round_2);
    assert_eq!(statuses(&documents), [QueryStatus::Repeating, QueryStatus::Finished]);
    assert_eq!(fold(&documents).lanes[0].step, LaneStep::Resting { until: at(9) });
    state(&mut documents, |state| {
        round_2(state);
        state.step = runs(0, at(10));
    });
    assert_eq!(statuses(&documents), [QueryStatus::Running, QueryStatus::Finished]);
    assert_eq!(fold(&documents).lanes[0].queries[0].attempts, 2);
    record(&mut documents, "A", 2, Outcome::Failed(ErrorClass::Permission));
    state(&mut documents, |state| {
        round_2(state);
        state.work = Default::default();
        state.step = Step::Manifest;
    });
    assert_eq!(statuses(&documents), [QueryStatus::Failed, QueryStatus::Finished], "nobody repeats it");
    let error = fold(&documents).lanes[0].queries[0].last.clone().expect("an attempt").error.expect("an error");
    assert_eq!(error.message, "no", "the first line only");
}

#[test]
fn a_halt_is_seen_and_what_was_not_come_to_is_said() {
    let mut documents = documents();
    documents.stop = Some((Halt::Stop, at(7)));
    let cancel = Step::Cancel {
        query: Position(0),
        attempt: 1,
        statement: StatementId("s".to_owned()),
        since: at(5),
        why: Why::Halt(Halt::Stop),
        tries: 0,
    };
    state(&mut documents, |state| state.step = cancel);
    let progress = fold(&documents);
    assert_eq!(progress.halt, Some(Asked { halt: Halt::Stop, at: at(7) }));
    assert_eq!(progress.phase, Phase::Collecting);
    record(&mut documents, "A", 1, Outcome::Halted(Halt::Stop));
    documents.ended.insert(LANE);
    assert_eq!(statuses(&documents), [QueryStatus::Halted; 2]);
    assert_eq!(fold(&documents).phase, Phase::Judging);
}

#[test]
fn after_the_last_lane_the_run_is_judged_reported_and_closed() {
    let mut documents = documents();
    for query in ["A", "B"] {
        record(&mut documents, query, 1, Outcome::Finished);
    }
    documents.ended.insert(LANE);
    assert_eq!(fold(&documents).phase, Phase::Judging);
    documents.failed_steps.insert("evaluate".to_owned());
    assert!(fold(&documents).is_over(), "nobody judges it any more");
    documents.failed_steps.clear();
    documents.found = Some(BTreeMap::new());
    assert_eq!(fold(&documents).phase, Phase::Reporting);
    documents.report = true;
    assert_eq!(fold(&documents).phase, Phase::Closing);
    let accounting = account(&documents.run.plan, &documents.records, &[], None);
    documents.closed = Some(Closed { at: at(20), halt: None, accounting });
    let progress = fold(&documents);
    assert!(progress.is_over() && progress.report);
    assert_eq!(progress.complete, Some(Complete { at: at(20), whole: true, halt: None }));
    assert_eq!(progress.last_sign, at(20));
}

#[test]
fn a_state_that_fits_no_plan_harms_nobody() {
    let mut documents = documents();
    state(&mut documents, |state| state.step = runs(4_000_000_000, at(5)));
    assert_eq!(fold(&documents).lanes[0].step, LaneStep::Waiting);
}

#[test]
fn a_long_message_is_cut_between_characters() {
    assert_eq!(first_line("no\r\nselect"), "no");
    assert_eq!(first_line(""), "");
    let long = first_line(&"ü".repeat(1_000));
    assert_eq!(long.chars().count(), 301);
}
