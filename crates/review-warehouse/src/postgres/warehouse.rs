//! The adapter itself.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use review_core::error_class::ErrorClass;
use review_core::identity::{Deployment, Identity};
use review_core::{StatementId, Timestamp};

use super::address::{Address, AddressError, CredentialsFrom};
use super::connect_error::ConnectError;
use super::login::Login;
use super::marker::Marker;
use super::password::PasswordSource;
use super::session::Connector;
use super::statement::{Script, Statement};
use super::{find, identify};
use crate::{Cancelled, CredentialProvider, Found, Progress, Rows, Submission, Submitted, Warehouse, WarehouseError};

/// A warehouse behind the PostgreSQL wire protocol.
///
/// Dropped, it cuts the connections of what still runs; [`find`](Warehouse::find) of another one ends it in the
/// server, and past its threshold the server ends it by itself.
pub struct PostgresWarehouse {
    connector: Arc<Connector>,
    identity: Identity,
    statements: Mutex<HashMap<StatementId, Arc<Statement>>>,
    serial: AtomicU64,
    #[cfg(feature = "aws")]
    aws: Option<crate::aws::AwsCalls>,
}

impl PostgresWarehouse {
    /// Connects to the warehouse at `url`, for example `postgres://reviewer@localhost:5439/dev`, and asks who it is.
    /// The password is for an address that does not say that credentials come from AWS.
    ///
    /// # Errors
    /// When the address or the password cannot be used, the server cannot be reached, or it refuses the user.
    pub async fn connect(url: &str, password: PasswordSource) -> Result<Self, ConnectError> {
        let address: Address = url.parse()?;
        let login = login(&address, &password).await?;
        Self::open(address, login).await
    }

    /// Connects to the warehouse at an address with credentials from elsewhere, which are asked for before every
    /// connection.
    ///
    /// # Errors
    /// When there are no credentials or no way to verify the server, it cannot be reached, or it refuses the user.
    pub async fn connect_with(
        address: Address,
        credentials: Arc<dyn CredentialProvider>,
    ) -> Result<Self, ConnectError> {
        Self::open(address, Login::Asked(credentials)).await
    }

    async fn open(address: Address, login: Login) -> Result<Self, ConnectError> {
        let connector = Arc::new(Connector::new(address, login)?);
        let identity = identify::identify(&connector).await?;
        #[cfg(feature = "aws")]
        let aws = super::from_aws::calls(connector.address()).await;
        Ok(Self {
            connector,
            identity,
            statements: Mutex::default(),
            serial: AtomicU64::new(1),
            #[cfg(feature = "aws")]
            aws,
        })
    }

    fn statement(&self, id: &StatementId) -> Result<Arc<Statement>, WarehouseError> {
        let statements = self.statements.lock().unwrap_or_else(PoisonError::into_inner);
        statements.get(id).cloned().ok_or_else(|| {
            WarehouseError::new(ErrorClass::Unknown, format!("statement {id} was not started by this driver"))
        })
    }
}

/// As whom an address connects.
async fn login(address: &Address, password: &PasswordSource) -> Result<Login, ConnectError> {
    match &address.credentials {
        CredentialsFrom::Password => {
            let user = address.user.clone().ok_or(AddressError::Missing("user"))?;
            Ok(Login::Fixed { user, password: password.read(address)? })
        }
        #[cfg(feature = "aws")]
        CredentialsFrom::Iam(target) => Ok(Login::Asked(Arc::new(super::from_aws::iam(address, target).await))),
        #[cfg(feature = "aws")]
        CredentialsFrom::Secret(secret) => Ok(Login::Asked(Arc::new(super::from_aws::secret(address, secret).await))),
        #[cfg(not(feature = "aws"))]
        CredentialsFrom::Iam(_) | CredentialsFrom::Secret(_) => Err(ConnectError::BuiltWithoutAws),
    }
}

#[async_trait]
impl Warehouse for PostgresWarehouse {
    async fn identify(&self) -> Result<Identity, WarehouseError> {
        Ok(self.identity.clone())
    }

    async fn submit(&self, submission: &Submission) -> Result<Submitted, WarehouseError> {
        let session = self.connector.connect(submission.database.as_deref()).await?;
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let id = StatementId(format!("process-{}-statement-{serial}", session.backend()));
        let script = Script {
            marker: Marker::new(&submission.name, submission.attempt),
            sql: submission.sql.clone(),
            max_rows: submission.max_rows,
            threshold: submission.threshold,
            read_only_by_default: self.identity.deployment == Deployment::Postgresql,
        };
        let since = now();
        let statement = Arc::new(Statement::start(Arc::clone(&self.connector), session, script));
        self.statements.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), statement);
        Ok(Submitted { statement: id, since })
    }

    async fn wait(&self, statement: &StatementId, at_most: Duration) -> Result<Progress, WarehouseError> {
        Ok(self.statement(statement)?.wait(at_most).await)
    }

    async fn cancel(&self, statement: &StatementId) -> Result<Cancelled, WarehouseError> {
        self.statement(statement)?.cancel().await
    }

    async fn find(&self, name: &str, _known: Option<&StatementId>) -> Result<Found, WarehouseError> {
        find::end_all(&self.connector, self.identity.deployment, name).await?;
        Ok(Found::Nothing)
    }

    #[cfg(feature = "aws")]
    fn aws_calls(&self) -> Option<&dyn crate::Calls> {
        self.aws.as_ref().map(|calls| calls as &dyn crate::Calls)
    }

    async fn fetch(&self, statement: &StatementId) -> Result<Box<dyn Rows>, WarehouseError> {
        match self.statement(statement)?.take_result().await {
            Some(spooled) => Ok(Box::new(spooled)),
            None => Err(WarehouseError::new(ErrorClass::Unknown, format!("statement {statement} has no result"))),
        }
    }
}

impl fmt::Debug for PostgresWarehouse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("PostgresWarehouse");
        shown.field("address", &self.identity.address).field("user", &self.identity.user).finish_non_exhaustive()
    }
}

/// The clock of this machine: the server says nothing about when it took a statement.
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
