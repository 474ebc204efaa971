//! How much memory a result takes on its way to S3: 500,000 rows, streamed as JSON and CSV, with the memory of this
//! process after every tenth of them. The server runs in a process of its own, since it keeps what it is given.
//!
//! `cargo bench -p review-store --features s3 --bench s3_stream`; the numbers are Linux's (`/proc/self/status`).

use std::error::Error;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use review_core::result::{Cell, Column, Row};
use review_store::{ResultOptions, ResultWriter, S3Address, S3Folder};
use s3_emulator::Emulator;

const BUCKET: &str = "reviews";
const ROWS: u64 = 500_000;
const STEPS: u64 = 10;
/// As many rows as a page of the Data API may hold.
const PAGE: u64 = 1_000;
const AS_SERVER: &str = "serve";

fn main() -> Result<(), Box<dyn Error>> {
    if std::env::args().any(|argument| argument == AS_SERVER) {
        return serve();
    }
    let mut server = Server::start()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(stream(&server.endpoint()?))
}

/// Serves until its standard input ends.
fn serve() -> Result<(), Box<dyn Error>> {
    let server = Emulator::start(&[BUCKET]);
    println!("{}", server.endpoint());
    std::io::stdin().read_line(&mut String::new())?;
    Ok(())
}

/// This program in another process, as the server.
struct Server(Child);

impl Server {
    fn start() -> Result<Self, Box<dyn Error>> {
        let mut command = Command::new(std::env::current_exe()?);
        Ok(Self(command.arg(AS_SERVER).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?))
    }

    fn endpoint(&mut self) -> Result<String, Box<dyn Error>> {
        let mut line = String::new();
        BufReader::new(self.0.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        Ok(line.trim().to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

async fn stream(endpoint: &str) -> Result<(), Box<dyn Error>> {
    let credentials = Credentials::new(Emulator::ACCESS_KEY, Emulator::SECRET_KEY, None, None, "bench");
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(endpoint)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build();
    let folder = S3Folder::connect(&config, &S3Address::new(BUCKET, "run")?)?;
    let columns = [
        Column::new("schema_name", "varchar"),
        Column::new("table_name", "varchar"),
        Column::new("tbl_rows", "int8"),
        Column::new("note", "varchar"),
    ];
    let options = ResultOptions { max_rows: ROWS, csv_formula_guard: false };
    let began = Instant::now();
    let mut writer = ResultWriter::begin(&folder, &"TableInfo".parse()?, &columns, options).await?;
    println!("{:>9} rows  {:>6} KiB resident", 0, resident()?);
    for step in 1..=STEPS {
        for page in 0..ROWS / STEPS / PAGE {
            let first = (step - 1) * (ROWS / STEPS) + page * PAGE;
            let rows: Vec<Row> = (first..first + PAGE).map(row).collect();
            writer.write(&rows).await?;
        }
        println!("{:>9} rows  {:>6} KiB resident", step * (ROWS / STEPS), resident()?);
    }
    let stored = writer.finish().await?;
    let (json, csv) = (stored.json.bytes / 1_000_000, stored.csv.bytes / 1_000_000);
    println!("{} rows, {json} MB of JSON and {csv} MB of CSV in {:.1?}", stored.rows, began.elapsed());
    Ok(())
}

fn row(number: u64) -> Row {
    vec![
        Cell::Text(format!("schema_{}", number % 97)),
        Cell::Text(format!("table_{number:07}")),
        Cell::Long(i64::try_from(number).unwrap_or(i64::MAX)),
        Cell::Text("a text of some length, as the notes of a system view have it".to_owned()),
    ]
}

/// What this process holds in memory, in KiB.
fn resident() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse()?)
}
