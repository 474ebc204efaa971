//! IAM policy statements: what an error prints and what `docs/AWS_ACCESS.md` shows come from the same place.

mod access;
mod place;
mod statement;

pub use access::{Access, trust_policy};
pub use place::Place;
pub use statement::{Statement, for_action};
