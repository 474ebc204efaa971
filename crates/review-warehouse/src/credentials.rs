//! Logins that somebody else issues.

use std::fmt;
use std::time::SystemTime;

use async_trait::async_trait;

use crate::WarehouseError;
use crate::postgres::Password;

/// A user and a password to log in with. Its `Debug` does not show the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The user to log in as, exactly as the warehouse wants it.
    pub user: String,
    /// The password.
    pub password: Password,
    /// When a login with it stops to work; connections that are open then stay open. `None` when nobody said.
    pub expires: Option<SystemTime>,
    /// What to do when the warehouse refuses this login, as an imperative: who issues it knows more of the user than
    /// the warehouse tells.
    pub if_refused: Option<String>,
}

/// Somebody who issues logins. Asked for every new connection; caches as long as a login is good for.
#[async_trait]
pub trait CredentialProvider: fmt::Debug + Send + Sync {
    /// A login that works now.
    ///
    /// # Errors
    /// When none is issued; the error says who refused it and what mends that.
    async fn credentials(&self) -> Result<Credentials, WarehouseError>;
}
