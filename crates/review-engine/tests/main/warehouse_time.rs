//! The limit on the time that all statements of a run together take, and what a threshold counts from.

use std::sync::Arc;
use std::time::Duration;

use review_core::call::Answer;
use review_core::lane::{Halt, Outcome};
use review_core::plan::Plan;
use review_core::{Seconds, keys};
use review_engine::{Interrupt, RunEnd, drive};
use review_warehouse::scripted::Behaviour;
use serde_json::json;

use crate::harness::{CALL, START, Scene, plan};
use crate::steps::Machines;

fn limited(text: &str, seconds: u32) -> Plan {
    let mut plan = plan(text);
    plan.limits.max_warehouse_seconds = Some(Seconds(seconds));
    plan
}

fn running_for(seconds: u64) -> Behaviour {
    Behaviour::finishes().after(Duration::from_secs(seconds))
}

/// How long each recorded attempt of a query took, in whole seconds, rounded up.
async fn took(scene: &Scene, query: &str) -> Vec<u32> {
    let records = scene.records(query).await;
    let seconds = records.iter().map(|one| one.submitted_at.map_or(0, |since| since.seconds_until(one.ended_at).0));
    seconds.collect()
}

#[tokio::test(start_paused = true)]
async fn when_the_statements_together_used_the_time_up_what_runs_is_cancelled_and_the_rest_reported() {
    let scene = Scene::new(limited("A C, B", 40)).await;
    scene.server.script("A", [running_for(10)]);
    scene.server.script("B", [Behaviour::never_ends()]);
    scene.server.script("C", [Behaviour::never_ends()]);
    let Ok(RunEnd::Closed(manifest)) = scene.drive().await else { panic!("the run ends") };
    assert_eq!(manifest.halt, Some(Halt::Budget));
    let reasons: Vec<_> = manifest.accounting.queries.iter().filter_map(|one| one.reason.as_deref()).collect();
    assert_eq!(reasons, ["the run's warehouse time was used up first"; 2]);
    assert_eq!(scene.server.live(), Vec::<String>::new());
    for query in ["B", "C"] {
        assert_eq!(scene.records(query).await[0].outcome, Outcome::Halted(Halt::Budget));
    }
    let spent = [took(&scene, "A").await, took(&scene, "B").await, took(&scene, "C").await].concat();
    assert_eq!(spent, [10, 20, 10], "A 10 s, then two at once until 40 s are spent");
    assert!(scene.folder.files().contains_key(keys::REPORT));
}

#[tokio::test(start_paused = true)]
async fn statements_that_follow_one_another_add_up_and_what_is_not_begun_is_skipped() {
    let scene = Scene::new(limited("A B C D", 25)).await;
    for query in ["A", "B", "C", "D"] {
        scene.server.script(query, [running_for(10)]);
    }
    assert_eq!(scene.accounts().await, ["A ok 1", "B ok 1", "C skipped 1", "D skipped 0"]);
    assert_eq!(took(&scene, "C").await, [5]);
}

#[tokio::test(start_paused = true)]
async fn time_that_suffices_halts_nothing() {
    let scene = Scene::new(limited("A B", 21)).await;
    scene.server.script("A", [running_for(10)]);
    scene.server.script("B", [running_for(10)]);
    assert_eq!(scene.accounts().await, ["A ok 1", "B ok 1"]);
}

#[tokio::test(start_paused = true)]
async fn what_aws_takes_for_its_answers_is_no_time_of_the_warehouse() {
    for steps in [false, true] {
        let scene = Scene::new(limited("A AskFacts B", 25)).await;
        scene.server.script("A", [running_for(10)]);
        scene.server.script("B", [running_for(10)]);
        scene.server.answer(CALL, [Ok(Answer { json: json!({"Clusters": []}), at: START })]);
        scene.server.answer_after(Duration::from_secs(40));
        let accounts = match steps {
            false => scene.accounts().await,
            true => Machines::new(&scene, 1).await.to_the_end().await,
        };
        assert_eq!(accounts, ["A ok 1", "AskFacts ok 1", "B ok 1"], "steps: {steps}");
        assert!(took(&scene, "AskFacts").await[0] >= 40);
    }
}

#[tokio::test(start_paused = true)]
async fn a_driver_that_goes_on_counts_what_was_spent_before() {
    let mut scene = Scene::new(limited("A B", 60)).await;
    scene.server.script("A", [running_for(40)]);
    scene.server.script("B", [Behaviour::never_ends(), Behaviour::never_ends()]);
    let interrupt = async {
        tokio::time::sleep(Duration::from_secs(45)).await;
        scene.interrupter.interrupt(Interrupt::CancelAndLeave);
    };
    let (ended, ()) = tokio::join!(scene.drive(), interrupt);
    assert_eq!(ended.expect("an interrupt is no error"), RunEnd::Interrupted { may_still_run: vec![] });
    scene.afresh();
    assert_eq!(scene.accounts().await, ["A ok 1", "B skipped 1"]);
    assert_eq!(took(&scene, "B").await, [20], "of 60 s A had taken 40");
}

#[tokio::test(start_paused = true)]
async fn a_statement_found_again_counts_from_its_submission_for_its_threshold_and_for_the_run() {
    for (limit, outcome, seconds) in [(600, Outcome::TimedOut, 60), (45, Outcome::Halted(Halt::Budget), 45)] {
        let mut plan = limited("A", limit);
        plan.limits.retry_time_outs = false;
        let scene = Scene::new(plan).await;
        scene.server.script("A", [Behaviour::never_ends()]);
        let killed = tokio::spawn(drive(scene.driving(Arc::new(scene.folder.clone()))));
        tokio::time::sleep(Duration::from_secs(30)).await;
        killed.abort();
        let _ = killed.await;
        scene.accounts().await;
        assert_eq!(scene.server.submitted().len(), 1, "it was found again");
        assert_eq!(scene.records("A").await[0].outcome, outcome);
        assert_eq!(took(&scene, "A").await, [seconds], "30 s of them under the driver that died");
    }
}
