//! What statements do on a real server, beyond what every adapter does.

use std::time::Duration;

use review_core::StatementId;
use review_core::error_class::ErrorClass;
use review_core::result::{Cell, Column};
use review_warehouse::postgres::PostgresWarehouse;
use review_warehouse::{Cancelled, Progress, Submission, Warehouse as _, WarehouseError};

use crate::fixture::Server;

const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statements_on_a_real_server() {
    let server = Server::start();
    types_come_with_their_modifiers(&server).await;
    text_forms_do_not_depend_on_the_server(&server).await;
    a_statement_says_who_sent_it(&server).await;
    a_submission_may_name_its_database(&server).await;
    a_cut_result_leaves_nothing_running(&server).await;
    a_failure_after_rows_is_a_failure(&server).await;
    what_an_administrator_ends_is_aborted(&server).await;
    a_connection_that_an_administrator_ends_is_aborted(&server).await;
    broken_connections_do_not_spoil_the_next_query(&server).await;
    the_server_ends_what_is_over_its_threshold(&server).await;
    parameters_without_values_are_refused(&server).await;
    what_reads_may_be_written_in_many_ways(&server).await;
    a_statement_that_waits_for_a_lock_can_be_cancelled(&server).await;
    what_ignores_a_cancel_is_found_and_ended(&server).await;
}

fn submission(name: &str, sql: &str) -> Submission {
    Submission {
        name: name.to_owned(),
        attempt: 1,
        sql: sql.to_owned(),
        database: None,
        max_rows: 1_000_000,
        threshold: Duration::from_secs(300),
    }
}

async fn ended(warehouse: &PostgresWarehouse, submission: &Submission) -> (StatementId, Progress) {
    let statement = warehouse.submit(submission).await.expect("the server takes the statement").statement;
    let progress = warehouse.wait(&statement, PATIENCE).await.expect("the statement is known");
    (statement, progress)
}

async fn rows(warehouse: &PostgresWarehouse, sql: &str) -> (Vec<Column>, Vec<Vec<Cell>>) {
    let (statement, progress) = ended(warehouse, &submission("run/Rows/1", sql)).await;
    assert_eq!(progress, Progress::Finished, "{sql}");
    let mut result = warehouse.fetch(&statement).await.expect("a result");
    let mut rows = Vec::new();
    while let Some(chunk) = result.next().await.expect("a chunk") {
        rows.extend(chunk);
    }
    assert!(warehouse.fetch(&statement).await.is_err(), "a result is fetched once");
    (result.columns().to_vec(), rows)
}

fn failed(progress: Progress) -> WarehouseError {
    match progress {
        Progress::Failed(error) => error,
        Progress::Running | Progress::Finished => panic!("a failure was expected, not {progress:?}"),
    }
}

async fn types_come_with_their_modifiers(server: &Server) {
    server.0.execute("create type mood as enum ('good'); create domain amount as numeric(7,2)");
    let warehouse = server.warehouse().await;
    let (columns, rows) = rows(
        &warehouse,
        "select 1::int2 as a, 2::numeric(5,2) as b, 3::numeric as c, 'x'::varchar(20) as d, 'y'::char(3) as e, \
         'z'::text as f, now()::timestamptz(0) - now()::timestamptz(0) as g, 'good'::mood as h, 4.5::amount as i, \
         array[1, null] as j, null as k, 'NaN'::float8 as l, 1.5::float4 as m, oid '7' as n",
    )
    .await;
    let described = |column: &Column| {
        let Column { name, type_name, precision, scale, length, nullable } = column;
        format!("{name} {type_name} {precision} {scale} {length} {nullable}")
    };
    assert_eq!(
        columns.iter().map(described).collect::<Vec<_>>(),
        [
            "a int2 0 0 0 2",
            "b numeric 5 2 0 2",
            "c numeric 0 0 0 2",
            "d varchar 0 0 20 2",
            "e bpchar 0 0 3 2",
            "f text 0 0 0 2",
            "g interval 0 0 0 2",
            "h mood 0 0 0 2",
            "i numeric 7 2 0 2",
            "j _int4 0 0 0 2",
            "k text 0 0 0 2",
            "l float8 0 0 0 2",
            "m float4 0 0 0 2",
            "n oid 0 0 0 2",
        ]
    );
    let text = |text: &str| Cell::Text(text.to_owned());
    assert_eq!(
        rows,
        [[
            Cell::Long(1),
            text("2.00"),
            text("3"),
            text("x"),
            text("y  "),
            text("z"),
            text("00:00:00"),
            text("good"),
            text("4.50"),
            text("{1,NULL}"),
            Cell::NULL,
            text("NaN"),
            Cell::Double(1.5),
            Cell::Long(7),
        ]]
    );
}

async fn text_forms_do_not_depend_on_the_server(server: &Server) {
    server.0.execute("alter role reviewer set datestyle = 'German'; alter role reviewer set timezone = 'Asia/Tokyo'");
    server.0.execute("alter role reviewer set extra_float_digits = -5");
    let warehouse = server.warehouse().await;
    let (_, rows) =
        rows(&warehouse, "select timestamptz '2026-11-22 07:30:00+02', date '2026-11-22', 0.1::float8 + 0.2").await;
    let text = |text: &str| Cell::Text(text.to_owned());
    assert_eq!(rows, [[text("2026-11-22 05:30:00+00"), text("2026-11-22"), Cell::Double(0.1 + 0.2)]]);
    server.0.execute("alter role reviewer reset all");
}

async fn a_statement_says_who_sent_it(server: &Server) {
    let warehouse = server.warehouse().await;
    let own = "select application_name, query, current_setting('transaction_read_only') \
               from pg_stat_activity where pid = pg_backend_pid()";
    let odd = submission("run/Query@a */ b/1", own);
    let (statement, progress) = ended(&warehouse, &odd).await;
    assert_eq!(progress, Progress::Finished);
    let mut result = warehouse.fetch(&statement).await.expect("a result");
    let rows = result.next().await.expect("a chunk").expect("a row");
    let text = |text: &str| Cell::Text(text.to_owned());
    let sent = format!("/* redshift-review run/Query@a%20%2A/%20b/1 1 */ {own}");
    assert_eq!(rows, [[text("redshift-review"), text(&sent), text("on")]]);
}

async fn a_submission_may_name_its_database(server: &Server) {
    server.0.execute("create database \"Odd name\"");
    let warehouse = server.warehouse().await;
    let elsewhere = |database: &str| Submission {
        database: Some(database.to_owned()),
        ..submission("run/Where/1", "select current_database()")
    };
    let (statement, progress) = ended(&warehouse, &elsewhere("Odd name")).await;
    assert_eq!(progress, Progress::Finished);
    let mut result = warehouse.fetch(&statement).await.expect("a result");
    assert_eq!(result.next().await, Ok(Some(vec![vec![Cell::Text("Odd name".to_owned())]])));
    let error = warehouse.submit(&elsewhere("nowhere")).await.expect_err("there is no such database");
    assert_eq!(error.class, ErrorClass::MissingObject);
}

async fn a_cut_result_leaves_nothing_running(server: &Server) {
    let warehouse = server.warehouse().await;
    let endless = "select n, pg_sleep(case when n > 1000 then 0.01 else 0 end) \
                   from (select generate_series(1, 1000000000) as n) as t";
    let cut = Submission { max_rows: 100, ..submission("run/Cut/1", endless) };
    let (_, progress) = ended(&warehouse, &cut).await;
    assert_eq!(progress, Progress::Finished);
    assert_eq!(server.live("run/Cut/1"), 0, "the rest is not computed");
}

async fn a_failure_after_rows_is_a_failure(server: &Server) {
    let warehouse = server.warehouse().await;
    let late = submission("run/Late/1", "select 1 / (50000 - n) from generate_series(1, 100000) as t(n)");
    let (statement, progress) = ended(&warehouse, &late).await;
    let error = failed(progress);
    assert_eq!((error.class, error.code.as_deref()), (ErrorClass::Unknown, Some("22012")));
    assert_eq!(error.to_string(), "unknown: division by zero (SQLSTATE 22012)");
    assert!(warehouse.fetch(&statement).await.is_err(), "rows of a failed statement are no result");
    assert_eq!(warehouse.cancel(&statement).await, Ok(Cancelled::Ended));
}

/// Starts a statement that only somebody else ends, has `function` end it, and answers its failure.
async fn ended_by(server: &Server, function: &str) -> WarehouseError {
    let warehouse = server.warehouse().await;
    let long = submission("run/Long/1", "select pg_sleep(120)");
    let statement = warehouse.submit(&long).await.expect("the server takes the statement").statement;
    let end = format!(
        "select {function}(pid) from pg_stat_activity where query like '%run/Long/1 1 */ select pg_sleep%' and pid <> pg_backend_pid()"
    );
    let until = tokio::time::Instant::now() + PATIENCE;
    while server.0.execute(&end) != "t" {
        assert!(tokio::time::Instant::now() < until, "the statement does not come to run");
    }
    failed(warehouse.wait(&statement, PATIENCE).await.expect("the statement is known"))
}

async fn what_an_administrator_ends_is_aborted(server: &Server) {
    let error = ended_by(server, "pg_cancel_backend").await;
    assert_eq!((error.class, error.code.as_deref()), (ErrorClass::Aborted, Some("57014")));
}

async fn a_connection_that_an_administrator_ends_is_aborted(server: &Server) {
    let error = ended_by(server, "pg_terminate_backend").await;
    assert_eq!((error.class, error.code.as_deref()), (ErrorClass::Aborted, Some("57P01")));
}

/// Every statement has a connection of its own: what became of the others does not matter.
async fn broken_connections_do_not_spoil_the_next_query(server: &Server) {
    let warehouse = server.warehouse().await;
    let end = format!(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = '{}'",
        crate::fixture::REVIEWER
    );
    for round in 1..=3 {
        assert_eq!(rows(&warehouse, "select 1::int8").await.1, [[Cell::Long(1)]], "round {round}");
        let running = warehouse.submit(&submission("run/Broken/1", "select pg_sleep(120)")).await.expect("taken");
        assert_eq!(warehouse.wait(&running.statement, Duration::from_millis(200)).await, Ok(Progress::Running));
        server.0.execute(&end);
        let progress = warehouse.wait(&running.statement, PATIENCE).await.expect("the statement is known");
        assert_eq!(failed(progress).class, ErrorClass::Aborted);
    }
}

/// The driver that should have cancelled is not there: the server's own timeout is what remains.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_timeout_is_a_time_threshold() {
    let server = Server::start();
    let warehouse = server.warehouse().await;
    let limited = Submission { threshold: Duration::ZERO, ..submission("run/Timeout/1", "select pg_sleep(120)") };
    let error = failed(ended(&warehouse, &limited).await.1);
    assert_eq!((error.class, error.code.as_deref()), (ErrorClass::TimeThreshold, Some("57014")));
    assert_eq!(error.message, "canceling statement due to statement timeout");
}

async fn the_server_ends_what_is_over_its_threshold(server: &Server) {
    let warehouse = server.warehouse().await;
    let own = "select current_setting('statement_timeout'), current_setting('default_transaction_read_only')";
    let limited = Submission { threshold: Duration::from_secs(7), ..submission("run/Limit/1", own) };
    let (statement, _) = ended(&warehouse, &limited).await;
    let mut result = warehouse.fetch(&statement).await.expect("a result");
    let text = |text: &str| Cell::Text(text.to_owned());
    assert_eq!(result.next().await, Ok(Some(vec![vec![text("17s"), text("on")]])));
    let forever = Submission { threshold: Duration::MAX, ..submission("run/Limit/1", own) };
    let (_, progress) = ended(&warehouse, &forever).await;
    assert_eq!(progress, Progress::Finished, "no threshold is too long");
}

async fn parameters_without_values_are_refused(server: &Server) {
    let warehouse = server.warehouse().await;
    let error = failed(ended(&warehouse, &submission("run/Dollar/1", "select $1::int")).await.1);
    assert_eq!(error.class, ErrorClass::Syntax);
    assert!(error.message.contains("$1"));
}

async fn what_reads_may_be_written_in_many_ways(server: &Server) {
    let warehouse = server.warehouse().await;
    for sql in [
        "select a from readable;",
        "\n-- of the pack\n/* nested /* comment */ */ select a from readable ; -- the end",
        "with t as (select a from readable) select * from t",
        "table readable",
        "values (1)",
        "show server_version",
        "explain analyze select a from readable",
    ] {
        assert!(!rows(&warehouse, sql).await.1.is_empty(), "{sql}");
    }
    let error = failed(ended(&warehouse, &submission("run/Zero/1", "select '\0'")).await.1);
    assert_eq!((error.class, error.message.as_str()), (ErrorClass::Syntax, "the script holds a zero byte"));
}

/// The statement is blocked before it begins: while the server reads it.
async fn a_statement_that_waits_for_a_lock_can_be_cancelled(server: &Server) {
    let holder = server.administrator().await;
    holder.batch_execute("begin; lock table readable in access exclusive mode").await.expect("the lock is taken");
    let warehouse = server.warehouse().await;
    let blocked = submission("run/Blocked/1", "select * from readable");
    let statement = warehouse.submit(&blocked).await.expect("the server takes the statement").statement;
    assert_eq!(warehouse.wait(&statement, Duration::from_millis(300)).await, Ok(Progress::Running));
    assert_eq!(warehouse.cancel(&statement).await, Ok(Cancelled::Gone));
    assert_eq!(server.live("run/Blocked/1"), 0);
}

/// A driver on a machine that vanished: its connection stays open, and nobody answers on it.
async fn what_ignores_a_cancel_is_found_and_ended(server: &Server) {
    let lost = server.warehouse().await;
    let name = "run/Silent@a */ b/1";
    let stubborn = "select stubborn()";
    server.0.execute(
        "create function stubborn() returns int language plpgsql as $$ begin loop begin perform pg_sleep(120); \
         exception when query_canceled then null; end; end loop; end $$",
    );
    let statement = lost.submit(&submission(name, stubborn)).await.expect("the server takes it").statement;
    let marker = "run/Silent@a%20%2A/%20b/1 1 */ select stubborn";
    // Before it sleeps it has not come to the block that ignores the cancel, and a cancel would end it.
    let until = tokio::time::Instant::now() + PATIENCE;
    while server.asleep(marker) != 1 {
        assert!(tokio::time::Instant::now() < until, "the statement does not come to sleep");
    }
    assert_eq!(lost.cancel(&statement).await, Ok(Cancelled::StillRunning), "what does not end is told");
    let next = server.warehouse().await;
    next.find(name, None).await.expect("what was left is ended");
    assert_eq!(server.live(marker), 0);
}
