//! Each behaviour, as a driver meets it.

use std::time::Duration;

use review_core::error_class::ErrorClass;
use review_core::{StatementId, Timestamp};
use review_warehouse::scripted::{Behaviour, FindAs, Request, ScriptedServer, ScriptedWarehouse, virtual_clock};
use review_warehouse::{Cancelled, Found, Progress, Submission, Warehouse as _, WarehouseError};
use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);

fn submission(query: &str, attempt: u16) -> Submission {
    Submission {
        name: format!("run/{query}/1"),
        attempt,
        sql: "select 1".to_owned(),
        database: None,
        max_rows: 10,
        threshold: MINUTE,
    }
}

async fn start(warehouse: &ScriptedWarehouse, query: &str, attempt: u16) -> StatementId {
    warehouse.submit(&submission(query, attempt)).await.expect("the statement is taken").statement
}

fn class(progress: Result<Progress, WarehouseError>) -> Option<ErrorClass> {
    match progress {
        Ok(Progress::Failed(error)) => Some(error.class),
        _ => None,
    }
}

#[tokio::test(start_paused = true)]
async fn behaviours_follow_one_another_and_the_last_one_stays() {
    let server = ScriptedServer::new();
    server.script(
        "A",
        [Behaviour::fails(ErrorClass::Lock), Behaviour::fails(ErrorClass::Throttle), Behaviour::finishes()],
    );
    server.script("A@sales", [Behaviour::fails(ErrorClass::Aborted)]);
    server.script_others(Behaviour::fails(ErrorClass::Unknown));
    let warehouse = server.connect();
    let mut ends = Vec::new();
    for (query, attempt) in [("A", 1), ("A", 2), ("A", 3), ("A", 4), ("A@sales", 1), ("A@dev", 1), ("B", 1)] {
        let statement = start(&warehouse, query, attempt).await;
        ends.push(class(warehouse.wait(&statement, MINUTE).await));
    }
    use ErrorClass::{Aborted, Lock, Throttle, Unknown};
    assert_eq!(ends, [Some(Lock), Some(Throttle), None, None, Some(Aborted), None, Some(Unknown)]);
}

#[tokio::test(start_paused = true)]
async fn a_statement_takes_its_time_which_costs_none() {
    let beginning: Timestamp = "2026-11-22T07:30:00Z".parse().expect("a time");
    let clock = virtual_clock(beginning);
    let server = ScriptedServer::new().with_clock(clock.clone());
    server.script("A", [Behaviour::finishes().after(MINUTE)]);
    let warehouse = server.connect();
    let (wall, started) = (std::time::Instant::now(), Instant::now());
    let submitted = warehouse.submit(&submission("A", 1)).await.expect("the statement is taken");
    assert_eq!(submitted.since, beginning);
    assert_eq!(warehouse.wait(&submitted.statement, MINUTE / 2).await, Ok(Progress::Running));
    assert_eq!(server.live(), ["run/A/1"]);
    assert_eq!(warehouse.wait(&submitted.statement, Duration::MAX).await, Ok(Progress::Finished));
    assert_eq!((started.elapsed(), clock().to_string()), (MINUTE, "2026-11-22T07:31:00Z".to_owned()));
    assert!(server.live().is_empty());
    assert!(wall.elapsed() < MINUTE / 2, "the minute is not waited for");
}

#[tokio::test(start_paused = true)]
async fn cancels_can_be_unanswered_then_ignored_then_obeyed() {
    let server = ScriptedServer::new();
    server.script("A", [Behaviour::never_ends().not_answering_cancels(1).ignoring_cancels(2)]);
    let warehouse = server.connect();
    let statement = start(&warehouse, "A", 1).await;
    assert!(warehouse.cancel(&statement).await.is_err());
    for answer in [Cancelled::StillRunning, Cancelled::StillRunning, Cancelled::Gone, Cancelled::Gone] {
        assert_eq!(warehouse.cancel(&statement).await, Ok(answer));
    }
    assert_eq!(class(warehouse.wait(&statement, MINUTE).await), Some(ErrorClass::Aborted));
}

#[tokio::test(start_paused = true)]
async fn a_cancel_wakes_who_waits() {
    let server = ScriptedServer::new();
    server.script("A", [Behaviour::never_ends()]);
    let warehouse = server.connect();
    let statement = start(&warehouse, "A", 1).await;
    let cancel = async {
        tokio::time::sleep(MINUTE).await;
        warehouse.cancel(&statement).await
    };
    let started = Instant::now();
    let (progress, cancelled) = tokio::join!(warehouse.wait(&statement, MINUTE * 60), cancel);
    assert_eq!((class(progress), cancelled), (Some(ErrorClass::Aborted), Ok(Cancelled::Gone)));
    assert_eq!(started.elapsed(), MINUTE);
}

#[tokio::test(start_paused = true)]
async fn a_statement_can_finish_just_when_it_is_cancelled() {
    let server = ScriptedServer::new();
    server.script("A", [Behaviour::finishes_when_cancelled()]);
    let warehouse = server.connect();
    let statement = start(&warehouse, "A", 1).await;
    assert_eq!(warehouse.wait(&statement, MINUTE).await, Ok(Progress::Running));
    assert_eq!(warehouse.cancel(&statement).await, Ok(Cancelled::Ended));
    assert_eq!(warehouse.wait(&statement, MINUTE).await, Ok(Progress::Finished));
    assert!(server.live().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_result_can_break_off() {
    let server = ScriptedServer::new();
    let table = review_warehouse::scripted::Table::numbers(5);
    server.script("A", [Behaviour::returns(table).breaking_off_after(3)]);
    let warehouse = server.connect();
    let statement = start(&warehouse, "A", 1).await;
    let mut rows = warehouse.fetch(&statement).await.expect("the result begins");
    assert_eq!(rows.next().await.map(|rows| rows.map(|rows| rows.len())), Ok(Some(3)));
    assert_eq!(rows.next().await.map_err(|error| error.class), Err(ErrorClass::Connection));
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_leaves_a_statement_that_is_found() {
    let server = ScriptedServer::new();
    server.script("A", [Behaviour::finishes().after(MINUTE).answer_lost()]);
    let first = server.connect();
    assert!(first.submit(&submission("A", 1)).await.is_err());
    drop(first);
    let next = server.connect();
    let Ok(Found::Statement(found)) = next.find("run/A/1", None).await else { panic!("the statement runs") };
    assert_eq!(next.wait(&found.statement, MINUTE).await, Ok(Progress::Finished));
    let again = next.find("run/A/1", None).await;
    assert_eq!(again, Ok(Found::Statement(found.clone())), "a finished statement is found too");
    let repeated = next.submit(&submission("A", 1)).await.expect("the same submission");
    assert_eq!(repeated, found, "the same name and attempt is the same statement");
    assert_eq!(server.most_in_flight(), 1);
}

#[tokio::test(start_paused = true)]
async fn find_says_what_the_test_wants() {
    let unreachable = WarehouseError::new(ErrorClass::Connection, "no way");
    let server = ScriptedServer::new();
    server.script("A", [Behaviour::never_ends().found_as(FindAs::Nothing)]);
    server.script("B", [Behaviour::never_ends().found_as(FindAs::Fails(unreachable.clone()))]);
    let warehouse = server.connect();
    start(&warehouse, "A", 1).await;
    start(&warehouse, "B", 1).await;
    assert_eq!(warehouse.find("run/A/1", None).await, Ok(Found::Nothing));
    assert_eq!(warehouse.find("run/B/1", None).await, Err(unreachable));
}

#[tokio::test(start_paused = true)]
async fn on_a_wire_another_adapter_knows_no_statement_and_ends_what_it_finds() {
    let server = ScriptedServer::new().without_reattaching();
    server.script("A", [Behaviour::never_ends()]);
    let first = server.connect();
    let statement = start(&first, "A", 1).await;
    let next = server.connect();
    assert!(next.wait(&statement, MINUTE).await.is_err());
    assert_eq!(next.find("run/A/1", None).await, Ok(Found::Nothing));
    assert!(server.live().is_empty());
}

#[tokio::test(start_paused = true)]
async fn waits_and_identify_can_fail_and_an_administrator_can_end_all() {
    let down = WarehouseError::new(ErrorClass::Connection, "down");
    let server = ScriptedServer::new().unreachable(down.clone());
    server.script("A", [Behaviour::never_ends().failing_waits(1)]);
    let warehouse = server.connect();
    assert_eq!(warehouse.identify().await, Err(down));
    let statement = start(&warehouse, "A", 1).await;
    assert!(warehouse.wait(&statement, MINUTE).await.is_err());
    assert_eq!(warehouse.wait(&statement, MINUTE).await, Ok(Progress::Running));
    server.abort_all();
    assert_eq!(class(warehouse.wait(&statement, MINUTE).await), Some(ErrorClass::Aborted));
    assert!(server.live().is_empty());
}

#[tokio::test(start_paused = true)]
async fn every_request_is_remembered() {
    let server = ScriptedServer::new();
    let warehouse = server.connect();
    let statement = start(&warehouse, "A", 7).await;
    warehouse.wait(&statement, MINUTE).await.expect("the statement is known");
    warehouse.find("run/A/1", None).await.expect("the server answers");
    let requests: Vec<_> = server.calls().into_iter().map(|call| (call.adapter, call.request)).collect();
    let submit = Request::Submit {
        name: "run/A/1".to_owned(),
        attempt: 7,
        sql: "select 1".to_owned(),
        database: None,
        statement: Some(statement.clone()),
    };
    assert_eq!(requests, [(1, submit), (1, Request::Wait(statement)), (1, Request::Find("run/A/1".to_owned()))]);
    assert_eq!(server.submitted(), ["run/A/1"]);
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_statements_run_at_once_and_are_cheap() {
    let server = ScriptedServer::new();
    server.script_others(Behaviour::finishes().after(MINUTE));
    let warehouse = server.connect();
    let wall = std::time::Instant::now();
    let mut statements = Vec::new();
    for number in 0..10_000 {
        statements.push(start(&warehouse, &format!("Q{number}"), 1).await);
    }
    assert_eq!(server.most_in_flight(), 10_000);
    for statement in &statements {
        assert_eq!(warehouse.wait(statement, MINUTE * 2).await, Ok(Progress::Finished));
    }
    assert!(server.live().is_empty());
    assert!(wall.elapsed() < MINUTE / 2, "took {:?}", wall.elapsed());
}
