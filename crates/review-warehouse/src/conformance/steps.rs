//! The steps that cases are made of.

use std::time::Duration;

use review_core::StatementId;
use review_core::result::{Column, Row};
use tokio::time::{Instant, sleep};

use super::fixture::{Fixture, Kind};
use crate::{Progress, Submission, Warehouse, WarehouseError};

/// Long enough for what ends by itself, on a busy machine too.
pub(super) const PATIENCE: Duration = Duration::from_secs(180);
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(20);

/// A submission without a limit that matters.
pub(super) fn submission(case: &str, kind: Kind, sql: &str) -> Submission {
    Submission {
        name: format!("{case}/{}/1", kind.word()),
        attempt: 1,
        sql: sql.to_owned(),
        database: None,
        max_rows: 1_000_000,
        threshold: Duration::from_secs(300),
    }
}

/// Hands a statement over that the warehouse takes.
pub(super) async fn started(warehouse: &dyn Warehouse, submission: &Submission) -> StatementId {
    warehouse.submit(submission).await.expect("the warehouse takes the statement").statement
}

/// Runs a statement to its end.
pub(super) async fn run(warehouse: &dyn Warehouse, submission: &Submission) -> Result<StatementId, WarehouseError> {
    let statement = warehouse.submit(submission).await?.statement;
    match warehouse.wait(&statement, PATIENCE).await? {
        Progress::Finished => Ok(statement),
        Progress::Failed(error) => Err(error),
        Progress::Running => panic!("`{}` still runs after {PATIENCE:?}", submission.sql),
    }
}

/// Runs a statement that must fail, at once or later.
pub(super) async fn failure(warehouse: &dyn Warehouse, submission: &Submission) -> WarehouseError {
    run(warehouse, submission).await.expect_err("the warehouse refuses the statement")
}

/// Reads a whole result.
pub(super) async fn fetched(warehouse: &dyn Warehouse, statement: &StatementId) -> (Vec<Column>, Vec<Row>) {
    let mut result = warehouse.fetch(statement).await.expect("a finished statement has a result");
    let mut all = Vec::new();
    while let Some(rows) = result.next().await.expect("the result can be read") {
        assert!(!rows.is_empty(), "a chunk holds at least one row");
        all.extend(rows);
    }
    assert_eq!(result.next().await.expect("the end can be asked for again"), None, "the end stays the end");
    (result.columns().to_vec(), all)
}

/// Waits until as many statements of that name run in the warehouse; true when that cannot be seen.
pub(super) async fn comes_to_live(fixture: &dyn Fixture, name: &str, wanted: usize) -> bool {
    let until = Instant::now() + PATIENCE;
    loop {
        match fixture.live(name).await {
            Some(live) if live != wanted && Instant::now() < until => sleep(LOOK_AGAIN_AFTER).await,
            Some(live) => return live == wanted,
            None => return true,
        }
    }
}

/// Asserts how many statements of that name run in the warehouse right now, where that can be seen.
pub(super) async fn assert_live(fixture: &dyn Fixture, name: &str, wanted: usize) {
    if let Some(live) = fixture.live(name).await {
        assert_eq!(live, wanted, "statements of `{name}` that run in the warehouse");
    }
}
