//! Memory does not grow with a result.

use std::time::Duration;

use review_warehouse::{Progress, Submission, Warehouse as _};

use crate::fixture::Server;

const ROWS: u64 = 150_000;
const ROW_BYTES: u64 = 2_000;
/// What may be held of a result of 300 MB. Own choice: far below the result, far above what the buffers hold.
const MAY_GROW_BYTES: u64 = 64 << 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_result_does_not_stay_in_memory() {
    let server = Server::start();
    let warehouse = server.warehouse().await;
    let before = peak_memory_bytes();
    let large = Submission {
        name: "run/Large/1".to_owned(),
        attempt: 1,
        sql: format!("select n, repeat('x', {ROW_BYTES}) from (select generate_series(1, {ROWS}) as n) as t"),
        database: None,
        max_rows: u64::MAX,
        threshold: Duration::from_secs(300),
    };
    let statement = warehouse.submit(&large).await.expect("the server takes the statement").statement;
    assert_eq!(warehouse.wait(&statement, Duration::from_secs(120)).await, Ok(Progress::Finished));
    let mut result = warehouse.fetch(&statement).await.expect("a result");
    let mut rows = 0;
    while let Some(chunk) = result.next().await.expect("a chunk") {
        rows += u64::try_from(chunk.len()).expect("a small number");
    }
    assert_eq!(rows, ROWS);
    let grown = peak_memory_bytes() - before;
    assert!(grown < MAY_GROW_BYTES, "a result of {} bytes took {grown} bytes of memory", ROWS * ROW_BYTES);
}

/// The most memory this process ever had.
fn peak_memory_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the kernel tells about this process");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a line about memory");
    let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().expect("a number of kilobytes");
    kilobytes * 1024
}
