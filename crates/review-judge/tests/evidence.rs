//! What is kept of the rows that fired.

use review_core::finding::Evidence;
use review_core::result::Cell;

use crate::support::{judged, result, rows, short};

#[tokio::test]
async fn evidence_is_what_was_stored_extra_columns_included() {
    let stored = result("Q", "extra numeric, s bpchar, n varchar", &[&["1.50", "ab  ", "7"], &["2.50", "cd  ", "1"]]);
    let verdict = judged("n: integer, s: text", rows("r", "n > 5 and s = 'ab'"), stored.clone()).await;
    assert_eq!(verdict.evidence.columns, stored.columns);
    assert_eq!(verdict.evidence.rows, [stored.rows[0].clone()]);
    assert_eq!(verdict.evidence.total, 1);
}

#[tokio::test]
async fn evidence_keeps_the_order_of_the_result_and_counts_what_it_leaves_out() {
    let numbers: Vec<String> = (0..1000).rev().map(|n| n.to_string()).collect();
    let numbers: Vec<[&str; 1]> = numbers.iter().map(|n| [n.as_str()]).collect();
    let numbers: Vec<&[&str]> = numbers.iter().map(|row| &row[..]).collect();
    let signal = rows("r", "n % 3 = 0").population("n % 2 = 0");
    let verdict = judged("n: integer", signal, result("Q", "n int8", &numbers)).await;
    assert_eq!(short(&verdict), "fired 167 of 500");
    let kept: Vec<&Cell> = verdict.evidence.rows.iter().map(|row| &row[0]).collect();
    let first: Vec<Cell> = (0..1000).rev().filter(|n| n % 6 == 0).take(Evidence::MAX_ROWS).map(Cell::Long).collect();
    assert_eq!(kept, first.iter().collect::<Vec<_>>());
}

#[tokio::test]
async fn a_silent_signal_has_no_evidence() {
    let verdict = judged("n: integer", rows("r", "n > 5"), result("Q", "n int8", &[&["1"]])).await;
    assert_eq!(verdict.evidence, Evidence::default());
}
