//! Order, rounds, classes of error.

use std::time::Duration;

use review_core::error_class::ErrorClass;
use review_core::lane::Outcome;
use review_engine::RunEvent;
use review_warehouse::scripted::Behaviour;

use crate::harness::{Scene, plan};

#[tokio::test(start_paused = true)]
async fn lanes_run_side_by_side_within_the_limit_and_stages_one_after_another() {
    let scene = Scene::new(plan("A, B, C, D | E, F")).await;
    scene.server.script_others(Behaviour::finishes().after(Duration::from_secs(10)));
    let accounts = scene.accounts().await;
    assert_eq!(accounts, ["A ok 1", "B ok 1", "C ok 1", "D ok 1", "E ok 1", "F ok 1"]);
    assert_eq!(scene.server.most_in_flight(), 2);
    let order: String = scene.server.submitted().iter().filter_map(|name| name.split('/').nth(1)).collect();
    let (first, second) = order.split_at(4);
    assert!(first.chars().all(|query| "ABCD".contains(query)), "{order}");
    assert!(second.chars().all(|query| "EF".contains(query)), "{order}");
}

#[tokio::test(start_paused = true)]
async fn all_serial_has_one_statement_in_flight_in_the_order_written() {
    let scene = Scene::new(plan("B A D C")).await;
    scene.server.script_others(Behaviour::finishes().after(Duration::from_secs(1)));
    scene.accounts().await;
    assert_eq!(scene.server.most_in_flight(), 1);
    let order: String = scene.server.submitted().iter().filter_map(|name| name.split('/').nth(1)).collect();
    assert_eq!(order, "BADC");
}

#[tokio::test(start_paused = true)]
async fn a_class_of_error_is_repeated_or_not() {
    for class in ErrorClass::ALL {
        let scene = Scene::new(plan("A B")).await;
        scene.server.script("A", [Behaviour::fails(class)]);
        let attempts = if class.is_repeated() { 3 } else { 1 };
        let status = if class == ErrorClass::TimeThreshold { "timed out" } else { "failed" };
        assert_eq!(scene.accounts().await, [format!("A {status} {attempts}"), "B ok 1".to_owned()], "{class:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_fails_once_succeeds_in_round_two_and_its_neighbours_run_once() {
    let scene = Scene::new(plan("A B C")).await;
    scene.server.script("B", [Behaviour::fails(ErrorClass::Lock), Behaviour::finishes()]);
    assert_eq!(scene.accounts().await, ["A ok 1", "B ok 2", "C ok 1"]);
    let files = scene.folder.files();
    let manifest =
        |round: u8| String::from_utf8_lossy(&files[&format!("manifests/s1-l01/round-{round}.json")]).into_owned();
    assert!(manifest(1).contains("\"to_repeat\": [\n    \"B\"\n  ]"), "{}", manifest(1));
    assert!(manifest(2).contains("\"to_repeat\": []"), "{}", manifest(2));
    assert!(!files.contains_key("manifests/s1-l01/round-3.json"));
    assert!(files.contains_key("errors/B.json") && files.contains_key("results/B.json"));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_at_submission_is_recorded_like_any_failure() {
    let scene = Scene::new(plan("A B")).await;
    scene.server.script("A", [Behaviour::refused(ErrorClass::Throttle), Behaviour::finishes()]);
    assert_eq!(scene.accounts().await, ["A ok 2", "B ok 1"]);
    assert_eq!(scene.records("A").await[0].outcome, Outcome::Failed(ErrorClass::Throttle));
}

#[tokio::test(start_paused = true)]
async fn a_statement_whose_acceptance_was_lost_is_watched_and_not_run_beside_another() {
    let scene = Scene::new(plan("A")).await;
    scene.server.script("A", [Behaviour::finishes().after(Duration::from_secs(5)).answer_lost()]);
    assert_eq!(scene.accounts().await, ["A ok 1"]);
    assert_eq!(scene.server.submitted().len(), 1);
    assert_eq!(scene.server.live(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_result_that_breaks_off_leaves_no_result_and_is_repeated() {
    let scene = Scene::new(plan("A")).await;
    let table = review_warehouse::scripted::Table::numbers(50);
    let broken = Behaviour::returns(table.clone()).breaking_off_after(10);
    scene.server.script("A", [broken.clone(), broken, Behaviour::returns(table)]);
    assert_eq!(scene.accounts().await, ["A ok 3"]);
    let stored = scene.records("A").await.pop().and_then(|record| record.result).expect("a result");
    assert_eq!((stored.rows, stored.cut), (50, false));
}

#[tokio::test(start_paused = true)]
async fn a_result_longer_than_max_rows_is_cut_and_marked() {
    let mut plan = plan("A");
    plan.stages[0].lanes[0].queries[0].max_rows = 7;
    let scene = Scene::new(plan).await;
    scene.server.script("A", [Behaviour::returns(review_warehouse::scripted::Table::numbers(50))]);
    scene.accounts().await;
    let stored = scene.records("A").await.pop().and_then(|record| record.result).expect("a result");
    assert_eq!((stored.rows, stored.cut), (7, true));
}

#[tokio::test(start_paused = true)]
async fn whoever_listens_hears_every_attempt_and_the_rounds() {
    let scene = Scene::new(plan("A")).await;
    scene.server.script("A", [Behaviour::fails(ErrorClass::Unknown), Behaviour::finishes()]);
    scene.accounts().await;
    let events = scene.heard.events();
    let ends = events.iter().filter_map(|event| match event {
        RunEvent::QueryEnded { round, outcome, .. } => Some((round.0, *outcome)),
        _ => None,
    });
    let expected = [(1, Outcome::Failed(ErrorClass::Unknown)), (2, Outcome::Finished)];
    assert_eq!(ends.collect::<Vec<_>>(), expected);
    assert!(matches!(events.first(), Some(RunEvent::RunStarted { resumed: false, .. })));
    assert!(matches!(events.last(), Some(RunEvent::Closed { .. })));
}

#[tokio::test(start_paused = true)]
async fn a_lane_rests_before_each_round_and_longer_each_time() {
    let scene = Scene::new(plan("A")).await;
    scene.server.script("A", [Behaviour::fails(ErrorClass::Connection)]);
    scene.accounts().await;
    let ends: Vec<_> = scene.records("A").await.into_iter().map(|record| record.ended_at).collect();
    let rests: Vec<u32> = ends.windows(2).map(|pair| pair[0].seconds_until(pair[1]).0).collect();
    assert!(rests[0] >= 5 && rests[1] >= 10 && rests[1] <= 11, "{rests:?}");
}
