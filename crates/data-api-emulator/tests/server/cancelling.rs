//! Cancelling, by the caller and by somebody else.

use aws_sdk_redshiftdata::types::StatusString;
use data_api_emulator::{Fault, Injection};
use review_sample::SampleWarehouse;

use crate::fixture::{ONE_ROW, SLOW, Stage, refused};

#[tokio::test]
async fn a_cancelled_statement_is_gone_from_the_warehouse() {
    let stage = Stage::new().await;
    let slow = stage.execute(ONE_ROW).statement_name(SLOW).wait_time_seconds(1).send().await.expect("taken");
    let id = slow.id().expect("an id");
    assert_eq!(SampleWarehouse::running(SLOW), 1);
    assert_eq!(stage.client.cancel_statement().id(id).send().await.expect("cancelled").status(), Some(true));
    assert_eq!(SampleWarehouse::running(SLOW), 0);
    let described = stage.describe(id).await;
    assert_eq!((described.status(), described.has_result_set()), (Some(&StatusString::Aborted), Some(false)));
    let (name, message, _) = refused(stage.client.cancel_statement().id(id).send().await);
    assert_eq!(name, "ValidationException");
    assert_eq!(message, format!("Could not cancel a query that is already in ABORTED state with ID: {id}"));
}

#[tokio::test]
async fn what_has_finished_cannot_be_cancelled() {
    let stage = Stage::new().await;
    let id = stage.finished(stage.execute(ONE_ROW)).await;
    let (name, message, _) = refused(stage.client.cancel_statement().id(&id).send().await);
    assert!(name == "ValidationException" && message.contains("already in FINISHED state"), "{name}: {message}");
    assert!(stage.client.get_statement_result().id(&id).send().await.is_ok(), "its result is there");
}

#[tokio::test]
async fn an_administrator_ends_a_statement_really() {
    let stage = Stage::new().await;
    let slow = stage.execute(ONE_ROW).statement_name(SLOW).wait_time_seconds(1).send().await.expect("taken");
    let id = slow.id().expect("an id");
    assert!(stage.emulator.abort(id).await);
    assert_eq!(SampleWarehouse::running(SLOW), 0);
    let described = stage.describe(id).await;
    assert_eq!(described.status(), Some(&StatusString::Aborted));
    assert!(described.error().is_some_and(|error| error.contains("cancelled")), "{:?}", described.error());
    assert!(!stage.emulator.abort(id).await, "it has ended");
}

#[tokio::test]
async fn a_cancellation_can_be_ignored_on_demand() {
    let stage = Stage::new().await;
    stage.emulator.inject(Injection::next(Fault::IgnoreCancel(true)));
    let slow = stage.execute(ONE_ROW).statement_name(SLOW).wait_time_seconds(1).send().await.expect("taken");
    let id = slow.id().expect("an id");
    assert_eq!(stage.client.cancel_statement().id(id).send().await.expect("answered").status(), Some(true));
    assert_eq!(stage.describe(id).await.status(), Some(&StatusString::Started), "it goes on");
    assert_eq!(stage.client.cancel_statement().id(id).send().await.expect("answered").status(), Some(true));
    assert_eq!(stage.describe(id).await.status(), Some(&StatusString::Aborted), "the second one counts");
}
