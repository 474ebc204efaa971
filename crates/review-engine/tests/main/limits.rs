//! Time thresholds, deadline, stop.

use std::time::Duration;

use review_core::documents::{FORMAT, StopDocument};
use review_core::lane::{Halt, Outcome};
use review_core::{Seconds, keys};
use review_engine::RunEnd;
use review_store::documents;
use review_warehouse::scripted::Behaviour;

use crate::harness::{START, Scene, plan};

#[tokio::test(start_paused = true)]
async fn past_its_threshold_a_statement_is_gone_from_the_warehouse_and_recorded() {
    for (retry_time_outs, attempts) in [(true, 3), (false, 1)] {
        let mut plan = plan("A B");
        plan.limits.retry_time_outs = retry_time_outs;
        let scene = Scene::new(plan).await;
        scene.server.script("A", [Behaviour::never_ends()]);
        assert_eq!(scene.accounts().await, [format!("A timed out {attempts}"), "B ok 1".to_owned()]);
        assert_eq!(scene.server.live(), Vec::<String>::new());
        for record in scene.records("A").await {
            let since = record.submitted_at.expect("it was submitted");
            let took = since.seconds_until(record.ended_at);
            assert!((60..=61).contains(&took.0), "cancelled at its threshold: {took:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn finished_just_before_the_cancel_it_is_kept_and_the_overrun_noted() {
    let scene = Scene::new(plan("A")).await;
    scene.server.script("A", [Behaviour::finishes_when_cancelled()]);
    assert_eq!(scene.accounts().await, ["A ok 1"]);
    assert!(scene.records("A").await[0].overran);
}

#[tokio::test(start_paused = true)]
async fn a_cancellation_that_works_in_the_end_is_a_plain_time_out() {
    let mut plan = plan("A");
    plan.limits.retry_time_outs = false;
    let scene = Scene::new(plan).await;
    scene.server.script("A", [Behaviour::never_ends().ignoring_cancels(1).not_answering_cancels(1)]);
    assert_eq!(scene.accounts().await, ["A timed out 1"]);
    assert!(!scene.records("A").await[0].left_behind);
    assert_eq!(scene.server.live(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_cancellation_never_confirmed_names_the_statement_left_behind_and_the_run_goes_on() {
    let mut plan = plan("A B");
    plan.limits.retry_time_outs = false;
    let scene = Scene::new(plan).await;
    scene.server.script("A", [Behaviour::never_ends().ignoring_cancels(99)]);
    assert_eq!(scene.accounts().await, ["A timed out 1", "B ok 1"]);
    let record = scene.records("A").await.remove(0);
    assert!(record.left_behind);
    let statement = record.statement.expect("a statement").to_string();
    assert!(record.error.expect("an error").message.contains(&statement));
}

#[tokio::test(start_paused = true)]
async fn past_the_deadline_what_runs_is_cancelled_and_what_finished_is_reported() {
    let mut plan = plan("A B C, D");
    plan.limits.deadline = Some(START.plus(Seconds(30)));
    let scene = Scene::new(plan).await;
    scene.server.script("B", [Behaviour::never_ends()]);
    assert_eq!(scene.accounts().await, ["A ok 1", "B skipped 1", "C skipped 0", "D ok 1"]);
    assert_eq!(scene.server.live(), Vec::<String>::new());
    assert_eq!(scene.records("B").await[0].outcome, Outcome::Halted(Halt::Deadline));
    assert!(scene.folder.files().contains_key(keys::REPORT));
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_only_lanes_saw_is_still_why_the_rest_was_skipped() {
    let mut plan = plan("A B");
    plan.limits.deadline = Some(START.plus(Seconds(30)));
    let scene = Scene::new(plan).await;
    scene.server.script("A", [Behaviour::never_ends()]);
    let Ok(RunEnd::Closed(manifest)) = scene.drive().await else { panic!("the run ends") };
    assert_eq!(manifest.halt, Some(Halt::Deadline));
    let reasons: Vec<_> = manifest.accounting.queries.iter().filter_map(|one| one.reason.as_deref()).collect();
    assert_eq!(reasons, ["the run's deadline passed first"; 2]);
}

#[tokio::test(start_paused = true)]
async fn a_stop_is_seen_while_a_statement_runs() {
    let scene = Scene::new(plan("A B")).await;
    scene.server.script("A", [Behaviour::never_ends()]);
    let stop = async {
        tokio::time::sleep(Duration::from_secs(12)).await;
        let stop = StopDocument { format: FORMAT, halt: Halt::Stop, at: START };
        documents::create(&scene.folder, keys::STOP, &stop).await.expect("stop.json");
    };
    let (accounts, ()) = tokio::join!(scene.accounts(), stop);
    assert_eq!(accounts, ["A skipped 1", "B skipped 0"]);
    let record = scene.records("A").await.remove(0);
    let took = START.seconds_until(record.ended_at);
    assert!(took <= Seconds(23), "within two polls of being asked: {took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_warehouse_that_cannot_be_asked_any_more_is_a_failure_and_nothing_runs_on() {
    let scene = Scene::new(plan("A")).await;
    scene.server.script("A", [Behaviour::never_ends().failing_waits(1), Behaviour::finishes()]);
    assert_eq!(scene.accounts().await, ["A ok 2"]);
    assert_eq!(scene.server.live(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_may_leave_a_statement_behind_says_so() {
    let scene = Scene::new(plan("A")).await;
    scene.server.script("A", [Behaviour::never_ends().failing_waits(1).ignoring_cancels(99), Behaviour::finishes()]);
    assert_eq!(scene.accounts().await, ["A ok 2"]);
    let record = scene.records("A").await.remove(0);
    assert!(record.left_behind);
    assert!(record.error.expect("an error").message.contains("may still run"));
}
