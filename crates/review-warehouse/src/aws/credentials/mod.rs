//! Logins for the PostgreSQL wire that AWS issues or keeps.
//!
//! Every [`Way`] in is asked for when a connection is made, and again shortly before its login expires
//! ([`AwsCredentials`]). Nothing here is written anywhere, and nothing prints a password.

mod cache;
mod fetch;
mod provider;
mod secret;
mod secret_text;
mod way;

pub use provider::AwsCredentials;
pub use secret::{SecretLogin, read_secret};
pub use way::Way;
