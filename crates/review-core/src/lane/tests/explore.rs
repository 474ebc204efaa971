//! Every reachable state of small plans, with the driver dying at every point.

use std::collections::{HashMap, HashSet, VecDeque};

use super::plans::one_lane;
use super::world::{Adapter, Status, World, action, another_driver, answers};
use crate::error_class::ErrorClass;
use crate::ids::Round;
use crate::lane::{Action, Event, LaneState, Outcome, Step, apply};
use crate::plan::Plan;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Node {
    state: LaneState,
    world: World,
    crashes_left: u8,
}

struct Explored {
    nodes: usize,
    ends: usize,
}

const FAILED: [Outcome; 2] = [Outcome::Failed(ErrorClass::Connection), Outcome::Failed(ErrorClass::Permission)];

/// Walks every path; checks every node; makes sure that every node leads to an end.
fn explore(plan: &Plan, adapter: Adapter, crashes: u8, may_stop: bool) -> Explored {
    let start = begin(plan, crashes);
    let mut seen: HashMap<Node, usize> = HashMap::from([(start.clone(), 0)]);
    let mut parents: Vec<Vec<usize>> = vec![vec![]];
    let mut ends = Vec::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        check(plan, &node);
        let index = seen[&node];
        if node.state.step == Step::Ended {
            check_end(plan, &node);
            ends.push(index);
        }
        for next in successors(plan, &node, adapter, may_stop) {
            let fresh = seen.len();
            let at = *seen.entry(next.clone()).or_insert(fresh);
            if at == fresh {
                parents.push(vec![]);
                queue.push_back(next);
            }
            parents[at].push(index);
        }
    }
    assert_all_reach(&ends, &parents);
    Explored { nodes: seen.len(), ends: ends.len() }
}

fn begin(plan: &Plan, crashes: u8) -> Node {
    let state = LaneState::new(&plan.stages[0].lanes[0]);
    let event = Event::TakenOver { driver: another_driver(None) };
    let state = apply(plan, state, event).expect("a driver begins").into_state();
    Node { state, world: World::default(), crashes_left: crashes }
}

fn successors(plan: &Plan, node: &Node, adapter: Adapter, may_stop: bool) -> Vec<Node> {
    let mut next = Vec::new();
    let due = action(plan, &node.state, &node.world);
    let crash = |world: World| {
        let driver = another_driver(node.state.driver.as_ref());
        let state = apply(plan, node.state.clone(), Event::TakenOver { driver }).expect("a take-over is always legal");
        Node { state: state.into_state(), world, crashes_left: node.crashes_left - 1 }
    };
    if node.crashes_left > 0 && due != Action::Nothing {
        next.push(crash(node.world.clone()));
    }
    if may_stop && !node.world.stop {
        next.push(Node { world: World { stop: true, ..node.world.clone() }, ..node.clone() });
    }
    for (world, event) in answers(&node.world, &due, adapter, &FAILED) {
        if node.crashes_left > 0 {
            next.push(crash(world.clone()));
        }
        let state = match event {
            Some(event) => apply(plan, node.state.clone(), event).expect("drivers tell legal events").into_state(),
            None => node.state.clone(),
        };
        next.push(Node { state, world, crashes_left: node.crashes_left });
    }
    next
}

fn check(plan: &Plan, node: &Node) {
    let live = node.world.statements.values().filter(|status| **status == Status::Running).count();
    assert!(live <= 1, "two statements in flight: {node:?}");
    assert!(node.state.round <= plan.limits.max_rounds, "a round too many: {node:?}");
    let mut finished = HashSet::new();
    for (id, outcome) in &node.world.records {
        assert!(!finished.contains(&id.query), "recorded after it had finished: {node:?}");
        if *outcome == Outcome::Finished {
            finished.insert(id.query);
        }
    }
    for (id, _) in node.world.statements.iter().filter(|(_, status)| **status == Status::Running) {
        assert!(!finished.contains(&id.query), "submitted after it had finished: {node:?}");
    }
}

fn check_end(plan: &Plan, node: &Node) {
    let Node { state, world, .. } = node;
    let live = world.statements.values().any(|status| *status == Status::Running);
    assert!(!live, "something runs on after the end: {node:?}");
    assert!(world.ended, "an end that nobody can see: {node:?}");
    let rounds: Vec<Round> = (1..=state.round.0).map(Round).collect();
    assert_eq!(world.manifests.iter().copied().collect::<Vec<_>>(), rounds, "a manifest for each round: {node:?}");
    for query in 0..plan.stages[0].lanes[0].queries.len() {
        let of_query = world.records.iter().filter(|(id, _)| id.query.0 as usize == query);
        let last = of_query.map(|(id, outcome)| (id.round, *outcome)).next_back();
        let repeats = |outcome| match outcome {
            Outcome::Failed(class) => class.is_repeated(),
            Outcome::TimedOut => plan.limits.retry_time_outs,
            Outcome::Finished | Outcome::Halted(_) => false,
        };
        match last {
            None => assert!(state.halt.is_some(), "a query without an outcome: {node:?}"),
            Some((round, outcome)) if repeats(outcome) && state.halt.is_none() => {
                assert_eq!(round, plan.limits.max_rounds, "given up too early: {node:?}");
            }
            Some(_) => {}
        }
    }
}

fn assert_all_reach(ends: &[usize], parents: &[Vec<usize>]) {
    let mut reached: HashSet<usize> = ends.iter().copied().collect();
    let mut queue: VecDeque<usize> = ends.iter().copied().collect();
    while let Some(node) = queue.pop_front() {
        for parent in &parents[node] {
            if reached.insert(*parent) {
                queue.push_back(*parent);
            }
        }
    }
    assert_eq!(reached.len(), parents.len(), "some states never come to an end");
}

#[test]
fn two_queries_two_rounds_and_a_crash_with_an_adapter_that_attaches() {
    let explored = explore(&one_lane(2, 2), Adapter::Attaches, 1, false);
    assert!(explored.nodes > 1_000 && explored.ends > 10, "{} states, {} ends", explored.nodes, explored.ends);
}

#[test]
fn two_queries_two_rounds_and_a_crash_with_an_adapter_that_ends_what_it_finds() {
    let explored = explore(&one_lane(2, 2), Adapter::Ends, 1, false);
    assert!(explored.nodes > 1_000 && explored.ends > 10, "{} states, {} ends", explored.nodes, explored.ends);
}

#[test]
fn one_query_three_rounds_two_crashes_and_a_stop_at_any_moment() {
    for adapter in [Adapter::Attaches, Adapter::Ends] {
        let explored = explore(&one_lane(1, 3), adapter, 2, true);
        assert!(explored.nodes > 1_000 && explored.ends > 10, "{} states, {} ends", explored.nodes, explored.ends);
    }
}

#[test]
fn a_deadline_at_any_moment_ends_the_lane() {
    let mut plan = one_lane(2, 2);
    for second in 0..4 {
        plan.limits.deadline = Some(super::plans::second(second));
        explore(&plan, Adapter::Attaches, 1, false);
    }
}
