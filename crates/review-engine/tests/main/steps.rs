//! A driver made of steps: every call begins anew, may be repeated, and comes to what the local driver comes to.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use review_core::documents::RunDocument;
use review_core::error_class::ErrorClass;
use review_core::lane::{Halt, Outcome};
use review_core::plan::Limits;
use review_core::run::RunAction;
use review_core::{DriverId, LaneId, keys};
use review_engine::steps::{AttemptRef, Due, LANE_DRIVERS_MAX, LaneRun, LaneRunner, LaneSteps, May, RunSteps};
use review_engine::{DriveError, Silent, collect, evaluate, render};
use review_store::{RunFolder, documents};
use review_warehouse::scripted::Behaviour;

use crate::harness::{Listing, Scene, plan};

/// Drives as state machines do: it keeps the order and the waiting, and knows nothing else. Every call is made
/// `calls` times, as when an answer is lost.
pub(crate) struct Machines<'a> {
    scene: &'a Scene,
    run: Arc<RunDocument>,
    calls: u32,
}

impl<'a> Machines<'a> {
    pub(crate) async fn new(scene: &'a Scene, calls: u32) -> Self {
        let run = documents::read(&scene.folder, keys::RUN).await.expect("a folder").expect("a run");
        Self { scene, run: Arc::new(run), calls }
    }

    fn steps(&self, lane: LaneId, driver: &str, warehouse: bool) -> LaneSteps {
        let driving = self.scene.driving(Arc::new(self.scene.folder.clone()));
        let warehouse = warehouse.then_some(driving.warehouse);
        let (run, driver) = (self.run.clone(), DriverId(driver.to_owned()));
        LaneSteps::new(driving.folder, run, lane, driver, warehouse, Arc::new(Silent), driving.clock).expect("a lane")
    }

    async fn advance(
        &self,
        lane: LaneId,
        driver: &str,
        may: May,
        only: Option<&AttemptRef>,
    ) -> Result<Due, DriveError> {
        let needs_warehouse = !matches!(may, May::Tell | May::Manifests);
        let mut due = self.steps(lane, driver, needs_warehouse).advance(may, only).await?;
        for _ in 1..self.calls {
            due = self.steps(lane, driver, needs_warehouse).advance(may, only).await?;
        }
        Ok(due)
    }

    /// The first lane with its first statement in flight, after a call that waited for it so long at most.
    async fn in_flight(&self, driver: &str, at_most: Duration) -> (LaneId, AttemptRef) {
        let lane: LaneId = "s1-l01".parse().expect("a lane");
        self.steps(lane, driver, false).take_over().await.expect("taken over");
        let Ok(Due::Submit(attempt)) = self.advance(lane, driver, May::Tell, None).await else {
            panic!("nothing is due")
        };
        let due = self.advance(lane, driver, May::Submit(at_most), Some(&attempt)).await;
        assert!(matches!(due, Ok(Due::Watch(..))), "{due:?}");
        (lane, attempt)
    }

    /// SFL1.
    async fn query(&self, lane: LaneId, driver: &str, attempt: &AttemptRef) -> Result<(), DriveError> {
        let mut due = self.advance(lane, driver, May::Submit(Duration::from_secs(3)), Some(attempt)).await?;
        loop {
            due = match due {
                Due::Watch(_, _, seconds) => {
                    tokio::time::sleep(Duration::from_secs(u64::from(seconds.0))).await;
                    self.advance(lane, driver, May::Watch(Duration::ZERO), Some(attempt)).await?
                }
                Due::Store(_) => self.advance(lane, driver, May::Store, Some(attempt)).await?,
                _ => return Ok(()),
            };
        }
    }

    /// SFL3 and SFL2.
    async fn lane(&self, lane: LaneId, driver: &str) -> Result<(), DriveError> {
        loop {
            for _ in 0..self.calls {
                self.steps(lane, driver, false).take_over().await?;
            }
            if self.advance(lane, driver, May::Manifests, None).await? == Due::Ended {
                return Ok(());
            }
            loop {
                match self.advance(lane, driver, May::Tell, None).await? {
                    Due::Submit(attempt) | Due::Watch(attempt, ..) | Due::Store(attempt) => {
                        self.query(lane, driver, &attempt).await?;
                    }
                    Due::Cancel(attempt, _) => {
                        self.advance(lane, driver, May::Settle, Some(&attempt)).await?;
                    }
                    Due::Rest(seconds) => tokio::time::sleep(Duration::from_secs(u64::from(seconds.0))).await,
                    Due::Manifest | Due::Ended | Due::Over => break,
                }
            }
        }
    }

    fn run(&self, lanes: Arc<dyn LaneRunner>) -> RunSteps {
        let driving = self.scene.driving(Arc::new(self.scene.folder.clone()));
        RunSteps {
            folder: driving.folder,
            run: self.run.clone(),
            lanes,
            listener: Arc::new(Silent),
            clock: driving.clock,
        }
    }

    /// SFL3-Report; lanes are driven one after another, when somebody waits for them.
    pub(crate) async fn to_the_end(&self) -> Vec<String> {
        let started = Arc::new(Started::default());
        loop {
            let due = self.run(started.clone()).advance().await.expect("a step");
            let folder: &dyn RunFolder = &self.scene.folder;
            let collected = collect(folder, &self.run).await.expect("records");
            match due {
                Some(RunAction::Wait(_)) => {
                    for lane in started.take() {
                        self.lane(lane, &format!("driver of {lane}")).await.expect("a lane");
                    }
                }
                Some(RunAction::Evaluate) => drop(evaluate(&collected, &Listing).await.expect("judged")),
                Some(RunAction::Render) => render(&collected, &Listing).await.expect("rendered"),
                Some(RunAction::Notify) => drop(folder.create(keys::NOTIFIED, b"{}").await.expect("told once")),
                Some(other) => panic!("{other:?} was left"),
                None => break,
            }
        }
        self.scene.accounts().await
    }
}

/// Lanes that were started and wait to be driven.
#[derive(Default)]
struct Started(Mutex<Vec<LaneId>>, Mutex<HashSet<LaneId>>);

impl Started {
    fn take(&self) -> Vec<LaneId> {
        let lanes = std::mem::take(&mut *self.0.lock().expect("no panic"));
        self.1.lock().expect("no panic").clear();
        lanes
    }
}

#[async_trait]
impl LaneRunner for Started {
    async fn look(&self, lane: LaneId) -> Result<LaneRun, String> {
        let drives = self.1.lock().expect("no panic").contains(&lane);
        Ok(LaneRun { started: u32::from(drives), drives, died_of: None })
    }

    async fn start(&self, lane: LaneId, _number: u32) -> Result<(), String> {
        self.0.lock().expect("no panic").push(lane);
        self.1.lock().expect("no panic").insert(lane);
        Ok(())
    }
}

/// Queries of every kind: one finishes, one fails for good, one fails once, one never ends, one ends just in time, one
/// whose answer to the submission is lost.
async fn mixed() -> Scene {
    let scene = Scene::new(plan("Good Bad, Once Slow | Late, Lost")).await;
    scene.server.script("Bad", [Behaviour::fails(ErrorClass::Permission)]);
    scene.server.script("Once", [Behaviour::fails(ErrorClass::Connection), Behaviour::finishes()]);
    scene.server.script("Slow", [Behaviour::never_ends(), Behaviour::never_ends(), Behaviour::never_ends()]);
    scene.server.script("Late", [Behaviour::finishes_when_cancelled()]);
    scene.server.script("Lost", [Behaviour::finishes().after(Duration::from_secs(20)).answer_lost()]);
    scene
}

#[tokio::test(start_paused = true)]
async fn steps_come_to_what_the_local_driver_comes_to() {
    let local = mixed().await;
    let expected = local.accounts().await;
    for calls in [1, 2, 3] {
        let scene = mixed().await;
        let machines = Machines::new(&scene, calls).await;
        assert_eq!(machines.to_the_end().await, expected, "every call {calls} times");
        assert_eq!(sorted(scene.server.submitted()), sorted(local.server.submitted()), "nothing is submitted twice");
        assert!(scene.server.live().is_empty());
        let files = scene.folder.list("").await.expect("files");
        let of_local = local.folder.list("").await.expect("files");
        assert_eq!(
            files.iter().filter(|key| *key != keys::NOTIFIED).collect::<Vec<_>>(),
            of_local.iter().collect::<Vec<_>>()
        );
    }
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

#[tokio::test(start_paused = true)]
async fn a_second_driver_takes_the_lane_over_and_the_first_stops() {
    let scene = Scene::new(plan("A B")).await;
    scene.server.script("A", [Behaviour::finishes().after(Duration::from_secs(20))]);
    let machines = Machines::new(&scene, 1).await;
    let (lane, attempt) = machines.in_flight("first", Duration::ZERO).await;
    machines.steps(lane, "second", false).take_over().await.expect("taken over");
    for may in [May::Tell, May::Watch(Duration::ZERO), May::Store, May::Settle] {
        let lost = machines.advance(lane, "first", may, Some(&attempt)).await;
        assert!(matches!(&lost, Err(DriveError::Lost { winner, .. }) if winner == "second"), "{may:?}: {lost:?}");
    }
    machines.lane(lane, "second").await.expect("driven to its end");
    assert_eq!(
        scene.server.submitted().len(),
        2,
        "the statement in flight was taken up: {:?}",
        scene.server.submitted()
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_for_a_statement_keeps_to_what_the_core_allows() {
    let scene = Scene::new(plan("A")).await;
    scene.server.script("A", [Behaviour::never_ends()]);
    let machines = Machines::new(&scene, 1).await;
    let asked = tokio::time::Instant::now();
    machines.in_flight("driver", Duration::from_secs(600)).await;
    assert_eq!(asked.elapsed().as_secs(), u64::from(Limits::POLL.0), "the core wants to be asked again by then");
}

#[tokio::test(start_paused = true)]
async fn a_request_to_stop_leaves_no_statement_behind() {
    let scene = Scene::new(plan("A B")).await;
    scene.server.script("A", [Behaviour::never_ends()]);
    let machines = Machines::new(&scene, 1).await;
    let (lane, attempt) = machines.in_flight("driver", Duration::ZERO).await;
    machines.run(Arc::new(Started::default())).halt(Halt::Stop).await.expect("asked to stop");
    let due = machines.advance(lane, "driver", May::Watch(Duration::ZERO), Some(&attempt)).await;
    assert!(matches!(due, Ok(Due::Cancel(..))), "{due:?}");
    assert_eq!(machines.to_the_end().await, ["A skipped 1", "B skipped 0"]);
    assert!(scene.server.live().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_attempt_whose_driver_failed_is_ended_and_recorded() {
    let scene = Scene::new(plan("A")).await;
    scene.server.script("A", [Behaviour::never_ends(), Behaviour::finishes()]);
    let machines = Machines::new(&scene, 1).await;
    let (lane, attempt) = machines.in_flight("driver", Duration::ZERO).await;
    for _ in 0..2 {
        let due = machines.steps(lane, "driver", true).fail(&attempt, "Sandbox.Timedout").await.expect("recorded");
        assert_eq!(due, Due::Over);
    }
    assert!(scene.server.live().is_empty(), "its statement is cancelled");
    let records = scene.records("A").await;
    assert_eq!(records.len(), 1);
    let error = records[0].error.as_ref().expect("an error");
    assert_eq!(error.message, "the review could not bring it to an end: Sandbox.Timedout");
    assert!(!records[0].left_behind);
    assert_eq!(machines.to_the_end().await, ["A ok 2"], "and the next round repeats it");
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_is_given_up_without_a_warehouse_says_what_may_still_run() {
    let scene = Scene::new(plan("A")).await;
    scene.server.script("A", [Behaviour::never_ends()]);
    let machines = Machines::new(&scene, 1).await;
    let (lane, attempt) = machines.in_flight("driver", Duration::ZERO).await;
    machines.steps(lane, "driver", false).fail(&attempt, "Lambda.ResourceNotFoundException").await.expect("recorded");
    let records = scene.records("A").await;
    assert!(records[0].left_behind, "{:?}", records[0].error);
}

/// A lane whose drivers die as soon as they are started.
struct Dying(Mutex<u32>);

#[async_trait]
impl LaneRunner for Dying {
    async fn look(&self, _lane: LaneId) -> Result<LaneRun, String> {
        let started = *self.0.lock().expect("no panic");
        Ok(LaneRun { started, drives: false, died_of: Some("LaneLost: no permission".to_owned()) })
    }

    async fn start(&self, _lane: LaneId, number: u32) -> Result<(), String> {
        *self.0.lock().expect("no panic") = number;
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_lane_that_nobody_can_drive_is_given_up_and_every_query_accounted_for() {
    let scene = Scene::new(plan("A B")).await;
    let machines = Machines::new(&scene, 1).await;
    let dying = Arc::new(Dying(Mutex::new(0)));
    let due = machines.run(dying.clone()).advance().await.expect("a step");
    assert_eq!(due, Some(RunAction::Evaluate), "the run goes on without the lane");
    assert_eq!(*dying.0.lock().expect("no panic"), LANE_DRIVERS_MAX);
    for query in ["A", "B"] {
        let records = scene.records(query).await;
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].outcome, Outcome::Failed(ErrorClass::Unknown));
        let message = &records[0].error.as_ref().expect("an error").message;
        assert!(message.contains("begun 3 times and died each time: LaneLost: no permission"), "{message}");
    }
}
