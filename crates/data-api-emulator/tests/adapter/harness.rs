//! A PostgreSQL server, an emulator in front of it, and adapters in front of that.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_redshiftdata::config::Credentials;
use data_api_emulator::{Emulator, Options};
use review_core::StatementId;
use review_core::result::Row;
use review_warehouse::aws::Kind;
use review_warehouse::data_api::DataApiWarehouse;
use review_warehouse::postgres::{Password, PasswordSource, PostgresWarehouse};
use review_warehouse::testing::PostgresServer;
use review_warehouse::{Progress, Submission, Warehouse as _, WarehouseError};

pub(crate) const REVIEWER: &str = "reviewer";
pub(crate) const CLUSTER: &str = "emulated";
const PASSWORD: &str = "it's a secret";
/// Long enough for what ends by itself, on a busy machine too.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Stage {
    pub(crate) server: PostgresServer,
    pub(crate) emulator: Emulator,
    pub(crate) region: String,
}

impl Stage {
    pub(crate) async fn set() -> Self {
        Self::set_with(Options::cluster(CLUSTER)).await
    }

    pub(crate) async fn set_with(options: Options) -> Self {
        let server = PostgresServer::start();
        server.execute(&format!("create role {REVIEWER} login password '{}'", PASSWORD.replace('\'', "''")));
        server.execute("create table secret (a int)");
        let source = PasswordSource::Given(Password::new(PASSWORD));
        let wire = PostgresWarehouse::connect(&server.url(REVIEWER, "postgres"), source).await;
        let wire = wire.expect("the server lets the reviewer in");
        let emulator = Emulator::start(Arc::new(wire), options).await.expect("the emulator starts");
        Self { server, emulator, region: own_region() }
    }

    pub(crate) async fn warehouse(&self) -> DataApiWarehouse {
        self.warehouse_of("AKIAREVIEWER", "").await
    }

    /// An adapter that calls with that access key and has these parameters in its address.
    pub(crate) async fn warehouse_of(&self, key: &str, parameters: &str) -> DataApiWarehouse {
        let address = format!("redshift://{CLUSTER}/postgres{parameters}").parse().expect("an address");
        let config = config(&self.emulator.url(), &self.region, key).await;
        DataApiWarehouse::with_config(address, &config, Kind::Cluster).expect("a Region is set")
    }
}

/// Tests that run in one process must not slow each other down: a Region has one limiter.
pub(crate) fn own_region() -> String {
    static REGIONS: AtomicU32 = AtomicU32::new(1);
    format!("xx-test-{}", REGIONS.fetch_add(1, Ordering::Relaxed))
}

pub(crate) async fn config(url: &str, region: &str, key: &str) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .region(Region::new(region.to_owned()))
        .endpoint_url(url)
        .credentials_provider(Credentials::new(key, "hunter2-the-secret-key", None, None, "test"))
        .load()
        .await
}

pub(crate) fn submission(name: &str, sql: &str) -> Submission {
    Submission {
        name: name.to_owned(),
        attempt: 1,
        sql: sql.to_owned(),
        database: None,
        max_rows: 1_000_000,
        threshold: Duration::from_secs(300),
    }
}

pub(crate) async fn started(warehouse: &DataApiWarehouse, name: &str, sql: &str) -> StatementId {
    warehouse.submit(&submission(name, sql)).await.expect("the statement is taken").statement
}

/// Runs a statement to its end, whatever that is.
pub(crate) async fn run(warehouse: &DataApiWarehouse, name: &str, sql: &str) -> (StatementId, Progress) {
    let statement = started(warehouse, name, sql).await;
    let progress = warehouse.wait(&statement, PATIENCE).await.expect("the service can be asked");
    (statement, progress)
}

/// Runs a statement that finishes.
pub(crate) async fn finished(warehouse: &DataApiWarehouse, name: &str, sql: &str) -> StatementId {
    let (statement, progress) = run(warehouse, name, sql).await;
    assert_eq!(progress, Progress::Finished);
    statement
}

/// The rows of a result, or what kept them.
pub(crate) async fn rows(warehouse: &DataApiWarehouse, statement: &StatementId) -> Result<Vec<Row>, WarehouseError> {
    let mut result = warehouse.fetch(statement).await?;
    let mut rows = Vec::new();
    while let Some(more) = result.next().await? {
        rows.extend(more);
    }
    Ok(rows)
}
