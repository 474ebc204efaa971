//! Truth cases, run on the engine.

use review_core::diagnostic::{Diagnostic, Level};
use review_judge::{PROVED_AT, codes, prove};
use review_pack::{Literal, Pack};

use crate::support::{SignalText, aggregate, pack, query, rows};

fn pack_of(columns: &'static str, signal: SignalText) -> Pack {
    pack(&[query("Q", columns, vec![signal]), query("Other", "m: integer", vec![proved_rows("o", "m > 6")])])
}

/// A signal over `m` whose cases hold.
fn proved_rows(id: &str, condition: &str) -> SignalText {
    rows(id, condition).cases("{ fires: [ { m: 7 } ], silent: [ { m: 6 } ] }")
}

async fn problems(columns: &'static str, signal: SignalText) -> Vec<String> {
    in_short(&prove(&pack_of(columns, signal)).await)
}

fn in_short(diagnostics: &[Diagnostic]) -> Vec<String> {
    let known: Vec<&str> = codes().iter().map(|page| page.code).collect();
    assert!(diagnostics.iter().all(|diagnostic| known.contains(&diagnostic.code.as_str())), "{diagnostics:?}");
    diagnostics.iter().map(|diagnostic| format!("{} {}", diagnostic.code, diagnostic.message)).collect()
}

#[tokio::test]
async fn cases_that_hold_say_nothing() {
    let cases = "{ fires: [ { n: 4.00 } ], silent: [ { n: 3.99 }, {}, { rows: [] } ] }";
    let signal = rows("r", "n >= :skew").threshold("skew", "4").cases(cases);
    assert_eq!(problems("n: decimal(19,2)", signal).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_firing_case_that_stays_silent_is_found_at_its_place() {
    let signal = rows("r", "n > 4").cases("{ fires: [ { n: 4 }, { n: 5 } ], silent: [ { n: 3 } ] }");
    let diagnostics = prove(&pack_of("n: integer", signal)).await;
    assert_eq!(in_short(&diagnostics), ["C101 signal `r` stays silent on a case in which it must fire"]);
    let place = &diagnostics[0].place;
    assert_eq!((place.file.as_str(), diagnostics[0].level), ("signals/Q.yaml", Level::Error));
    assert!(place.line > 0);
}

#[tokio::test]
async fn a_firing_case_outside_the_population_says_so() {
    let signal =
        rows("r", "n > 4").population("n < 9").cases("{ fires: [ { n: 10 }, { n: 5 } ], silent: [ { n: 3 } ] }");
    let message =
        "C101 signal `r` stays silent on a case in which it must fire: no row is in its population".to_owned();
    assert_eq!(problems("n: integer", signal).await, [message]);
}

#[tokio::test]
async fn a_silent_case_that_fires_is_found() {
    let signal = rows("r", "n >= 4").cases("{ fires: [ { n: 5 } ], silent: [ { n: 4 }, { n: 3 } ] }");
    let message = "C102 signal `r` fires on a case in which it must stay silent".to_owned();
    assert_eq!(problems("n: integer", signal).await, [message]);
}

#[tokio::test]
async fn a_case_that_fails_gives_the_reason() {
    let signal = rows("r", "100 / n > 4").cases("{ fires: [ { n: 5 } ], silent: [ { n: 0 }, { n: 100 } ] }");
    let reason = "none of 1 row could be judged; the first: division by zero";
    let message = format!("C103 a case of signal `r` cannot be evaluated: {reason}");
    assert_eq!(problems("n: integer", signal).await, [message]);
}

#[tokio::test]
async fn a_sub_select_reads_the_rows_the_case_gives() {
    let cases = "{ fires: [ { rows: [ { n: 5 } ], with: { Other: [ { m: 4 } ] } } ], \
                 silent: [ { rows: [ { n: 5 } ], with: { Other: [ { m: 4 }, { m: 5 } ] } } ] }";
    let signal = rows("r", "n > (select max(m) from Other)").cases(cases);
    assert_eq!(problems("n: integer", signal).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_sub_select_without_rows_in_the_case_cannot_be_evaluated() {
    let cases = "{ fires: [ { rows: [ { n: 5 } ], with: { Other: [ { m: 4 } ] } } ], silent: [ { n: 5 } ] }";
    let signal = rows("r", "n > (select max(m) from Other)").cases(cases);
    let got = problems("n: integer", signal).await;
    let reason = "the case gives no rows of `Other`, which the signal reads in a sub-select";
    assert!(got.contains(&format!("C103 a case of signal `r` cannot be evaluated: {reason}")), "{got:?}");
}

#[tokio::test]
async fn a_condition_never_seen_to_say_no_is_warned_of() {
    let signal = rows("r", "n > 0").population("n > 4").cases("{ fires: [ { n: 5 } ], silent: [ { n: 4 } ] }");
    let diagnostics = prove(&pack_of("n: integer", signal)).await;
    assert_eq!(in_short(&diagnostics), ["C104 the condition of signal `r` gives one answer for all its cases"]);
    assert_eq!(diagnostics[0].level, Level::Warning);
}

#[tokio::test]
async fn aggregates_are_proved_on_tables() {
    let cases =
        "{ fires: [ { rows: [ { n: 5 }, { n: 6 }, { n: 1 } ] } ], silent: [ { rows: [ { n: 5 }, { n: 1 } ] } ] }";
    let signal = aggregate("r", "2 * sum(case when n >= 4 then 1 else 0 end) > count(*)").cases(cases);
    assert_eq!(problems("n: integer", signal).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_present_of_cases_is_a_fixed_day() {
    assert_eq!(PROVED_AT.to_string(), "2026-01-01T00:00:00Z");
    let cases = "{ fires: [ { t: '2025-12-31 23:59:59' } ], silent: [ { t: '2026-01-01 00:00:00' } ] }";
    let signal = rows("r", "t < getdate()").cases(cases);
    assert_eq!(problems("t: timestamp", signal).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_case_that_got_past_the_check_with_a_wrong_value_is_found() {
    let signal = rows("r", "n > 4").cases("{ fires: [ { n: 5 } ], silent: [ { n: 3 } ] }");
    let mut pack = pack_of("n: integer", signal);
    pack.signals[0].signals[0].fires[0].rows[0].insert("n".to_owned(), Literal::Text("many".to_owned()));
    let reason = "row 1 of `Q`, column `n`: `many` is not an integer";
    let got = in_short(&prove(&pack).await);
    assert_eq!(got, [format!("C103 a case of signal `r` cannot be evaluated: {reason}")]);
}
