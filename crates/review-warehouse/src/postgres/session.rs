//! One connection: made, set up for reading, closed.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::{CancelToken, Client, Config, SimpleQueryMessage};

use super::address::{Address, AddressError};
use super::errors::{self, Peer};
use super::password::{Password, PasswordError};
use super::tls::{Channel, TlsError};
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
    /// No server can be verified.
    #[error(transparent)]
    Tls(#[from] TlsError),
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
            Self::Warehouse(error) => error.remedy.clone(),
        }
    }
}

/// How connections are made. Its `Debug` shows no password.
#[derive(Debug)]
pub(super) struct Connector {
    config: Config,
    channel: Channel,
    peer: Peer,
    connect_timeout: Duration,
}

impl Connector {
    pub(super) fn new(address: &Address, password: Option<&Password>) -> Result<Self, TlsError> {
        let channel = Channel::new(address)?;
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
            .ssl_mode(channel.ssl_mode());
        if let Some(hostaddr) = address.hostaddr {
            config.hostaddr(hostaddr);
        }
        if let Some(password) = password {
            config.password(password.as_bytes());
        }
        Ok(Self { config, channel, peer: Peer::of(address), connect_timeout: address.connect_timeout })
    }

    /// The user who connects.
    pub(super) fn user(&self) -> &str {
        &self.peer.user
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
        let (client, connection) = self.channel.connect(config).await.map_err(|error| self.explain(&error))?;
        let mut session = Session { client, connection: Connection(connection), backend: 0 };
        session.backend = session.set_up().await.map_err(|error| self.explain(&error))?;
        Ok(session)
    }

    /// An error in the words of this program.
    pub(super) fn explain(&self, error: &tokio_postgres::Error) -> WarehouseError {
        errors::from_postgres(error, &self.peer)
    }

    /// Asks the server to end what a connection runs.
    pub(super) async fn cancel(&self, token: &CancelToken) -> Result<(), WarehouseError> {
        self.channel.cancel(token).await.map_err(|error| self.explain(&error))
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
