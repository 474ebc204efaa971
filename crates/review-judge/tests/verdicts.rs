//! The findings as a whole.

use review_core::finding::FINDINGS_FORMAT;
use review_judge::{codes, judge};

use crate::support::{AS_OF, aggregate, findings, have, input, judged, missing, pack, query, result, rows, short};

#[tokio::test]
async fn fired_signals_come_first_by_severity_then_the_order_of_the_pack() {
    let first = vec![
        rows("silent-critical", "n > 5").severity("critical"),
        rows("fired-low", "n > 0").severity("low"),
        rows("fired-high", "n > 0").severity("high"),
    ];
    let second = vec![
        rows("fired-critical", "n > 0").severity("critical"),
        aggregate("also-fired-high", "count(*) > 0").severity("high"),
        rows("silent-low", "n > 5").severity("low"),
    ];
    let third = vec![rows("unknown-critical", "n > 0").severity("critical")];
    let queries = [query("A", "n: integer", first), query("B", "n: integer", second), query("C", "n: integer", third)];
    let one: &[&[&str]] = &[&["1"]];
    let results =
        vec![have(vec![result("A", "n int8", one)]), have(vec![result("B", "n int8", one)]), missing("C", "timed out")];
    let findings = findings(&queries, results).await;
    let order: Vec<&str> = findings.signals.iter().map(|verdict| verdict.signal.as_str()).collect();
    let expected = [
        "fired-critical",
        "fired-high",
        "also-fired-high",
        "fired-low",
        "silent-critical",
        "silent-low",
        "unknown-critical",
    ];
    assert_eq!(order, expected);
}

#[tokio::test]
async fn recommendations_are_those_that_fired_signals_name() {
    let signals =
        vec![rows("fires", "n > 0").recommends(&["advice"]), rows("silent", "n > 5").recommends(&["advice", "other"])];
    let stored = result("Q", "n int8", &[&["1"]]);
    let findings = findings(&[query("Q", "n: integer", signals)], vec![have(vec![stored])]).await;
    let ids: Vec<&str> = findings.recommendations.keys().map(String::as_str).collect();
    assert_eq!(ids, ["advice"]);
    assert_eq!(findings.recommendations["advice"].title, "Do advice");
}

#[tokio::test]
async fn a_verdict_shows_the_signal_as_the_pack_has_it() {
    let signal = rows("r", "n >= :least").population("n is not null").threshold("least", "1").observed("n");
    let verdict = judged("n: integer", signal, result("Q", "n int8", &[&["1"]])).await;
    assert_eq!(verdict.condition, "n >= :least");
    assert_eq!(verdict.population.as_deref(), Some("n is not null"));
    assert_eq!((verdict.title.as_str(), verdict.unit.as_str()), ("Title of r", "things"));
    assert_eq!((verdict.object, verdict.observed), (vec!["n".to_owned()], Some("n".to_owned())));
    assert!(!verdict.aggregate);
}

#[tokio::test]
async fn the_present_is_the_time_the_results_were_taken() {
    let stored = result("Q", "t timestamp", &[&["2026-11-21 07:30:00"], &["2026-11-21 07:30:00.000001"]]);
    let signal = rows("r", "t <= dateadd(day, -1, getdate())");
    assert_eq!(short(&judged("t: timestamp", signal, stored).await), "fired 1 of 2");
}

#[tokio::test]
async fn judging_again_gives_the_same() {
    let signals = vec![rows("r", "n > 0 and getdate() > date '2026-01-01'"), aggregate("a", "count(*) > 5")];
    let pack = pack(&[query("Q", "n: integer", signals)]);
    let input = input(&pack, vec![have(vec![result("Q", "n int8", &[&["1"], &["2"]])])]);
    let (first, second) = (judge(&input).await, judge(&input).await);
    assert_eq!(first, second);
    assert_eq!((first.format, first.as_of.to_string().as_str()), (FINDINGS_FORMAT, AS_OF));
    assert_eq!(first.run, input.run);
}

#[tokio::test]
async fn a_judgement_can_be_moved_to_another_thread() {
    let judgement = tokio::spawn(async {
        let pack = pack(&[query("Q", "n: integer", vec![rows("r", "n > 0")])]);
        judge(&input(&pack, vec![])).await.signals.len()
    });
    assert_eq!(judgement.await.expect("it does not panic"), 1);
}

#[test]
fn every_page_names_its_code_and_says_what_to_do() {
    for page in codes() {
        assert!(page.text.starts_with(&format!("# {}: {}\n", page.code, page.title)), "{}", page.code);
        assert!(page.text.contains("\n## What to do\n"), "{}", page.code);
    }
}
