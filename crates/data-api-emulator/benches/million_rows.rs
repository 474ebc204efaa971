//! A result of a million rows by each way in: how fast it arrives, and how much memory that takes.
//!
//! `cargo bench -p data-api-emulator` starts a PostgreSQL of its own and the emulator in front of it, and fetches the
//! same statement through the adapters. The floor is `psql`, which reads the same rows in portions and throws them
//! away. Every way is a process of its own, so that its peak memory (`VmHWM` of Linux) is its own; the emulator's is
//! not counted. The Data API's quota of 20 calls a second for results is kept, as on AWS, so a result there is as
//! fast as its pages are large: AWS documents no page size, and the emulator's pages have 1,000 rows.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use review_warehouse::aws::{self, AwsOptions, Kind};
use review_warehouse::data_api::{DataApiWarehouse, Operation};
use review_warehouse::postgres::{PasswordSource, PostgresWarehouse};
use review_warehouse::testing::PostgresServer;
use review_warehouse::{Progress, Submission, Warehouse};

const ROWS: u64 = 1_000_000;
/// Eight columns of the kinds that diagnostic views have; about 120 bytes a row.
const SCRIPT: &str = "select n::int8 as id, md5(n::text)::varchar(64) as label, (n * 1.25)::numeric(18, 4) as amount, \
                      timestamp '2026-11-22' + n * interval '1 second' as moment, n % 2 = 0 as flag, \
                      sqrt(n::float8) as measure, (n % 97)::int4 as kind, ''::varchar(8) as nothing \
                      from generate_series(1, 1000000) as t(n)";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().position(|argument| argument == "--fetch") {
        Some(at) => fetch(&arguments[at + 1]),
        None => compare(),
    }
}

/// Fetches by one way and prints what it took: this is the process that is measured.
fn fetch(url: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let (rows, calls) = runtime.expect("a runtime").block_on(fetch_all(url));
    assert_eq!(rows, ROWS, "rows that arrived");
    let status = fs::read_to_string("/proc/self/status").expect("Linux says how much memory a process has had");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the peak");
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().expect("a number");
    println!("{peak} {calls}");
}

async fn fetch_all(url: &str) -> (u64, u64) {
    if url.starts_with("postgres://") {
        let warehouse = PostgresWarehouse::connect(url, PasswordSource::Environment).await.expect("a connection");
        return (drain(&warehouse).await, 0);
    }
    let config = aws::config(&AwsOptions::default()).await;
    let address = url.parse().expect("an address");
    let warehouse = DataApiWarehouse::with_config(address, &config, Kind::Cluster).expect("a region is set");
    let rows = drain(&warehouse).await;
    (rows, Operation::ALL.into_iter().map(|operation| warehouse.calls().of(operation)).sum())
}

async fn drain(warehouse: &dyn Warehouse) -> u64 {
    let submission = Submission {
        // Of its own for each way: the Data API takes the same name and attempt for the same submission.
        name: format!("bench-{}/MillionRows/1", std::process::id()),
        attempt: 1,
        sql: SCRIPT.to_owned(),
        database: None,
        max_rows: 10 * ROWS,
        threshold: Duration::from_secs(3_600),
    };
    let statement = warehouse.submit(&submission).await.expect("the statement is taken").statement;
    while warehouse.wait(&statement, Duration::from_secs(5)).await.expect("it can be asked") == Progress::Running {}
    let mut rows = warehouse.fetch(&statement).await.expect("it has a result");
    let mut count = 0;
    while let Some(chunk) = rows.next().await.expect("the result can be read") {
        count += chunk.len() as u64;
    }
    count
}

fn compare() {
    let server = PostgresServer::start();
    let url = server.url(PostgresServer::SUPERUSER, "postgres");
    let emulator = Emulator::start(&server, &url);
    println!("{ROWS} rows of 8 columns");
    println!("{:<28} {:>8} {:>12} {:>7} {:>9} {:>6}", "way", "seconds", "rows/s", "ratio", "peak MB", "calls");
    let floor = psql(&server);
    line("psql, portions of 10,000", floor, floor, None);
    for (name, url) in [
        ("wire", url.as_str()),
        ("Data API, JSON", "redshift://emulated/postgres?kind=cluster&result_format=json"),
        ("Data API, CSV", "redshift://emulated/postgres?kind=cluster&result_format=csv"),
    ] {
        let began = Instant::now();
        let mut child = Command::new(std::env::current_exe().expect("this program"));
        child.args(["--fetch", url]).env("PGPASSWORD", server.password()).envs(emulator.environment());
        let output = child.stderr(Stdio::inherit()).output().expect("it starts");
        let took = began.elapsed();
        assert!(output.status.success(), "{name} failed");
        let said = String::from_utf8(output.stdout).expect("numbers");
        let mut numbers = said.split_whitespace().map(|number| number.parse::<u64>().expect("a number"));
        let (peak, calls) = (numbers.next().expect("the peak"), numbers.next().expect("the calls"));
        line(name, took, floor, Some((peak, calls)));
        // A result never stands in memory as a whole: as cells it is above 200 MB. A page of the CSV form is 15 MB,
        // and stands there as the body of an answer, as its text and as its rows.
        assert!(peak < 150 << 10, "{name} took {peak} kB");
    }
}

fn line(name: &str, took: Duration, floor: Duration, measured: Option<(u64, u64)>) {
    let seconds = took.as_secs_f64();
    let ratio = seconds / floor.as_secs_f64();
    let (peak, calls) =
        measured.map_or(Default::default(), |(peak, calls)| ((peak >> 10).to_string(), calls.to_string()));
    let speed = ROWS as f64 / seconds;
    println!("{name:<28} {seconds:>8.1} {speed:>12.0} {ratio:>7.1} {peak:>9} {calls:>6}");
}

fn psql(server: &PostgresServer) -> Duration {
    let began = Instant::now();
    let status = Command::new("psql")
        .env("PGPASSWORD", server.password())
        .env("PGSSLMODE", "verify-full")
        .env("PGSSLROOTCERT", server.ca_file())
        .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=FETCH_COUNT=10000"])
        .args(["--host=127.0.0.1", &format!("--port={}", server.port())])
        .args([&format!("--username={}", PostgresServer::SUPERUSER), "--dbname=postgres"])
        .arg(format!("--command={SCRIPT}"))
        .stdout(Stdio::null())
        .status();
    assert!(status.is_ok_and(|status| status.success()), "psql reads the rows");
    began.elapsed()
}

/// The emulator as a process of its own; ends when it is dropped.
struct Emulator {
    process: Child,
    url: String,
}

impl Emulator {
    fn start(server: &PostgresServer, url: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_data-api-emulator"))
            .args(["--listen", "127.0.0.1:0", "--warehouse", url])
            .env("PGPASSWORD", server.password())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the emulator starts");
        let mut said = String::new();
        let stdout = process.stdout.take().expect("its output");
        BufReader::new(stdout).read_line(&mut said).expect("it says where it listens");
        Self { process, url: said.trim().to_owned() }
    }

    fn environment(&self) -> [(&'static str, &str); 4] {
        [
            ("AWS_ENDPOINT_URL", &self.url),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "bench"),
            ("AWS_SECRET_ACCESS_KEY", "bench"),
        ]
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // When it has ended already, there is nothing to end.
        let _ended = self.process.kill();
        let _gone = self.process.wait();
    }
}
