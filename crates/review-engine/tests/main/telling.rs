//! Whoever wants to know is told: when the report is there, and when it cannot be made.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use review_core::finding::Findings;
use review_core::keys;
use review_engine::{Collected, DriveError, Finish, FinishError, Interrupt, Judged, RunEnd, drive};

use crate::harness::{Listing, Scene, plan};

/// Tells slowly, writes down what it told, and fails to render if it is to.
#[derive(Default)]
struct Telling {
    told: Mutex<Vec<String>>,
    takes_seconds: AtomicU32,
    is_broken: AtomicBool,
}

#[async_trait]
impl Finish for Telling {
    async fn evaluate(&self, collected: &Collected<'_>) -> Result<Judged, FinishError> {
        Listing.evaluate(collected).await
    }

    async fn render(
        &self,
        collected: &Collected<'_>,
        findings: &Findings,
    ) -> Result<Vec<(String, Vec<u8>)>, FinishError> {
        if self.is_broken.load(Ordering::SeqCst) {
            return Err(FinishError { doing: "write the report", why: "the template".to_owned() });
        }
        Listing.render(collected, findings).await
    }

    async fn notify(&self, collected: &Collected<'_>, failed: Option<&FinishError>) {
        tokio::time::sleep(Duration::from_secs(u64::from(self.takes_seconds.load(Ordering::SeqCst)))).await;
        let report = collected.folder.read(keys::REPORT).await.expect("readable").is_some();
        let manifest = collected.folder.read(keys::RUN_MANIFEST).await.expect("readable").is_some();
        assert!(!manifest, "what is told is part of the run");
        let words = failed.map_or_else(|| format!("report there: {report}"), |failed| failed.to_string());
        self.told.lock().expect("nobody panics while telling").push(words);
    }
}

impl Telling {
    async fn drive(self: &Arc<Self>, scene: &Scene) -> Result<RunEnd, DriveError> {
        let mut driving = scene.driving(Arc::new(scene.folder.clone()));
        driving.finish = Arc::clone(self) as Arc<dyn Finish>;
        drive(driving).await
    }

    fn told(&self) -> Vec<String> {
        self.told.lock().expect("nobody panics while telling").clone()
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_of_many_lanes_is_told_of_once_when_its_report_is_there() {
    let scene = Scene::new(plan("A, B | C")).await;
    let telling = Arc::new(Telling::default());
    assert!(matches!(telling.drive(&scene).await, Ok(RunEnd::Closed(_))));
    assert!(matches!(telling.drive(&scene).await, Ok(RunEnd::Closed(_))), "a complete run is answered");
    assert_eq!(telling.told(), ["report there: true"]);
}

#[tokio::test(start_paused = true)]
async fn a_report_that_cannot_be_made_is_told_and_so_is_that_it_could_be_later() {
    let mut scene = Scene::new(plan("A")).await;
    let telling = Arc::new(Telling::default());
    telling.is_broken.store(true, Ordering::SeqCst);
    assert!(matches!(telling.drive(&scene).await, Err(DriveError::Finish(_))));
    assert_eq!(telling.told(), ["cannot write the report: the template"]);
    telling.is_broken.store(false, Ordering::SeqCst);
    scene.afresh();
    assert!(matches!(telling.drive(&scene).await, Ok(RunEnd::Closed(_))));
    assert_eq!(telling.told().last().map(String::as_str), Some("report there: true"));
}

#[tokio::test(start_paused = true)]
async fn whoever_interrupts_does_not_wait_for_a_mail_and_it_is_sent_when_the_run_goes_on() {
    let mut scene = Scene::new(plan("A")).await;
    let telling = Arc::new(Telling::default());
    telling.takes_seconds.store(1_000, Ordering::SeqCst);
    let interrupt = async {
        tokio::time::sleep(Duration::from_secs(300)).await;
        scene.interrupter.interrupt(Interrupt::CancelAndLeave);
    };
    let (ended, ()) = tokio::join!(telling.drive(&scene), interrupt);
    assert_eq!(ended.expect("an interrupt is no error"), RunEnd::Interrupted { may_still_run: vec![] });
    assert_eq!(telling.told(), Vec::<String>::new());
    scene.afresh();
    assert!(matches!(telling.drive(&scene).await, Ok(RunEnd::Closed(_))));
    assert_eq!(telling.told().len(), 1);
}
