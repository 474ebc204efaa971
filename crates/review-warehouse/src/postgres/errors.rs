//! What the server or the connection said, as a [`WarehouseError`].

use std::error::Error as _;
use std::time::Duration;

use review_core::error_class::ErrorClass;

use super::address::Address;
use super::classes::class_of;
use super::{remedy, tls};
use crate::{CredentialKind, WarehouseError};

/// Who asks whom: what an error is about.
#[derive(Clone, Debug)]
pub(super) struct Peer {
    /// The database user.
    pub(super) user: String,
    /// What vouches for the user's password.
    pub(super) kind: CredentialKind,
    /// The name that the server's certificate has to be for.
    pub(super) host: String,
    /// Host and port, and the address where it is another one.
    pub(super) server: String,
}

impl Peer {
    /// That user at an address.
    pub(super) fn new(address: &Address, user: String, kind: CredentialKind) -> Self {
        let Address { host, port, .. } = address;
        let server = match address.hostaddr {
            Some(hostaddr) => format!("{host} ({hostaddr}), port {port}"),
            None => format!("{host}, port {port}"),
        };
        Self { user, kind, host: host.clone(), server }
    }
}

/// What tokio-postgres reports.
pub(super) fn from_postgres(error: &tokio_postgres::Error, peer: &Peer) -> WarehouseError {
    if let Some(said) = error.as_db_error() {
        return from_server(said.code().code(), said.message(), said.hint(), peer);
    }
    if let Some((message, remedy)) = tls::explained(error, &peer.host, &peer.server) {
        return refused(ErrorClass::Connection, &message, remedy);
    }
    let message = with_causes(error);
    if message.contains("password missing") {
        return needs_password(&peer.user);
    }
    if message.contains("failed to lookup address information") {
        return refused(ErrorClass::Connection, &format!("there is no host `{}`: {message}", peer.host), remedy::HOST);
    }
    let class = match message.contains("authentication") {
        true => ErrorClass::Permission,
        false => ErrorClass::Connection,
    };
    let remedy = Some(match class {
        ErrorClass::Permission => remedy::OTHER_AUTHENTICATION.to_owned(),
        _ => remedy::CONNECTION.to_owned(),
    });
    WarehouseError { remedy, ..WarehouseError::new(class, message) }
}

fn from_server(code: &str, message: &str, hint: Option<&str>, peer: &Peer) -> WarehouseError {
    let class = class_of(code, message);
    let remedy = remedy::for_error(class, code, message, peer).or_else(|| hint.map(str::to_owned));
    WarehouseError { class, code: Some(code.to_owned()), message: message.to_owned(), remedy }
}

fn needs_password(user: &str) -> WarehouseError {
    WarehouseError {
        remedy: Some(remedy::PASSWORD.to_owned()),
        ..WarehouseError::new(ErrorClass::Permission, format!("the server asks for a password of \"{user}\""))
    }
}

/// The server did not answer in time.
pub(super) fn no_answer(waited: Duration) -> WarehouseError {
    WarehouseError {
        remedy: Some(remedy::CONNECTION.to_owned()),
        ..WarehouseError::new(ErrorClass::Connection, format!("no answer from the server for {} s", waited.as_secs()))
    }
}

/// An error of the disk that holds what arrived of a result.
pub(super) fn from_spool(error: &std::io::Error) -> WarehouseError {
    WarehouseError {
        remedy: Some("free space in the folder for temporary files, or name another one in TMPDIR".to_owned()),
        ..WarehouseError::new(ErrorClass::Unknown, format!("the result cannot be kept while it arrives: {error}"))
    }
}

/// The script cannot run here, whatever the server would say.
pub(super) fn refused(class: ErrorClass, message: &str, remedy: &str) -> WarehouseError {
    WarehouseError { remedy: Some(remedy.to_owned()), ..WarehouseError::new(class, message) }
}

fn with_causes(error: &tokio_postgres::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use ErrorClass::*;

    fn peer() -> Peer {
        let address = "postgres://reviewer@localhost/dev".parse().expect("an address");
        Peer::new(&address, "reviewer".to_owned(), CredentialKind::Password)
    }

    #[test]
    fn the_servers_words_come_through_with_code_and_remedy() {
        let error = from_server("42501", "permission denied for table secret", None, &peer());
        assert_eq!(error.class, Permission);
        assert_eq!(error.to_string(), "permission: permission denied for table secret (SQLSTATE 42501)");
        assert_eq!(
            error.remedy.as_deref(),
            Some("let an administrator run: GRANT SELECT ON TABLE secret TO reviewer;")
        );
        let error = from_server("42883", "function f(integer) does not exist", Some("Add casts."), &peer());
        assert_eq!(error.remedy.as_deref(), Some("Add casts."));
    }
}
