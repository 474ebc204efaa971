//! For tests: a built function, called as Lambda calls it, and a receiver for what it sends.
//!
//! Behind the feature `testing`; no function uses it.

mod receiver;
mod runtime_api;

pub use receiver::{Received, Receiver};
pub use runtime_api::{Failure, Lambda};
