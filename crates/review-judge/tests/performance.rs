//! Bounds that hold however slow the machine: far above what is measured, far below what an accident costs.

use std::time::{Duration, Instant};

use review_core::QueryId;
use review_core::result::{Cell, Column};
use review_judge::{QueryResult, judge};

use crate::support::{findings, have, input, pack, query, result, rows, short, shorts};

#[tokio::test]
async fn sixty_signals_over_sixty_results_take_seconds() {
    let names: Vec<&'static str> = (0..60).map(|n| &*Box::leak(format!("Query{n:02}").into_boxed_str())).collect();
    let signal = |name: &str| rows(&name.to_lowercase(), "n > 150 and s like 'row%'").population("n > 100");
    let queries: Vec<_> = names.iter().map(|name| query(name, "n: integer, s: text", vec![signal(name)])).collect();
    let pack = pack(&queries);
    let stored = |name: &&str| {
        let row = |n: i64| vec![Cell::Long(n), Cell::Text(format!("row {n}"))];
        have(vec![QueryResult {
            query: QueryId::warehouse(name.parse().expect("a name")),
            columns: vec![Column::new("n", "int8"), Column::new("s", "varchar")],
            rows: (0..300).map(row).collect(),
            cut: false,
        }])
    };
    let input = input(&pack, names.iter().map(stored).collect());
    let begun = Instant::now();
    let findings = judge(&input).await;
    let took = begun.elapsed();
    println!("60 signals over 60 results of 300 rows: {took:?}");
    assert!(findings.signals.iter().all(|verdict| short(verdict) == "fired 149 of 199"));
    assert!(took < Duration::from_secs(30), "{took:?}");
}

#[tokio::test]
async fn a_guard_over_two_hundred_thousand_rows_stays_within_the_signals_time() {
    let pack = pack(&[query("Q", "n: integer", vec![rows("r", "n > 0 and 1000 / n > 10")])]);
    let stored = QueryResult {
        query: "Q".parse().expect("an id"),
        columns: vec![Column::new("n", "int8")],
        rows: (0..200_000).map(|n| vec![Cell::Long(if n % 2 == 0 { 0 } else { n % 1000 })]).collect(),
        cut: false,
    };
    let input = input(&pack, vec![have(vec![stored])]);
    let begun = Instant::now();
    let findings = judge(&input).await;
    println!("a guard over 200,000 rows: {:?}", begun.elapsed());
    assert_eq!(short(&findings.signals[0]), "fired 9000 of 200000");
    assert_eq!(findings.signals[0].not_judged_rows, 0);
}

#[tokio::test]
async fn a_signal_without_end_is_ended_and_the_others_are_judged() {
    let endless =
        "n >= 0 and (select count(*) from Q as a, Q as b, Q as c, Q as d where a.n + b.n + c.n + d.n > 7) > 0";
    let signals = vec![rows("endless", endless), rows("quick", "n > 598")];
    let numbers: Vec<String> = (0..600).map(|n| n.to_string()).collect();
    let numbers: Vec<[&str; 1]> = numbers.iter().map(|n| [n.as_str()]).collect();
    let numbers: Vec<&[&str]> = numbers.iter().map(|row| &row[..]).collect();
    let begun = Instant::now();
    let stored = have(vec![result("Q", "n int8", &numbers)]);
    let findings = findings(&[query("Q", "n: integer", signals)], vec![stored]).await;
    let got = shorts(&findings);
    assert_eq!(got["endless"], "the condition cannot be evaluated: it takes longer than 10 seconds");
    assert_eq!(got["quick"], "fired 1 of 600");
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}
