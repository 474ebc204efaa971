//! Several warehouses in one go: which ones, side by side, and one summary.

mod document;
mod ended;
mod interruption;
mod side_by_side;
mod summary;
mod target;

pub(crate) use side_by_side::{Request, run};
pub(crate) use target::{Target, targets};
