//! Faults on demand.

use std::time::{Duration, Instant};

use aws_sdk_redshiftdata::error::SdkError;
use data_api_emulator::{Fault, Injection, Limits, Options};

use crate::fixture::{ONE_ROW, Stage, client_that_tries, refused};

#[tokio::test]
async fn the_next_calls_are_throttled_and_the_sdk_gets_through() {
    let stage = Stage::new().await;
    let id = stage.finished(stage.execute(ONE_ROW)).await;
    stage.emulator.inject(Injection::of("DescribeStatement", 2, Fault::Throttle));
    let (name, _, status) = refused(stage.client.describe_statement().id(&id).send().await);
    assert_eq!((name.as_str(), status), ("ThrottlingException", 400));
    let patient = client_that_tries(&stage.emulator.url(), "AKIAREVIEWER", 3);
    assert!(patient.describe_statement().id(&id).send().await.is_ok(), "the SDK tries again by itself");
    let throttled = stage.emulator.calls().into_iter().filter(|call| call.fault.as_deref() == Some("throttle"));
    assert_eq!(throttled.count(), 2);
}

#[tokio::test]
async fn a_lost_answer_is_made_good_by_the_client_token() {
    let stage = Stage::new().await;
    stage.emulator.inject(Injection::of("ExecuteStatement", 1, Fault::DropAfter));
    let error = stage.execute(ONE_ROW).client_token("a").send().await.expect_err("no answer");
    assert!(matches!(error, SdkError::DispatchFailure(_)), "{error:?}");
    let lost = stage.emulator.calls().pop().expect("a call");
    assert_eq!(lost.fault.as_deref(), Some("drop_after"));
    let again = stage.execute(ONE_ROW).client_token("a").send().await.expect("taken");
    assert_eq!(again.id(), lost.id.as_deref(), "the statement that was started");
}

#[tokio::test]
async fn a_connection_lost_before_leaves_no_effect() {
    let stage = Stage::new().await;
    stage.emulator.inject(Injection::of("ExecuteStatement", 1, Fault::DropBefore));
    let patient = client_that_tries(&stage.emulator.url(), "AKIAREVIEWER", 3);
    let submit = patient.execute_statement().cluster_identifier("emulated").database("dev").sql(ONE_ROW);
    submit.wait_time_seconds(30).send().await.expect("the SDK tries again by itself");
    let list = stage.client.list_statements().send().await.expect("a list");
    assert_eq!(list.statements().len(), 1);
}

#[tokio::test]
async fn a_call_can_be_slow() {
    let stage = Stage::new().await;
    stage.emulator.inject(Injection::next(Fault::Delay(Duration::from_millis(700))));
    let began = Instant::now();
    stage.client.list_statements().send().await.expect("a list");
    assert!(began.elapsed() >= Duration::from_millis(700));
}

#[tokio::test]
async fn a_page_can_be_missing_and_the_total_can_be_wrong() {
    let limits = Limits { page_rows: 1, ..Limits::default() };
    let stage = Stage::with(Options { limits, ..Options::default() }).await;
    let id = stage.finished(stage.execute("select 1 as n union all select 2 union all select 3 order by 1")).await;
    stage.emulator.inject(Injection::next(Fault::SkipPage));
    stage.emulator.inject(Injection::next(Fault::WrongTotal(-1)));
    let first = stage.client.get_statement_result().id(&id).send().await.expect("a page");
    assert_eq!(first.total_num_rows(), 2);
    let token = first.next_token().expect("another page");
    let last = stage.client.get_statement_result().id(&id).next_token(token).send().await.expect("a page");
    assert_eq!((last.total_num_rows(), last.next_token()), (3, None));
    assert_eq!(last.records()[0][0].as_long_value(), Ok(&3), "the second row is missing");
}

#[tokio::test]
async fn a_result_and_a_statement_can_expire_at_once() {
    let stage = Stage::new().await;
    let id = stage.finished(stage.execute(ONE_ROW)).await;
    assert!(stage.emulator.expire(&id, false));
    assert_eq!(refused(stage.client.get_statement_result().id(&id).send().await).0, "ResourceNotFoundException");
    assert!(stage.client.describe_statement().id(&id).send().await.is_ok());
    assert!(stage.emulator.expire(&id, true));
    assert_eq!(refused(stage.client.describe_statement().id(&id).send().await).0, "ResourceNotFoundException");
    assert!(!stage.emulator.expire(&id, true));
}

#[tokio::test]
async fn any_error_of_the_model_can_be_had_with_its_status() {
    let stage = Stage::new().await;
    let error = |name: &str| Fault::Error { name: name.to_owned(), message: "on demand".to_owned() };
    for (name, status) in [
        ("InternalServerException", 500),
        ("ExecuteStatementException", 500),
        ("ActiveSessionsExceededException", 400),
        ("AccessDeniedException", 400),
    ] {
        stage.emulator.inject(Injection::next(error(name)));
        let found = refused(stage.execute(ONE_ROW).send().await);
        assert_eq!(found, (name.to_owned(), "on demand".to_owned(), status));
    }
    stage.emulator.inject(Injection::always("ExecuteStatement", Fault::paused_cluster()));
    for _ in 0..2 {
        let (name, message, _) = refused(stage.execute(ONE_ROW).send().await);
        assert!(name == "ValidationException" && message.contains("paused"), "{name}: {message}");
    }
    stage.emulator.clear_faults();
    assert!(stage.execute(ONE_ROW).send().await.is_ok());
}
