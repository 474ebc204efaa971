//! Conditions on all rows together.

use crate::support::{aggregate, judged, result, short};

const SKEW: &str = "2 * sum(case when n >= :skew then 1 else 0 end) > count(*)";

async fn over(signal: crate::support::SignalText, rows: &[&[&str]]) -> String {
    short(&judged("n: integer", signal, result("Q", "n int8", rows)).await)
}

#[tokio::test]
async fn an_aggregate_judges_the_population_as_a_whole() {
    let skew = || aggregate("r", SKEW).threshold("skew", "4");
    assert_eq!(over(skew(), &[&["5"], &["6"], &["1"]]).await, "fired");
    assert_eq!(over(skew(), &[&["5"], &["1"]]).await, "silent");
    assert_eq!(over(skew().population("n > 1"), &[&["5"], &["1"]]).await, "fired");
}

#[tokio::test]
async fn an_aggregate_runs_on_no_rows_too_and_null_is_silent() {
    assert_eq!(over(aggregate("r", "count(*) = 0"), &[]).await, "fired");
    assert_eq!(over(aggregate("r", "count(*) = 0").population("n > 5"), &[&["1"]]).await, "fired");
    assert_eq!(over(aggregate("r", "sum(n) > 0"), &[]).await, "silent");
    assert_eq!(over(aggregate("r", "max(n) > 0"), &[&["-"]]).await, "silent");
}

#[tokio::test]
async fn an_aggregate_that_fails_is_not_evaluated() {
    let got = over(aggregate("r", "sum(100 / n) > 1"), &[&["0"], &["5"]]).await;
    assert_eq!(got, "the aggregate cannot be evaluated: division by zero");
}

#[tokio::test]
async fn an_aggregate_has_no_evidence_rows() {
    let stored = result("Q", "n int8", &[&["5"]]);
    let verdict = judged("n: integer", aggregate("r", "count(*) = 1"), stored).await;
    assert!(verdict.aggregate);
    assert_eq!((verdict.population_rows, verdict.evidence.total, verdict.evidence.rows.len()), (1, 0, 0));
}
