//! The emulator through the official clients: the Rust SDK and boto3.

mod batches;
mod boto3;
mod cancelling;
mod faults;
mod fixture;
mod limits;
mod listing;
mod owners;
mod postgres;
mod program;
mod refusals;
mod results;
mod statements;

#[path = "../boto3/python.rs"]
mod python;
