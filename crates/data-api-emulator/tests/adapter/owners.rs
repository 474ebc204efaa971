//! Statements belong to the role that ran them, and a driver that was restarted takes up its own.

use std::time::Duration;

use review_warehouse::data_api::Operation;
use review_warehouse::{Cancelled, Found, Progress, Warehouse as _};

use crate::harness::{Stage, finished, rows, started};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_of_another_role_is_told_as_what_it_is() {
    let stage = Stage::set().await;
    let ours = stage.warehouse().await;
    let theirs = stage.warehouse_of("AKIASOMEBODY", "").await;
    let statement = finished(&ours, "run/Ours/1", "select 1").await;
    for error in [
        theirs.wait(&statement, Duration::ZERO).await.expect_err("not theirs"),
        theirs.cancel(&statement).await.expect_err("not theirs"),
        theirs.fetch(&statement).await.map(|_| ()).expect_err("not theirs"),
    ] {
        let remedy = error.remedy.clone().unwrap_or_default();
        assert!(remedy.starts_with("only the role that ran a statement may describe, fetch or cancel it"), "{error}");
    }
    assert_eq!(theirs.find("run/Ours/1", Some(&statement)).await, Ok(Found::Nothing));
    assert_eq!(theirs.find("run/Ours/1", None).await, Ok(Found::Nothing));
    assert!(rows(&ours, &statement).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_driver_that_goes_on_takes_its_statement_up_again_and_fetches_it() {
    let stage = Stage::set().await;
    let lost = stage.warehouse_of("AKIAREVIEWER", "?result_format=csv").await;
    let statement = finished(&lost, "run/Taken_up/1", "select n from generate_series(1, 3000) as t(n)").await;
    drop(lost);
    // It asks for JSON itself; what it takes up is CSV.
    let next = stage.warehouse().await;
    let Ok(Found::Statement(found)) = next.find("run/Taken_up/1", Some(&statement)).await else {
        panic!("it is there")
    };
    assert_eq!(found.statement, statement);
    assert_eq!(next.calls().of(Operation::ListStatements), 0, "an id that is known spares the search");
    assert_eq!(next.wait(&found.statement, Duration::ZERO).await, Ok(Progress::Finished));
    assert_eq!(rows(&next, &found.statement).await.map(|rows| rows.len()), Ok(3000));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_is_found_by_its_whole_name_and_the_newest_counts() {
    let stage = Stage::set().await;
    let warehouse = stage.warehouse().await;
    let long = started(&warehouse, "run/Named/11", "select pg_sleep(60)").await;
    assert_eq!(warehouse.find("run/Named/1", None).await, Ok(Found::Nothing), "a name that only begins so");
    let Ok(Found::Statement(found)) = warehouse.find("run/Named/11", None).await else { panic!("it runs") };
    assert_eq!(found.statement, long);
    assert_eq!(warehouse.cancel(&long).await, Ok(Cancelled::Gone));
    assert_eq!(warehouse.find("run/Named/11", None).await, Ok(Found::Nothing), "what was cancelled is over");
    assert_eq!(warehouse.find("run/Named/11", Some(&long)).await, Ok(Found::Nothing));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_is_shown_holds_a_secret_or_a_script() {
    let stage = Stage::set().await;
    let warehouse = stage.warehouse_of("AKIAREVIEWER", "?secret_arn=my-secret").await;
    let statement = started(&warehouse, "run/Shown/1", "select 'hunter2' as password").await;
    let shown = format!("{warehouse:?} {statement:?}");
    for hidden in ["hunter2", "AKIAREVIEWER"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}
