//! The port to a warehouse and its adapters.

mod port;

pub use port::{Cancelled, Found, Progress, Rows, Submission, Submitted, Warehouse, WarehouseError};
