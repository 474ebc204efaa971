//! The functions of a lane: the core function, which may not touch the warehouse, and the query function, which may.
//! Both only translate: the steps of the engine know what to do, and the core behind them decides.

mod core;
mod listener;
mod query;

use std::sync::Arc;

use review_core::{DriverId, QueryId, Round, StatementId};
use review_engine::SystemClock;
use review_engine::steps::{AttemptRef as Attempt, LaneSteps};
use review_warehouse::Warehouse;
use serde::{Deserialize, Serialize};

pub use self::core::{CoreCall, CoreFunction};
use self::listener::Measuring;
pub use self::query::{QueryCall, QueryFunction};
use crate::folders::Opened;
use crate::ids::{AttemptRef, LaneRef};
use crate::invocation::Invocation;
use crate::named::NamedError;

/// What is due for a lane: the answer of both functions, matched on by the state machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum LaneDue {
    /// A round is to be driven: start SFL2.
    Lane,
    /// The lane has ended: make up CSV files that are missing.
    Csv,
    /// Drive an attempt: start SFL1, for so many seconds at most.
    Query {
        /// The query.
        query: QueryId,
        /// The round.
        round: Round,
        /// The attempt within the round.
        attempt: u16,
        /// The time limit of the task: for an SFL1 that hangs.
        seconds: u32,
        /// How many answers this execution of SFL2 has had.
        turn: u32,
    },
    /// End a statement: start SFL1-Error; or SFL1-Error itself goes on with it.
    Cancel {
        /// The query.
        query: QueryId,
        /// The round.
        round: Round,
        /// The attempt within the round.
        attempt: u16,
        /// The statement, where it is known.
        statement: Option<StatementId>,
        /// The role to ask under; `None` leaves asking to the function.
        role: Option<String>,
        /// How many answers this execution of SFL2 has had; 0 outside of it.
        turn: u32,
    },
    /// Wait before the next round.
    Rest {
        /// So long.
        seconds: u32,
        /// How many answers this execution of SFL2 has had.
        turn: u32,
    },
    /// Nothing more for this execution of SFL2.
    Back,
    /// The statement runs: look again.
    Watch {
        /// The statement.
        statement: StatementId,
        /// The role to ask under; `None` leaves asking to the function.
        role: Option<String>,
        /// After so long.
        seconds: u32,
    },
    /// The statement has ended: store what came of it.
    Store,
    /// Nothing more for this attempt here.
    Done,
}

/// What a task of a state machine failed with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TaskError {
    /// The error's name.
    pub name: String,
    /// What it said.
    #[serde(default)]
    pub cause: String,
}

/// The longest cause that is written down, in characters. Own choice: a cause may quote a whole execution.
const CAUSE_CHARACTERS_MAX: usize = 1_000;

impl TaskError {
    /// Both in one line.
    pub fn words(&self) -> String {
        let cause: String = self.cause.trim().chars().take(CAUSE_CHARACTERS_MAX).collect();
        if cause.is_empty() { self.name.clone() } else { format!("{}: {cause}", self.name) }
    }
}

fn steps(
    opened: &Opened,
    lane: &LaneRef,
    driver: &DriverId,
    warehouse: Option<Arc<dyn Warehouse>>,
    invocation: &Invocation,
) -> Result<LaneSteps, NamedError> {
    let listener = Arc::new(Measuring::new(invocation.clone()));
    let (folder, run) = (opened.folder.clone(), opened.run.clone());
    let steps = LaneSteps::new(folder, run, lane.lane, driver.clone(), warehouse, listener, Arc::new(SystemClock))?;
    Ok(steps)
}

fn attempt(of: &AttemptRef) -> Attempt {
    Attempt { query: of.query.clone(), round: of.round, attempt: of.attempt }
}
