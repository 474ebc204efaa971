//! One lane as a state machine: what happened goes into [`apply`], what to do next comes out of [`due`].
//!
//! ```text
//!              Submitted           Ready              Recorded
//!   Submit ----------------> Watch ------> Store --------------------> next query: Submit, or Manifest
//!     |  ^                     |             ^                             |
//!     |  | NotFound            | Exceeded    | Ready                       | ManifestWritten
//!     |  | (attempt + 1)       v             | (finished just in time)     v
//!     |  +------------------ Cancel ---------+                    next round: Submit, or Ended
//!     |                        |
//!     +--- Recorded -----------+----> as above
//! ```
//!
//! Invariants, each explored exhaustively in the tests: at most one statement of a lane is in flight; a query
//! that finished is never submitted again; a lane never makes more than `max_rounds` rounds; whatever happens,
//! wherever the driver dies, the lane ends.

mod action;
mod apply;
mod due;
mod event;
mod state;

#[cfg(test)]
mod tests;

pub use action::{Action, Attempt};
pub use apply::{Applied, IllegalEvent, apply};
pub use due::{current_attempt, due};
pub use event::{AttemptId, Event, Halt, Outcome, Why};
pub use state::{LaneState, Step};
