//! A window on runs: where a run stands, read from its folder whoever drives it; one page over many runs; and a server
//! that shows both to a browser.
//!
//! Both drivers write the same run folder, on this machine or in S3, so what reads it sees both. [`progress`] is the
//! pure view, [`follow`] reads a folder again and again, [`fleet`] and [`pages`] make the page over many runs, and
//! [`serve`] is the server, for whom every run folder is a stranger's.
//!
//! **This crate never** drives a run, judges or reads a result; of a run it writes nothing but the request to stop,
//! and it starts only what its operator has named.

mod clock;
pub mod fleet;
pub mod follow;
mod hub;
pub mod pages;
pub mod progress;
mod server;
mod start;
mod token;
mod words;

pub use clock::now;
pub use server::{Serving, is_beyond_this_machine, serve};
pub use start::Startable;
pub use token::{Token, TokenError};
