//! The run as a whole: which lanes start, when it is judged, rendered, told of and closed.

use serde::{Deserialize, Serialize};

use crate::ids::LaneId;
use crate::lane::{Halt, POLL_SECONDS_MAX};
use crate::plan::Plan;
use crate::ranges::Ranges;
use crate::time::{Seconds, Timestamp};

/// What the run folder shows of a run; read from listings, stored nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunView {
    /// Lanes that were ever begun, by their index over all stages (see [`Plan::lanes`]).
    pub started: Ranges,
    /// Lanes that are being driven right now.
    pub driven: Ranges,
    /// Lanes that have ended.
    pub ended: Ranges,
    /// The request to halt, if there is one.
    pub halt: Option<Halt>,
    /// What has been done since the lanes ended.
    pub done: Done,
}

/// The steps after the last lane, each done or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Signals are judged.
    pub evaluated: bool,
    /// The report is written.
    pub rendered: bool,
    /// Whoever wants to know has been told.
    pub notified: bool,
    /// The run manifest is written: the run is complete.
    pub closed: bool,
}

/// What is due for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunAction {
    /// Begin to drive a lane.
    StartLane(LaneId),
    /// Ask every lane to halt.
    Halt(Halt),
    /// Judge the results.
    Evaluate,
    /// Write the report.
    Render,
    /// Tell whoever wants to know.
    Notify,
    /// Write the run manifest.
    Close,
    /// Wait, at most so long, for a lane to end; then ask again.
    Wait(Seconds),
}

/// What a driver does next for the whole run; empty when the run is closed.
///
/// The next stage starts when every lane of this one has ended, whatever failed in it: scripts do not depend on
/// each other. Never more than `lanes_in_flight` lanes are under way. A halted run starts no lane, and is judged
/// and rendered like any other.
pub fn due_run(plan: &Plan, view: &RunView, now: Timestamp) -> Vec<RunAction> {
    let past_deadline = plan.limits.deadline.is_some_and(|deadline| now >= deadline);
    let lanes_are_over = match view.halt {
        Some(_) => view.driven.is_empty() && view.started.iter().all(|lane| view.ended.contains(lane)),
        None => current_stage(plan, view).is_none(),
    };
    if lanes_are_over {
        return afterwards(view.done);
    }
    if past_deadline && view.halt.is_none() {
        return vec![RunAction::Halt(Halt::Deadline)];
    }
    let mut actions = lanes_to_start(plan, view);
    if actions.is_empty() {
        let left = plan.limits.deadline.filter(|_| view.halt.is_none());
        let left = left.map_or(POLL_SECONDS_MAX, |deadline| now.seconds_until(deadline));
        actions.push(RunAction::Wait(left.min(POLL_SECONDS_MAX).max(Seconds(1))));
    }
    actions
}

/// The index of the first lane and the lanes of the first stage that has not ended.
fn current_stage<'plan>(plan: &'plan Plan, view: &RunView) -> Option<(u32, &'plan [crate::plan::Lane])> {
    let mut first = 0u32;
    for stage in &plan.stages {
        let next = first + u32::try_from(stage.lanes.len()).unwrap_or(u32::MAX);
        if !view.ended.contains_all(first, next) {
            return Some((first, &stage.lanes));
        }
        first = next;
    }
    None
}

/// Lanes that somebody began and nobody drives now come first: a driver that died left them. A halted run takes
/// those over too, since their statements may still run, but begins no other.
fn lanes_to_start(plan: &Plan, view: &RunView) -> Vec<RunAction> {
    let Some((first, lanes)) = current_stage(plan, view) else { return vec![] };
    let free = u32::from(plan.limits.lanes_in_flight.max(1)).saturating_sub(view.driven.len());
    if free == 0 {
        return vec![];
    }
    let end = first + u32::try_from(lanes.len()).unwrap_or(u32::MAX);
    let orphans = orphans(view).filter(|lane| (first..end).contains(lane));
    let fresh = (view.halt.is_none()).then(|| absent(&view.started, first, end));
    let chosen = orphans.chain(fresh.into_iter().flatten()).take(free as usize);
    chosen.map(|index| RunAction::StartLane(lanes[(index - first) as usize].id)).collect()
}

/// Lanes that were begun and neither ended nor are driven now. Counting first keeps the usual case, none, cheap
/// in a stage of thousands of lanes.
fn orphans(view: &RunView) -> impl Iterator<Item = u32> + '_ {
    let some = view.started.len() > view.ended.len() + view.driven.len();
    let left = |lane: &u32| !view.ended.contains(*lane) && !view.driven.contains(*lane);
    some.then(|| view.started.iter().filter(left)).into_iter().flatten()
}

/// The numbers from `first` up to but not `end` that are not in `set`.
fn absent(set: &Ranges, first: u32, end: u32) -> impl Iterator<Item = u32> + '_ {
    let next = move |from: u32| Some(set.next_absent(from)).filter(|number| *number < end);
    std::iter::successors(next(first), move |number| next(number + 1))
}

fn afterwards(done: Done) -> Vec<RunAction> {
    let steps = [
        (done.evaluated, RunAction::Evaluate),
        (done.rendered, RunAction::Render),
        (done.notified, RunAction::Notify),
        (done.closed, RunAction::Close),
    ];
    steps.into_iter().find(|(is_done, _)| !is_done).map(|(_, action)| action).into_iter().collect()
}

#[cfg(test)]
mod tests {
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
                cancel_tries: 3,
                retry_time_outs: true,
                round_pause: Seconds(0),
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
        assert_eq!(due_run(&plan, &view, NOW), [RunAction::Wait(POLL_SECONDS_MAX)]);
        (view.driven, view.ended) = (set(&[0]), set(&[1]));
        assert_eq!(due_run(&plan, &view, NOW), [start(1, 3)]);
        (view.started, view.driven, view.ended) = (set(&[0, 1, 2]), set(&[2]), set(&[0, 1]));
        assert_eq!(due_run(&plan, &view, NOW), [RunAction::Wait(POLL_SECONDS_MAX)], "the stage is not over");
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
        assert_eq!(due_run(&plan, &view, NOW), [RunAction::Wait(POLL_SECONDS_MAX)]);
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
        assert_eq!(due_run(&plan, &view, late), [RunAction::Wait(POLL_SECONDS_MAX)]);
    }

    proptest! {
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
}
