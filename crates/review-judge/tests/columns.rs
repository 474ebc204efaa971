//! Which columns a signal reads, and what spoils it.

use crate::support::{aggregate, findings, have, judged, query, result, rows, short, shorts};

#[tokio::test]
async fn a_missing_column_spoils_the_signals_that_read_it_and_no_others() {
    let signals = vec![
        rows("reads-a", "a > 1"),
        rows("reads-b", "b > 1"),
        rows("gate-reads-b", "a > 1").population("b is not null"),
        aggregate("counts", "count(*) > 1"),
    ];
    let stored = result("Q", "a int8, other int8", &[&["1", "1"], &["2", "1"]]);
    let findings = findings(&[query("Q", "a: integer, b: integer", signals)], vec![have(vec![stored])]).await;
    let lacking = "the result of `Q` has no column `b`".to_owned();
    let got = shorts(&findings);
    assert_eq!(got["reads-a"], "fired 1 of 2");
    assert_eq!(got["counts"], "fired");
    assert_eq!(got["reads-b"], lacking);
    assert_eq!(got["gate-reads-b"], lacking);
}

#[tokio::test]
async fn a_value_that_does_not_convert_is_named_with_row_column_and_value() {
    let signals = vec![rows("reads-a", "a > 1"), rows("reads-b", "b > 1")];
    let stored = result("Q", "a int8, b varchar", &[&["1", "5"], &["2", "auto"], &["2", "none"]]);
    let findings = findings(&[query("Q", "a: integer, b: integer", signals)], vec![have(vec![stored])]).await;
    let got = shorts(&findings);
    assert_eq!(got["reads-a"], "fired 2 of 3");
    assert_eq!(got["reads-b"], "row 2 of `Q`, column `b`: `auto` is not an integer");
}

#[tokio::test]
async fn rows_are_counted_even_when_no_column_is_readable() {
    let stored = result("Q", "a varchar", &[&["x"], &["y"]]);
    let verdict = judged("a: integer", aggregate("counts", "count(*) = 2"), stored).await;
    assert_eq!(short(&verdict), "fired");
}

#[tokio::test]
async fn columns_are_matched_without_regard_to_case_and_order() {
    let stored = result("Q", "B int8, A int8", &[&["1", "9"]]);
    let verdict = judged("a: integer, b: integer", rows("r", "A = 9 and b = 1"), stored).await;
    assert_eq!(short(&verdict), "fired 1 of 1");
}

#[tokio::test]
async fn a_column_that_stands_twice_is_nobodys_choice() {
    let stored = result("Q", "a int8, A int8", &[&["1", "9"]]);
    let verdict = judged("a: integer", rows("r", "a = 9"), stored).await;
    assert_eq!(short(&verdict), "the result of `Q` has more than one column `a`");
}

#[tokio::test]
async fn the_observed_column_is_shown_and_not_judged() {
    let stored = result("Q", "a int8", &[&["2"]]);
    let verdict = judged("a: integer, b: integer", rows("r", "a > 1").observed("b"), stored).await;
    assert_eq!(short(&verdict), "fired 1 of 1");
}

/// The signals of `Q` (columns `k`, `n`) beside `Other` (columns `k`, `n`, `z`), with results that lack the named
/// columns.
async fn beside_other(condition: &str, q_lacks: &str, other_lacks: &str) -> String {
    let q = query("Q", "k: integer, n: integer", vec![rows("r", condition)]);
    let other = query("Other", "k: integer, n: integer, z: integer", vec![rows("o", "z > 100")]);
    let stored = |name: &str, columns: &[&str], lacks: &str| {
        let kept: Vec<String> = columns.iter().filter(|c| **c != lacks).map(|c| format!("{c} int8")).collect();
        let row: Vec<&str> = kept.iter().map(|_| "5").collect();
        result(name, &kept.join(", "), &[&row])
    };
    let results =
        vec![have(vec![stored("Q", &["k", "n"], q_lacks)]), have(vec![stored("Other", &["k", "n", "z"], other_lacks)])];
    shorts(&findings(&[q, other], results).await)["r"].clone()
}

#[tokio::test]
async fn a_name_in_a_sub_select_belongs_to_the_innermost_table_that_has_it() {
    let condition = "k = (select max(n) from Other)";
    assert_eq!(beside_other(condition, "n", "").await, "fired 1 of 1");
    assert_eq!(beside_other(condition, "", "z").await, "fired 1 of 1");
    assert_eq!(beside_other(condition, "", "n").await, "the result of `Other` has no column `n`");
    assert_eq!(beside_other(condition, "k", "").await, "the result of `Q` has no column `k`");
}

#[tokio::test]
async fn a_correlated_sub_select_reads_both_sides() {
    let condition = "exists (select * from Other as o where o.k = Q.k)";
    assert_eq!(beside_other(condition, "n", "z").await, "fired 1 of 1");
    assert_eq!(beside_other(condition, "k", "").await, "the result of `Q` has no column `k`");
    assert_eq!(beside_other(condition, "", "k").await, "the result of `Other` has no column `k`");
}

#[tokio::test]
async fn a_star_reads_every_column() {
    let condition = "k > 1 and (select count(*) from (select * from Other) as o) = 1";
    assert_eq!(beside_other(condition, "", "z").await, "the result of `Other` has no column `z`");
    let counted = "k > 1 and (select count(*) from Other) = 1";
    assert_eq!(beside_other(counted, "", "z").await, "fired 1 of 1");
}

#[tokio::test]
async fn a_join_in_a_sub_select_reads_the_columns_it_joins_by() {
    let condition = "k = (select max(a.n) from Other as a join Other as b on a.z = b.z)";
    assert_eq!(beside_other(condition, "", "").await, "fired 1 of 1");
    assert_eq!(beside_other(condition, "", "z").await, "the result of `Other` has no column `z`");
    let using = "k = (select max(a.n) from Other as a join Other as b using (z))";
    assert_eq!(beside_other(using, "", "z").await, "the result of `Other` has no column `z`");
}
