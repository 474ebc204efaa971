//! Random histories.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::plans::{one_lane, second};
use super::world::{Adapter, World, action, another_driver, answers};
use crate::error_class::ErrorClass;
use crate::ids::{DriverId, Position, Round, StatementId};
use crate::lane::{Action, AttemptId, Event, Halt, LaneState, Outcome, Why, apply};
use crate::plan::Plan;

fn any_event() -> impl Strategy<Value = Event> {
    let id = (1u16..4, 0u32..4, 1u16..3).prop_map(|(round, query, attempt)| AttemptId {
        round: Round(round),
        query: Position(query),
        attempt,
    });
    let outcome = prop_oneof![
        Just(Outcome::Finished),
        Just(Outcome::TimedOut),
        Just(Outcome::Halted(Halt::Stop)),
        Just(Outcome::Halted(Halt::Budget)),
        prop::sample::select(&ErrorClass::ALL[..]).prop_map(Outcome::Failed),
    ];
    prop_oneof![
        "[ab]".prop_map(|name| Event::TakenOver { driver: DriverId(name) }),
        id.clone().prop_map(Event::NotFound),
        (id.clone(), "[xy]").prop_map(|(id, name)| Event::Submitted {
            id,
            statement: StatementId(name),
            since: second(0)
        }),
        id.clone().prop_map(Event::Ready),
        id.clone().prop_map(|id| Event::Exceeded { id, why: Why::Threshold }),
        (id.clone(), 0u8..3).prop_map(|(id, tries)| Event::CancelUnconfirmed { id, tries }),
        (id, outcome).prop_map(|(id, outcome)| Event::Recorded { id, outcome }),
        (1u16..4).prop_map(|round| Event::ManifestWritten { round: Round(round), at: second(0) }),
        prop_oneof![Just(Halt::Stop), Just(Halt::Deadline), Just(Halt::Budget)].prop_map(Event::Halted),
    ]
}

/// Drives a lane to its end. Choices decide what the world answers for a query and round, the same for every
/// run of one test; `crashes` are the steps after which the driver dies, before or after it told what happened.
fn drive(plan: &Plan, adapter: Adapter, choices: &[u8], crashes: &BTreeMap<u32, bool>) -> (LaneState, World) {
    let take_over = |state: LaneState| {
        let driver = another_driver(state.driver.as_ref());
        apply(plan, state, Event::TakenOver { driver }).expect("a take-over is always legal").into_state()
    };
    let mut state = take_over(LaneState::new(&plan.stages[0].lanes[0]));
    let mut world = World::default();
    for step in 0..10_000 {
        let due = action(plan, &state, &world);
        if due == Action::Nothing {
            return (state, world);
        }
        let failed = [Outcome::Failed(ErrorClass::Lock), Outcome::Failed(ErrorClass::Syntax)];
        let mut possible = answers(&world, &due, adapter, &failed);
        let choice = pick(&state, choices, possible.len());
        let (after, event) = possible.swap_remove(choice);
        world = after;
        let dies = crashes.get(&step);
        if let (Some(event), None | Some(true)) = (event, dies) {
            state = apply(plan, state, event).expect("drivers tell legal events").into_state();
        }
        if dies.is_some() {
            state = take_over(state);
        }
    }
    panic!("never ended: {state:?}");
}

/// The same choice for the same query, round and kind of step, however often it is asked for.
fn pick(state: &LaneState, choices: &[u8], possible: usize) -> usize {
    let seed = state.attempt().map_or(0, |id| id.query.0 as usize * 7 + id.round.0 as usize * 3);
    usize::from(choices[seed % choices.len()]) % possible
}

/// The last outcome of every query.
fn outcomes(world: &World) -> BTreeMap<Position, Outcome> {
    world.records.iter().map(|(id, outcome)| (id.query, *outcome)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn whatever_a_lane_is_told_it_stays_sound(events in prop::collection::vec(any_event(), 0..40)) {
        let plan = one_lane(3, 2);
        let mut state = LaneState::new(&plan.stages[0].lanes[0]);
        for event in events {
            let before = state.clone();
            state = match apply(&plan, state, event) {
                Ok(applied) => applied.into_state(),
                Err(illegal) => {
                    prop_assert_eq!(&illegal.state, &before);
                    illegal.state
                }
            };
            prop_assert!(state.round <= plan.limits.max_rounds);
            if let Some(id) = state.attempt() {
                prop_assert!(state.work.contains(id.query.0), "an attempt at what is not to be done: {state:?}");
            }
            let text = serde_json::to_string(&state).expect("a state serializes");
            prop_assert_eq!(&serde_json::from_str::<LaneState>(&text).expect("and reads back"), &state);
        }
    }

    #[test]
    fn a_history_cut_anywhere_resumes_to_the_same_end(
        choices in prop::collection::vec(0u8..2, 1..9),
        crashes in prop::collection::btree_map(0u32..40, any::<bool>(), 0..6),
    ) {
        // Answers 0 and 1 of a submission are "accepted" and "failed at once", of a watch "finished" and
        // "failed": no choice here waits, so what a query comes to does not depend on when it was asked.
        let plan = one_lane(3, 2);
        for adapter in [Adapter::Attaches, Adapter::Ends] {
            let (_, whole) = drive(&plan, adapter, &choices, &BTreeMap::new());
            let (state, cut) = drive(&plan, adapter, &choices, &crashes);
            prop_assert_eq!(outcomes(&cut), outcomes(&whole), "with {:?}", adapter);
            prop_assert_eq!(cut.manifests, whole.manifests);
            prop_assert!(state.again.is_empty() || state.round == plan.limits.max_rounds);
        }
    }
}
