//! One connection: made, set up for reading, closed.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::config::SslMode;
use tokio_postgres::{CancelToken, Client, Config, NoTls, SimpleQueryMessage};

use super::address::{Address, AddressError};
use super::errors;
use super::password::{Password, PasswordError};
use crate::WarehouseError;

const APPLICATION_NAME: &str = "redshift-review";
/// A statement may be silent for long: without these a connection that a firewall forgot is never missed.
const KEEPALIVE: Duration = Duration::from_secs(30);
/// How long saying good-bye may take.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// Text forms that do not depend on how server and user are set up: UTC, ISO dates, floats with all their digits.
const FORMS: &str = "set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set extra_float_digits = 2; \
                     select pg_backend_pid();";

/// Why there is no connection to a warehouse.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address cannot be used.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The password cannot be read.
    #[error(transparent)]
    Password(#[from] PasswordError),
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
            Self::Warehouse(error) => error.remedy.clone(),
        }
    }
}

/// How connections are made. Its `Debug` shows no password.
#[derive(Debug)]
pub(super) struct Connector {
    config: Config,
    user: String,
    connect_timeout: Duration,
}

impl Connector {
    pub(super) fn new(address: &Address, password: Option<&Password>) -> Self {
        let mut config = Config::new();
        config
            .host(&address.host)
            .port(address.port)
            .user(&address.user)
            .dbname(&address.database)
            .application_name(APPLICATION_NAME)
            .connect_timeout(address.connect_timeout)
            .keepalives_idle(KEEPALIVE)
            .keepalives_interval(KEEPALIVE)
            .keepalives_retries(4)
            .ssl_mode(SslMode::Disable);
        if let Some(password) = password {
            config.password(password.as_bytes());
        }
        Self { config, user: address.user.clone(), connect_timeout: address.connect_timeout }
    }

    /// The user who connects.
    pub(super) fn user(&self) -> &str {
        &self.user
    }

    /// A connection to `database`, or to that of the address.
    pub(super) async fn connect(&self, database: Option<&str>) -> Result<Session, WarehouseError> {
        let mut config = self.config.clone();
        if let Some(database) = database {
            config.dbname(database);
        }
        let session = timeout(self.connect_timeout, self.open(&config)).await;
        session.unwrap_or_else(|_| Err(errors::no_answer(self.connect_timeout)))
    }

    async fn open(&self, config: &Config) -> Result<Session, WarehouseError> {
        let (client, connection) = config.connect(NoTls).await.map_err(|error| self.explain(&error))?;
        // What goes wrong with the connection is told to whoever waits for an answer on it.
        let connection = tokio::spawn(async move { connection.await.unwrap_or_default() });
        let mut session = Session { client, connection: Connection(connection), backend: 0 };
        session.backend = session.set_up().await.map_err(|error| self.explain(&error))?;
        Ok(session)
    }

    /// An error in the words of this program.
    pub(super) fn explain(&self, error: &tokio_postgres::Error) -> WarehouseError {
        errors::from_postgres(error, &self.user)
    }
}

/// An open connection. Dropped, it is cut; what runs on it may go on in the server.
pub(super) struct Session {
    client: Client,
    connection: Connection,
    backend: i32,
}

impl Session {
    async fn set_up(&self) -> Result<i32, tokio_postgres::Error> {
        let answers = self.client.simple_query(FORMS).await?;
        let backend = answers.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0)?.parse().ok(),
            _ => None,
        });
        Ok(backend.unwrap_or(0))
    }

    /// The client to ask through.
    pub(super) const fn client(&self) -> &Client {
        &self.client
    }

    /// The server's process that serves this connection.
    pub(super) const fn backend(&self) -> i32 {
        self.backend
    }

    /// What ends the statement that runs on this connection.
    pub(super) fn cancel_token(&self) -> CancelToken {
        self.client.cancel_token()
    }

    /// Says good-bye and waits, a moment at most, until the connection is closed.
    pub(super) async fn close(self) {
        let Self { client, mut connection, .. } = self;
        drop(client);
        // When it is not closed in time, or with an error, dropping it cuts it: nobody waits for more on it.
        let _closed = timeout(CLOSE_TIMEOUT, &mut connection.0).await;
    }
}

/// The task that moves the bytes of a connection.
struct Connection(JoinHandle<()>);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.abort();
    }
}
