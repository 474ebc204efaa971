//! Interrupts, restarts, and two drivers on one run.

use std::sync::Arc;
use std::time::Duration;

use review_core::documents::{DriverDocument, FORMAT};
use review_core::{DriverId, keys};
use review_engine::{DriveError, Interrupt, RunEnd, drive};
use review_store::documents;
use review_warehouse::scripted::Behaviour;

use crate::harness::{START, Scene, plan};

#[tokio::test(start_paused = true)]
async fn interrupted_it_cancels_what_runs_and_resumes_without_running_anything_twice() {
    let mut scene = Scene::new(plan("A B C")).await;
    scene.server.script("B", [Behaviour::never_ends(), Behaviour::finishes()]);
    let interrupt = async {
        tokio::time::sleep(Duration::from_secs(20)).await;
        scene.interrupter.interrupt(Interrupt::CancelAndLeave);
    };
    let (ended, ()) = tokio::join!(scene.drive(), interrupt);
    assert_eq!(ended.expect("an interrupt is no error"), RunEnd::Interrupted { may_still_run: vec![] });
    assert_eq!(scene.server.live(), Vec::<String>::new());
    scene.afresh();
    assert_eq!(scene.accounts().await, ["A ok 1", "B ok 1", "C ok 1"]);
    let names: Vec<String> = scene.server.submitted();
    let of = |query: &str| names.iter().filter(|name| name.contains(&format!("/{query}/"))).count();
    assert_eq!((of("A"), of("B"), of("C")), (1, 2, 1));
}

#[tokio::test(start_paused = true)]
async fn interrupted_it_names_what_it_could_not_end() {
    let scene = Scene::new(plan("A")).await;
    scene.server.script("A", [Behaviour::never_ends().ignoring_cancels(99)]);
    let interrupt = async {
        tokio::time::sleep(Duration::from_secs(20)).await;
        scene.interrupter.interrupt(Interrupt::CancelAndLeave);
    };
    let (ended, ()) = tokio::join!(scene.drive(), interrupt);
    let name = "2026-11-22T07-30-00Z-4f2a91c3/A/1".to_owned();
    assert_eq!(ended.expect("an interrupt is no error"), RunEnd::Interrupted { may_still_run: vec![name] });
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_complete_is_answered_and_not_run_again() {
    let scene = Scene::new(plan("A")).await;
    let first = scene.drive().await.expect("it ends");
    let again = scene.drive().await.expect("it is answered");
    assert_eq!(first, again);
    assert_eq!(scene.server.submitted().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn of_two_drivers_the_first_stops_names_the_winner_and_cancels_nothing() {
    let scene = Scene::new(plan("A B")).await;
    scene.server.script("A", [Behaviour::finishes().after(Duration::from_secs(30))]);
    let first = tokio::spawn(drive(scene.driving(Arc::new(scene.folder.clone()))));
    tokio::time::sleep(Duration::from_secs(10)).await;
    let mut second = scene.driving(Arc::new(scene.folder.clone()));
    second.interrupter = review_engine::interrupter();
    let second = tokio::spawn(drive(second));
    let first = first.await.expect("no panic");
    match first {
        Err(DriveError::Lost { winner, .. }) => assert_eq!(winner, "driver-1"),
        other => panic!("the first driver should have lost: {other:?}"),
    }
    let RunEnd::Closed(manifest) = second.await.expect("no panic").expect("the winner ends") else { panic!() };
    assert_eq!((manifest.accounting.ok, manifest.accounting.planned), (2, 2));
    assert_eq!(scene.server.submitted().len(), 2, "the winner attached to the statement: nothing was cancelled");
}

#[tokio::test(start_paused = true)]
async fn a_driver_that_the_run_was_taken_from_starts_no_lane_that_the_other_has_not_reached_yet() {
    let mut plan = plan("A, B");
    plan.limits.lanes_in_flight = 1;
    let mut scene = Scene::new(plan).await;
    scene.server.script("A", [Behaviour::finishes().after(Duration::from_secs(30))]);
    let first = tokio::spawn(drive(scene.driving(Arc::new(scene.folder.clone()))));
    tokio::time::sleep(Duration::from_secs(10)).await;
    let later = DriverDocument { format: FORMAT, driver: DriverId("later".to_owned()), at: START };
    documents::put(&scene.folder, keys::DRIVER, &later).await.expect("written");
    match first.await.expect("no panic") {
        Err(DriveError::Lost { lane, winner }) => {
            assert_eq!((lane.to_string().as_str(), &*winner), ("s1-l02", "later"))
        }
        other => panic!("the first driver should have lost: {other:?}"),
    }
    assert_eq!(scene.server.submitted().len(), 1, "the other lane is the other driver's");
    scene.afresh();
    let RunEnd::Closed(manifest) = scene.drive().await.expect("whoever takes over next ends the run") else { panic!() };
    assert_eq!((manifest.accounting.ok, manifest.accounting.planned), (2, 2));
}
