//! In front of a real PostgreSQL.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_sdk_redshiftdata::Client;
use aws_sdk_redshiftdata::types::{Field, ResultFormatString, StatusString};
use data_api_emulator::{Emulator, Limits, Options};
use review_warehouse::postgres::PostgresWarehouse;
use review_warehouse::testing::PostgresServer;

use crate::fixture::client;

const ROWS: i64 = 1_000_000;

struct Stage {
    server: PostgresServer,
    _emulator: Emulator,
    client: Client,
}

impl Stage {
    async fn new(options: Options) -> Self {
        let server = PostgresServer::start();
        let url = server.url(PostgresServer::SUPERUSER, "postgres");
        let warehouse = PostgresWarehouse::connect(&url, server.password_source()).await.expect("a warehouse");
        let emulator = Emulator::start(Arc::new(warehouse), options).await.expect("a free port");
        let client = client(&emulator.url(), "AKIAREVIEWER");
        Self { server, _emulator: emulator, client }
    }

    async fn submit(&self, sql: &str, form: &str) -> String {
        let submit = self.client.execute_statement().cluster_identifier("emulated").database("postgres").sql(sql);
        submit.result_format(ResultFormatString::from(form)).send().await.expect("taken").id.expect("an id")
    }

    async fn wait(&self, id: &str) -> StatusString {
        loop {
            let described = self.client.describe_statement().id(id).wait_time_seconds(30).send().await;
            let described = described.expect("described");
            let status = described.status().cloned().expect("a status");
            if !matches!(status.as_str(), "SUBMITTED" | "PICKED" | "STARTED") {
                assert!(described.error().is_none() || status != StatusString::Finished);
                return status;
            }
        }
    }

    fn running(&self, text: &str) -> usize {
        let sql = format!(
            "select count(*) from pg_stat_activity where state = 'active' and query like '%{text}%' \
             and pid <> pg_backend_pid()"
        );
        self.server.execute(&sql).parse().expect("a number")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_ends_the_statement_in_the_server() {
    let stage = Stage::new(Options::default()).await;
    let id = stage.submit("select pg_sleep(120)", "JSON").await;
    let until = Instant::now() + Duration::from_secs(30);
    while stage.running("pg_sleep") == 0 {
        assert!(Instant::now() < until, "it does not run");
    }
    assert_eq!(stage.client.cancel_statement().id(&id).send().await.expect("cancelled").status(), Some(true));
    assert_eq!(stage.running("pg_sleep"), 0);
    assert_eq!(stage.wait(&id).await, StatusString::Aborted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_errors_and_values_come_through() {
    let stage = Stage::new(Options::default()).await;
    let id = stage.submit("select * from nowhere", "JSON").await;
    assert_eq!(stage.wait(&id).await, StatusString::Failed);
    let described = stage.client.describe_statement().id(&id).send().await.expect("described");
    assert_eq!(described.error(), Some("ERROR: relation \"nowhere\" does not exist"));
    let sql =
        "select '0.1'::numeric(38,10) as n, '2026-11-22 07:30:00.5'::timestamp as t, null::int as x, 'NaN'::float8";
    let id = stage.submit(sql, "JSON").await;
    assert_eq!(stage.wait(&id).await, StatusString::Finished);
    let result = stage.client.get_statement_result().id(&id).send().await.expect("a result");
    let text = |text: &str| Field::StringValue(text.to_owned());
    let expected = [text("0.1000000000"), text("2026-11-22 07:30:00.5"), Field::IsNull(true), text("NaN")];
    assert_eq!(result.records()[0], expected);
    let id = stage.submit("create table made (a int)", "JSON").await;
    assert_eq!(stage.wait(&id).await, StatusString::Failed, "the port behind it never writes");
}

/// The most memory this process ever had, in bytes.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the peak");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_million_rows_do_not_fill_the_memory_in_either_form() {
    // Pages of 2 MB at most: what is measured is the result, not a page of 15 MB in the server and in the client.
    let limits = Limits { page_rows: 5_000, csv_page_chunks: 2, ..Limits::default() };
    let stage = Stage::new(Options { limits, ..Options::default() }).await;
    let sql = format!("select n::int8 as n, repeat('x', 80) as t from generate_series(1, {ROWS}) as g(n)");
    let before = peak_memory();
    let began = Instant::now();
    let id = stage.submit(&sql, "JSON").await;
    assert_eq!(stage.wait(&id).await, StatusString::Finished);
    let (mut rows, mut last, mut token) = (0, 0, None);
    loop {
        let page = stage.client.get_statement_result().id(&id).set_next_token(token).send().await.expect("a page");
        rows += page.records().len();
        last = page.records().last().map_or(last, |row| *row[0].as_long_value().expect("a number"));
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }
    assert_eq!((i64::try_from(rows).expect("a count"), last), (ROWS, ROWS));
    let json = began.elapsed();
    let id = stage.submit(&sql, "CSV").await;
    assert_eq!(stage.wait(&id).await, StatusString::Finished);
    let (mut lines, mut token) = (0, None);
    loop {
        let page = stage.client.get_statement_result_v2().id(&id).set_next_token(token).send().await.expect("a page");
        let chunks = page.records().iter();
        lines += chunks.map(|chunk| chunk.as_csv_records().expect("CSV").matches("\r\n").count()).sum::<usize>();
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }
    assert_eq!(i64::try_from(lines).expect("a count"), ROWS + 1, "with the header");
    let grown = (peak_memory() - before) >> 20;
    println!("1,000,000 rows: JSON {json:?}, both {:?}, memory grew by {grown} MB", began.elapsed());
    // Both results together are more than 200 MB as they are sent. Own choice: far below that, far above a page.
    assert!(grown < 128, "memory grew by {grown} MB");
}
