//! How a driver is told to let go of a run.

use tokio::sync::watch;

/// What a driver is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interrupt {
    /// Go on.
    None,
    /// Cancel what runs in the warehouse, leave the state as it is, and return; the run can be resumed.
    CancelAndLeave,
    /// Return at once and cancel nothing: the statements may be another driver's.
    Leave,
}

/// The end that tells.
#[derive(Clone, Debug)]
pub struct Interrupter(watch::Sender<Interrupt>);

/// The end that is told.
#[derive(Clone, Debug)]
pub(crate) struct Interrupted(watch::Receiver<Interrupt>);

/// A way to interrupt a driver; see [`Driving`](crate::Driving).
pub fn interrupter() -> Interrupter {
    Interrupter(watch::Sender::new(Interrupt::None))
}

impl Interrupter {
    /// Tells every lane of the driver. The first word stands: a driver that lost its run must not be talked
    /// into cancelling the winner's statements.
    pub fn interrupt(&self, how: Interrupt) {
        self.0.send_if_modified(|told| {
            let first = *told == Interrupt::None && how != Interrupt::None;
            if first {
                *told = how;
            }
            first
        });
    }

    pub(crate) fn listen(&self) -> Interrupted {
        Interrupted(self.0.subscribe())
    }
}

impl Interrupted {
    /// What was told so far.
    pub(crate) fn told(&self) -> Interrupt {
        *self.0.borrow()
    }

    /// Returns when something was told.
    pub(crate) async fn wait(&mut self) -> Interrupt {
        // The guard of the value must not be held while waiting for ever.
        let told = self.0.wait_for(|told| *told != Interrupt::None).await.map(|told| *told);
        match told {
            Ok(told) => told,
            // Nobody is left who could interrupt.
            Err(_) => std::future::pending().await,
        }
    }
}
