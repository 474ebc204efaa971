use super::*;
use crate::error_class::ErrorClass;
use crate::ids::{LaneId, Round};
use crate::plan::{Lane, Limits, PlannedQuery, Stage};
use crate::record::{RECORD_FORMAT, RecordedError};
use crate::time::{Seconds, Timestamp};

fn id(name: &str) -> QueryId {
    name.parse().expect("a query")
}

fn plan(queries: &[(&str, Option<SkipReason>)]) -> Plan {
    let planned = |(name, skip): &(&str, Option<SkipReason>)| PlannedQuery {
        id: id(name),
        script: String::new(),
        call: None,
        threshold_seconds: 1,
        max_rows: 1,
        skip: skip.clone(),
    };
    let lane = Lane { id: LaneId { stage: 1, lane: 1 }, queries: queries.iter().map(planned).collect() };
    Plan {
        run: "2026-11-22T07-30-00Z-4f2a91c3".parse().expect("a run id"),
        stages: vec![Stage { lanes: vec![lane] }],
        limits: Limits {
            max_rounds: Round(3),
            lanes_in_flight: 1,
            deadline: None,
            max_warehouse_seconds: None,
            cancel_tries: 3,
            retry_time_outs: true,
            round_pause: Seconds(0),
            poll: Limits::POLL,
        },
    }
}

fn record(name: &str, round: u16, outcome: Outcome) -> Record {
    let failed = |class| RecordedError { class, code: None, message: "no".into(), remedy: None };
    Record {
        format: RECORD_FORMAT,
        query: id(name),
        round: Round(round),
        attempt: 1,
        statement_name: String::new(),
        statement: None,
        script_sha256: String::new(),
        submitted_at: None,
        ended_at: Timestamp::from_micros(0),
        outcome,
        error: if let Outcome::Failed(class) = outcome { Some(failed(class)) } else { None },
        result: None,
        overran: false,
        left_behind: false,
        remarks: Vec::new(),
    }
}

#[test]
fn the_last_record_counts_and_the_sum_is_the_plan() {
    let needs = SkipReason::Deployment(vec!["serverless".into()]);
    let plan = plan(&[("Good", None), ("Bad", None), ("Slow", None), ("Away", Some(needs)), ("Late", None)]);
    let lost = Outcome::Failed(ErrorClass::Connection);
    let records: Records = BTreeMap::from([
        (id("Good"), vec![record("Good", 1, lost), record("Good", 2, Outcome::Finished)]),
        (id("Bad"), vec![record("Bad", 1, Outcome::Failed(ErrorClass::Permission))]),
        (id("Slow"), vec![record("Slow", 1, Outcome::TimedOut)]),
    ]);
    let accounting = account(&plan, &records, &[], Some(Halt::Deadline));
    let words: Vec<String> = accounting
        .queries
        .iter()
        .map(|q| format!("{} {} {} {}", q.query, q.status.words(), q.attempts, q.reason.as_deref().unwrap_or("-")))
        .collect();
    assert_eq!(
        words,
        [
            "Good ok 2 -",
            "Bad failed 1 permission: no (E002)",
            "Slow timed out 1 passed its time threshold and was cancelled",
            "Away skipped 0 needs serverless",
            "Late skipped 0 the run's deadline passed first",
        ]
    );
    let Accounting { planned, ok, findings, failed, timed_out, skipped, .. } = accounting;
    assert_eq!(planned, ok + findings + failed + timed_out + skipped);
    assert!(!accounting.is_complete(&plan));
}

#[test]
fn a_query_that_was_planned_away_leaves_a_run_complete() {
    let plan = plan(&[("Good", None), ("Away", Some(SkipReason::NotAskedFor))]);
    let records: Records = BTreeMap::from([(id("Good"), vec![record("Good", 1, Outcome::Finished)])]);
    assert!(account(&plan, &records, &[], None).is_complete(&plan));
    assert!(!account(&plan, &Records::new(), &[], None).is_complete(&plan));
}

#[test]
fn a_run_of_which_all_was_planned_away_is_not_complete() {
    let needs = SkipReason::Deployment(vec!["serverless".into()]);
    let plan = plan(&[("Asked", Some(needs)), ("Away", Some(SkipReason::NotAskedFor))]);
    let accounting = account(&plan, &Records::new(), &[], None);
    assert!(accounting.has_no_result() && !accounting.is_complete(&plan));
    assert!(!Accounting::default().has_no_result(), "nothing was planned");
    assert!(plan.is_partial());
}

#[test]
fn a_halt_after_the_last_query_halted_nothing() {
    let plan = plan(&[("A", None), ("Away", Some(SkipReason::NotAskedFor))]);
    let with = |outcome| Records::from([(id("A"), vec![record("A", 1, outcome)])]);
    let mattered = |records: &Records| halt_that_mattered(&plan, records, Some(Halt::Stop));
    assert_eq!(mattered(&with(Outcome::Finished)), None);
    assert_eq!(mattered(&with(Outcome::Failed(ErrorClass::Permission))), None);
    assert_eq!(mattered(&with(Outcome::Failed(ErrorClass::Lock))), Some(Halt::Stop), "it might have been repeated");
    assert_eq!(mattered(&with(Outcome::Halted(Halt::Stop))), Some(Halt::Stop));
    assert_eq!(mattered(&Records::new()), Some(Halt::Stop));
}
