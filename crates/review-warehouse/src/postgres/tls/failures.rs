//! Why the handshake failed, in words, and what to do about it.

use std::error::Error;
use std::io;

use rustls::{AlertDescription, CertificateError, Error as TlsFailure};

const NO_TLS: &str = "let the server offer TLS (PostgreSQL: ssl = on), or check that host and port are the \
                      warehouse's; where the network itself is trusted, add ?sslmode=disable";
const AUTHORITY: &str = "name the file of the authority that signed the server's certificate: ?sslrootcert=FILE; if \
                         you know of none, somebody may stand between: ask the warehouse's administrator";
const NAME: &str = "name the warehouse by a name that its certificate is for; through a tunnel, keep that name as the \
                    host and add ?hostaddr=127.0.0.1 (and the tunnel's port)";
const TIME: &str = "let the warehouse's administrator renew its certificate; check this machine's clock";
const VERSION: &str = "let the server offer TLS 1.2 or 1.3";
const OTHER: &str = "check that host and port are the warehouse's, and that nobody stands between";

/// Message and remedy, when TLS is what failed.
pub(in crate::postgres) fn explained(
    error: &tokio_postgres::Error,
    host: &str,
    server: &str,
) -> Option<(String, &'static str)> {
    if let Some(failure) = failure_in(error) {
        return Some(of_failure(failure, host, server));
    }
    // The driver has no other word for it.
    let no_tls = error.source().is_some_and(|cause| cause.to_string() == "server does not support TLS");
    no_tls.then(|| (format!("the server at {server} does not offer TLS"), NO_TLS))
}

fn of_failure(failure: &TlsFailure, host: &str, server: &str) -> (String, &'static str) {
    use CertificateError::{BadSignature, NotValidYet, NotValidYetContext, UnknownIssuer};
    use CertificateError::{Expired, ExpiredContext, NotValidForName, NotValidForNameContext};
    match failure {
        // An authority that only bears the name of one that is trusted makes bad signatures.
        TlsFailure::InvalidCertificate(UnknownIssuer | BadSignature) => {
            (format!("the certificate of {server} is not by an authority that is trusted here"), AUTHORITY)
        }
        TlsFailure::InvalidCertificate(reason @ (NotValidForName | NotValidForNameContext { .. })) => {
            (format!("the certificate of the server is not for `{host}`{}", names(reason)), NAME)
        }
        TlsFailure::InvalidCertificate(Expired | ExpiredContext { .. }) => {
            (format!("the certificate of {server} has expired"), TIME)
        }
        TlsFailure::InvalidCertificate(NotValidYet | NotValidYetContext { .. }) => {
            (format!("the certificate of {server} is not valid yet"), TIME)
        }
        TlsFailure::PeerIncompatible(_) | TlsFailure::AlertReceived(AlertDescription::ProtocolVersion) => {
            (format!("the server at {server} offers no TLS that is safe: {failure}"), VERSION)
        }
        other => (format!("no TLS with the server at {server}: {other}"), OTHER),
    }
}

/// The names that the certificate is for, where they are known.
fn names(reason: &CertificateError) -> String {
    match reason {
        CertificateError::NotValidForNameContext { presented, .. } if !presented.is_empty() => {
            let presented: Vec<_> = presented.iter().map(|name| bare(name)).collect();
            format!(", but for {}", presented.join(", "))
        }
        _ => String::new(),
    }
}

/// A name without what the library puts around it: `DnsName("a.example")`, `IpAddress(127.0.0.1)`.
fn bare(name: &str) -> &str {
    let inner = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    inner.unwrap_or(name).trim_matches('"')
}

/// An error of input and output hides the error that it was made of from those who ask for its source.
fn failure_in(error: &tokio_postgres::Error) -> Option<&TlsFailure> {
    let mut cause = error.source();
    while let Some(inner) = cause {
        let wrapped = inner.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let failure = match wrapped {
            Some(wrapped) => wrapped.downcast_ref(),
            None => inner.downcast_ref(),
        };
        if failure.is_some() {
            return failure;
        }
        cause = inner.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_certificate_are_shown_bare() {
        assert_eq!(bare("DnsName(\"*.example.com\")"), "*.example.com");
        assert_eq!(bare("IpAddress(127.0.0.1)"), "127.0.0.1");
        assert_eq!(bare("something else"), "something else");
    }
}
