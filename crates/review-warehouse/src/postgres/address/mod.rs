//! Where a warehouse is: `postgres://USER@HOST:PORT/DATABASE?sslrootcert=FILE`.

mod credentials;
mod error;
mod parameters;
mod parse;

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use review_core::identity::Deployment;

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
    /// The database user (before the `@`, or `?db_user=`). `None` only where the credentials say who it is.
    pub user: Option<String>,
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
    /// Where user and password come from (`?credentials=`).
    pub credentials: CredentialsFrom,
    /// Where and as whom AWS is asked for them (`?region=`, `?profile=`, `?role_arn=`, `?external_id=`).
    pub aws: AwsParameters,
    /// What kind of Redshift it is (`?deployment=single_az|multi_az|serverless`), for those who know better than
    /// what can be told from here.
    pub deployment: Option<Deployment>,
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

/// Where user and password come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialsFrom {
    /// The address names the user; the password comes from a file or the environment (`credentials=password`).
    Password,
    /// Temporary ones from IAM (`credentials=iam`). On a cluster for the user that the address names, or, without
    /// one, for the database user that belongs to the IAM identity.
    Iam(IamTarget),
    /// From the secret of that name or ARN in AWS Secrets Manager (`credentials=secret&secret_arn=`).
    Secret(String),
}

/// What temporary credentials are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IamTarget {
    /// A provisioned cluster (`?cluster=`).
    Cluster(String),
    /// A Serverless workgroup (`?workgroup=`).
    Workgroup(String),
}

/// Where and as whom AWS is asked; what is left out comes from the environment and the profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AwsParameters {
    /// The Region.
    pub region: Option<String>,
    /// The profile of the shared configuration files.
    pub profile: Option<String>,
    /// A role to take on, by its ARN.
    pub role_arn: Option<String>,
    /// The ExternalId that the role asks for.
    pub external_id: Option<String>,
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
