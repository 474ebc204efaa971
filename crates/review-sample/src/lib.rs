//! The sample warehouses: made up, and the same on every run.
//!
//! A review can be tried, demonstrated and tested without a warehouse: [`SampleWarehouse`] is behind the same port
//! as a real one, and runs the same scripts on the embedded engine of `review-sql`. There are four
//! ([`Variant`]): a troubled cluster, a healthy one, a Serverless workgroup, and a cluster in two availability
//! zones. Every documented system view exists with its documented columns; those that reviews read have rows,
//! which agree with each other: all views are folds of one model of users, tables and seven days of statements.
//!
//! What is wrong with the troubled ones, and what only nearly is, stands in one list ([`troubles`]), from which
//! `docs/SAMPLE.md` is made and by which the rows are checked.
//!
//! **This crate never** reads a clock, a random number or a file to make its rows; `getdate()` is always [`NOW`].
//! It knows nothing of runs and packs, beyond the names of the shipped pack's signals in that list.

mod calls;
mod catalogue;
mod clock;
mod engine;
mod faults;
mod planted;
mod relations;
mod seed;
mod sheet;
mod sight;
mod spec;
mod statement;
mod variant;
mod views;
mod warehouse;
mod warehouse_facts;
mod world;

pub use catalogue::{documented_columns, documented_views, rows_of};
pub use clock::NOW;
pub use planted::{Side, Trouble, planted_table, troubles, unshown};
pub use spec::SpecError;
pub use variant::Variant;
pub use warehouse::SampleWarehouse;
