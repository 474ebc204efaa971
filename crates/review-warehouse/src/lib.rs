//! The port to a warehouse and its adapters.
//!
//! [`Warehouse`] is what a driver may ask. [`postgres`] speaks the PostgreSQL wire protocol, to Redshift as well as
//! to PostgreSQL; `data_api` (feature `aws`) speaks the Redshift Data API; [`types`] says how every type of Redshift
//! arrives by either. For tests there are a warehouse that does as it is told (feature `scripted`), the suite that
//! every adapter passes (feature `conformance`), and a PostgreSQL server of a test's own (feature `testing`).
//!
//! **This crate never** changes what a warehouse holds, and knows nothing of runs, rounds and packs.

#[cfg(feature = "aws")]
pub mod aws;
mod calls;
#[cfg(feature = "conformance")]
pub mod conformance;
mod credentials;
#[cfg(feature = "aws")]
pub mod data_api;
mod databases;
mod grants;
mod owner;
mod port;
pub mod postgres;
mod reading;
#[cfg(feature = "scripted")]
pub mod scripted;
#[cfg(feature = "testing")]
pub mod testing;
pub mod types;
mod url;
mod who;
mod words;

pub use calls::{Calls, call_rights};
pub use credentials::{CredentialKind, CredentialProvider, Credentials};
pub use port::{Cancelled, Found, Progress, Rows, Submission, Submitted, Warehouse, WarehouseError};
