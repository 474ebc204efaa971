//! Results that are missing, cut, or lack a database: what is certain is said, and nothing else.

use review_core::finding::SignalVerdict;
use review_judge::ResultState;

use crate::support::{
    SignalText, aggregate, cut, findings, have, missing, partial, query, result, rows, short, shorts,
};

async fn over_cut(signal: SignalText) -> SignalVerdict {
    let stored = cut(result("Q", "n int8", &[&["1"], &["2"], &["3"]]));
    crate::support::judged("n: integer", signal, stored).await
}

const CUT: &str = "the result of `Q` was cut at 3 rows";

#[tokio::test]
async fn a_missing_result_gives_its_reason() {
    let q = || query("Q", "n: integer", vec![rows("r", "n > 1")]);
    let findings_missing = findings(&[q()], vec![missing("Q", "permission: permission denied for stl_query")]).await;
    let reason = "`Q` has no result: permission: permission denied for stl_query";
    assert_eq!(shorts(&findings_missing)["r"], reason);
    let findings_none = findings(&[q()], vec![]).await;
    assert_eq!(shorts(&findings_none)["r"], "`Q` was not part of the run");
}

#[tokio::test]
async fn rows_of_the_reviewer_alone_are_not_judged() {
    let own = ResultState::OwnOnly { reason: "sys_query_history; run GRANT ROLE sys:monitor TO \"r\";".to_owned() };
    let own = (crate::support::name("Q"), own);
    let judged = findings(&[query("Q", "n: integer", vec![rows("r", "n > 1")])], vec![own]).await;
    let reason = "`Q` saw only what is the reviewer's own: sys_query_history; run GRANT ROLE sys:monitor TO \"r\";";
    assert_eq!(shorts(&judged)["r"], reason);
}

#[tokio::test]
async fn rows_of_a_cut_result_still_fire_and_say_so() {
    let verdict = over_cut(rows("r", "n > 1")).await;
    assert_eq!(short(&verdict), "fired 2 of 3");
    let note = format!("{CUT}; what is not there is not judged");
    assert_eq!((verdict.not_judged_rows, verdict.not_judged_reason), (0, Some(note)));
}

#[tokio::test]
async fn a_row_that_fails_and_a_cut_are_both_told() {
    let stored = cut(result("Q", "n int8", &[&["0"], &["2"]]));
    let verdict = crate::support::judged("n: integer", rows("r", "10 / n > 1"), stored).await;
    assert_eq!((short(&verdict).as_str(), verdict.not_judged_rows), ("fired 1 of 2", 1));
    let note = "division by zero; the result of `Q` was cut at 2 rows; what is not there is not judged";
    assert_eq!(verdict.not_judged_reason.as_deref(), Some(note));
}

#[tokio::test]
async fn silence_over_a_cut_result_is_not_evaluated() {
    assert_eq!(short(&over_cut(rows("r", "n > 5")).await), CUT);
    assert_eq!(short(&over_cut(rows("r", "n > 1").population("n > 5")).await), CUT);
}

#[tokio::test]
async fn what_speaks_of_all_rows_is_not_evaluated_over_a_cut_result() {
    assert_eq!(short(&over_cut(aggregate("r", "count(*) > 1")).await), CUT);
    assert_eq!(short(&over_cut(aggregate("r", "count(*) > 9")).await), CUT);
    assert_eq!(short(&over_cut(rows("r", "n >= (select max(n) from Q)")).await), CUT);
    assert_eq!(short(&over_cut(rows("r", "n > 1").population("n > (select min(n) from Q)")).await), CUT);
}

/// The verdicts on two signals of `Q`, one of which reads `Other` in a sub-select.
async fn beside(other: (review_core::QueryName, review_judge::ResultState)) -> (String, String) {
    let signals = vec![rows("alone", "n > 1"), rows("beside", "n > (select count(*) from Other)")];
    let queries =
        [query("Q", "n: integer", signals), query("Other", "m: integer", vec![rows("o", "m > 6")]).per_database()];
    let findings = findings(&queries, vec![have(vec![result("Q", "n int8", &[&["5"]])]), other]).await;
    let got = shorts(&findings);
    (got["alone"].clone(), got["beside"].clone())
}

#[tokio::test]
async fn a_sub_select_over_rows_that_are_not_all_there_is_not_evaluated() {
    let whole = || result("Other@a", "m int8", &[&["1"]]);
    assert_eq!(beside(have(vec![whole()])).await, ("fired 1 of 1".to_owned(), "fired 1 of 1".to_owned()));
    let reasons = [
        (missing("Other", "timed out"), "`Other` has no result: timed out"),
        (have(vec![cut(whole())]), "the result of `Other@a` was cut at 1 row"),
        (partial(vec![whole()], &[("Other@b", "timed out")]), "no result of `Other@b` (timed out)"),
    ];
    for (other, reason) in reasons {
        assert_eq!(beside(other).await, ("fired 1 of 1".to_owned(), reason.to_owned()));
    }
}

async fn over_partial(signal: SignalText, missing: &[(&str, &str)]) -> SignalVerdict {
    let q = query("Q", "n: integer", vec![signal]).per_database();
    let stored = result("Q@a", "n int8", &[&["1"], &["2"]]);
    findings(&[q], vec![partial(vec![stored], missing)]).await.signals.pop().expect("one signal")
}

#[tokio::test]
async fn a_finding_stands_although_a_database_is_missing() {
    let verdict = over_partial(rows("r", "n > 1"), &[("Q@b", "timed out")]).await;
    assert_eq!(short(&verdict), "fired 1 of 2");
    let note = "no result of `Q@b` (timed out); what is not there is not judged";
    assert_eq!(verdict.not_judged_reason.as_deref(), Some(note));
}

#[tokio::test]
async fn silence_names_the_databases_that_are_missing() {
    let missing = [("Q@b", "timed out"), ("Q@c", "permission"), ("Q@d", "lock"), ("Q@e", "lock"), ("Q@f", "lock")];
    let one = "no result of `Q@b` (timed out)";
    assert_eq!(short(&over_partial(rows("r", "n > 5"), &missing[..1]).await), one);
    assert_eq!(short(&over_partial(aggregate("r", "count(*) > 0"), &missing[..1]).await), one);
    assert_eq!(short(&over_partial(rows("r", "n > 1").population("n > 5"), &missing[..1]).await), one);
    let all = "no result of `Q@b` (timed out), `Q@c` (permission), `Q@d` (lock) and 2 more";
    assert_eq!(short(&over_partial(rows("r", "n > 5"), &missing).await), all);
}
