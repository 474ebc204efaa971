//! A warehouse behind the Redshift Data API: a provisioned cluster or a Serverless workgroup.
//!
//! No connection is held: a statement is handed over, asked about, and its result fetched, by calls over HTTPS. The
//! service keeps statements and results for 24 hours, so a driver that was restarted takes up what its predecessor
//! left. Only the role that ran a statement may ask about it.
//!
//! All lanes and runs of this process share the account's quotas ([`Operation::calls_a_second`]). A script is read
//! before it is sent, and what does not only read is refused: there is no read-only transaction here.
//!
//! `docs/DATA_API.md` tells users about ways in, permissions and quotas.

mod address;
mod api;
mod caller;
mod columns;
mod count;
mod csv;
mod described;
mod errors;
mod find;
mod identify;
mod limiter;
mod open;
mod pace;
mod quotas;
mod result;
mod warehouse;
mod watch;

pub use address::{RedshiftAddress, RedshiftAddressError, ResultFormat};
pub use limiter::share_quotas_among;
pub use open::OpenError;
pub use quotas::{Calls, Operation};
pub use warehouse::DataApiWarehouse;
