use std::collections::BTreeMap;
use std::slice::from_ref;

use serde_json::{Value, json};

use super::{Change, Comparison, Side, compare, limit_of};
use crate::documents::RunDocument;
use crate::finding::Findings;
use crate::identity::Rights;
use crate::ids::QueryName;

pub(super) fn run(id: &str) -> RunDocument {
    let value = json!({
        "format": 1, "program": "t", "started_at": "2026-11-22T07:30:00Z", "pack": "p", "pack_digest": "d",
        "workflow": "default", "parameters": {}, "warehouse": "sample:troubled",
        "identity": { "name": "w", "address": "w", "deployment": "single_az", "version": "1", "user": "u",
            "database": "dev", "databases": ["dev"], "sample": true },
        "plan": { "run": id, "stages": [], "limits": { "max_rounds": 3, "lanes_in_flight": 2, "deadline": null,
            "cancel_tries": 3, "retry_time_outs": true, "round_pause": 5 } },
    });
    serde_json::from_value(value).expect("a run")
}

/// A signal over tables: the rows are (table, hour, skew).
fn verdict(verdict: Value, rows: &[(&str, &str, i64)]) -> Value {
    let column = |name: &str, kind: &str| json!({ "name": name, "typeName": kind });
    let rows: Vec<Value> = rows
        .iter()
        .map(|(table, hour, skew)| json!([{"stringValue": table}, {"stringValue": hour}, {"longValue": skew}]))
        .collect();
    json!({
        "signal": "skewed", "query": "Tables", "title": "Skewed tables", "severity": "high", "verdict": verdict,
        "unit": "tables", "object": ["table_name", "hour"], "observed": "skew", "population": null,
        "condition": "skew >= :limit", "aggregate": false,
        "thresholds": { "limit": { "value": "4", "source": "own" } }, "population_rows": 9, "not_judged_rows": 0,
        "not_judged_reason": null,
        "evidence": { "columns": [column("table_name", "varchar"), column("hour", "timestamp"), column("skew", "int8")],
            "total": rows.len(), "rows": rows },
        "recommendations": [],
    })
}

pub(super) fn fired(rows: &[(&str, &str, i64)]) -> Value {
    verdict(json!("fired"), rows)
}

pub(super) fn findings(id: &str, signals: &[Value]) -> Findings {
    let value = json!({ "format": 1, "run": id, "as_of": "2026-11-22T07:30:00Z", "signals": signals,
        "recommendations": {} });
    serde_json::from_value(value).expect("findings")
}

pub(super) const BEFORE: &str = "2026-11-15T07-30-00Z-00000001";
pub(super) const NOW: &str = "2026-11-22T07-30-00Z-00000002";

fn compared(before: &[Value], now: &[Value]) -> Comparison {
    with(before, now, |_, _| {}, &[])
}

fn with(
    before: &[Value],
    now: &[Value],
    change: impl Fn(&mut RunDocument, &mut BTreeMap<QueryName, String>),
    cut: &[QueryName],
) -> Comparison {
    let scripts = |sql: &str| BTreeMap::from([("Tables".parse().expect("a name"), sql.to_owned())]);
    let (earlier, mut later) = (run(BEFORE), run(NOW));
    let (then, mut since) = (scripts("select 1"), scripts("select 1"));
    change(&mut later, &mut since);
    let (before, now) = (findings(BEFORE, before), findings(NOW, now));
    compare(
        Side { run: &earlier, findings: &before, scripts: &then, cut: &[], limited: &[] },
        Side { run: &later, findings: &now, scripts: &since, cut, limited: &[] },
    )
}

fn objects(comparison: &Comparison) -> Vec<(String, Change)> {
    let objects = comparison.signals[0].objects.iter();
    objects.map(|object| (object.object.join("."), object.change)).collect()
}

#[test]
fn what_fires_in_one_run_only_is_new_or_fixed() {
    let silent = verdict(json!("silent"), &[]);
    let gone = verdict(json!("not_applicable"), &[]);
    let skewed = fired(&[("a", "h", 5)]);
    for (before, now, expected) in [
        (&silent, &skewed, Some(Change::New)),
        (&gone, &skewed, Some(Change::New)),
        (&skewed, &silent, Some(Change::Fixed)),
        (&skewed, &gone, Some(Change::Fixed)),
        (&skewed, &skewed, Some(Change::Unchanged)),
        (&silent, &gone, None),
    ] {
        let comparison = compared(from_ref(before), from_ref(now));
        assert_eq!(comparison.signals.first().map(|one| one.change), expected);
    }
}

#[test]
fn objects_are_told_apart_and_worse_is_what_the_condition_says() {
    let before = fired(&[("a", "h", 5), ("b", "h", 5), ("c", "h", 5), ("d", "h", 5)]);
    let now = fired(&[("a", "h", 9), ("b", "h", 4), ("c", "h", 5), ("e", "h", 5)]);
    let comparison = compared(&[before], &[now]);
    let expected = [
        ("a".to_owned(), Change::Worse),
        ("b".to_owned(), Change::Better),
        ("c".to_owned(), Change::Unchanged),
        ("d".to_owned(), Change::Fixed),
        ("e".to_owned(), Change::New),
    ];
    assert_eq!(objects(&comparison), expected);
    assert_eq!(comparison.signals[0].change, Change::Changed, "some are worse and some better");
}

#[test]
fn moments_do_not_name_an_object_and_their_rows_are_counted() {
    let before = fired(&[("a", "9:00", 5), ("a", "10:00", 7)]);
    let now = fired(&[("a", "11:00", 7), ("a", "12:00", 6), ("a", "13:00", 5)]);
    let comparison = compared(&[before], &[now]);
    assert_eq!(objects(&comparison), [("a".to_owned(), Change::Worse)]);
    let object = &comparison.signals[0].objects[0];
    assert_eq!((object.rows_before, object.rows_now), (2, 3));
    assert_eq!((object.before.as_deref(), object.now.as_deref()), (Some("7"), Some("7")));
    assert_eq!(comparison.signals[0].change, Change::Worse);
}

#[test]
fn what_was_not_judged_alike_is_not_comparable_and_says_why() {
    let skewed = fired(&[("a", "h", 5)]);
    let unjudged = verdict(json!({ "not_evaluated": "the query failed" }), &[]);
    let mut other = skewed.clone();
    other["thresholds"]["limit"]["value"] = json!("3");
    let mut reworded = skewed.clone();
    reworded["condition"] = json!("skew > :limit");
    for (before, now, reason) in [
        (vec![unjudged.clone()], vec![skewed.clone()], "not judged in the earlier run: the query failed"),
        (vec![skewed.clone()], vec![unjudged.clone()], "not judged in the later run: the query failed"),
        (vec![skewed.clone()], vec![other], "its threshold `limit` was 4 and is 3"),
        (vec![skewed.clone()], vec![reworded], "its condition differs"),
        (vec![], vec![skewed.clone()], "the pack of the earlier run has no such signal"),
        (vec![skewed.clone()], vec![], "the pack of the later run has no such signal"),
    ] {
        let comparison = compared(&before, &now);
        assert_eq!(comparison.signals[0].change, Change::NotComparable, "{reason}");
        assert_eq!(comparison.signals[0].reason.as_deref(), Some(reason));
    }
    assert_eq!(compared(from_ref(&unjudged), from_ref(&unjudged)).signals, vec![]);
}

#[test]
fn a_run_that_did_not_judge_a_signal_has_no_number_of_it() {
    let skewed = fired(&[("a", "h", 5)]);
    let unjudged = verdict(json!({ "not_evaluated": "the query failed" }), &[]);
    let silent = verdict(json!("silent"), &[]);
    let words = |before: &Value, now: &Value| compared(from_ref(before), from_ref(now)).signals[0].numbers_words();
    assert_eq!(words(&skewed, &unjudged), "1 tables -> not judged");
    assert_eq!(words(&unjudged, &skewed), "not judged -> 1 tables");
    assert_eq!(words(&silent, &skewed), "0 -> 1 tables");
    let json = serde_json::to_value(compared(from_ref(&skewed), from_ref(&unjudged))).expect("JSON");
    assert_eq!((&json["signals"][0]["before"], &json["signals"][0]["now"]), (&json!(1), &Value::Null));
    // Found in neither: nothing became of it, and that one run did not look is counted.
    let neither = compared(from_ref(&silent), from_ref(&unjudged));
    assert_eq!((neither.signals.len(), neither.judged_in_one_only), (0, 1));
    assert_eq!(compared(from_ref(&unjudged), from_ref(&unjudged)).judged_in_one_only, 0);
}

#[test]
fn another_script_and_rows_that_were_cut_are_not_comparable() {
    let skewed = fired(&[("a", "h", 5)]);
    let changed = |_: &mut RunDocument, scripts: &mut BTreeMap<QueryName, String>| {
        scripts.values_mut().for_each(|sql| sql.push_str(" limit 1"));
    };
    let comparison = with(from_ref(&skewed), from_ref(&skewed), changed, &[]);
    let reason = comparison.signals[0].reason.as_deref().expect("a reason");
    assert!(reason.contains("script of `Tables`"), "{reason}");
    let comparison = with(from_ref(&skewed), from_ref(&skewed), |_, _| {}, &["Tables".parse().expect("a name")]);
    let reason = comparison.signals[0].reason.as_deref().expect("a reason");
    assert_eq!(reason, "not all rows of `Tables` were kept in the later run");
}

#[test]
fn of_more_rows_than_are_kept_only_the_numbers_are_compared() {
    let (mut before, mut now) = (fired(&[("a", "h", 5)]), fired(&[("b", "h", 5)]));
    before["evidence"]["total"] = json!(500);
    now["evidence"]["total"] = json!(499);
    let comparison = compared(&[before], &[now]);
    let signal = &comparison.signals[0];
    assert_eq!((signal.change, signal.before, signal.now), (Change::Better, Some(500), Some(499)));
    assert!(signal.objects.is_empty() && signal.reason.is_some());
}

#[test]
fn what_differs_between_the_runs_is_said() {
    let change = |run: &mut RunDocument, _: &mut BTreeMap<QueryName, String>| {
        run.identity.version = "2".to_owned();
        run.identity.databases.push("sales".to_owned());
        run.pack_digest = "e".to_owned();
    };
    let comparison = with(&[], &[], change, &[]);
    let expected =
        ["version: 1 before, 2 now", "databases: dev before, dev, sales now", "the pack was edited in between"];
    assert_eq!(comparison.differences, expected);
    assert_eq!(compared(&[], &[]).differences, Vec::<String>::new());
}

#[test]
fn where_a_limit_was_reached_only_what_is_in_both_runs_is_compared() {
    let before = findings(BEFORE, &[fired(&[("a", "h", 5), ("b", "h", 5)])]);
    let now = findings(NOW, &[fired(&[("a", "h", 9), ("c", "h", 5)])]);
    let silent = findings(NOW, &[verdict(json!("silent"), &[])]);
    let scripts = BTreeMap::from([("Tables".parse().expect("a name"), "select 1 limit 2".to_owned())]);
    let limited: Vec<QueryName> = vec!["Tables".parse().expect("a name")];
    let (earlier, later) = (run(BEFORE), run(NOW));
    let compared = |findings: &Findings, limited_now: &[QueryName]| {
        compare(
            Side { run: &earlier, findings: &before, scripts: &scripts, cut: &[], limited: &limited },
            Side { run: &later, findings, scripts: &scripts, cut: &[], limited: limited_now },
        )
    };
    let comparison = compared(&now, &limited);
    let expected = [("a", Change::Worse), ("b", Change::NotComparable), ("c", Change::NotComparable)];
    assert_eq!(objects(&comparison), expected.map(|(name, change)| (name.to_owned(), change)));
    assert_eq!(comparison.signals[0].change, Change::Worse);
    let reason = comparison.signals[0].reason.as_deref().expect("a reason");
    assert!(reason.starts_with("`Tables` reached the LIMIT of its script in both runs"), "{reason}");
    assert_eq!(compared(&silent, &limited).signals[0].change, Change::NotComparable);
    assert_eq!(compared(&silent, &[]).signals[0].change, Change::Fixed, "all rows of the later run are there");
}

#[test]
fn the_limit_of_a_script_is_the_one_it_ends_with() {
    for (script, limit) in [
        ("select 1 from t order by 1\nLIMIT 500\n;\n", Some(500)),
        ("select 1 from (select 2 from t limit 5) x", None),
        ("select 1 limit all", None),
        ("limit", None),
        ("", None),
    ] {
        assert_eq!(limit_of(script), limit, "{script}");
    }
}

#[test]
fn what_is_set_aside_is_not_fixed() {
    let before = fired(&[("a", "h", 5)]);
    let mut now = fired(&[("a", "h", 5)]);
    now["verdict"] = json!("suppressed");
    now["set_aside"] = json!([{ "by": 0, "rows": now["evidence"]["rows"], "total": 1 }]);
    now["evidence"]["rows"] = json!([]);
    now["evidence"]["total"] = json!(0);
    let comparison = compared(&[before], &[now]);
    assert_eq!((comparison.signals[0].change, comparison.signals[0].suppressed), (Change::Unchanged, true));
    assert_eq!(objects(&comparison), [("a".to_owned(), Change::Unchanged)]);
}

#[test]
fn what_another_could_not_see_is_not_compared() {
    let skewed = fired(&[("a", "h", 5)]);
    let silent = verdict(json!("silent"), &[]);
    let reason = |change: &dyn Fn(&mut RunDocument)| {
        let comparison = with(from_ref(&skewed), from_ref(&silent), |run, _| change(run), &[]);
        comparison.signals[0].reason.clone().unwrap_or_default()
    };
    assert_eq!(reason(&|run| run.identity.user = "dba".to_owned()), "`dba` may see more or less than `u` did");
    // What nobody asked about cannot differ.
    let monitor = || Rights { roles: Some(vec!["sys:monitor".to_owned()]), ..Rights::default() };
    assert_eq!(reason(&|run| run.identity.rights = Some(monitor())), "");
    let (mut earlier, mut later) = (run(BEFORE), run(NOW));
    earlier.identity.rights = Some(monitor());
    later.identity.rights = Some(Rights::default());
    let query: QueryName = "Tables".parse().expect("a name");
    let expected = "the user held other rights: sys:monitor before, none now";
    assert_eq!(super::whole::sight(&earlier, &later, &query).as_deref(), Some(expected));
    assert_eq!(super::whole::sight(&earlier, &earlier, &query), None);
    let planned = |database: &str| {
        json!([{ "lanes": [{ "id": "s1-l01", "queries": [{ "id": format!("Tables@{database}"),
            "script": "scripts/Tables.sql", "threshold_seconds": 1, "max_rows": 1 }] }] }])
    };
    let stages = |database: &str| serde_json::from_value(planned(database)).expect("stages");
    (earlier.identity.rights, later.identity.rights) = (None, None);
    (earlier.plan.stages, later.plan.stages) = (stages("dev"), stages("sales"));
    let expected = "`Tables` ran in other databases: dev, sales";
    assert_eq!(super::whole::sight(&earlier, &later, &query).as_deref(), Some(expected));
}
