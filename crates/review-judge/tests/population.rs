//! The population comes first; rows that fail are counted.

use review_core::finding::Verdict;

use crate::support::{aggregate, findings, have, judged, query, result, rows, short, shorts};

const DIVISORS: &[&[&str]] = &[&["0"], &["5"], &["50"], &["0"]];

#[tokio::test]
async fn the_population_keeps_rows_from_the_condition() {
    let signal = rows("r", "100 / n > 10").population("n > 0");
    let verdict = judged("n: integer", signal, result("Q", "n int8", DIVISORS)).await;
    assert_eq!(short(&verdict), "fired 1 of 2");
    assert_eq!((verdict.not_judged_rows, verdict.not_judged_reason), (0, None));
}

#[tokio::test]
async fn a_guard_guards() {
    let verdict = judged("n: integer", rows("r", "n > 0 and 100 / n > 10"), result("Q", "n int8", DIVISORS)).await;
    assert_eq!(short(&verdict), "fired 1 of 4");
    assert_eq!(verdict.not_judged_rows, 0);
}

#[tokio::test]
async fn rows_on_which_the_condition_fails_are_counted_and_the_rest_stands() {
    let verdict = judged("n: integer", rows("r", "100 / n > 10"), result("Q", "n int8", DIVISORS)).await;
    assert_eq!(short(&verdict), "fired 1 of 4");
    assert_eq!(verdict.not_judged_rows, 2);
    assert_eq!(verdict.not_judged_reason.as_deref(), Some("division by zero"));
    let silent = judged("n: integer", rows("r", "100 / n > 99"), result("Q", "n int8", DIVISORS)).await;
    assert_eq!((short(&silent).as_str(), silent.not_judged_rows), ("silent", 2));
}

#[tokio::test]
async fn a_condition_that_fails_on_every_row_of_the_population_is_not_evaluated() {
    let signal = rows("r", "100 / n > 10").population("n = 0");
    let verdict = judged("n: integer", signal, result("Q", "n int8", DIVISORS)).await;
    assert_eq!(short(&verdict), "none of 2 rows could be judged; the first: division by zero");
    assert_eq!((verdict.population_rows, verdict.not_judged_rows), (2, 2));
}

#[tokio::test]
async fn rows_on_which_the_population_fails_are_counted_too() {
    let signal = rows("r", "n > 1").population("100 / n > 1");
    let verdict = judged("n: integer", signal, result("Q", "n int8", DIVISORS)).await;
    assert_eq!(short(&verdict), "fired 2 of 2");
    assert_eq!(verdict.not_judged_rows, 2);
}

#[tokio::test]
async fn a_population_nobody_is_known_to_be_in_is_not_empty_when_rows_fail() {
    let signal = rows("r", "n > 1").population("100 / n > 1000");
    let verdict = judged("n: integer", signal, result("Q", "n int8", DIVISORS)).await;
    let reason = "2 rows could not be placed in the population or outside it; the first: division by zero";
    assert_eq!(short(&verdict), reason);
}

#[tokio::test]
async fn what_speaks_of_all_rows_needs_every_row_placed() {
    let reason = "2 rows could not be placed in the population or outside it; the first: division by zero";
    let signal = aggregate("r", "count(*) > 0").population("100 / n > 1");
    assert_eq!(short(&judged("n: integer", signal, result("Q", "n int8", DIVISORS)).await), reason);
    let signal = rows("r", "n >= (select max(n) from Q)").population("100 / n > 1");
    assert_eq!(short(&judged("n: integer", signal, result("Q", "n int8", DIVISORS)).await), reason);
}

#[tokio::test]
async fn an_empty_population_is_not_applicable() {
    let stored = || result("Q", "n int8", &[&["1"], &["2"]]);
    let verdict = judged("n: integer", rows("r", "n > 1").population("n > 5"), stored()).await;
    assert_eq!((verdict.verdict, verdict.population_rows), (Verdict::NotApplicable, 0));
    let verdict = judged("n: integer", rows("r", "n > 1"), result("Q", "n int8", &[])).await;
    assert_eq!(verdict.verdict, Verdict::NotApplicable);
    let verdict = judged("n: integer", rows("r", "n > 5"), stored()).await;
    assert_eq!((verdict.verdict, verdict.population_rows), (Verdict::Silent, 2));
}

#[tokio::test]
async fn a_sub_select_from_the_own_query_means_the_population() {
    let numbers: &[&[&str]] = &[&["1"], &["2"], &["9"]];
    let stored = || result("Q", "n int8", numbers);
    let signal = rows("r", "n = (select max(n) from Q)").population("n < 5");
    assert_eq!(short(&judged("n: integer", signal, stored()).await), "fired 1 of 2");
    let signal = rows("r", "n = (select max(n) from q)");
    assert_eq!(short(&judged("n: integer", signal, stored()).await), "fired 1 of 3");
    // While the population is being found, all rows are there.
    let signal = rows("r", "n > 1").population("n < (select max(n) from Q)");
    assert_eq!(short(&judged("n: integer", signal, stored()).await), "fired 1 of 2");
}

#[tokio::test]
async fn a_sub_select_from_another_query_means_its_whole_result() {
    let q = query("Q", "n: integer", vec![rows("r", "n > (select max(m) from Other)").population("n > 0")]);
    let other = query("Other", "m: integer", vec![rows("o", "m > 6").population("m < 3")]);
    let results = vec![
        have(vec![result("Q", "n int8", &[&["4"], &["8"]])]),
        have(vec![result("Other", "m int8", &[&["2"], &["5"]])]),
    ];
    let findings = findings(&[q, other], results).await;
    assert_eq!(shorts(&findings)["r"], "fired 1 of 2");
}
