//! Faults on demand: what happens to a submission before, or instead of, being carried out.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use review_core::error_class::ErrorClass;
use review_warehouse::WarehouseError;

use crate::spec::{Fault, FaultKind};

/// The faults of one adapter, with how often each struck.
///
/// Counting begins with the adapter: a run that is resumed by a new process meets `fail=TableInfo:2` twice more.
#[derive(Debug)]
pub(crate) struct Faults(Mutex<Vec<(Fault, u32)>>);

/// What is to be done with a submission.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Treatment {
    /// Let so much time pass first.
    pub(crate) delay: Option<Duration>,
    /// Then fail with this, instead of carrying it out.
    pub(crate) failure: Option<Failure>,
}

/// A failure on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    LostConnection,
    Denied,
}

impl Failure {
    /// The failure in the warehouse's words; `relation` is what the script reads.
    pub(crate) fn error(self, relation: &str) -> WarehouseError {
        match self {
            Self::LostConnection => WarehouseError {
                code: Some("08006".to_owned()),
                remedy: Some("take the fault out of the sample's address".to_owned()),
                ..WarehouseError::new(ErrorClass::Connection, "server closed the connection unexpectedly")
            },
            Self::Denied => denied(relation, "grant the role sys:monitor to the user of the review"),
        }
    }
}

/// A relation that may not be read.
pub(crate) fn denied(relation: &str, remedy: &str) -> WarehouseError {
    WarehouseError {
        code: Some("42501".to_owned()),
        remedy: Some(remedy.to_owned()),
        ..WarehouseError::new(ErrorClass::Permission, format!("permission denied for relation {relation}"))
    }
}

impl Faults {
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        Self(Mutex::new(faults.into_iter().map(|fault| (fault, 0)).collect()))
    }

    /// What to do with the next submission under `name`, `<run>/<query>[@database]/<round>`; counts it.
    pub(crate) fn treat(&self, name: &str) -> Treatment {
        let mut treatment = Treatment::default();
        let Some(query) = query_of(name) else { return treatment };
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (fault, struck) in faults.iter_mut().filter(|(fault, _)| fault.query.as_str().eq_ignore_ascii_case(query)) {
            *struck = struck.saturating_add(1);
            match fault.kind {
                FaultKind::Fail(times) if times.is_none_or(|times| *struck <= times) => {
                    treatment.failure.get_or_insert(Failure::LostConnection);
                }
                FaultKind::Fail(_) => {}
                FaultKind::Deny => treatment.failure = Some(Failure::Denied),
                FaultKind::Slow(seconds) => treatment.delay = Some(Duration::from_secs(u64::from(seconds))),
            }
        }
        treatment
    }
}

/// The query in a statement's name. A database's name may hold anything, so it is cut from both ends.
fn query_of(name: &str) -> Option<&str> {
    let (_run, rest) = name.split_once('/')?;
    let (query, _round) = rest.rsplit_once('/')?;
    Some(query.split_once('@').map_or(query, |(query, _)| query))
}
