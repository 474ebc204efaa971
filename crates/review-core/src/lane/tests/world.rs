//! A warehouse and a run folder small enough to explore: what is outside a lane, and every way it may answer.

use std::collections::{BTreeMap, BTreeSet};

use super::plans::second;
use crate::ids::{DriverId, Position, Round, StatementId};
use crate::lane::{Action, Attempt, AttemptId, Event, Halt, LaneState, Outcome, Why, due};
use crate::plan::Plan;

/// What a statement is doing in the warehouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Status {
    Running,
    Finished,
    Failed,
    Gone,
    /// Its cancellation was never confirmed and it was given up.
    LeftBehind,
}

/// Everything outside the lane's state that survives the death of a driver.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct World {
    pub(super) seconds: i64,
    pub(super) statements: BTreeMap<AttemptId, Status>,
    pub(super) submitted_at: BTreeMap<AttemptId, i64>,
    pub(super) records: BTreeMap<AttemptId, Outcome>,
    pub(super) manifests: BTreeSet<Round>,
    pub(super) ended: bool,
    pub(super) stop: bool,
}

/// How an adapter behaves after a restart of the driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Adapter {
    /// It finds statements again by name (the Data API).
    Attaches,
    /// It ends what it finds (the wire, the sample).
    Ends,
}

/// What performing the due action may lead to: the world after it, and the event the driver then tells, if any.
pub(super) type Answers = Vec<(World, Option<Event>)>;

pub(super) fn action(plan: &Plan, state: &LaneState, world: &World) -> Action {
    let lane = &plan.stages[0].lanes[0];
    due(plan, lane, state, world.stop.then_some(Halt::Stop), second(world.seconds))
}

/// Every way the world may answer an action. `failed` is what a failing statement is recorded as.
pub(super) fn answers(world: &World, action: &Action, adapter: Adapter, failed: &[Outcome]) -> Answers {
    match action {
        Action::Nothing => vec![],
        Action::Rest(seconds) => {
            let mut after = world.clone();
            after.seconds += i64::from(seconds.0);
            vec![(after, None)]
        }
        Action::Tell(event) => vec![(world.clone(), Some(event.clone()))],
        Action::Recover { attempt, why } => vec![recover(world, attempt, *why, adapter)],
        Action::Submit(attempt) => submit(world, attempt, failed),
        Action::Watch(attempt, seconds) => watch(world, attempt, i64::from(seconds.0)),
        Action::Cancel { attempt, why, tries } => cancel(world, attempt, *why, *tries),
        Action::Abandon { attempt, why } => {
            let mut after = world.clone();
            after.statements.insert(statement_of(attempt), Status::LeftBehind);
            vec![record(after, attempt.id, why.outcome())]
        }
        Action::Store(attempt) => match world.statements[&statement_of(attempt)] {
            Status::Finished => vec![record(world.clone(), attempt.id, Outcome::Finished)],
            Status::Failed | Status::Gone => failed.iter().map(|f| record(world.clone(), attempt.id, *f)).collect(),
            Status::Running | Status::LeftBehind => panic!("stored while it runs"),
        },
        Action::WriteManifest { round, ends } => {
            let mut after = world.clone();
            after.manifests.insert(*round);
            after.ended |= ends;
            let event = Event::ManifestWritten { round: *round, at: second(world.seconds) };
            vec![(after, Some(event))]
        }
    }
}

/// Statements are named after the attempt that submitted them.
fn name(id: AttemptId) -> StatementId {
    StatementId(format!("{}/{}/{}", id.round, id.query.0, id.attempt))
}

pub(super) fn statement_of(attempt: &Attempt) -> AttemptId {
    let (statement, _) = attempt.statement.as_ref().expect("an attempt with a statement");
    let mut parts = statement.0.split('/').map(|part| part.parse::<u32>().expect("a number"));
    let mut part = || parts.next().expect("three parts");
    let narrow = |number: u32| u16::try_from(number).expect("a small number");
    let round = Round(narrow(part()));
    AttemptId { round, query: Position(part()), attempt: narrow(part()) }
}

fn record(mut world: World, id: AttemptId, outcome: Outcome) -> (World, Option<Event>) {
    world.records.entry(id).or_insert(outcome);
    let outcome = world.records[&id];
    (world, Some(Event::Recorded { id, outcome }))
}

fn recover(world: &World, attempt: &Attempt, why: Option<Why>, adapter: Adapter) -> (World, Option<Event>) {
    let id = attempt.id;
    if let Some(outcome) = world.records.get(&id) {
        return (world.clone(), Some(Event::Recorded { id, outcome: *outcome }));
    }
    // Found by name: any statement of this query and round, the newest.
    let of_name = |other: &AttemptId| other.round == id.round && other.query == id.query;
    let found = world.statements.iter().rfind(|(other, _)| of_name(other));
    let mut after = world.clone();
    let attached = found.filter(|(_, status)| matches!(status, Status::Running | Status::Finished | Status::Failed));
    match (attached, adapter) {
        (Some((statement, status)), Adapter::Attaches) if *status != Status::Failed => (
            after,
            Some(Event::Submitted { id, statement: name(*statement), since: second(world.submitted_at[statement]) }),
        ),
        (Some((statement, _)), _) => {
            after.statements.insert(*statement, Status::Gone);
            nothing_found(after, id, why)
        }
        (None, _) => nothing_found(after, id, why),
    }
}

fn nothing_found(world: World, id: AttemptId, why: Option<Why>) -> (World, Option<Event>) {
    match why {
        Some(why) => record(world, id, why.outcome()),
        None => (world, Some(Event::NotFound(id))),
    }
}

fn submit(world: &World, attempt: &Attempt, failed: &[Outcome]) -> Answers {
    let id = attempt.id;
    let mut accepted = world.clone();
    let before = accepted.statements.insert(id, Status::Running);
    assert_eq!(before, None, "an attempt is submitted once");
    accepted.submitted_at.insert(id, world.seconds);
    let event = Event::Submitted { id, statement: name(id), since: second(world.seconds) };
    let mut answers = vec![(accepted, Some(event))];
    answers.extend(failed.iter().map(|outcome| record(world.clone(), id, *outcome)));
    answers
}

fn watch(world: &World, attempt: &Attempt, seconds: i64) -> Answers {
    let statement = statement_of(attempt);
    let ready = Some(Event::Ready(attempt.id));
    if world.statements[&statement] != Status::Running {
        return vec![(world.clone(), ready)];
    }
    let with = |status| {
        let mut after = world.clone();
        after.statements.insert(statement, status);
        after
    };
    let mut later = world.clone();
    later.seconds += seconds;
    vec![(with(Status::Finished), ready.clone()), (with(Status::Failed), ready), (later, None)]
}

fn cancel(world: &World, attempt: &Attempt, why: Why, tries: u8) -> Answers {
    let statement = statement_of(attempt);
    let ready = Some(Event::Ready(attempt.id));
    match world.statements[&statement] {
        Status::Finished | Status::Failed => return vec![(world.clone(), ready)],
        Status::Gone => return vec![record(world.clone(), attempt.id, why.outcome())],
        Status::Running | Status::LeftBehind => {}
    }
    let mut gone = world.clone();
    gone.statements.insert(statement, Status::Gone);
    let mut finished = world.clone();
    finished.statements.insert(statement, Status::Finished);
    vec![
        record(gone, attempt.id, why.outcome()),
        (finished, ready),
        (world.clone(), Some(Event::CancelUnconfirmed { id: attempt.id, tries })),
    ]
}

/// A driver that is not `current`; two names are enough to tell a new driver from the one before.
pub(super) fn another_driver(current: Option<&DriverId>) -> DriverId {
    let one = DriverId("one".to_owned());
    if current == Some(&one) { DriverId("two".to_owned()) } else { one }
}
