//! What changes while the emulator runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use review_core::Timestamp;

/// What changes while the emulator runs.
#[derive(Default)]
pub(crate) struct State(Mutex<Changes>);

#[derive(Default)]
struct Changes {
    /// The status of clusters and workgroups that are not available.
    statuses: BTreeMap<String, String>,
    /// The actions that IAM denies.
    denied: BTreeSet<String>,
    /// The password of a database user, and when it ends.
    passwords: BTreeMap<String, (String, Timestamp)>,
}

/// Without the passwords.
impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").finish_non_exhaustive()
    }
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

    /// The password of a database user and its end, at `until` at the earliest: the one that there is when it is good
    /// until `at_least`, else a fresh one.
    pub(super) fn password(
        &self,
        user: &str,
        at_least: Timestamp,
        until: Timestamp,
        fresh: impl FnOnce() -> String,
    ) -> (String, Timestamp) {
        let mut changes = self.changes();
        let kept = changes.passwords.get(user).filter(|(_, end)| *end >= at_least).cloned();
        let issued = kept.map_or_else(|| (fresh(), until), |(password, end)| (password, end.max(until)));
        changes.passwords.insert(user.to_owned(), issued.clone());
        issued
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
