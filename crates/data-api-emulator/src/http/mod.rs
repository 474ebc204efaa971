//! HTTP: requests to operations, and their answers.

mod control;
mod data_api;
mod listener;
mod router;

pub(crate) use listener::{Cut, CuttableListener};
pub(crate) use router::router;
