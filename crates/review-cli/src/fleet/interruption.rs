//! One interrupt for all runs of the program.

use review_engine::{Interrupt, Interrupter};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::driving::next_signal;
use crate::exit::Exit;

/// Whether the user wants out; told to every run.
#[derive(Clone)]
pub(super) struct Interruption(watch::Receiver<bool>);

impl Interruption {
    /// Listens for signals: the first one tells every run, the second one leaves at once. The task is to be aborted
    /// when the last run is over.
    pub(super) fn listen(say: bool) -> (Self, JoinHandle<()>) {
        let (tell, told) = watch::channel(false);
        let watcher = tokio::spawn(async move {
            next_signal().await;
            if say {
                eprintln!("interrupting: cancelling what runs in the warehouses (once more to leave at once)");
            }
            let _ = tell.send(true);
            next_signal().await;
            std::process::exit(Exit::Interrupted as i32);
        });
        (Self(told), watcher)
    }

    /// Returns when it is told.
    pub(super) async fn told(&mut self) {
        // Without a listener nobody can interrupt any more.
        if self.0.wait_for(|told| *told).await.is_err() {
            std::future::pending().await
        }
    }

    /// Hands it on to one run; the task is to be aborted when the run is over.
    pub(super) fn hand_on(&self, interrupter: Interrupter) -> JoinHandle<()> {
        let mut interruption = self.clone();
        tokio::spawn(async move {
            interruption.told().await;
            interrupter.interrupt(Interrupt::CancelAndLeave);
        })
    }
}
