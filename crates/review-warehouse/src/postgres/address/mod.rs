//! Where a warehouse is: `postgres://USER@HOST:PORT/DATABASE?sslrootcert=FILE`.

mod error;
mod parameters;
mod parse;

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

pub use error::AddressError;

/// Where a warehouse is and who asks. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The host's name or IP address: what the server's certificate has to be for.
    pub host: String,
    /// The IP address to connect to, where it is not the host's (`?hostaddr=`): the near end of a tunnel.
    pub hostaddr: Option<IpAddr>,
    /// The port; 5432 when none is given.
    pub port: u16,
    /// The database user.
    pub user: String,
    /// The database to connect to.
    pub database: String,
    /// How the connection is protected (`?sslmode=`).
    pub tls: TlsMode,
    /// A file of the root certificates to trust, in PEM form (`?sslrootcert=`); the machine's own when none is given.
    pub root_certificates: Option<PathBuf>,
    /// A file that holds the password and nothing else (`?password_file=`).
    pub password_file: Option<PathBuf>,
    /// A file of passwords in the form libpq reads (`?passfile=`).
    pub passfile: Option<PathBuf>,
    /// How long making a connection may take (`?connect_timeout=SECONDS`).
    pub connect_timeout: Duration,
}

/// How a connection is protected, in libpq's words. Its `allow` and `prefer` are not among them: they go on in the
/// clear whenever somebody on the way wants them to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TlsMode {
    /// Not at all: password and results cross the network as they are.
    Disable,
    /// Encrypted, with whoever answers: who taps the network sees nothing, who stands in between sees everything.
    Require,
    /// Encrypted, with a server whose certificate is by an authority that is trusted, whatever its name.
    VerifyCa,
    /// Encrypted, with a server whose certificate is by an authority that is trusted and for the host's name.
    #[default]
    VerifyFull,
}

/// Without the user: an identity is shown in reports.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, database, .. } = self;
        match host.contains(':') {
            true => write!(f, "postgres://[{host}]:{port}/{database}"),
            false => write!(f, "postgres://{host}:{port}/{database}"),
        }
    }
}
