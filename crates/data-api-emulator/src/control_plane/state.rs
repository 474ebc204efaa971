//! What changes while the emulator runs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What changes while the emulator runs.
#[derive(Debug, Default)]
pub(crate) struct State(Mutex<Changes>);

#[derive(Debug, Default)]
struct Changes {
    /// The status of clusters and workgroups that are not available.
    statuses: BTreeMap<String, String>,
    /// The actions that IAM denies.
    denied: BTreeSet<String>,
}

impl State {
    fn changes(&self) -> MutexGuard<'_, Changes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a cluster or workgroup another status.
    pub(crate) fn set_status(&self, name: &str, status: &str) {
        self.changes().statuses.insert(name.to_owned(), status.to_owned());
    }

    /// The status of a cluster or workgroup, where it is not available.
    pub(super) fn status(&self, name: &str) -> Option<String> {
        self.changes().statuses.get(name).cloned()
    }

    /// Lets IAM deny an action to everybody from now on, or allow it again.
    pub(crate) fn deny(&self, action: &str, denied: bool) {
        match denied {
            true => self.changes().denied.insert(action.to_owned()),
            false => self.changes().denied.remove(action),
        };
    }

    /// Whether IAM denies an action.
    pub(super) fn denies(&self, action: &str) -> bool {
        self.changes().denied.contains(action)
    }
}
