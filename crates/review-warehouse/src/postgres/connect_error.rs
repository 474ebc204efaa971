//! Why there is no warehouse to ask.

use super::address::AddressError;
use super::password::PasswordError;
use super::tls::TlsError;
use crate::WarehouseError;

/// Why there is no connection to a warehouse.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address cannot be used.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The password cannot be read.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// No server can be verified.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// Credentials are to come from AWS, which this program was built without.
    #[error("the address asks for credentials from AWS, and this program was built without AWS")]
    BuiltWithoutAws,
    /// The server cannot be reached, or refuses.
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
}

impl ConnectError {
    /// What to do about it, as an imperative, when that is known.
    pub fn remedy(&self) -> Option<String> {
        match self {
            Self::Address(error) => Some(error.remedy().to_owned()),
            Self::Password(error) => Some(error.remedy()),
            Self::Tls(error) => Some(error.remedy()),
            Self::BuiltWithoutAws => Some(
                "build it with the feature `aws`, or use a password: credentials=password, with PGPASSWORD or \
                 ?password_file="
                    .to_owned(),
            ),
            Self::Warehouse(error) => error.remedy.clone(),
        }
    }
}
