//! One connection: made, set up for reading, closed.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use review_core::identity::Deployment;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::{CancelToken, Client, Config, Error, SimpleQueryMessage};

use super::address::Address;
use super::described::Descriptions;
use super::errors::{self, Peer};
use super::login::Login;
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
/// Redshift's label for statements, by which an administrator can give them a queue. PostgreSQL has none.
const LABEL: &str = "set query_group to 'redshift-review'";

/// How connections are made. Its `Debug` shows no password.
#[derive(Debug)]
pub(super) struct Connector {
    address: Address,
    config: Config,
    channel: Channel,
    login: Login,
    /// Known once the server has said who it is.
    deployment: OnceLock<Deployment>,
}

impl Connector {
    pub(super) fn new(address: Address, login: Login) -> Result<Self, TlsError> {
        let channel = Channel::new(&address)?;
        let mut config = Config::new();
        config
            .host(&address.host)
            .port(address.port)
            .dbname(&address.database)
            .application_name(APPLICATION_NAME)
            .connect_timeout(address.connect_timeout)
            .keepalives_idle(KEEPALIVE)
            .keepalives_interval(KEEPALIVE)
            .keepalives_retries(4);
        channel.configure(&mut config);
        if let Some(hostaddr) = address.hostaddr {
            config.hostaddr(hostaddr);
        }
        Ok(Self { address, config, channel, login, deployment: OnceLock::new() })
    }

    /// Where connections go.
    pub(super) const fn address(&self) -> &Address {
        &self.address
    }

    /// Says what the server is, for all connections from now on.
    pub(super) fn is(&self, deployment: Deployment) {
        // It does not change.
        let _known = self.deployment.set(deployment);
    }

    /// A connection to `database`, or to that of the address.
    pub(super) async fn connect(&self, database: Option<&str>) -> Result<Session, WarehouseError> {
        let database = database.unwrap_or(&self.address.database);
        let (user, password) = self.login.now(&self.address, database).await?;
        let mut config = self.config.clone();
        config.user(&user);
        if let Some(password) = &password {
            config.password(password.as_bytes());
        }
        config.dbname(database);
        let peer = Arc::new(Peer::new(&self.address, user, self.login.kind()));
        let session = timeout(self.address.connect_timeout, self.open(&config, peer)).await;
        session.unwrap_or_else(|_| Err(errors::no_answer(self.address.connect_timeout)))
    }

    async fn open(&self, config: &Config, peer: Arc<Peer>) -> Result<Session, WarehouseError> {
        let connected = self.channel.connect(config).await;
        let (client, connection, descriptions) = connected.map_err(|error| errors::from_postgres(&error, &peer))?;
        let mut session = Session { client, connection: Connection(connection), backend: 0, peer, descriptions };
        session.backend = session.set_up().await.map_err(|error| session.explain(&error))?;
        if self.deployment.get().is_some_and(|deployment| *deployment != Deployment::Postgresql) {
            session.label().await?;
        }
        Ok(session)
    }

    /// Asks the server to end what a connection runs.
    pub(super) async fn cancel(&self, token: &CancelToken, peer: &Peer) -> Result<(), WarehouseError> {
        self.channel.cancel(token).await.map_err(|error| errors::from_postgres(&error, peer))
    }
}

/// An open connection. Dropped, it is cut; what runs on it may go on in the server.
pub(super) struct Session {
    client: Client,
    connection: Connection,
    backend: i32,
    peer: Arc<Peer>,
    descriptions: Arc<Descriptions>,
}

impl Session {
    async fn set_up(&self) -> Result<i32, Error> {
        let answers = self.client.simple_query(FORMS).await?;
        let backend = answers.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0)?.parse().ok(),
            _ => None,
        });
        Ok(backend.unwrap_or(0))
    }

    /// Sets the label. A server that knows none is none the worse for it; one that is gone is told.
    async fn label(&self) -> Result<(), WarehouseError> {
        match self.client.batch_execute(LABEL).await {
            Err(error) if error.as_db_error().is_none() => Err(self.explain(&error)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Who asks whom.
    pub(super) const fn peer(&self) -> &Arc<Peer> {
        &self.peer
    }

    /// An error in the words of this program.
    pub(super) fn explain(&self, error: &Error) -> WarehouseError {
        errors::from_postgres(error, &self.peer)
    }

    /// The client to ask through.
    pub(super) const fn client(&self) -> &Client {
        &self.client
    }

    /// What the server says of columns.
    pub(super) fn descriptions(&self) -> &Descriptions {
        &self.descriptions
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
