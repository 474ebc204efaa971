//! The table of cases of the design, a test each (two drivers and the folder's side of a crash are tested where
//! the folder is).

use super::plans::{LANE, one_lane, second};
use crate::error_class::ErrorClass;
use crate::ids::{DriverId, Round, StatementId};
use crate::lane::{Action, AttemptId, Event, Halt, LaneState, Outcome, Step, Why, apply, due};
use crate::plan::Plan;
use crate::time::{Seconds, Timestamp};

/// A lane under test: tells events, asks what is due.
struct Lane {
    plan: Plan,
    state: LaneState,
}

impl Lane {
    fn new(plan: Plan) -> Self {
        let state = LaneState::new(&plan.stages[0].lanes[0]);
        let mut lane = Self { plan, state };
        lane.tell(Event::TakenOver { driver: DriverId("first".into()) });
        lane
    }

    fn tell(&mut self, event: Event) -> &mut Self {
        self.state = apply(&self.plan, self.state.clone(), event).expect("a legal event").into_state();
        self
    }

    fn due_at(&self, now: Timestamp) -> Action {
        due(&self.plan, self.plan.lane(LANE).expect("the lane"), &self.state, None, now)
    }

    /// Tells whatever the core wants to be told at `now`.
    fn settle(&mut self, now: Timestamp) -> Action {
        loop {
            match self.due_at(now) {
                Action::Tell(event) => self.tell(event),
                other => return other,
            };
        }
    }

    fn id(&self) -> AttemptId {
        self.state.attempt().expect("an attempt going on")
    }

    fn submitted(&mut self, statement: &str, since: Timestamp) -> &mut Self {
        let id = self.id();
        self.tell(Event::Submitted { id, statement: StatementId(statement.into()), since })
    }

    fn recorded(&mut self, outcome: Outcome) -> &mut Self {
        let id = self.id();
        self.tell(Event::Recorded { id, outcome })
    }
}

#[test]
fn past_its_threshold_it_is_cancelled_recorded_and_repeated_if_time_outs_are() {
    for (retry_time_outs, again) in [(true, "0"), (false, "")] {
        let mut plan = one_lane(2, 3);
        plan.limits.retry_time_outs = retry_time_outs;
        let mut lane = Lane::new(plan);
        lane.submitted("s", second(10));
        assert!(matches!(lane.settle(second(10)), Action::Watch(_, Seconds(1))));
        let action = lane.settle(second(11));
        assert!(matches!(action, Action::Cancel { why: Why::Threshold, tries: 0, .. }), "{action:?}");
        lane.recorded(Why::Threshold.outcome());
        assert_eq!(lane.state.again.to_string(), again);
    }
}

#[test]
fn finished_just_before_the_cancel_it_is_stored_and_the_overrun_noted() {
    let mut lane = Lane::new(one_lane(1, 3));
    lane.submitted("s", second(0)).settle(second(5));
    let id = lane.id();
    lane.tell(Event::Ready(id));
    let Action::Store(attempt) = lane.settle(second(5)) else { panic!("{:?}", lane.state) };
    assert_eq!(attempt.overran, Some(Why::Threshold));
    lane.recorded(Outcome::Finished);
    assert_eq!(lane.state.step, Step::Manifest);
}

#[test]
fn a_cancellation_never_confirmed_is_given_up_after_its_tries() {
    let mut lane = Lane::new(one_lane(1, 1));
    lane.submitted("s", second(0)).settle(second(2));
    for tries in 0..lane.plan.limits.cancel_tries {
        let Action::Cancel { attempt, .. } = lane.settle(second(2)) else { panic!("{:?}", lane.state) };
        lane.tell(Event::CancelUnconfirmed { id: attempt.id, tries });
    }
    let Action::Abandon { attempt, why } = lane.settle(second(2)) else { panic!("{:?}", lane.state) };
    assert_eq!(attempt.statement.map(|(statement, _)| statement.0), Some("s".to_owned()));
    assert_eq!(why.outcome(), Outcome::TimedOut);
}

#[test]
fn dead_between_submit_and_its_id_it_is_found_by_name_with_the_warehouses_time() {
    let mut lane = Lane::new(one_lane(1, 3));
    lane.tell(Event::TakenOver { driver: DriverId("second".into()) });
    let Action::Recover { attempt, why: None } = lane.settle(second(100)) else { panic!("{:?}", lane.state) };
    assert_eq!(attempt.statement_name, "2026-11-22T07-30-00Z-4f2a91c3/Q0/1");
    lane.submitted("found", second(99));
    assert!(matches!(lane.settle(second(99)), Action::Watch(..)));
    assert!(matches!(lane.settle(second(100)), Action::Cancel { .. }), "the threshold counts from second 99");
}

#[test]
fn dead_after_the_record_nothing_runs_again() {
    let mut lane = Lane::new(one_lane(2, 3));
    lane.submitted("s", second(0));
    let id = lane.id();
    lane.tell(Event::Ready(id)).tell(Event::TakenOver { driver: DriverId("second".into()) });
    assert!(matches!(lane.settle(second(1)), Action::Recover { .. }));
    lane.recorded(Outcome::Finished);
    let Action::Submit(next) = lane.settle(second(1)) else { panic!("{:?}", lane.state) };
    assert_eq!(next.query.to_string(), "Q1");
}

#[test]
fn dead_between_result_and_record_it_is_stored_again_or_run_again() {
    let mut lane = Lane::new(one_lane(1, 3));
    lane.submitted("s", second(0));
    let id = lane.id();
    lane.tell(Event::Ready(id)).tell(Event::TakenOver { driver: DriverId("second".into()) });
    let mut wire = Lane { plan: lane.plan.clone(), state: lane.state.clone() };
    lane.submitted("s", second(0)).tell(Event::Ready(id));
    assert!(matches!(lane.settle(second(0)), Action::Store(_)), "the Data API still has it");
    wire.tell(Event::NotFound(id));
    let Action::Submit(again) = wire.settle(second(0)) else { panic!("{:?}", wire.state) };
    assert_eq!(again.id.attempt, 2, "over the wire it runs again");
}

#[test]
fn failed_queries_left_after_the_last_round_end_the_lane() {
    let mut lane = Lane::new(one_lane(2, 3));
    for round in 1..=3 {
        let failing = Outcome::Failed(ErrorClass::Connection);
        lane.recorded(failing);
        if round == 1 {
            lane.recorded(Outcome::Failed(ErrorClass::Permission));
        }
        let action = lane.settle(second(0));
        assert_eq!(action, Action::WriteManifest { round: Round(round), ends: round == 3 });
        lane.tell(Event::ManifestWritten { round: Round(round), at: second(0) });
        if round < 3 {
            assert!(matches!(lane.settle(second(1)), Action::Rest(_)), "it rests before round {}", round + 1);
            assert!(matches!(lane.settle(second(4)), Action::Submit(_)));
        }
    }
    assert_eq!(lane.settle(second(0)), Action::Nothing);
    assert_eq!(lane.state.again.to_string(), "0", "what persists stays named");
}

#[test]
fn ten_thousand_queries_that_all_fail_are_a_small_state() {
    let mut lane = Lane::new(one_lane(10_000, 3));
    for _ in 0..10_000 {
        lane.recorded(Outcome::Failed(ErrorClass::Lock));
    }
    assert_eq!(lane.state.again.to_string(), "0-9999");
    assert!(serde_json::to_string(&lane.state).expect("serializes").len() < 1_000);
}

#[test]
fn a_stop_cancels_what_runs_records_it_and_ends_the_lane_at_once() {
    let mut lane = Lane::new(one_lane(3, 3));
    lane.submitted("s", second(0));
    let asked = |lane: &Lane| due(&lane.plan, &lane.plan.stages[0].lanes[0], &lane.state, Some(Halt::Stop), second(0));
    let Action::Tell(event) = asked(&lane) else { panic!() };
    lane.tell(event);
    assert!(matches!(asked(&lane), Action::Cancel { why: Why::Halt(Halt::Stop), .. }));
    lane.recorded(Outcome::Halted(Halt::Stop));
    assert_eq!(asked(&lane), Action::WriteManifest { round: Round(1), ends: true });
}

#[test]
fn a_lane_that_is_done_anyway_is_not_called_halted() {
    let mut plan = one_lane(1, 3);
    plan.limits.deadline = Some(second(1));
    let mut lane = Lane::new(plan);
    lane.submitted("s", second(0));
    lane.recorded(Outcome::Finished);
    assert_eq!(lane.settle(second(9)), Action::WriteManifest { round: Round(1), ends: true });
    assert_eq!(lane.state.halt, None);
}

#[test]
fn a_retried_recorded_is_not_taken_for_the_next_query() {
    let mut lane = Lane::new(one_lane(2, 3));
    let first = lane.id();
    lane.tell(Event::Recorded { id: first, outcome: Outcome::Finished });
    let before = lane.state.clone();
    lane.tell(Event::Recorded { id: first, outcome: Outcome::Finished });
    assert_eq!(lane.state, before);
}

#[test]
fn a_lane_rests_before_a_round_and_longer_before_the_next_but_not_past_a_halt() {
    let mut lane = Lane::new(one_lane(1, 3));
    lane.recorded(Outcome::Failed(ErrorClass::Connection)).settle(second(10));
    lane.tell(Event::ManifestWritten { round: Round(1), at: second(10) });
    assert_eq!(lane.settle(second(10)), Action::Rest(Seconds(2)));
    assert!(matches!(lane.settle(second(12)), Action::Submit(_)));
    lane.recorded(Outcome::Failed(ErrorClass::Connection)).settle(second(12));
    lane.tell(Event::ManifestWritten { round: Round(2), at: second(12) });
    assert_eq!(lane.settle(second(13)), Action::Rest(Seconds(3)));
    let halted = due(&lane.plan, &lane.plan.stages[0].lanes[0], &lane.state, Some(Halt::Stop), second(13));
    assert_eq!(halted, Action::Tell(Event::Halted(Halt::Stop)));
}
