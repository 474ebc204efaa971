//! Thresholds set for one evaluation.

use review_judge::{OverrideError, judge, parse_override};
use review_pack::{Literal, Pack};

use crate::support::{have, input, pack, query, result, rows, short};

fn thresholds() -> Pack {
    let signals = vec![
        rows("large-tables", "n > :large_rows and s <> :spared")
            .threshold("large_rows", "5000000.0")
            .threshold("spared", "'it''s'"),
        rows("small-tables", "n < :small_rows").threshold("small_rows", "10"),
    ];
    pack(&[query("Q", "n: decimal(20,1), s: text", signals)])
}

#[test]
fn a_threshold_keeps_its_kind_and_its_digits() {
    let pack = thresholds();
    let read = |text: &str| parse_override(&pack, text).map(|(_, literal)| literal);
    let (name, literal) = parse_override(&pack, "large-tables.large_rows=100.50").expect("a threshold of the pack");
    assert_eq!(name, ("large-tables".to_owned(), "large_rows".to_owned()));
    assert_eq!(literal, Literal::Number("100.50".to_owned()));
    assert_eq!(read("large-tables.spared=a=b"), Ok(Literal::Text("a=b".to_owned())));
    let error = read("large-tables.large_rows=many").expect_err("no number");
    assert_eq!(error.to_string(), "threshold `large_rows` of signal `large-tables` is a number, and `many` is not");
}

#[test]
fn an_unknown_name_offers_the_nearest() {
    let pack = thresholds();
    let message = |text: &str| parse_override(&pack, text).expect_err("it is wrong").to_string();
    assert_eq!(
        message("large-table.large_rows=1"),
        "the pack has no signal `large-table`; did you mean `large-tables`?"
    );
    let unknown = "signal `large-tables` has no threshold `large_row`; did you mean `large_rows`?";
    assert_eq!(message("large-tables.large_row=1"), unknown);
    assert_eq!(message("zzz.large_rows=1"), "the pack has no signal `zzz`");
    for text in ["large-tables", "large-tables.large_rows", "large_rows=1", ""] {
        assert_eq!(parse_override(&pack, text), Err(OverrideError::Form(text.to_owned())), "{text}");
    }
}

#[tokio::test]
async fn an_override_decides_and_is_marked() {
    let pack = thresholds();
    let stored = result("Q", "n numeric, s varchar", &[&["200", "it's"], &["200", "that"]]);
    let mut input = input(&pack, vec![have(vec![stored])]);
    let plain = judge(&input).await;
    let of = |findings: &review_core::finding::Findings| {
        let verdict = findings.signals.iter().find(|v| v.signal == "large-tables").expect("the signal").clone();
        let used = verdict.thresholds["large_rows"].clone();
        (short(&verdict), used.value, used.overridden)
    };
    assert_eq!(of(&plain), ("silent".to_owned(), "5000000.0".to_owned(), false));
    let (name, literal) = parse_override(&pack, "large-tables.large_rows=100.50").expect("a threshold of the pack");
    input.overrides.insert(name, literal);
    let changed = judge(&input).await;
    assert_eq!(of(&changed), ("fired 1 of 2".to_owned(), "100.50".to_owned(), true));
    let spared = &changed.signals[0].thresholds["spared"];
    assert_eq!((spared.value.as_str(), spared.source.as_str(), spared.overridden), ("it's", "own", false));
}
