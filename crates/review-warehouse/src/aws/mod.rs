//! AWS as the place where warehouses and credentials are found.
//!
//! Region, credentials and endpoints come the way every AWS program finds them (environment, profiles, SSO, the
//! machine's role); an address may name another region, profile or role ([`AwsOptions`]). [`facts()`] asks the
//! control plane what a cluster or workgroup is; [`errors`] says in our words what AWS refused, and [`policy`]
//! which IAM statement would allow it. [`credentials`] has logins issued for the PostgreSQL wire, and [`users`] says
//! which SQL makes their users.

mod arn;
mod calls;
mod config;
pub mod credentials;
pub mod errors;
pub mod facts;
pub mod policy;
mod profile;
pub mod users;

pub use calls::AwsCalls;
pub use config::{AwsOptions, as_role, config};
pub use facts::{Kind, WarehouseFacts, facts};
