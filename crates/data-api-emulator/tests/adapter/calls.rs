//! How many calls a query costs, and how often the service is asked.

use std::time::{Duration, Instant};

use data_api_emulator::{Options, Rates};
use futures_util::future::join_all;
use review_core::result::Cell;
use review_warehouse::data_api::Operation;
use review_warehouse::{Progress, Submission, Warehouse as _};

use crate::harness::{CLUSTER, PATIENCE, Stage, finished, rows, started, submission};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_query_costs_three_calls() {
    let stage = Stage::set().await;
    let warehouse = stage.warehouse().await;
    let statement = finished(&warehouse, "run/Cheap/1", "select 1").await;
    // The driver asks again before it stores; the answer is known.
    assert_eq!(warehouse.wait(&statement, Duration::ZERO).await, Ok(Progress::Finished));
    assert_eq!(rows(&warehouse, &statement).await, Ok(vec![vec![Cell::Long(1)]]));
    let calls: Vec<String> = stage.emulator.calls().into_iter().map(|call| call.operation).collect();
    assert_eq!(calls, ["ExecuteStatement", "DescribeStatement", "GetStatementResult"]);
    assert_eq!(warehouse.calls().total(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_statement_is_waited_for_and_not_asked_about_all_the_time() {
    for (long_polling, waiting_requests, most) in [(true, None, 1), (false, None, 9), (true, Some(0), 9)] {
        let mut options = Options { long_polling, ..Options::cluster(CLUSTER) };
        options.limits.waiting_requests = waiting_requests;
        let stage = Stage::set_with(options).await;
        let warehouse = stage.warehouse().await;
        let statement = started(&warehouse, "run/Long/1", "select pg_sleep(4)").await;
        assert_eq!(warehouse.wait(&statement, PATIENCE).await, Ok(Progress::Finished));
        let asked = warehouse.calls().of(Operation::DescribeStatement);
        assert!(asked <= most, "long polling {long_polling}, places {waiting_requests:?}: asked {asked} times");
    }
}

/// The engine waits five seconds at a time: one call each.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_driver_that_waits_in_slices_makes_one_call_a_slice() {
    let stage = Stage::set().await;
    let warehouse = stage.warehouse().await;
    let statement = started(&warehouse, "run/Slices/1", "select pg_sleep(60)").await;
    for slices in 1..=2 {
        let began = Instant::now();
        assert_eq!(warehouse.wait(&statement, Duration::from_secs(3)).await, Ok(Progress::Running));
        assert!(began.elapsed() > Duration::from_millis(2400), "{:?}", began.elapsed());
        assert_eq!(warehouse.calls().of(Operation::DescribeStatement), slices);
    }
    warehouse.cancel(&statement).await.expect("it can be cancelled");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wait_can_be_dropped_and_taken_up_again() {
    let stage = Stage::set().await;
    let warehouse = stage.warehouse().await;
    let statement = started(&warehouse, "run/Dropped/1", "select pg_sleep(2)").await;
    let dropped = tokio::time::timeout(Duration::from_millis(300), warehouse.wait(&statement, PATIENCE)).await;
    assert!(dropped.is_err(), "it still runs");
    assert_eq!(warehouse.wait(&statement, PATIENCE).await, Ok(Progress::Finished));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_is_fetched_that_nobody_wants() {
    let stage = Stage::set().await;
    let warehouse = stage.warehouse().await;
    let many = submission("run/Cut/1", "select n from generate_series(1, 50000) as t(n)");
    let statement = warehouse.submit(&Submission { max_rows: 10, ..many }).await.expect("taken").statement;
    assert_eq!(warehouse.wait(&statement, PATIENCE).await, Ok(Progress::Finished));
    assert_eq!(rows(&warehouse, &statement).await.map(|rows| rows.len()), Ok(11));
    assert_eq!(warehouse.calls().of(Operation::GetStatementResult), 1);
}

/// Eight lanes of two adapters ask an account with AWS's quotas as fast as they can: nobody is throttled.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lanes_and_runs_together_stay_below_the_accounts_quotas() {
    let stage = Stage::set_with(Options { rates: Rates::AWS, ..Options::cluster(CLUSTER) }).await;
    let warehouses = [stage.warehouse().await, stage.warehouse().await];
    let began = Instant::now();
    let lanes = (0..8).map(|lane| {
        let warehouse = &warehouses[lane % 2];
        async move {
            for query in 0..6 {
                let name = format!("run/Lane{lane}_{query}/1");
                let statement = finished(warehouse, &name, "select 1").await;
                assert_eq!(rows(warehouse, &statement).await.map(|rows| rows.len()), Ok(1));
            }
        }
    });
    join_all(lanes).await;
    let calls = stage.emulator.calls();
    let throttled = calls.iter().filter(|call| call.error.as_deref() == Some("ThrottlingException")).count();
    eprintln!("{} calls for 48 queries in {:?}, {throttled} throttled", calls.len(), began.elapsed());
    assert_eq!(throttled, 0);
    assert_eq!(calls.len(), 48 * 3);
}
