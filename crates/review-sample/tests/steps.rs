//! The steps that tests are made of.

use std::time::Duration;

use review_core::StatementId;
use review_core::result::{Column, Row};
use review_sample::{SampleWarehouse, Variant};
use review_warehouse::{Progress, Submission, Warehouse, WarehouseError};

/// Long enough for a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) fn open(spec: &str) -> SampleWarehouse {
    SampleWarehouse::open(spec).expect("a sample")
}

pub(crate) fn sample(variant: Variant) -> SampleWarehouse {
    open(variant.word())
}

pub(crate) fn submission(name: &str, sql: &str) -> Submission {
    Submission {
        name: name.to_owned(),
        attempt: 1,
        sql: sql.to_owned(),
        database: None,
        max_rows: 50_000,
        threshold: Duration::from_secs(300),
    }
}

/// Submits under a name and waits for the end.
pub(crate) async fn ended(warehouse: &SampleWarehouse, name: &str, sql: &str) -> (StatementId, Progress) {
    let statement = warehouse.submit(&submission(name, sql)).await.expect("the statement is taken").statement;
    let progress = warehouse.wait(&statement, PATIENCE).await.expect("the statement is known");
    (statement, progress)
}

/// The result of a script.
pub(crate) async fn result(warehouse: &SampleWarehouse, sql: &str) -> Result<(Vec<Column>, Vec<Row>), WarehouseError> {
    let (statement, progress) = ended(warehouse, "run/Test/1", sql).await;
    match progress {
        Progress::Finished => {}
        Progress::Failed(error) => return Err(error),
        Progress::Running => panic!("still running after {PATIENCE:?}: {sql}"),
    }
    let mut fetched = warehouse.fetch(&statement).await?;
    let mut all = Vec::new();
    while let Some(rows) = fetched.next().await? {
        all.extend(rows);
    }
    Ok((fetched.columns().to_vec(), all))
}

/// The rows of a script that has to succeed.
pub(crate) async fn rows(warehouse: &SampleWarehouse, sql: &str) -> Vec<Row> {
    match result(warehouse, sql).await {
        Ok((_, rows)) => rows,
        Err(error) => panic!("{error}\n{sql}"),
    }
}
