//! What goes wrong between the adapter and AWS.

use std::time::{Duration, Instant};

use data_api_emulator::{Fault, Injection, Options};
use review_core::error_class::ErrorClass;
use review_warehouse::data_api::Operation;
use review_warehouse::{Cancelled, Found, Progress, Warehouse as _};

use crate::harness::{CLUSTER, PATIENCE, Stage, finished, rows, run, started, submission};

const MANY: &str = "select n from generate_series(1, 5000) as t(n)";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_throttled_call_is_made_again_and_the_statement_finishes() {
    let stage = Stage::set().await;
    let warehouse = stage.warehouse().await;
    for operation in ["ExecuteStatement", "DescribeStatement", "GetStatementResult"] {
        stage.emulator.inject(Injection::of(operation, 2, Fault::Throttle));
    }
    let statement = finished(&warehouse, "run/Throttled/1", "select 1").await;
    assert_eq!(rows(&warehouse, &statement).await.map(|rows| rows.len()), Ok(1));
    let calls = warehouse.calls();
    assert_eq!(calls.of(Operation::ExecuteStatement), 3);
    assert_eq!(calls.of(Operation::DescribeStatement), 3);
    assert_eq!(calls.of(Operation::GetStatementResult), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handover_whose_answer_is_lost_makes_one_statement() {
    let stage = Stage::set().await;
    let warehouse = stage.warehouse().await;
    stage.emulator.inject(Injection::of("ExecuteStatement", 1, Fault::DropAfter));
    let statement = finished(&warehouse, "run/Lost/1", "select 1").await;
    let handovers: Vec<_> =
        stage.emulator.calls().into_iter().filter(|call| call.operation == "ExecuteStatement").collect();
    assert_eq!(handovers.len(), 2, "it was tried again");
    assert!(handovers.iter().all(|call| call.id.as_ref() == Some(&statement.0)), "{handovers:?}");
    assert_eq!(handovers[0].client_token, handovers[1].client_token);
    assert_eq!(handovers[0].client_token.as_ref().map(String::len), Some(64));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_is_lost_costs_nothing_but_another_call() {
    let stage = Stage::set().await;
    let warehouse = stage.warehouse().await;
    stage.emulator.inject(Injection::of("DescribeStatement", 1, Fault::DropBefore));
    stage.emulator.inject(Injection::of("GetStatementResult", 1, Fault::DropAfter));
    stage.emulator.inject(Injection::of(
        "DescribeStatement",
        1,
        Fault::Error { name: "InternalServerException".to_owned(), message: "oops".to_owned() },
    ));
    let statement = finished(&warehouse, "run/Cut/1", MANY).await;
    assert_eq!(rows(&warehouse, &statement).await.map(|rows| rows.len()), Ok(5000));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_result_that_is_not_whole_is_an_error_in_both_forms() {
    let mut options = Options::cluster(CLUSTER);
    options.limits.csv_chunk_bytes = 4 << 10;
    options.limits.csv_page_chunks = 1;
    let stage = Stage::set_with(options).await;
    for (form, operation) in [("json", "GetStatementResult"), ("csv", "GetStatementResultV2")] {
        let warehouse = stage.warehouse_of("AKIAREVIEWER", &format!("?result_format={form}")).await;
        let statement = finished(&warehouse, &format!("run/Whole_{form}/1"), MANY).await;
        assert_eq!(rows(&warehouse, &statement).await.map(|rows| rows.len()), Ok(5000), "{form}");
        for (fault, words) in [
            (Fault::SkipPage, "a part of the result is missing: "),
            (Fault::WrongTotal(1), "a part of the result is missing: 5000 rows came of 5001"),
            (Fault::WrongTotal(-1), "the result is longer than it said"),
        ] {
            stage.emulator.inject(Injection::of(operation, 1, fault.clone()));
            let error = rows(&warehouse, &statement).await.expect_err("rows are missing or too many");
            assert!(error.message.starts_with(words), "{form} {fault:?}: {error}");
            assert!(error.class.is_repeated(), "the next round fetches it anew: {error}");
            stage.emulator.clear_faults();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_service_says_of_the_warehouse_has_its_class() {
    let stage = Stage::set().await;
    let warehouse = stage.warehouse().await;
    let fault = |name: &str, message: &str| Fault::Error { name: name.to_owned(), message: message.to_owned() };
    for (fault, class) in [
        (Fault::paused_cluster(), ErrorClass::Paused),
        (Fault::unknown_cluster(), ErrorClass::Gone),
        (fault("ActiveStatementsExceededException", "too many"), ErrorClass::QueueLimit),
        (fault("ExpiredTokenException", "the token is expired"), ErrorClass::Permission),
    ] {
        stage.emulator.inject(Injection::of("ExecuteStatement", 1, fault));
        let error = warehouse.submit(&submission("run/Refused/1", "select 1")).await.expect_err("refused");
        assert_eq!(error.class, class, "{error}");
        assert!(error.code.is_some(), "{error}");
    }
    let words = "User: arn:aws:iam::123456789012:user/r is not authorized to perform: redshift-data:ExecuteStatement on \
                 resource: arn:aws:redshift:eu-west-1:123456789012:cluster:emulated";
    stage.emulator.inject(Injection::of("ExecuteStatement", 1, fault("AccessDeniedException", words)));
    let error = warehouse.submit(&submission("run/Denied/1", "select 1")).await.expect_err("denied");
    let remedy = error.remedy.expect("a remedy");
    assert!(remedy.contains(r#""Action": "redshift-data:ExecuteStatement""#), "{remedy}");
    assert!(remedy.contains("cluster:emulated"), "{remedy}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_nobody_knows_is_gone() {
    let stage = Stage::set_with(Options::cluster("another")).await;
    let error = stage.warehouse().await.identify().await.expect_err("there is no such cluster");
    assert_eq!(error.class, ErrorClass::Gone, "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_that_an_administrator_ends_was_aborted() {
    let stage = Stage::set().await;
    let warehouse = stage.warehouse().await;
    let statement = started(&warehouse, "run/Ended/1", "select pg_sleep(120)").await;
    assert_eq!(warehouse.wait(&statement, Duration::from_secs(1)).await, Ok(Progress::Running));
    assert!(stage.emulator.abort(&statement.0).await);
    let Ok(Progress::Failed(error)) = warehouse.wait(&statement, PATIENCE).await else { panic!("it was ended") };
    assert_eq!(error.class, ErrorClass::Aborted, "{error}");
    assert!(error.class.is_repeated());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancellation_that_is_ignored_is_told_within_seconds() {
    let stage = Stage::set().await;
    let warehouse = stage.warehouse().await;
    let statement = started(&warehouse, "run/Deaf/1", "select pg_sleep(120)").await;
    stage.emulator.inject(Injection::always("CancelStatement", Fault::IgnoreCancel(true)));
    let began = Instant::now();
    assert_eq!(warehouse.cancel(&statement).await, Ok(Cancelled::StillRunning));
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    stage.emulator.clear_faults();
    assert_eq!(warehouse.cancel(&statement).await, Ok(Cancelled::Gone));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_statement_speaks_the_warehouses_words_with_the_grant_that_mends_it() {
    let stage = Stage::set().await;
    let warehouse = stage.warehouse().await;
    let (_, progress) = run(&warehouse, "run/Secret/1", "select * from secret").await;
    let Progress::Failed(error) = progress else { panic!("the reviewer may not read it") };
    assert_eq!(error.message, "permission denied for table secret");
    let remedy = error.remedy.expect("a remedy");
    assert!(remedy.contains("GRANT SELECT ON TABLE secret TO \"IAM:AKIAREVIEWER\";"), "{remedy}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_result_is_run_again_and_says_why() {
    let stage = Stage::set().await;
    let warehouse = stage.warehouse().await;
    let statement = finished(&warehouse, "run/Old/1", "select 1").await;
    assert!(stage.emulator.expire(&statement.0, false));
    let error = rows(&warehouse, &statement).await.expect_err("the result is gone");
    assert!(error.class.is_repeated(), "{error}");
    assert!(error.remedy.is_some_and(|remedy| remedy.contains("older than 24 hours is gone")));
    assert!(stage.emulator.expire(&statement.0, true));
    let next = stage.warehouse().await;
    assert_eq!(next.find("run/Old/1", Some(&statement)).await, Ok(Found::Nothing));
}
