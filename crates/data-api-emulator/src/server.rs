//! What all calls share.

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use review_core::Timestamp;
use review_warehouse::Warehouse;
use tokio::task::JoinSet;

use crate::caller::{Caller, Identities};
use crate::calls::Calls;
use crate::clock::Clock;
use crate::control_plane;
use crate::error::ApiError;
use crate::faults::Faults;
use crate::members::StatementRef;
use crate::options::Options;
use crate::rates::Meter;
use crate::results::Tokens;
use crate::statement::{Registry, Statement};

/// The answer to an id that the caller has no statement for.
pub(crate) const NO_SUCH_STATEMENT: &str = "Query does not exist.";

/// What all calls share.
pub(crate) struct Server {
    pub(crate) warehouse: Arc<dyn Warehouse>,
    pub(crate) options: Options,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) identities: Arc<Identities>,
    pub(crate) tokens: Tokens,
    pub(crate) faults: Faults,
    pub(crate) calls: Calls,
    pub(crate) control_plane: control_plane::State,
    pub(crate) meter: Meter,
    /// Numbers for processes and queries.
    pub(crate) numbers: AtomicU64,
    registry: Mutex<Registry>,
    /// The tasks behind statements that have not ended.
    tasks: Mutex<JoinSet<()>>,
}

impl Server {
    pub(crate) fn new(warehouse: Arc<dyn Warehouse>, options: Options, clock: Arc<dyn Clock>) -> Self {
        Self {
            warehouse,
            options,
            clock,
            identities: Arc::default(),
            tokens: Tokens::new(),
            faults: Faults::default(),
            calls: Calls::default(),
            control_plane: control_plane::State::default(),
            meter: Meter::default(),
            // Not 1, so that a query's id is not mistaken for a count.
            numbers: AtomicU64::new(100_001),
            registry: Mutex::default(),
            tasks: Mutex::default(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The statements, without those that are older than they are kept.
    pub(crate) fn registry(&self) -> MutexGuard<'_, Registry> {
        let mut registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        let limits = &self.options.limits;
        registry.expire(self.now(), limits.retention, limits.client_token);
        registry
    }

    /// Carries a statement out, beside everything else.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        // Those that have ended need not be kept.
        while tasks.try_join_next().is_some() {}
        tasks.spawn(task);
    }

    /// Leaves every statement where it is: nobody can ask for it any more.
    pub(crate) fn stop(&self) {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
    }

    /// A statement of the caller. Of somebody else's, and of a sub-statement that is not there, it says the same as
    /// of none.
    pub(crate) fn statement(&self, caller: &Caller, wanted: &StatementRef) -> Result<Arc<Statement>, ApiError> {
        let found = self.registry().get(&wanted.id);
        let found = found.filter(|statement| statement.caller.role == caller.role);
        let has_part = |statement: &Arc<Statement>| match wanted.number {
            None => true,
            Some(number) => statement.request.batch && (1..=statement.request.sqls.len()).contains(&number),
        };
        found.filter(has_part).ok_or_else(|| ApiError::not_found(NO_SUCH_STATEMENT, &wanted.to_string()))
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("options", &self.options).finish_non_exhaustive()
    }
}
