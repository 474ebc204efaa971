//! Statements: what was asked for, how far it is, and the task that carries it out.

mod registry;
mod request;
mod run;
mod state;

pub(crate) use registry::{Registry, TokenUse};
pub(crate) use request::{Access, Mode, StatementRequest, Target, target};
pub(crate) use run::{Abort, Cancel, CancelOutcome, run};
pub(crate) use state::{Part, State, Statement, Status};
