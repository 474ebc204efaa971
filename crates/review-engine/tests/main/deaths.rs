//! The driver dies at every write, before and after it took effect; another one takes over.

use std::sync::Arc;

use review_core::error_class::ErrorClass;
use review_engine::drive;
use review_store::{Fault, FaultyFolder, Moment, Then};
use review_warehouse::scripted::{Behaviour, Request};

use crate::harness::{Scene, plan};

/// Two lanes and a stage after them; a failure that passes, one that stays, and a statement that never ends.
async fn scene(reattaches: bool) -> Scene {
    let mut scene = Scene::new(plan("A B, C | D")).await;
    if !reattaches {
        scene.server = scene.server.without_reattaching();
    }
    scene.server.script("B", [Behaviour::fails(ErrorClass::Lock), Behaviour::finishes()]);
    scene.server.script("C", [Behaviour::fails(ErrorClass::Permission)]);
    scene.server.script("D", [Behaviour::never_ends(), Behaviour::finishes()]);
    scene
}

/// What every query must come to, wherever the driver dies. How many attempts that took may differ: the scripted
/// behaviours go by submission, and a death may cost one.
const EXPECTED: [(&str, &str); 4] = [("A", "ok"), ("B", "ok"), ("C", "failed"), ("D", "ok")];

async fn dies_and_is_resumed(reattaches: bool, fault: Fault) {
    let mut scene = scene(reattaches).await;
    let folder = FaultyFolder::failing(Arc::new(scene.folder.clone()), fault);
    let died = drive(scene.driving(Arc::new(folder.clone()))).await;
    assert!(folder.has_struck(), "{fault:?} did not strike");
    assert!(died.is_err(), "{fault:?}: a driver whose writes fail must stop");
    let finished_before = finished(&scene).await;
    let submitted_before = scene.server.submitted().len();
    scene.afresh();
    let accounts = scene.accounts().await;
    for ((query, status), account) in EXPECTED.iter().zip(&accounts) {
        assert!(account.starts_with(&format!("{query} {status} ")), "{fault:?}: {account}");
    }
    assert_eq!(scene.server.live(), Vec::<String>::new(), "{fault:?} left something running");
    assert!(scene.server.most_in_flight() <= 2, "{fault:?}");
    let after: Vec<String> = scene.server.submitted().split_off(submitted_before);
    for query in finished_before {
        let again = after.iter().any(|name| name.contains(&format!("/{query}/")));
        assert!(!again, "{fault:?}: {query} had finished and ran again");
    }
}

/// The queries whose record says finished.
async fn finished(scene: &Scene) -> Vec<&'static str> {
    let mut names = Vec::new();
    for (query, _) in EXPECTED {
        let records = scene.records(query).await;
        if records.iter().any(|record| record.outcome == review_core::lane::Outcome::Finished) {
            names.push(query);
        }
    }
    names
}

async fn every_death(reattaches: bool) {
    let whole = scene(reattaches).await;
    let counting = FaultyFolder::new(Arc::new(whole.folder.clone()));
    drive(whole.driving(Arc::new(counting.clone()))).await.expect("without a fault it ends");
    let writes = counting.writes();
    assert!(writes > 40, "the whole run is a good many writes: {writes}");
    for write in 1..=writes {
        for moment in [Moment::Before, Moment::After] {
            dies_and_is_resumed(reattaches, Fault { write, moment, then: Then::Dies }).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn dying_at_any_write_loses_nothing_with_a_warehouse_that_gives_statements_back() {
    every_death(true).await;
}

#[tokio::test(start_paused = true)]
async fn dying_at_any_write_loses_nothing_with_a_warehouse_that_does_not() {
    every_death(false).await;
}

#[tokio::test(start_paused = true)]
async fn a_folder_that_fails_once_stops_the_driver_and_cancels_what_runs() {
    let mut scene = scene(true).await;
    scene.server.script("A", [Behaviour::never_ends(), Behaviour::finishes()]);
    let fault = Fault { write: 6, moment: Moment::Before, then: Then::GoesOn };
    let folder = FaultyFolder::failing(Arc::new(scene.folder.clone()), fault);
    let died = drive(scene.driving(Arc::new(folder))).await;
    assert!(died.is_err());
    assert_eq!(scene.server.live(), Vec::<String>::new(), "nothing runs on unwatched");
    scene.afresh();
    scene.drive().await.expect("resumed to its end");
}

#[tokio::test(start_paused = true)]
async fn after_a_restart_the_warehouse_is_asked_for_the_statement_by_its_name() {
    let mut scene = scene(true).await;
    let fault = Fault { write: 3, moment: Moment::Before, then: Then::Dies };
    let folder = FaultyFolder::failing(Arc::new(scene.folder.clone()), fault);
    drive(scene.driving(Arc::new(folder))).await.expect_err("it dies");
    scene.afresh();
    scene.accounts().await;
    let asked =
        scene.server.calls().into_iter().any(
            |call| matches!(call.request, Request::Find(name) if name.starts_with("2026-11-22T07-30-00Z-4f2a91c3/")),
        );
    assert!(asked);
}
