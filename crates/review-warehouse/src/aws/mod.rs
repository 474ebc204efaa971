//! AWS as the place where warehouses and credentials are found.
//!
//! Region, credentials and endpoints come the way every AWS program finds them (environment, profiles, SSO, the
//! machine's role); an address may name another region, profile or role ([`AwsOptions`]).

mod config;

pub use config::{AwsOptions, config};
