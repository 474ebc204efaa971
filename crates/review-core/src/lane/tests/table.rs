//! The whole transition table, printed.

use std::fmt::Write as _;

use super::plans::{one_lane, second};
use crate::error_class::ErrorClass;
use crate::ids::{DriverId, Position, Round, StatementId};
use crate::lane::{Applied, AttemptId, Event, Halt, LaneState, Outcome, Step, Why, apply};

fn statement(name: &str) -> StatementId {
    StatementId(name.to_owned())
}

/// Every step, as it stands in round 2 of 3 with query 1 of 3 going on.
fn states() -> Vec<(String, LaneState)> {
    let (query, attempt, since) = (Position(1), 1, second(0));
    let steps = [
        ("Submit", Step::Submit { query, attempt }),
        ("Watch", Step::Watch { query, attempt, statement: statement("a"), since }),
        ("Cancel", Step::Cancel { query, attempt, statement: statement("a"), since, why: Why::Threshold, tries: 1 }),
        ("Store", Step::Store { query, attempt, statement: statement("a"), since, overran: None }),
        ("Manifest", Step::Manifest),
        ("Ended", Step::Ended),
    ];
    let mut states = Vec::new();
    for (name, step) in steps {
        let open = !matches!(step, Step::Manifest | Step::Ended);
        let state = LaneState {
            driver: Some(DriverId("one".into())),
            resumed: false,
            round: Round(2),
            work: if open { [1, 2].into_iter().collect() } else { Default::default() },
            again: [0].into_iter().collect(),
            rests_until: None,
            halt: None,
            step,
        };
        states.push((name.to_owned(), state.clone()));
        if open {
            states.push((format!("{name}, resumed"), LaneState { resumed: true, ..state }));
        } else {
            states.push((format!("{name}, nothing to repeat"), LaneState { again: Default::default(), ..state }));
        }
    }
    states
}

fn events() -> Vec<(&'static str, Event)> {
    let id = |round, query, attempt| AttemptId { round: Round(round), query: Position(query), attempt };
    let now = id(2, 1, 1);
    vec![
        ("taken over by the same", Event::TakenOver { driver: DriverId("one".into()) }),
        ("taken over by another", Event::TakenOver { driver: DriverId("two".into()) }),
        ("not found", Event::NotFound(now)),
        ("submitted, the statement known", Event::Submitted { id: now, statement: statement("a"), since: second(0) }),
        ("submitted, another statement", Event::Submitted { id: now, statement: statement("b"), since: second(0) }),
        ("ready", Event::Ready(now)),
        ("ready, the query before", Event::Ready(id(2, 0, 1))),
        ("ready, the query after", Event::Ready(id(2, 2, 1))),
        ("exceeded", Event::Exceeded { id: now, why: Why::Threshold }),
        ("unconfirmed, as told", Event::CancelUnconfirmed { id: now, tries: 1 }),
        ("unconfirmed, told before", Event::CancelUnconfirmed { id: now, tries: 0 }),
        ("recorded finished", Event::Recorded { id: now, outcome: Outcome::Finished }),
        ("recorded, permission", Event::Recorded { id: now, outcome: Outcome::Failed(ErrorClass::Permission) }),
        ("recorded, connection", Event::Recorded { id: now, outcome: Outcome::Failed(ErrorClass::Connection) }),
        ("recorded timed out", Event::Recorded { id: now, outcome: Outcome::TimedOut }),
        ("recorded halted", Event::Recorded { id: now, outcome: Outcome::Halted(Halt::Stop) }),
        ("recorded, the round before", Event::Recorded { id: id(1, 2, 1), outcome: Outcome::Finished }),
        ("recorded, the next attempt", Event::Recorded { id: id(2, 1, 2), outcome: Outcome::Finished }),
        ("manifest 1", Event::ManifestWritten { round: Round(1), at: second(0) }),
        ("manifest 2", Event::ManifestWritten { round: Round(2), at: second(0) }),
        ("manifest 3", Event::ManifestWritten { round: Round(3), at: second(0) }),
        ("halted", Event::Halted(Halt::Stop)),
    ]
}

fn brief(state: &LaneState) -> String {
    let step = match &state.step {
        Step::Submit { query, attempt } => format!("Submit {}.{attempt}", query.0),
        Step::Watch { query, attempt, statement, .. } => format!("Watch {}.{attempt} {statement}", query.0),
        Step::Cancel { query, attempt, statement, tries, .. } => {
            format!("Cancel {}.{attempt} {statement} tries {tries}", query.0)
        }
        Step::Store { query, attempt, statement, overran, .. } => {
            format!("Store {}.{attempt} {statement}{}", query.0, if overran.is_some() { " overran" } else { "" })
        }
        Step::Manifest => "Manifest".to_owned(),
        Step::Ended => "Ended".to_owned(),
    };
    let resumed = if state.resumed { ", resumed" } else { "" };
    let halt = if state.halt.is_some() { ", halted" } else { "" };
    format!("{step}{resumed}{halt} | round {} work [{}] again [{}]", state.round, state.work, state.again)
}

#[test]
fn the_transition_table_is_as_printed() {
    let plan = one_lane(3, 3);
    let mut text = String::new();
    for (name, state) in states() {
        writeln!(text, "{name}: {}", brief(&state)).expect("writing to text");
        for (event_name, event) in events() {
            let result = match apply(&plan, state.clone(), event) {
                Ok(Applied::Changed(next)) => brief(&next),
                Ok(Applied::Repeated(next)) => {
                    assert_eq!(next, state, "a repeated event changes nothing");
                    "repeated".to_owned()
                }
                Err(illegal) => {
                    assert_eq!(illegal.state, state, "an illegal event changes nothing");
                    "illegal".to_owned()
                }
            };
            writeln!(text, "    {event_name:<32} -> {result}").expect("writing to text");
        }
        text.push('\n');
    }
    insta::assert_snapshot!(text);
}
