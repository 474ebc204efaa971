//! Time, memory, rows, and cancelling.

use std::time::{Duration, Instant};

use review_core::result::Cell;
use review_sql::SqlErrorKind::{Cancelled, Data, MemoryLimit, TimeLimit};
use review_sql::{Bounds, Engine, SqlType, Table};

use crate::support::{check_errors, run_in, session};

fn big(rows: i64) -> Engine {
    let rows = (0..rows).map(|n| vec![Cell::Long(n), Cell::Text(format!("text {n}"))]).collect();
    let columns = vec![("n".to_owned(), SqlType::BigInt), ("t".to_owned(), SqlType::Varchar(0))];
    Engine::new(session()).with_tables([Table::new("big", columns, rows).expect("a table")])
}

const CROSS: &str = "select count(*) from big a, big b, big c where a.n + b.n + c.n = -1";

#[test]
fn a_cross_join_past_its_time_ends_soon() {
    let bounds = Bounds { time: Duration::from_millis(500), ..Bounds::default() };
    let start = Instant::now();
    let error = run_in(&big(600), CROSS, bounds).expect_err("too long");
    assert_eq!(error.kind, TimeLimit, "{error:?}");
    assert!(start.elapsed() < Duration::from_secs(8), "took {:?}", start.elapsed());
}

#[test]
fn a_cancelled_cross_join_ends_soon() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(async {
        for sql in [CROSS, "select max(x) from (select sum(a.n * b.n) over (order by c.n rows 5 preceding) x from big a, big b, big c)"] {
            // More memory than it fills before it is cancelled: on a fast machine the limit would end it first.
            let bounds = Bounds { time: Duration::from_secs(60), memory_bytes: 4 << 30, ..Bounds::default() };
            let mut running = big(600).start(sql, bounds);
            assert!(tokio::time::timeout(Duration::from_millis(300), running.finished()).await.is_err(), "{sql}");
            let asked = Instant::now();
            running.canceller().cancel();
            let error = running.finished().await.expect_err(sql);
            assert_eq!(error.kind, Cancelled, "{error:?}");
            // Left alone it runs for half a minute and more; on a machine that does much else, ending it takes 2 s.
            assert!(asked.elapsed() < Duration::from_secs(8), "{sql}: took {:?}", asked.elapsed());
        }
    });
}

#[test]
fn memory_is_bounded() {
    let bounds = Bounds { memory_bytes: 2 * 1024 * 1024, ..Bounds::default() };
    for sql in [
        "select a.t, b.t from big a, big b",
        "select a.t || b.t, count(*) from big a, big b group by 1",
        "select a.t || b.t as x from big a, big b order by x",
        "select max(r) from (select rank() over (order by a.t || b.t) r from big a, big b)",
        "select listagg(a.t || b.t) from big a, big b",
        "select sum(a.n) over (partition by 1) from big a, big b",
        "select count(distinct a.t || b.t) from big a, big b",
        "select median(a.n) from big a, big b",
    ] {
        let error = run_in(&big(600), sql, bounds).expect_err(sql);
        assert_eq!(error.kind, MemoryLimit, "{sql}: {error:?}");
    }
}

#[test]
fn further_rows_are_cut_and_said_so() {
    let bounds = Bounds { rows: 150, ..Bounds::default() };
    let output = run_in(&big(600), "select n from big order by n", bounds).expect("runs");
    assert_eq!((output.rows.len(), output.cut), (150, true));
    assert_eq!(output.rows[149], [Cell::Long(149)]);
    let output = run_in(&big(150), "select n from big", bounds).expect("runs");
    assert_eq!((output.rows.len(), output.cut), (150, false));
}

#[test]
fn text_does_not_grow_without_bound() {
    check_errors(&[
        ("select repeat('x', 1000000000)", Data, "longer than"),
        ("select lpad('x', 1000000000)", Data, "longer than"),
        ("select replace(repeat('x', 60000), 'x', 'yy')", Data, "longer than"),
    ]);
}

#[test]
fn a_cancelled_statement_says_so() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let error = runtime.block_on(async {
        let mut running = big(600).start(CROSS, Bounds::default());
        running.cancel();
        running.finished().await.expect_err("cancelled")
    });
    assert_eq!((error.kind, error.code), (Cancelled, Some("57014")));
}
