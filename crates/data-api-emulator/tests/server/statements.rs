//! Statements from submission to their end.

use std::time::{Duration, Instant};

use aws_sdk_redshiftdata::types::StatusString;
use data_api_emulator::Options;

use crate::fixture::{CLUSTER, DATABASE, ONE_ROW, SLOW, Stage, refused};

#[tokio::test]
async fn a_statement_runs_and_is_described_with_its_numbers() {
    let stage = Stage::new().await;
    let taken = stage.execute(ONE_ROW).statement_name("run/One/1").db_user("reviewer").send().await.expect("taken");
    assert_eq!(taken.cluster_identifier(), Some(CLUSTER));
    assert_eq!((taken.database(), taken.db_user()), (Some(DATABASE), Some("reviewer")));
    assert!(taken.created_at().is_some() && taken.status().is_none(), "a status is told to those who wait");
    let id = taken.id().expect("an id");
    let described = stage.ended(id).await;
    assert_eq!(described.status(), Some(&StatusString::Finished));
    assert_eq!((described.id(), described.query_string()), (id, Some(ONE_ROW)));
    assert_eq!((described.result_rows(), described.result_size()), (1, 9));
    assert_eq!(described.has_result_set(), Some(true));
    assert!(described.duration() > 0 && described.redshift_pid() > 0 && described.redshift_query_id() > 0);
    let (created, updated) = (described.created_at().expect("created"), described.updated_at().expect("updated"));
    assert!(created.as_secs_f64() > 1.7e9 && updated.as_secs_f64() >= created.as_secs_f64());
    assert_eq!((described.cluster_identifier(), described.db_user()), (Some(CLUSTER), Some("reviewer")));
}

#[tokio::test]
async fn the_warehouses_error_is_told_and_there_is_nothing_to_fetch() {
    let stage = Stage::new().await;
    let id = stage.execute("select * from no_such_table").send().await.expect("taken").id.expect("an id");
    let described = stage.ended(&id).await;
    assert_eq!(described.status(), Some(&StatusString::Failed));
    let error = described.error().expect("an error");
    assert!(error.starts_with("ERROR: ") && error.contains("no_such_table"), "{error}");
    assert_eq!((described.result_rows(), described.has_result_set()), (-1, Some(false)));
    let (name, message, status) = refused(stage.client.get_statement_result().id(&id).send().await);
    assert_eq!((name.as_str(), status), ("ResourceNotFoundException", 400));
    assert_eq!(message, "Query does not have result. Please check query status with DescribeStatement.");
}

#[tokio::test]
async fn a_call_that_waits_returns_with_the_end_or_when_its_time_is_over() {
    let stage = Stage::new().await;
    let taken = stage.execute(ONE_ROW).wait_time_seconds(30).send().await.expect("taken");
    assert_eq!(taken.status().map(|status| status.as_str()), Some("FINISHED"));
    assert_eq!(taken.has_result_set(), Some(true));
    let began = Instant::now();
    let slow = stage.execute(ONE_ROW).statement_name(SLOW).wait_time_seconds(1).send().await.expect("taken");
    assert!(began.elapsed() >= Duration::from_secs(1));
    assert!(matches!(slow.status().map(|status| status.as_str()), Some("STARTED")));
    let id = slow.id().expect("an id");
    let described = stage.client.describe_statement().id(id).wait_time_seconds(1).send().await.expect("described");
    assert_eq!(described.status(), Some(&StatusString::Started));
    assert_eq!((described.duration(), described.result_size()), (-1, -1));
    let (name, ..) = refused(stage.client.get_statement_result().id(id).wait_time_seconds(1).send().await);
    assert_eq!(name, "ResourceNotFoundException", "not yet");
    assert!(began.elapsed() >= Duration::from_secs(3), "each of the three waited");
}

#[tokio::test]
async fn without_long_polling_nobody_waits() {
    let stage = Stage::with(Options { long_polling: false, ..Options::default() }).await;
    let began = Instant::now();
    let slow = stage.execute(ONE_ROW).statement_name(SLOW).wait_time_seconds(30).send().await.expect("taken");
    stage.client.describe_statement().id(slow.id().expect("an id")).wait_time_seconds(30).send().await.expect("told");
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_client_token_stands_for_one_statement_for_eight_hours() {
    let stage = Stage::new().await;
    let submit = || stage.execute(ONE_ROW).client_token("attempt-1").statement_name("a/b/1");
    let first = stage.finished(submit()).await;
    assert_eq!(stage.finished(submit()).await, first);
    let waiting = submit().wait_time_seconds(1).send().await.expect("taken");
    assert_eq!(waiting.id(), Some(first.as_str()), "how long a call waits is no part of the submission");
    let (name, message, _) = refused(stage.execute("select 2 as n").client_token("attempt-1").send().await);
    assert_eq!(name, "ValidationException");
    assert!(message.contains("ClientToken"), "{message}");
    stage.clock.advance(Duration::from_secs(8 * 3600));
    assert_ne!(stage.finished(submit()).await, first, "the token is forgotten");
}

#[tokio::test]
async fn an_aborted_statement_comes_back_aborted_under_its_token() {
    let stage = Stage::new().await;
    let submit = || stage.execute(ONE_ROW).client_token("attempt-1").statement_name(SLOW);
    let id = submit().send().await.expect("taken").id.expect("an id");
    let cancelled = stage.client.cancel_statement().id(&id).send().await.expect("cancelled");
    assert_eq!(cancelled.status(), Some(true));
    let again = submit().wait_time_seconds(30).send().await.expect("taken");
    assert_eq!((again.id(), again.status().map(|status| status.as_str())), (Some(id.as_str()), Some("ABORTED")));
}

#[tokio::test]
async fn parameters_are_put_in_as_values() {
    use aws_sdk_redshiftdata::types::SqlParameter;
    let stage = Stage::new().await;
    let parameter = SqlParameter::builder().name("t").value("it's").build().expect("a parameter");
    let sql = "select cast(:t as varchar(10)) as t, ':t' as u";
    let id = stage.finished(stage.execute(sql).parameters(parameter)).await;
    let result = stage.client.get_statement_result().id(&id).send().await.expect("a result");
    let texts: Vec<_> = result.records()[0].iter().map(|field| field.as_string_value().expect("text")).collect();
    assert_eq!(texts, ["it's", ":t"]);
    let described = stage.describe(&id).await;
    assert_eq!((described.query_string(), described.query_parameters()[0].value()), (Some(sql), "it's"));
}
