//! Credentials that come from elsewhere: asked for anew before every connection.

use std::fmt;

use async_trait::async_trait;

use crate::WarehouseError;
use crate::postgres::Password;

/// The database user and the password of one connection. Its `Debug` does not show the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The database user, as the server is to be told.
    pub user: String,
    /// The password.
    pub password: Password,
}

/// What vouches for credentials, which decides what to do when the server refuses them all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// A password that somebody set.
    Password,
    /// Temporary, for a database user that was named; it is not known whether there is one (GetClusterCredentials).
    ForUser,
    /// Temporary, for the database user that belongs to the IAM identity (GetClusterCredentialsWithIAM, Serverless).
    ForIdentity,
    /// From a secret.
    Secret,
}

/// Where credentials come from. Neither `Debug` nor an error shows a password.
#[async_trait]
pub trait CredentialProvider: Send + Sync + fmt::Debug {
    /// What vouches for the credentials.
    fn kind(&self) -> CredentialKind;

    /// Credentials for a connection to `database` that is made now: temporary ones are good for the database they
    /// were asked for.
    ///
    /// # Errors
    /// When there are none to be had.
    async fn credentials(&self, database: &str) -> Result<Credentials, WarehouseError>;
}
