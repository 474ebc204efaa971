//! Queries that ask AWS run in lanes like any other, with both drivers, and never reach the warehouse.

use review_core::call::Answer;
use review_core::error_class::ErrorClass;
use review_core::keys;
use review_core::lane::Outcome;
use review_store::{RunFolder as _, read_result};
use review_warehouse::WarehouseError;
use serde_json::json;

use crate::harness::{CALL, START, Scene, plan};
use crate::steps::Machines;

fn answer() -> Result<Answer, WarehouseError> {
    let cluster = |name: &str, nodes: u32| json!({"ClusterIdentifier": name, "NumberOfNodes": nodes});
    Ok(Answer { json: json!({"Clusters": [cluster("a", 2), cluster("b", 4)]}), at: START })
}

fn error(class: ErrorClass) -> Result<Answer, WarehouseError> {
    Err(WarehouseError::new(class, "as the test wants it"))
}

/// A query that asks between two that do not.
async fn scene(answers: impl IntoIterator<Item = Result<Answer, WarehouseError>>) -> Scene {
    let scene = Scene::new(plan("First AskFacts Last")).await;
    scene.server.answer(CALL, answers);
    scene
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_a_result_like_any_other() {
    let scene = scene([answer()]).await;
    assert_eq!(scene.accounts().await, ["First ok 1", "AskFacts ok 1", "Last ok 1"]);
    let result = read_result(&scene.folder, "results/AskFacts.json", 10).await.expect("read").expect("a result");
    assert_eq!(result.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["cluster", "nodes"]);
    assert_eq!(result.rows.len(), 2);
    let csv = scene.folder.read(&keys::csv(&"AskFacts".parse().expect("a query"))).await.expect("read").expect("there");
    assert!(String::from_utf8_lossy(&csv).contains("a,2"), "{}", String::from_utf8_lossy(&csv));
    let submitted = scene.server.submitted();
    assert!(submitted.iter().all(|name| !name.contains("AskFacts")), "the warehouse hears nothing: {submitted:?}");
}

#[tokio::test(start_paused = true)]
async fn the_driver_made_of_steps_comes_to_the_same_however_often_a_step_is_repeated() {
    for calls in [1, 2, 3] {
        let scene = scene([answer()]).await;
        let came_to = Machines::new(&scene, calls).await.to_the_end().await;
        assert_eq!(came_to, ["First ok 1", "AskFacts ok 1", "Last ok 1"], "every call {calls} times");
        let result = read_result(&scene.folder, "results/AskFacts.json", 10).await.expect("read").expect("a result");
        assert_eq!(result.rows.len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_throttled_is_made_again_in_the_next_round_and_one_that_is_denied_is_not() {
    let throttled = scene([error(ErrorClass::Throttle), answer()]).await;
    assert_eq!(throttled.accounts().await, ["First ok 1", "AskFacts ok 2", "Last ok 1"]);
    let outcomes: Vec<Outcome> = throttled.records("AskFacts").await.iter().map(|record| record.outcome).collect();
    assert_eq!(outcomes, [Outcome::Failed(ErrorClass::Throttle), Outcome::Finished]);
    let denied = scene([error(ErrorClass::Permission)]).await;
    assert_eq!(denied.accounts().await, ["First ok 1", "AskFacts failed 1", "Last ok 1"]);
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_another_shape_fails_and_says_which_column() {
    let cluster = json!({"ClusterIdentifier": "a", "NumberOfNodes": "two"});
    let wrong = Answer { json: json!({"Clusters": [cluster]}), at: START };
    let scene = scene([Ok(wrong)]).await;
    assert_eq!(scene.accounts().await, ["First ok 1", "AskFacts failed 1", "Last ok 1"]);
    let error = scene.records("AskFacts").await[0].error.clone().expect("an error");
    assert!(error.message.contains("column `nodes` is integer"), "{}", error.message);
}

#[tokio::test(start_paused = true)]
async fn without_an_account_the_query_fails_with_what_to_do() {
    let scene = Scene::new(plan("AskFacts")).await;
    assert_eq!(scene.accounts().await, ["AskFacts failed 1"]);
    let error = scene.records("AskFacts").await[0].error.clone().expect("an error");
    assert!(error.remedy.is_some_and(|remedy| remedy.contains("redshift://")));
}
