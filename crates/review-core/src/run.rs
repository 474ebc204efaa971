//! The run as a whole: which lanes start, when it is judged, rendered, told of and closed.

use serde::{Deserialize, Serialize};

use crate::ids::LaneId;
use crate::lane::Halt;
use crate::plan::Plan;
use crate::ranges::Ranges;
use crate::time::{Seconds, Timestamp};
use crate::warehouse_time::WarehouseTime;

/// What the run folder shows of a run; read from listings and records, stored nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunView {
    /// Lanes that were ever begun, by their index over all stages (see [`Plan::lanes`]).
    pub started: Ranges,
    /// Lanes that are being driven right now.
    pub driven: Ranges,
    /// Lanes that have ended.
    pub ended: Ranges,
    /// What the statements have spent of the warehouse's time.
    pub warehouse_time: WarehouseTime,
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
    /// Judging or rendering has failed for good: whoever wants to know is told, and the run stays open, so that it
    /// can be judged again.
    pub failed: bool,
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

/// What a driver does next for the whole run; empty when nothing is left to do: the run is closed, or it was told
/// that it cannot be.
///
/// The next stage starts when every lane of this one has ended, whatever failed in it: scripts do not depend on
/// each other. Never more than `lanes_in_flight` lanes are under way. A halted run starts no lane, and is judged
/// and rendered like any other.
pub fn due_run(plan: &Plan, view: &RunView, now: Timestamp) -> Vec<RunAction> {
    let lanes_are_over = match view.halt {
        Some(_) => view.driven.is_empty() && view.started.iter().all(|lane| view.ended.contains(lane)),
        None => current_stage(plan, view).is_none(),
    };
    if lanes_are_over {
        return afterwards(view.done);
    }
    let limits = if view.halt.is_none() { limits_ahead(plan, view, now) } else { vec![] };
    if let Some((halt, _)) = limits.iter().find(|(_, left)| *left == Seconds(0)) {
        return vec![RunAction::Halt(*halt)];
    }
    let mut actions = lanes_to_start(plan, view);
    if actions.is_empty() {
        let left = limits.iter().map(|(_, left)| *left).fold(plan.limits.poll, Seconds::min);
        actions.push(RunAction::Wait(left));
    }
    actions
}

/// Every limit that will halt the run, and how long it takes until then with what is in flight now; 0 when it is
/// reached. More statements may be submitted meanwhile: a driver asks again when one is.
fn limits_ahead(plan: &Plan, view: &RunView, now: Timestamp) -> Vec<(Halt, Seconds)> {
    let deadline = plan.limits.deadline.map(|deadline| (Halt::Deadline, now.seconds_until(deadline)));
    let budget = plan.limits.max_warehouse_seconds.and_then(|limit| view.warehouse_time.used_up_in(limit, now));
    deadline.into_iter().chain(budget.map(|left| (Halt::Budget, left))).collect()
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
    if done.failed && !done.closed {
        return if done.notified { vec![] } else { vec![RunAction::Notify] };
    }
    let steps = [
        (done.evaluated, RunAction::Evaluate),
        (done.rendered, RunAction::Render),
        (done.notified, RunAction::Notify),
        (done.closed, RunAction::Close),
    ];
    steps.into_iter().find(|(is_done, _)| !is_done).map(|(_, action)| action).into_iter().collect()
}

#[cfg(test)]
mod tests;
