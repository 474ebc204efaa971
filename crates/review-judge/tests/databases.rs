//! Queries of scope `database`: one table over all of them.

use review_core::finding::Verdict;

use crate::support::{findings, have, query, result, rows, shorts};

#[tokio::test]
async fn databases_are_united_with_their_name_first() {
    let q = query("Q", "n: integer", vec![rows("r", "n > 1 and database_name <> 'c'")]).per_database();
    let results = vec![have(vec![
        result("Q@a", "n int8, note varchar", &[&["1", "x"], &["2", "y"]]),
        result("Q@b", "note varchar, N int8", &[&["z", "3"]]),
        result("Q@c", "n int8, note varchar", &[&["9", "w"]]),
    ])];
    let findings = findings(&[q], results).await;
    let verdict = &findings.signals[0];
    assert_eq!(verdict.verdict, Verdict::Fired);
    let names: Vec<&str> = verdict.evidence.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["database_name", "n", "note"]);
    let cells: Vec<Vec<String>> =
        verdict.evidence.rows.iter().map(|row| row.iter().filter_map(|cell| cell.text()).collect()).collect();
    assert_eq!(cells, [["a", "2", "y"], ["b", "3", "z"]]);
}

#[tokio::test]
async fn what_does_not_fit_is_named_with_its_database() {
    let signals = vec![rows("reads-n", "n > 1"), rows("reads-m", "m > 1")];
    let q = query("Q", "n: integer, m: integer", signals).per_database();
    let results = vec![have(vec![
        result("Q@a", "n int8, m int8", &[&["1", "1"]]),
        result("Q@b", "n varchar", &[&["2"], &["many"]]),
    ])];
    let findings = findings(&[q], results).await;
    let got = shorts(&findings);
    assert_eq!(got["reads-n"], "row 2 of `Q@b`, column `n`: `many` is not an integer");
    assert_eq!(got["reads-m"], "the result of `Q@b` has no column `m`");
}

#[tokio::test]
async fn a_database_name_of_the_scripts_own_stays_in_the_evidence() {
    let q = query("Q", "n: integer", vec![rows("r", "database_name = 'a'")]).per_database();
    let results = vec![have(vec![result("Q@a", "database_name varchar, n int8", &[&["elsewhere", "1"]])])];
    let findings = findings(&[q], results).await;
    let evidence = &findings.signals[0].evidence;
    let cells: Vec<Option<String>> = evidence.rows[0].iter().map(|cell| cell.text()).collect();
    assert_eq!(cells, [Some("a".to_owned()), Some("elsewhere".to_owned()), Some("1".to_owned())]);
}
