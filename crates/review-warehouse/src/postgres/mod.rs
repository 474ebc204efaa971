//! A warehouse behind the PostgreSQL wire protocol: Redshift, or PostgreSQL itself.
//!
//! Every statement has a connection of its own, which is read-only, bears the name `redshift-review` and is closed
//! when the statement has ended. Its text begins with a comment that names it, so that a driver that was restarted
//! finds what its predecessor left running. Results wait in a spool beside the driver: a statement that is reported
//! as finished is here as a whole.
//!
//! `docs/WIRE.md` tells users about addresses, TLS, credentials and what is tried again.
//!
//! The server's version says whether it is Redshift or PostgreSQL; the address, the name of the endpoint and the
//! system views that are there say which kind of Redshift.

mod address;
mod classes;
mod columns;
mod connect_error;
mod deployment;
mod described;
mod errors;
mod find;
#[cfg(feature = "aws")]
mod from_aws;
mod identify;
mod login;
mod marker;
mod password;
mod read_only;
mod remedy;
mod session;
mod spool;
mod statement;
mod tls;
mod warehouse;

pub use address::{Address, AddressError, AwsParameters, CredentialsFrom, IamTarget, TlsMode};
pub use connect_error::ConnectError;
pub use password::{Password, PasswordError, PasswordSource};
pub use tls::TlsError;
pub use warehouse::PostgresWarehouse;
