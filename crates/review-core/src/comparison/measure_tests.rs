use std::collections::BTreeMap;
use std::slice::from_ref;

use serde_json::{Value, json};

use super::tests::{BEFORE, NOW, findings, fired, run};
use super::{Change, Comparison, Side, compare};
use crate::documents::RunDocument;
use crate::finding::Findings;
use crate::ids::QueryName;

fn side<'a>(run: &'a RunDocument, findings: &'a Findings, scripts: &'a BTreeMap<QueryName, String>) -> Side<'a> {
    Side { run, findings, scripts, cut: &[], limited: &[] }
}

/// Findings without signals that measured this: (id, value, better).
fn measured(id: &str, measures: &[(&str, Option<&str>, &str)]) -> Findings {
    let one = |(id, value, better): &(&str, Option<&str>, &str)| json!({ "id": id, "query": "Tables", "words": "tables", "one": "table", "better": better, "value": value });
    let measures: Vec<Value> = measures.iter().map(one).collect();
    let value = json!({ "format": 1, "run": id, "as_of": "2026-11-22T07:30:00Z", "signals": [],
        "recommendations": {}, "measures": measures });
    serde_json::from_value(value).expect("findings")
}

#[test]
fn measures_are_worse_or_better_as_their_pack_says() {
    let (earlier, later) = (run(BEFORE), run(NOW));
    let scripts = BTreeMap::from([("Tables".parse().expect("a name"), "select 1".to_owned())]);
    let other = BTreeMap::from([("Tables".parse().expect("a name"), "select 2".to_owned())]);
    for (better, then, since, expected) in [
        ("less", Some("9.8"), Some("12.4"), Change::Worse),
        ("less", Some("12.4"), Some("9.8"), Change::Better),
        ("more", Some("9.8"), Some("12.4"), Change::Better),
        ("more", Some("10"), Some("9"), Change::Worse),
        ("neither", Some("10"), Some("9"), Change::Changed),
        ("less", Some("9"), Some("9"), Change::Unchanged),
        ("less", None, Some("9"), Change::New),
        ("less", Some("9"), None, Change::Fixed),
        ("less", None, None, Change::Unchanged),
    ] {
        let (then, since) = (measured(BEFORE, &[("m", then, better)]), measured(NOW, &[("m", since, better)]));
        let comparison = compare(side(&earlier, &then, &scripts), side(&later, &since, &scripts));
        assert_eq!(comparison.measures[0].change, expected, "{better}: {:?}", comparison.measures[0]);
        let otherwise = compare(side(&earlier, &then, &other), side(&later, &since, &scripts));
        assert_eq!(otherwise.measures[0].change, Change::NotComparable);
        assert_eq!(otherwise.measures[0].before, None);
    }
    let nothing = measured(BEFORE, &[]);
    let since = measured(NOW, &[("m", Some("1"), "less")]);
    let comparison = compare(side(&earlier, &nothing, &scripts), side(&later, &since, &scripts));
    assert_eq!(comparison.measures[0].reason.as_deref(), Some("the earlier run did not measure it"));
}

/// A signal that fires in both runs and is compared where the number of nodes is the same, which was this.
fn with_nodes(then: Option<Option<&str>>, since: Option<Option<&str>>) -> Comparison {
    let skewed = fired(&[("a", "h", 5)]);
    let of = |id: &str, value: Option<Option<&str>>| {
        let mut findings = findings(id, from_ref(&skewed));
        findings.compared_when_same = BTreeMap::from([("skewed".to_owned(), vec!["nodes".to_owned()])]);
        findings.measures.extend(value.map(|value| {
            let measure = json!({ "id": "nodes", "query": "Nodes", "words": "nodes", "one": "node",
                "better": "neither", "told": false, "value": value });
            serde_json::from_value(measure).expect("a measure")
        }));
        findings
    };
    let (earlier, later) = (run(BEFORE), run(NOW));
    let scripts = BTreeMap::new();
    compare(side(&earlier, &of(BEFORE, then), &scripts), side(&later, &of(NOW, since), &scripts))
}

#[test]
fn findings_of_other_numbers_of_nodes_are_not_compared() {
    let resized = with_nodes(Some(Some("4")), Some(Some("6")));
    assert_eq!(resized.signals[0].change, Change::NotComparable);
    assert_eq!(resized.signals[0].reason.as_deref(), Some("nodes: 4 before, 6 now"));
    assert_eq!(resized.differences, ["nodes: 4 before, 6 now"]);
    assert_eq!(resized.measures, vec![], "nobody is told of it as a number");
    for (then, since) in [(Some(Some("4")), Some(Some("4.0"))), (None, None), (Some(None), None)] {
        let same = with_nodes(then, since);
        assert_eq!((same.signals[0].change, &same.signals[0].reason), (Change::Unchanged, &None), "{then:?} {since:?}");
    }
    for (then, since) in [(Some(Some("4")), None), (None, Some(Some("4"))), (Some(None), Some(Some("4")))] {
        let unknown = with_nodes(then, since);
        assert_eq!(unknown.signals[0].change, Change::Unchanged);
        let reason = unknown.signals[0].reason.as_deref();
        assert_eq!(reason, Some("nodes: known of one of the runs only, taken for the same"));
        assert_eq!(unknown.differences, Vec::<String>::new());
    }
}

#[test]
fn a_measure_whose_expression_was_edited_is_not_comparable() {
    let (earlier, later) = (run(BEFORE), run(NOW));
    let scripts = BTreeMap::from([("Tables".parse().expect("a name"), "select 1".to_owned())]);
    let of = |id: &str, expression: &str| {
        let mut findings = measured(id, &[("m", Some("1"), "less")]);
        findings.measures[0].expression = expression.to_owned();
        findings
    };
    let change = |then: &str, since: &str| {
        let (then, since) = (of(BEFORE, then), of(NOW, since));
        compare(side(&earlier, &then, &scripts), side(&later, &since, &scripts)).measures.remove(0)
    };
    assert_eq!(change("count(*)", "count(n)").reason.as_deref(), Some("the pack counts it otherwise now"));
    assert_eq!(change("count(*)", "count(*)").change, Change::Unchanged);
    assert_eq!(change("", "count(*)").change, Change::Unchanged, "an older run did not keep it");
}

#[test]
fn what_happened_in_a_window_is_compared_over_like_windows_only() {
    let reason = |shows: Option<&str>, until_before: &str| {
        let mut skewed = fired(&[("a", "h", 5)]);
        skewed["shows"] = json!(shows);
        let of = |id: &str, until: &str| {
            let mut findings = findings(id, from_ref(&skewed));
            let window = json!({ "query": "Usage", "asked_days": 7,
                "found": { "from": "2026-11-15T07:00:00Z", "until": until } });
            findings.window = Some(serde_json::from_value(window).expect("a window"));
            findings
        };
        let (earlier, later) = (run(BEFORE), run(NOW));
        let (then, since) = (of(BEFORE, until_before), of(NOW, "2026-11-22T07:00:00Z"));
        let scripts = BTreeMap::new();
        compare(side(&earlier, &then, &scripts), side(&later, &since, &scripts)).signals.remove(0).reason
    };
    const SHORT: &str = "2026-11-17T07:00:00Z";
    assert_eq!(reason(Some("window"), SHORT).as_deref(), Some("the runs looked back over different times"));
    assert_eq!(reason(Some("moment"), SHORT), None, "what is so now has no window");
    assert_eq!(reason(None, SHORT), None, "the pack does not say");
    assert_eq!(reason(Some("window"), "2026-11-21T07:00:00Z"), None, "a quiet day is no gap");
    assert_eq!(reason(Some("window"), "2026-11-21T06:59:59Z").as_deref(), reason(Some("window"), SHORT).as_deref());
}
