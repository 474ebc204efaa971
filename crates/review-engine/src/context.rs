//! What every lane of a driver shares.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use review_core::documents::RunDocument;
use review_core::lane::Halt;
use review_core::{DriverId, Timestamp};
use review_store::RunFolder;
use review_warehouse::Warehouse;

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
#[derive(Debug, Default)]
pub(crate) struct HaltSeen(AtomicU8);

impl HaltSeen {
    pub(crate) fn set(&self, halt: Halt) {
        let number = match halt {
            Halt::Stop => 1,
            Halt::Deadline => 2,
        };
        self.0.store(number, Ordering::Release);
    }

    pub(crate) fn get(&self) -> Option<Halt> {
        match self.0.load(Ordering::Acquire) {
            0 => None,
            1 => Some(Halt::Stop),
            _ => Some(Halt::Deadline),
        }
    }
}
