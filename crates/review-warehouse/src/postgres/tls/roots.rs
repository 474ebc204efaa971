//! The authorities that are trusted.

use std::path::{Path, PathBuf};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{Error as PemError, PemObject as _};

/// Why no server can be verified.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file of root certificates cannot be read.
    #[error("cannot read the root certificates in {path}: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The file holds no certificate in PEM form.
    #[error("{0} holds no certificate in PEM form")]
    NoCertificate(PathBuf),
    /// The machine has no root certificates.
    #[error("this machine has no root certificates, so no server can be verified")]
    NoRoots,
    /// The host is neither a name that a certificate may be for nor an IP address.
    #[error("no certificate can be for the host `{0}`: it is neither a DNS name nor an IP address")]
    HostName(String),
    /// The TLS library refuses its own settings.
    #[error("TLS cannot be set up: {0}")]
    Library(#[from] rustls::Error),
}

impl TlsError {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::Unreadable { path, .. } => format!("check that {} exists and is yours to read", path.display()),
            Self::NoCertificate(path) => {
                format!("write the authority's certificate into {} (BEGIN CERTIFICATE ...)", path.display())
            }
            Self::NoRoots => "install the package `ca-certificates`, or name a file of root certificates: \
                              ?sslrootcert=FILE"
                .to_owned(),
            Self::HostName(_) => {
                "write the host as its DNS name; where that is not what connects, add ?hostaddr=IP".to_owned()
            }
            Self::Library(_) => "report this as a mistake of redshift-review".to_owned(),
        }
    }
}

/// The authorities in a file, else those of the machine.
pub(super) fn roots(file: Option<&Path>) -> Result<RootCertStore, TlsError> {
    match file {
        Some(path) => of_file(path),
        None => of_machine(),
    }
}

fn of_file(path: &Path) -> Result<RootCertStore, TlsError> {
    let unreadable = |reason: String| TlsError::Unreadable { path: path.to_owned(), reason };
    let text = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    let certificates = CertificateDer::pem_slice_iter(&text).collect::<Result<Vec<_>, _>>();
    let certificates = certificates.map_err(|error| match error {
        PemError::NoItemsFound => TlsError::NoCertificate(path.to_owned()),
        other => unreadable(other.to_string()),
    })?;
    let mut roots = RootCertStore::empty();
    for certificate in certificates {
        roots.add(certificate).map_err(|error| unreadable(error.to_string()))?;
    }
    match roots.is_empty() {
        true => Err(TlsError::NoCertificate(path.to_owned())),
        false => Ok(roots),
    }
}

/// A single certificate that cannot be read does not matter: machines collect old ones.
fn of_machine() -> Result<RootCertStore, TlsError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    match roots.is_empty() {
        true => Err(TlsError::NoRoots),
        false => Ok(roots),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_named() {
        let missing = Path::new("/nonexistent/ca.pem");
        let error = roots(Some(missing)).expect_err("there is no such file");
        assert!(error.to_string().starts_with("cannot read the root certificates in /nonexistent/ca.pem: "), "{error}");
        assert!(error.remedy().contains("/nonexistent/ca.pem"));
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        for (text, words) in [
            ("", "holds no certificate"),
            ("hunter2", "holds no certificate"),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "cannot read"),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n", "cannot read"),
        ] {
            std::fs::write(file.path(), text).expect("the file is written");
            let error = roots(Some(file.path())).expect_err("no certificate");
            assert!(error.to_string().contains(words), "{text}: {error}");
        }
    }
}
