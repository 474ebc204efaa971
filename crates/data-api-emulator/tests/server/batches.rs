//! Batches.

use aws_sdk_redshiftdata::operation::batch_execute_statement::builders::BatchExecuteStatementFluentBuilder;
use aws_sdk_redshiftdata::types::{ExecutionMode, StatusString};

use crate::fixture::{CLUSTER, DATABASE, ONE_ROW, SLOW, Stage, refused};

const WRONG: &str = "select * from no_such_table";

fn batch(stage: &Stage, sqls: &[&str]) -> BatchExecuteStatementFluentBuilder {
    let batch = stage.client.batch_execute_statement().cluster_identifier(CLUSTER).database(DATABASE);
    sqls.iter().fold(batch, |batch, sql| batch.sqls(*sql))
}

/// The statuses of the batch and of its statements.
async fn statuses(stage: &Stage, batch: BatchExecuteStatementFluentBuilder) -> (String, String, Vec<String>) {
    let id = batch.send().await.expect("taken").id.expect("an id");
    let described = stage.ended(&id).await;
    let word = |status: Option<&str>| status.unwrap_or_default().to_owned();
    let subs = described.sub_statements().iter().map(|sub| word(sub.status().map(|status| status.as_str())));
    (word(described.status().map(StatusString::as_str)), word(described.error()), subs.collect())
}

#[tokio::test]
async fn the_statements_of_a_batch_run_in_order_and_each_has_its_result() {
    let stage = Stage::new().await;
    let taken = batch(&stage, &[ONE_ROW, "select 2 as n"]).wait_time_seconds(30).send().await.expect("taken");
    assert_eq!(taken.status().map(|status| status.as_str()), Some("FINISHED"));
    let id = taken.id().expect("an id");
    let described = stage.describe(id).await;
    assert_eq!((described.result_rows(), described.query_string()), (2, None));
    assert_eq!(described.execution_mode(), Some(&ExecutionMode::Transaction));
    let ids: Vec<_> = described.sub_statements().iter().map(|sub| sub.id().to_owned()).collect();
    assert_eq!(ids, [format!("{id}:1"), format!("{id}:2")]);
    let second = stage.client.get_statement_result().id(&ids[1]).send().await.expect("a result");
    assert_eq!(second.records()[0][0].as_long_value(), Ok(&2));
    let only = stage.describe(&ids[1]).await;
    assert_eq!((only.id(), only.sub_statements().len()), (id, 1), "the batch, with the one asked for");
    assert_eq!(only.sub_statements()[0].query_string(), Some("select 2 as n"));
    for wrong in [id.to_owned(), format!("{id}:3"), format!("{id}:0")] {
        let (name, ..) = refused(stage.client.get_statement_result().id(&wrong).send().await);
        assert_eq!(name, "ResourceNotFoundException", "{wrong}");
    }
}

#[tokio::test]
async fn a_failure_ends_a_transaction_and_only_itself_otherwise() {
    let stage = Stage::new().await;
    let (status, error, subs) = statuses(&stage, batch(&stage, &[ONE_ROW, WRONG, ONE_ROW])).await;
    assert_eq!((status.as_str(), subs), ("FAILED", ["FINISHED", "FAILED", "ABORTED"].map(str::to_owned).to_vec()));
    assert!(error.starts_with("Query #2 failed with ERROR: "), "{error}");
    let each = batch(&stage, &[ONE_ROW, WRONG, ONE_ROW]).execution_mode(ExecutionMode::AutoCommit);
    let (status, _, subs) = statuses(&stage, each).await;
    assert_eq!((status.as_str(), subs), ("FAILED", ["FINISHED", "FAILED", "FINISHED"].map(str::to_owned).to_vec()));
}

#[tokio::test]
async fn a_batch_is_cancelled_as_a_whole() {
    let stage = Stage::new().await;
    let id = batch(&stage, &[ONE_ROW, ONE_ROW]).statement_name(SLOW).send().await.expect("taken").id.expect("an id");
    let (name, ..) = refused(stage.client.cancel_statement().id(format!("{id}:1")).send().await);
    assert_eq!(name, "ValidationException");
    assert_eq!(stage.client.cancel_statement().id(&id).send().await.expect("cancelled").status(), Some(true));
    let described = stage.describe(&id).await;
    assert_eq!(described.status(), Some(&StatusString::Aborted));
    let aborted = described.sub_statements().iter().filter(|sub| sub.status().is_some_and(|s| s.as_str() == "ABORTED"));
    assert_eq!(aborted.count(), 2);
}
