//! A warehouse that does as it is told, for tests of whoever drives one.
//!
//! [`ScriptedServer`] is the warehouse's side: it knows how each query behaves, holds the statements, and remembers
//! what it was asked. [`ScriptedServer::connect`] makes an adapter; drop it and connect another one to play a driver
//! that dies and is restarted. Time is tokio's, so that a test with a paused clock takes no time; statements cost
//! no task, so that there may be tens of thousands.
//!
//! ```
//! use std::time::Duration;
//! use review_core::error_class::ErrorClass;
//! use review_warehouse::scripted::{Behaviour, ScriptedServer};
//!
//! let server = ScriptedServer::new();
//! // The first attempt fails after a minute, all others finish at once.
//! server.script("TableInfo", [
//!     Behaviour::fails(ErrorClass::Lock).after(Duration::from_secs(60)),
//!     Behaviour::finishes(),
//! ]);
//! let warehouse = server.connect();
//! # drop(warehouse);
//! ```

mod behaviour;
mod call;
mod clock;
mod rows;
mod server;
mod state;
mod statement;
mod warehouse;

pub use behaviour::{Behaviour, End, FindAs, SubmitAs};
pub use call::{Call, Request};
pub use clock::{ClockFn, virtual_clock};
pub use rows::Table;
pub use server::ScriptedServer;
pub use warehouse::ScriptedWarehouse;
