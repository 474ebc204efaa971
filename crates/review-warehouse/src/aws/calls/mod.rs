//! The calls of queries that ask AWS, through the official SDKs.
//!
//! Each call has one function that asks, and one that writes the typed answer out as JSON in the shape of the API
//! reference. Only what `review_core::call::members` lists is written out: names of administrators never are.

mod adapter;
mod cluster;
mod metrics;
mod moment;
mod recommendations;
mod serverless;

pub use adapter::AwsCalls;

/// How many pages of an answer are followed. Own choice, to end some day: at 100 and more a page that is more than any
/// warehouse has snapshots.
const PAGES_MAX: usize = 100;
