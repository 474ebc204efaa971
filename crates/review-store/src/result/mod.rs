//! Results: a query's rows, as JSON in the Data API's form and as CSV.
//!
//! Rows go through once, in both directions, so memory does not grow with a result.

mod convert;
mod csv;
mod hashed;
mod json;
mod parse;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub use convert::csv_from_json;
pub use reader::{ReadResult, ResultEnd, ResultReader, read_result};
pub use writer::{ResultOptions, ResultWriter};
