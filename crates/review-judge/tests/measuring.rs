//! Measures: one number over all rows, or the reason why there is none; and the time that the results cover.

use std::collections::BTreeMap;

use review_core::finding::Findings;
use review_core::measure::Measured;
use review_judge::{judge, prove};

use crate::support::{cut, have, input, missing, pack, query, result, rows};

const MEASURES: &str = "measures:
  - { id: hours, value: sum(seconds) / 3600, words: hours, one: hour, digits: 1, better: less }
  - { id: rows, value: count(*), words: rows, one: row, better: neither }
  - { id: of-all, value: \"sum(seconds) / (select sum(n) from Other)\", words: s, one: s, better: less }
window: { column: at, days: days }
";
const COLUMNS: &str = "at: timestamp, seconds: decimal(18,3)";

async fn measured(results: Vec<(review_core::QueryName, review_judge::ResultState)>) -> Findings {
    let pack = pack(&[query("Q", COLUMNS, vec![]).measuring(MEASURES), query("Other", "n: integer", vec![])]);
    let mut input = input(&pack, results);
    input.parameters = BTreeMap::from([("days".to_owned(), "7".to_owned())]);
    judge(&input).await
}

fn short(measured: &Measured) -> String {
    let value = measured.value.clone().or_else(|| measured.reason.clone());
    format!("{}: {}", measured.id, value.unwrap_or_else(|| "nothing".to_owned()))
}

fn all(findings: &Findings) -> Vec<String> {
    findings.measures.iter().map(short).collect()
}

const TYPES: &str = "at timestamp, seconds numeric";

#[tokio::test]
async fn a_measure_is_one_exact_number() {
    let q = result("Q", TYPES, &[&["2026-11-20 08:00:00", "5000.500"], &["2026-11-15 07:00:00", "4039.500"]]);
    let findings = measured(vec![have(vec![q]), have(vec![result("Other", "n int8", &[&["2"]])])]).await;
    assert_eq!(all(&findings), ["hours: 2.5", "rows: 2", "of-all: 4520"]);
    let window = findings.window.expect("a window");
    assert_eq!((window.query.to_string().as_str(), window.asked_days), ("Q", Some(7)));
    let found = window.found.map(|found| format!("{} {}", found.from, found.until));
    assert_eq!(found.as_deref(), Some("2026-11-15T07:00:00Z 2026-11-20T08:00:00Z"));
}

#[tokio::test]
async fn no_rows_have_no_sum_and_no_time() {
    let other = || have(vec![result("Other", "n int8", &[&["0"]])]);
    let findings = measured(vec![have(vec![result("Q", TYPES, &[])]), other()]).await;
    assert_eq!(all(&findings), ["hours: nothing", "rows: 0", "of-all: nothing"]);
    assert_eq!(findings.window.map(|window| window.found), Some(None));
    let q = result("Q", TYPES, &[&["2026-11-20 08:00:00", "1"]]);
    let findings = measured(vec![have(vec![q]), other()]).await;
    assert_eq!(all(&findings)[2], "of-all: the measure cannot be evaluated: division by zero");
}

#[tokio::test]
async fn part_of_the_rows_is_no_measure() {
    let q = || result("Q", TYPES, &[&["2026-11-20 08:00:00", "1"]]);
    let findings = measured(vec![have(vec![cut(q())])]).await;
    assert!(all(&findings).iter().all(|one| one.contains("the result of `Q` was cut at 1 row")), "{findings:?}");
    let findings = measured(vec![have(vec![q()])]).await;
    assert_eq!(all(&findings)[2], "of-all: `Other` was not part of the run");
    let findings = measured(vec![missing("Q", "it failed")]).await;
    assert_eq!(all(&findings)[0], "hours: `Q` has no result: it failed");
    let window = findings.window.expect("what was asked for is known");
    assert_eq!((window.asked_days, window.found), (Some(7), None));
    assert_eq!(window.reason.as_deref(), Some("`Q` has no result: it failed"));
    assert_eq!(measured(vec![]).await.measures, vec![], "nobody asked for it");
}

#[tokio::test]
async fn a_measure_that_cannot_be_computed_is_found_by_the_proof() {
    let measures = "measures:\n  - { id: m, value: count(*) / 0, words: m, one: m, better: less }\n";
    let cases = "{ fires: [ { n: 2 } ], silent: [ { n: 1 } ] }";
    let pack = pack(&[query("Q", "n: integer", vec![rows("r", "n > 1").cases(cases)]).measuring(measures)]);
    let diagnostics = prove(&pack).await;
    let [one] = diagnostics.as_slice() else { panic!("{diagnostics:#?}") };
    assert_eq!((one.code.as_str(), one.place.line), ("C103", 7));
    assert_eq!(one.message, "measure `m` cannot be computed: the measure cannot be evaluated: division by zero");
}
