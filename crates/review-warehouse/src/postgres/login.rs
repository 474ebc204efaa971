//! As whom connections are made.

use std::sync::Arc;

use review_core::error_class::ErrorClass;

use super::address::Address;
use super::password::Password;
use crate::{CredentialKind, CredentialProvider, Credentials, WarehouseError};

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

    /// User and password for a connection to `database` to be made now.
    pub(super) async fn now(
        &self,
        address: &Address,
        database: &str,
    ) -> Result<(String, Option<Password>), WarehouseError> {
        let provider = match self {
            Self::Fixed { user, password } => return Ok((user.clone(), password.clone())),
            Self::Asked(provider) => provider,
        };
        let Credentials { user, password } = provider.credentials(database).await?;
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
