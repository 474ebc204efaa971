//! A PostgreSQL, an emulator in front of it, and configurations for clients of it.

use std::sync::Arc;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::Builder;
use data_api_emulator::{Administrator, ControlPlane, Emulator, Options};
use review_warehouse::aws::credentials::{AwsCredentials, Way};
use review_warehouse::postgres::{Address, ConnectError, PostgresWarehouse};
use review_warehouse::scripted::ScriptedServer;
use review_warehouse::testing::PostgresServer;
use review_warehouse::{Progress, Submission, Warehouse, WarehouseError};

pub(crate) const CLUSTER: &str = "sales";
pub(crate) const WORKGROUP: &str = "shop";
/// The access key of a user of IAM.
pub(crate) const USER_KEY: &str = "AKIAALICE";

/// What a cluster, a workgroup and the rest of AWS answer, without a database behind.
pub(crate) async fn emulator(control_plane: ControlPlane) -> Emulator {
    let options = Options {
        clusters: vec![CLUSTER.to_owned(), "both".to_owned()],
        workgroups: vec![WORKGROUP.to_owned(), "both".to_owned()],
        control_plane,
        ..Options::default()
    };
    Emulator::start(Arc::new(ScriptedServer::new().connect()), options).await.expect("an emulator")
}

/// A configuration as the program makes it, for the emulator.
pub(crate) async fn config(emulator: &Emulator, access_key: &str) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(Builder::new().build_http())
        .region(Region::new("us-east-1"))
        .endpoint_url(emulator.url())
        .retry_config(RetryConfig::disabled())
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            access_key, "secret", None, None, "test",
        )))
        .load()
        .await
}

/// An emulator in front of a PostgreSQL with TLS and passwords, in which a database user `reviewer` exists.
pub(crate) struct Stage {
    pub(crate) postgres: PostgresServer,
    pub(crate) emulator: Emulator,
}

impl Stage {
    pub(crate) async fn new(change: impl FnOnce(&PostgresServer, &mut ControlPlane)) -> Self {
        let postgres = PostgresServer::start();
        postgres.execute("create role reviewer nologin");
        let mut control_plane = ControlPlane { administrator: Some(administrator(&postgres)), ..Default::default() };
        change(&postgres, &mut control_plane);
        let emulator = emulator(control_plane).await;
        Self { postgres, emulator }
    }

    /// Whoever issues logins by that way in.
    pub(crate) fn issuer(config: SdkConfig, way: Way) -> Arc<AwsCredentials> {
        Arc::new(AwsCredentials::new(config, way))
    }

    /// The wire adapter, with logins from AWS.
    pub(crate) async fn connect(&self, issuer: Arc<AwsCredentials>) -> Result<PostgresWarehouse, ConnectError> {
        // Who issues the logins is given beside the address.
        let (port, roots) = (self.postgres.port(), self.postgres.ca_file());
        let address = format!("postgres://anybody@127.0.0.1:{port}/postgres?sslrootcert={}", roots.display());
        let mut address: Address = address.parse().expect("an address");
        address.user = None;
        PostgresWarehouse::connect_with(address, issuer).await
    }

    /// How many calls of an operation there were.
    pub(crate) fn calls(&self, operation: &str) -> usize {
        self.emulator.calls().iter().filter(|call| call.operation == operation).count()
    }
}

fn administrator(postgres: &PostgresServer) -> Administrator {
    Administrator {
        host: "127.0.0.1".to_owned(),
        port: postgres.port(),
        user: PostgresServer::SUPERUSER.to_owned(),
        password: postgres.password().to_owned(),
        database: "postgres".to_owned(),
        root_certificates: postgres.ca_file(),
    }
}

/// Runs a query and answers the first cell.
pub(crate) async fn cell(warehouse: &PostgresWarehouse, sql: &str) -> String {
    cell_in(warehouse, None, sql).await
}

/// The same in a database that is named.
pub(crate) async fn cell_in(warehouse: &PostgresWarehouse, database: Option<&str>, sql: &str) -> String {
    let submission = Submission { database: database.map(str::to_owned), ..submission(sql) };
    let submitted = warehouse.submit(&submission).await.expect("submitted");
    let ended = warehouse.wait(&submitted.statement, Duration::MAX).await.expect("asked");
    assert_eq!(ended, Progress::Finished, "{sql}");
    let mut rows = warehouse.fetch(&submitted.statement).await.expect("a result");
    let rows = rows.next().await.expect("readable").expect("a row");
    format!("{:?}", rows[0][0])
}

/// Hands a query over.
pub(crate) fn submission(sql: &str) -> Submission {
    Submission {
        name: "run/Query/1".to_owned(),
        attempt: 1,
        sql: sql.to_owned(),
        database: None,
        max_rows: 10,
        threshold: Duration::from_secs(30),
    }
}

/// The warehouse's error of a connection that was not made.
pub(crate) fn refused(result: Result<PostgresWarehouse, ConnectError>) -> WarehouseError {
    match result {
        Err(ConnectError::Warehouse(error)) => error,
        other => panic!("the warehouse lets nobody in: {other:?}"),
    }
}
