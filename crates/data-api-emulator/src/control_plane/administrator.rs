//! Who sets passwords in the PostgreSQL behind the emulator.

use std::fmt;
use std::path::PathBuf;

use review_core::Timestamp;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::{Client, Config, SimpleQueryMessage};
use tokio_postgres_rustls::MakeRustlsConnect;

/// A superuser of the PostgreSQL behind the emulator, and where that is. Its `Debug` shows no password.
#[derive(Clone, PartialEq, Eq)]
pub struct Administrator {
    /// The server's host, for which its certificate is.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// The superuser.
    pub user: String,
    /// The superuser's password.
    pub password: String,
    /// A database to connect to.
    pub database: String,
    /// The root certificates the server's is checked against, in PEM form.
    pub root_certificates: PathBuf,
}

impl fmt::Debug for Administrator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, user, database, .. } = self;
        write!(f, "Administrator({user} at {host}:{port}/{database})")
    }
}

impl Administrator {
    /// Lets a user in with a password until a moment; makes the user at need.
    pub(super) async fn let_in(&self, user: &str, password: &str, until: Timestamp) -> Result<(), String> {
        self.with(async |client: &Client| set(client, user, password, until).await).await
    }

    /// Lets somebody in by another name as a user that exists; `false`, and nothing done, when it does not.
    pub(super) async fn let_in_as(
        &self,
        user: &str,
        login: &str,
        password: &str,
        until: Timestamp,
    ) -> Result<bool, String> {
        self.with(async |client: &Client| {
            if !exists(client, user).await? {
                return Ok(false);
            }
            set(client, login, password, until).await?;
            // With AWS the name that logs in is only another name of the user; here it becomes the user by itself.
            let (user, login) = (identifier(user), identifier(login));
            client.batch_execute(&format!("grant {user} to {login}; alter role {login} set role to {user}")).await?;
            Ok(true)
        })
        .await
    }

    async fn with<T>(&self, work: impl AsyncFnOnce(&Client) -> Result<T, tokio_postgres::Error>) -> Result<T, String> {
        let mut config = Config::new();
        config.host(&self.host).port(self.port).user(&self.user).password(&self.password).dbname(&self.database);
        config.ssl_mode(tokio_postgres::config::SslMode::Require).application_name("data-api-emulator");
        let tls = MakeRustlsConnect::new(self.trust()?);
        let told = |error: tokio_postgres::Error| format!("the administrator of the emulator: {error}");
        let (client, connection) = config.connect(tls).await.map_err(told)?;
        let connection = tokio::spawn(connection);
        let done = work(&client).await;
        drop(client);
        // How the connection ends says nothing that the work did not say.
        let _ended = connection.await;
        done.map_err(|error| match error.as_db_error() {
            // Without the statement, which holds a password.
            Some(said) => format!("the administrator of the emulator: {}", said.message()),
            None => told(error),
        })
    }

    fn trust(&self) -> Result<ClientConfig, String> {
        let unreadable = |error: &dyn fmt::Display| format!("{}: {error}", self.root_certificates.display());
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_file_iter(&self.root_certificates).map_err(|error| unreadable(&error))? {
            let certificate = certificate.map_err(|error| unreadable(&error))?;
            roots.add(certificate).map_err(|error| unreadable(&error))?;
        }
        let builder = ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into());
        let builder = builder.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
        Ok(builder.with_root_certificates(roots).with_no_client_auth())
    }
}

async fn exists(client: &Client, user: &str) -> Result<bool, tokio_postgres::Error> {
    let sql = format!("select 1 from pg_roles where rolname = {}", text(user));
    let answers = client.simple_query(&sql).await?;
    Ok(answers.iter().any(|message| matches!(message, SimpleQueryMessage::Row(_))))
}

async fn set(client: &Client, user: &str, password: &str, until: Timestamp) -> Result<(), tokio_postgres::Error> {
    if !exists(client, user).await? {
        client.batch_execute(&format!("create role {}", identifier(user))).await?;
    }
    let (user, password, until) = (identifier(user), text(password), text(&until.to_string()));
    client.batch_execute(&format!("alter role {user} login password {password} valid until {until}")).await
}

fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}
