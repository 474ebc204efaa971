//! Credentials that come from elsewhere: asked for anew before every connection.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use review_core::error_class::ErrorClass;

use super::address::Address;
use super::password::Password;
use crate::WarehouseError;

/// The database user and the password of one connection.
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

/// Where credentials come from. Asked before every connection, so that what expires is never used too late; a
/// provider keeps what it got until shortly before it expires. Neither `Debug` nor an error shows a password.
#[async_trait]
pub trait CredentialProvider: Send + Sync + fmt::Debug {
    /// What vouches for the credentials.
    fn kind(&self) -> CredentialKind;

    /// Credentials for a connection that is made now.
    ///
    /// # Errors
    /// When there are none to be had.
    async fn credentials(&self) -> Result<Credentials, WarehouseError>;
}

/// As whom connections are made.
#[derive(Clone, Debug)]
pub(super) enum Login {
    /// The same user with the same password every time; without one the server lets the user in by other means.
    Fixed {
        /// The database user.
        user: String,
        /// The password.
        password: Option<Password>,
    },
    /// Whoever the provider says.
    Asked(Arc<dyn CredentialProvider>),
}

impl Login {
    /// What vouches for the credentials.
    pub(super) fn kind(&self) -> CredentialKind {
        match self {
            Self::Fixed { .. } => CredentialKind::Password,
            Self::Asked(provider) => provider.kind(),
        }
    }

    /// User and password for a connection to be made now.
    pub(super) async fn now(&self, address: &Address) -> Result<(String, Option<Password>), WarehouseError> {
        let provider = match self {
            Self::Fixed { user, password } => return Ok((user.clone(), password.clone())),
            Self::Asked(provider) => provider,
        };
        let Credentials { user, password } = provider.credentials().await?;
        match &address.user {
            Some(named) if provider.kind() == CredentialKind::Secret && *named != user => Err(WarehouseError {
                remedy: Some("leave the user out of the address, or name the secret of that user".to_owned()),
                ..WarehouseError::new(
                    ErrorClass::Permission,
                    format!("the address names the user {named}, and the secret is {user}'s"),
                )
            }),
            _ => Ok((user, Some(password))),
        }
    }
}
