//! Large results: the same rows in both forms, with the memory of a page.
//!
//! `ADAPTER_ROWS=1000000 cargo nextest run -p data-api-emulator --test adapter --no-capture volume` measures.

use std::fs;
use std::time::Instant;

use review_core::result::Cell;
use review_warehouse::Warehouse as _;

use crate::harness::{Stage, finished};

/// Rows unless the environment says otherwise: enough for many pages.
const ROWS: i64 = 20_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_forms_deliver_every_row_in_order() {
    let wanted = std::env::var("ADAPTER_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(ROWS);
    let stage = Stage::set().await;
    let sql = format!(
        "select n::int8 as n, md5(n::text)::varchar(32) as label, (n * 0.01)::numeric(18,2) as price \
         from generate_series(1, {wanted}) as t(n) order by n"
    );
    for form in ["json", "csv"] {
        let warehouse = stage.warehouse_of("AKIAREVIEWER", &format!("?result_format={form}")).await;
        let mut many = crate::harness::submission(&format!("run/Volume_{form}/1"), &sql);
        many.max_rows = u64::MAX;
        let statement = warehouse.submit(&many).await.expect("taken").statement;
        let ended = warehouse.wait(&statement, std::time::Duration::from_secs(600)).await;
        assert_eq!(ended, Ok(review_warehouse::Progress::Finished));
        let (began, before) = (Instant::now(), resident_kilobytes());
        let mut result = warehouse.fetch(&statement).await.expect("a result");
        let (mut next, mut peak) = (1, before);
        while let Some(rows) = result.next().await.expect("the result can be read") {
            for row in rows {
                assert_eq!(row[0], Cell::Long(next));
                next += 1;
            }
            peak = peak.max(resident_kilobytes());
        }
        assert_eq!(next - 1, wanted);
        let seconds = began.elapsed().as_secs_f64();
        eprintln!(
            "{form}: {wanted} rows in {seconds:.1} s, {} calls, {} KB more memory (emulator included)",
            warehouse.calls().total(),
            peak.saturating_sub(before)
        );
    }
    let small = stage.warehouse().await;
    finished(&small, "run/After/1", "select 1").await;
}

fn resident_kilobytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
