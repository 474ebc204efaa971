//! What a review is, as values and pure decisions.
//!
//! The words of the project (see `docs/GLOSSARY.md`) stand here as types: the plan of a run, the state of a
//! lane, what an attempt came to, what was found. Two state machines decide what happens next:
//! [`lane::apply`] and [`lane::due`] for one lane, [`run::due_run`] for the whole run. Every driver is the same
//! three steps: ask `due`, perform it, tell `apply` what happened.
//!
//! **This crate never** reads a clock, a file, the environment or the network, never waits, and knows of no SQL
//! engine and no cloud. Time arrives as an argument.

// A new variant must be a question at every decision; tests may look at one variant only.
#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]

pub mod accounting;
pub mod call;
pub mod chart;
pub mod comparison;
pub mod databases;
pub mod diagnostic;
pub mod digest;
pub mod documents;
pub mod error_class;
pub mod finding;
pub mod identity;
pub mod ids;
pub mod keys;
pub mod lane;
pub mod manifest;
pub mod measure;
pub mod notified;
pub mod object_name;
pub mod plan;
pub mod query_text;
pub mod ranges;
pub mod recheck;
pub mod record;
pub mod result;
pub mod run;
pub mod series;
pub mod settings;
pub mod suppression;
pub mod time;
pub mod warehouse_time;

pub use ids::{DriverId, LaneId, Position, QueryId, QueryName, Round, RunId, StatementId};
pub use time::{Seconds, Timestamp};
