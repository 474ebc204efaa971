use proptest::prelude::*;

use super::*;
use crate::ids::Round;
use crate::plan::{Lane, Limits, Stage};

fn plan(lanes_of_stages: &[u16], lanes_in_flight: u16) -> Plan {
    let lane = |stage, lane| Lane { id: LaneId { stage, lane }, queries: vec![] };
    let stages = (1u16..).zip(lanes_of_stages);
    Plan {
        run: "2026-11-22T07-30-00Z-4f2a91c3".parse().expect("a run id"),
        stages: stages.map(|(s, count)| Stage { lanes: (1..=*count).map(|l| lane(s, l)).collect() }).collect(),
        limits: Limits {
            max_rounds: Round(3),
            lanes_in_flight,
            deadline: None,
            max_warehouse_seconds: None,
            cancel_tries: 3,
            retry_time_outs: true,
            round_pause: Seconds(0),
            poll: Limits::POLL,
        },
    }
}

fn start(stage: u16, lane: u16) -> RunAction {
    RunAction::StartLane(LaneId { stage, lane })
}

fn set(numbers: &[u32]) -> Ranges {
    numbers.iter().copied().collect()
}

const NOW: Timestamp = Timestamp::from_micros(0);

#[test]
fn lanes_start_within_the_limit_and_stages_follow_one_another() {
    let plan = plan(&[3, 1], 2);
    let mut view = RunView::default();
    assert_eq!(due_run(&plan, &view, NOW), [start(1, 1), start(1, 2)]);
    (view.started, view.driven) = (set(&[0, 1]), set(&[0, 1]));
    assert_eq!(due_run(&plan, &view, NOW), [RunAction::Wait(Limits::POLL)]);
    (view.driven, view.ended) = (set(&[0]), set(&[1]));
    assert_eq!(due_run(&plan, &view, NOW), [start(1, 3)]);
    (view.started, view.driven, view.ended) = (set(&[0, 1, 2]), set(&[2]), set(&[0, 1]));
    assert_eq!(due_run(&plan, &view, NOW), [RunAction::Wait(Limits::POLL)], "the stage is not over");
    (view.driven, view.ended) = (set(&[]), set(&[0, 1, 2]));
    assert_eq!(due_run(&plan, &view, NOW), [start(2, 1)]);
}

#[test]
fn after_the_last_lane_each_step_is_due_once_in_order() {
    let plan = plan(&[1], 2);
    let mut view = RunView { started: set(&[0]), ended: set(&[0]), ..RunView::default() };
    assert_eq!(due_run(&plan, &view, NOW), [RunAction::Evaluate]);
    view.done.evaluated = true;
    assert_eq!(due_run(&plan, &view, NOW), [RunAction::Render]);
    view.done.rendered = true;
    assert_eq!(due_run(&plan, &view, NOW), [RunAction::Notify]);
    view.done.notified = true;
    assert_eq!(due_run(&plan, &view, NOW), [RunAction::Close]);
    view.done.closed = true;
    assert_eq!(due_run(&plan, &view, NOW), []);
}

#[test]
fn a_halted_run_waits_for_what_runs_takes_over_what_was_left_and_is_judged() {
    let plan = plan(&[3], 3);
    let mut view = RunView { started: set(&[0, 1]), driven: set(&[0]), ended: set(&[]), ..RunView::default() };
    view.halt = Some(Halt::Stop);
    assert_eq!(due_run(&plan, &view, NOW), [start(1, 2)], "a dead driver left it; lane 3 is not begun");
    view.driven = set(&[0, 1]);
    assert_eq!(due_run(&plan, &view, NOW), [RunAction::Wait(Limits::POLL)]);
    (view.driven, view.ended) = (set(&[]), set(&[0, 1]));
    assert_eq!(due_run(&plan, &view, NOW), [RunAction::Evaluate]);
}

#[test]
fn past_its_deadline_a_run_is_halted_once() {
    let mut plan = plan(&[2], 2);
    plan.limits.deadline = Some(Timestamp::from_micros(3_000_000));
    let mut view = RunView { started: set(&[0, 1]), driven: set(&[0, 1]), ..RunView::default() };
    assert_eq!(due_run(&plan, &view, NOW), [RunAction::Wait(Seconds(3))]);
    let late = Timestamp::from_micros(3_000_000);
    assert_eq!(due_run(&plan, &view, late), [RunAction::Halt(Halt::Deadline)]);
    view.halt = Some(Halt::Deadline);
    assert_eq!(due_run(&plan, &view, late), [RunAction::Wait(Limits::POLL)]);
}

#[test]
fn a_run_that_used_its_warehouse_time_up_is_halted_once() {
    let mut plan = plan(&[3], 2);
    plan.limits.max_warehouse_seconds = Some(Seconds(8));
    let mut view = RunView { started: set(&[0, 1]), driven: set(&[0, 1]), ..RunView::default() };
    assert_eq!(due_run(&plan, &view, NOW), [RunAction::Wait(Limits::POLL)], "nothing runs yet");
    let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
    view.warehouse_time.begins(LaneId { stage: 1, lane: 1 }, at(0));
    view.warehouse_time.begins(LaneId { stage: 1, lane: 2 }, at(0));
    assert_eq!(due_run(&plan, &view, at(0)), [RunAction::Wait(Seconds(4))], "two statements take 8 s in 4 s");
    assert_eq!(due_run(&plan, &view, at(3)), [RunAction::Wait(Seconds(1))]);
    assert_eq!(due_run(&plan, &view, at(4)), [RunAction::Halt(Halt::Budget)]);
    view.halt = Some(Halt::Budget);
    assert_eq!(due_run(&plan, &view, at(4)), [RunAction::Wait(Limits::POLL)], "for what is being cancelled");
    (view.driven, view.ended) = (set(&[]), set(&[0, 1]));
    assert_eq!(due_run(&plan, &view, at(5)), [RunAction::Evaluate], "lane 3 is not begun, the rest is judged");
}

#[test]
fn of_deadline_and_warehouse_time_the_nearer_one_counts() {
    let mut plan = plan(&[1], 1);
    (plan.limits.deadline, plan.limits.max_warehouse_seconds) =
        (Some(Timestamp::from_micros(3_000_000)), Some(Seconds(2)));
    let mut view = RunView { started: set(&[0]), driven: set(&[0]), ..RunView::default() };
    assert_eq!(due_run(&plan, &view, NOW), [RunAction::Wait(Seconds(3))]);
    view.warehouse_time.begins(LaneId { stage: 1, lane: 1 }, NOW);
    assert_eq!(due_run(&plan, &view, NOW), [RunAction::Wait(Seconds(2))]);
    assert_eq!(due_run(&plan, &view, Timestamp::from_micros(3_000_000)), [RunAction::Halt(Halt::Deadline)]);
}

#[test]
fn a_run_whose_last_statement_used_the_time_up_is_judged_not_halted() {
    let mut plan = plan(&[1], 1);
    plan.limits.max_warehouse_seconds = Some(Seconds(1));
    let mut view = RunView { started: set(&[0]), ended: set(&[0]), ..RunView::default() };
    view.warehouse_time.ends(LaneId { stage: 1, lane: 1 }, Some(NOW), Timestamp::from_micros(9_000_000));
    assert_eq!(due_run(&plan, &view, NOW), [RunAction::Evaluate]);
}

proptest! {
    #[test]
    fn a_run_with_little_warehouse_time_comes_to_its_close_and_spends_little_more(
        stages in prop::collection::vec(1u16..5, 1..4), in_flight in 1u16..4, limit in 1u32..30, took in 1i64..9
    ) {
        let mut plan = plan(&stages, in_flight);
        plan.limits.max_warehouse_seconds = Some(Seconds(limit));
        let (mut view, mut now) = (RunView::default(), 0i64);
        let mut began: std::collections::BTreeMap<u32, i64> = std::collections::BTreeMap::new();
        let index: Vec<LaneId> = plan.lanes().map(|lane| lane.id).collect();
        let at = |second: i64| Timestamp::from_micros(second * 1_000_000);
        for _ in 0..500 {
            let actions = due_run(&plan, &view, at(now));
            if actions.is_empty() { break; }
            for action in actions {
                match action {
                    RunAction::StartLane(id) => {
                        let lane = u32::try_from(index.iter().position(|lane| *lane == id).expect("a lane")).expect("small");
                        view.started.insert(lane);
                        view.driven.insert(lane);
                        began.insert(lane, now);
                        view.warehouse_time.begins(id, at(now));
                    }
                    RunAction::Wait(seconds) => {
                        // A halted run cancels what runs; else each lane's one statement takes its time.
                        now += if view.halt.is_some() { 0 } else { i64::from(seconds.0) };
                        let over: Vec<u32> = began.iter().filter(|(_, since)| view.halt.is_some() || now - **since >= took).map(|(lane, _)| *lane).collect();
                        for lane in over {
                            let since = began.remove(&lane).expect("it runs");
                            view.warehouse_time.ends(index[lane as usize], Some(at(since)), at(now));
                            view.driven.remove(lane);
                            view.ended.insert(lane);
                        }
                    }
                    RunAction::Halt(halt) => {
                        prop_assert_eq!(halt, Halt::Budget);
                        prop_assert!(view.halt.is_none(), "halted twice");
                        view.halt = Some(halt);
                    }
                    RunAction::Evaluate => view.done.evaluated = true,
                    RunAction::Render => view.done.rendered = true,
                    RunAction::Notify => view.done.notified = true,
                    RunAction::Close => view.done.closed = true,
                }
            }
        }
        prop_assert!(view.done.closed);
        // Waits are whole seconds, and in the last of them every lane in flight spends one.
        let spent = view.warehouse_time.seconds(at(now));
        prop_assert!(spent < u64::from(limit) + u64::from(in_flight), "{spent} s of {limit}");
    }

    #[test]
    fn every_run_comes_to_its_close(
        stages in prop::collection::vec(1u16..4, 0..4), limit in 1u16..4, order in any::<u64>()
    ) {
        let plan = plan(&stages, limit);
        let (mut view, mut order) = (RunView::default(), order);
        let index: Vec<LaneId> = plan.lanes().map(|lane| lane.id).collect();
        let mut begun = Vec::new();
        for _ in 0..200 {
            let actions = due_run(&plan, &view, NOW);
            if actions.is_empty() { break; }
            for action in actions {
                match action {
                    RunAction::StartLane(id) => {
                        let at = u32::try_from(index.iter().position(|lane| *lane == id).expect("a lane")).expect("small");
                        prop_assert!(!view.started.contains(at), "begun twice");
                        view.started.insert(at);
                        view.driven.insert(at);
                        begun.push(id);
                        prop_assert!(view.driven.len() <= u32::from(limit));
                    }
                    RunAction::Wait(_) => {
                        let driven: Vec<u32> = view.driven.iter().collect();
                        let ends = driven[usize::try_from(order % driven.len() as u64).expect("small")];
                        order = order.rotate_left(7) ^ 0x9e37;
                        view.driven.remove(ends);
                        view.ended.insert(ends);
                    }
                    RunAction::Evaluate => view.done.evaluated = true,
                    RunAction::Render => view.done.rendered = true,
                    RunAction::Notify => view.done.notified = true,
                    RunAction::Close => view.done.closed = true,
                    RunAction::Halt(_) => prop_assert!(false, "nobody asked for a halt"),
                }
            }
        }
        prop_assert!(view.done.closed);
        prop_assert_eq!(begun.len(), index.len());
    }
}

#[test]
fn a_step_that_failed_for_good_is_told_of_once_and_leaves_the_run_open() {
    let plan = plan(&[1], 1);
    let mut view = RunView { started: set(&[0]), ended: set(&[0]), ..RunView::default() };
    view.done.failed = true;
    assert_eq!(due_run(&plan, &view, NOW), [RunAction::Notify], "neither judged again nor closed");
    view.done.notified = true;
    assert_eq!(due_run(&plan, &view, NOW), []);
    view.done = Done { failed: false, ..view.done };
    assert_eq!(due_run(&plan, &view, NOW), [RunAction::Evaluate], "judged again when the reason is gone");
}
