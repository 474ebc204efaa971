//! Performs what the core says is due: the local driver, its recovery after a crash, and the events of its
//! progress.
//!
//! The driver is three steps, over and over: ask the core what is due, perform it, tell the core what happened
//! and write the new state. [`begin`] makes a run folder, [`drive`] brings a run to its end from wherever it
//! stands, and [`Finish`] is what the front end brings along to judge and to render.
//!
//! **This crate never** decides what is due, knows which front end listens, or which engine judges.

mod begin;
mod calls;
mod clock;
mod context;
mod drive;
mod error;
mod finish;
mod interrupt;
mod lane;
mod listener;
mod perform;
pub mod steps;
mod view;

pub use begin::{begin, salt};
pub use clock::{Clock, SystemClock};
pub use drive::{Driving, RunEnd, drive};
pub use error::DriveError;
pub use finish::{Collected, Finish, FinishError, Judged, close, collect, evaluate, render};
pub use interrupt::{Interrupt, Interrupter, interrupter};
pub use listener::{Listener, RunEvent, Silent};
