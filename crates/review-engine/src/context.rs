//! What every lane of a driver shares.

use std::sync::Arc;

use review_core::documents::RunDocument;
use review_core::lane::Halt;
use review_core::warehouse_time::WarehouseTime;
use review_core::{DriverId, LaneId, Timestamp};
use review_store::RunFolder;
use review_warehouse::Warehouse;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::interrupt::Interrupted;
use crate::listener::{Listener, RunEvent};

/// What every lane of a driver shares.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) run: Arc<RunDocument>,
    pub(crate) folder: Arc<dyn RunFolder>,
    pub(crate) warehouse: Arc<dyn Warehouse>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) listener: Arc<dyn Listener>,
    pub(crate) driver: DriverId,
    pub(crate) interrupted: Interrupted,
    pub(crate) halt: Arc<HaltSeen>,
    pub(crate) warehouse_time: Arc<TimeSpent>,
}

impl Context {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn tell(&self, event: RunEvent) {
        self.listener.hear(&event);
    }
}

/// The request to halt, as the run's loop has last seen it; lanes look at it, only that loop reads the folder.
#[derive(Debug)]
pub(crate) struct HaltSeen(watch::Sender<Option<Halt>>);

impl HaltSeen {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(None))
    }

    pub(crate) fn set(&self, halt: Halt) {
        self.0.send_if_modified(|seen| seen.replace(halt) != Some(halt));
    }

    pub(crate) fn get(&self) -> Option<Halt> {
        *self.0.borrow()
    }

    /// Returns when there is one, so that a lane that waits need not sleep on.
    pub(crate) async fn wait(&self) {
        // The sender lives as long as `self`: waiting cannot fail.
        let _ = self.0.subscribe().wait_for(Option::is_some).await;
    }
}

/// What the lanes' statements have spent of the warehouse's time; lanes write it, the run's loop reads it.
pub(crate) struct TimeSpent {
    spent: watch::Sender<WarehouseTime>,
}

impl TimeSpent {
    pub(crate) fn new(before: WarehouseTime) -> Self {
        Self { spent: watch::Sender::new(before) }
    }

    pub(crate) fn begins(&self, lane: LaneId, since: Timestamp) {
        self.spent.send_modify(|spent| spent.begins(lane, since));
    }

    pub(crate) fn ends(&self, lane: LaneId, submitted_at: Option<Timestamp>, ended_at: Timestamp) {
        self.spent.send_modify(|spent| spent.ends(lane, submitted_at, ended_at));
    }

    /// Hears of every statement that begins or ends.
    pub(crate) fn listen(&self) -> watch::Receiver<WarehouseTime> {
        self.spent.subscribe()
    }
}
