//! Steps of a driver that does not live as long as its run: each call reads where a lane or a run stands from the
//! run folder, does what it may, writes what came of it, and answers what is due next. A call that is repeated, or
//! whose answer was lost, does nothing twice.
//!
//! The AWS driver is made of these: its state machines keep the order and the waiting, the functions they call are
//! these steps, and the core decides in both drivers.

mod absent;
mod attempt;
mod lane;
mod lose;
mod run;

pub use attempt::{AttemptRef, Due};
pub use lane::{LaneSteps, May};
pub use lose::lose_lane;
pub use run::{LANE_DRIVERS_MAX, LaneRun, LaneRunner, RunSteps};
