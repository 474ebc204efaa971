//! Whether what was found once is still there: the answer to "did the fix help?".

use std::collections::BTreeSet;

use crate::finding::{Evidence, Findings, SignalVerdict, Verdict};
use crate::object_name::ObjectNaming;
use crate::result::{Column, Row};

/// What became of a finding that was looked at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recheck {
    /// Nothing of it is found any more.
    Gone,
    /// It is still found.
    Still {
        /// The names of what is found, the first ten of them; empty where the signal names no object.
        objects: Vec<String>,
        /// How many rows fire; 0 for a signal that judges all rows together.
        rows: u64,
        /// The value observed, where one object was asked for and a signal observes something.
        observed: Option<String>,
    },
    /// No row that was judged is about the object, and no run before found it: it may never have been there.
    NoSuchObject {
        /// The names of the objects that are known.
        known: BTreeSet<String>,
    },
    /// It cannot be told; holds why, a sentence fragment.
    Unknown(String),
}

/// Rows in which the objects of a signal are known.
#[derive(Clone, Debug, Default)]
pub struct KnownRows {
    /// Their columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

impl KnownRows {
    /// The rows that a signal found, those set aside included; nothing when the findings do not hold it.
    pub fn found(findings: &Findings, signal: &str) -> Self {
        let Some(verdict) = verdict(findings, signal) else { return Self::default() };
        Self { columns: verdict.evidence.columns.clone(), rows: verdict.kept_rows().cloned().collect() }
    }

    /// The names of the objects that `given` means.
    pub fn meant(&self, object: &[String], given: &str) -> BTreeSet<String> {
        self.names(object, |naming, row| naming.is_meant(row, given))
    }

    fn names(&self, object: &[String], is_wanted: impl Fn(&ObjectNaming, &Row) -> bool) -> BTreeSet<String> {
        let naming = ObjectNaming::of(&self.columns, object);
        let wanted = self.rows.iter().filter(|row| is_wanted(&naming, row));
        wanted.map(|row| naming.name(row)).filter(|name| !name.is_empty()).collect()
    }
}

/// How many objects are named.
const NAMED_MAX: usize = 10;

/// The columns that name a signal's object.
pub fn object_columns<'a>(findings: &'a Findings, signal: &str) -> &'a [String] {
    verdict(findings, signal).map(|verdict| verdict.object.as_slice()).unwrap_or_default()
}

/// Looks for a signal, and for one object of it when one is named.
///
/// An object is named as [`ObjectNaming::is_meant`] understands it. `known` are the rows that were judged, and what runs
/// before found: an object that is in none of them is not gone, it was never there under that name. What is set aside
/// by a suppression is still there.
pub fn recheck(findings: &Findings, signal: &str, object: Option<&str>, known: &[KnownRows]) -> Recheck {
    let Some(verdict) = verdict(findings, signal) else {
        return Recheck::Unknown("the pack of the run has no such signal".to_owned());
    };
    match (&verdict.verdict, object) {
        (Verdict::NotEvaluated(reason), _) => Recheck::Unknown(reason.clone()),
        (_, Some(object)) => of_object(verdict, object, known),
        (Verdict::Silent | Verdict::NotApplicable, None) => Recheck::Gone,
        (Verdict::Fired | Verdict::Suppressed, None) => still(verdict, verdict.kept_rows().collect(), None),
    }
}

fn verdict<'a>(findings: &'a Findings, signal: &str) -> Option<&'a SignalVerdict> {
    findings.signals.iter().find(|one| one.signal == signal)
}

fn of_object(verdict: &SignalVerdict, object: &str, known: &[KnownRows]) -> Recheck {
    if verdict.aggregate {
        return Recheck::Unknown("the signal judges all rows together and names no object".to_owned());
    }
    let own = KnownRows { columns: verdict.evidence.columns.clone(), rows: verdict.kept_rows().cloned().collect() };
    let sources = || known.iter().chain([&own]);
    let meant: BTreeSet<String> = sources().flat_map(|rows| rows.meant(&verdict.object, object)).collect();
    if meant.is_empty() {
        let known: BTreeSet<String> = sources().flat_map(|rows| rows.names(&verdict.object, |_, _| true)).collect();
        let names_objects = !known.is_empty() || sources().all(|rows| rows.rows.is_empty());
        return match names_objects {
            true => Recheck::NoSuchObject { known },
            false => {
                Recheck::Unknown("the signal names moments only: look for the signal without an object".to_owned())
            }
        };
    }
    let naming = ObjectNaming::of_verdict(verdict);
    let rows: Vec<&Row> = verdict.kept_rows().filter(|row| meant.contains(&naming.name(row))).collect();
    if !rows.is_empty() {
        return still(verdict, rows, Some(object));
    }
    match verdict.rows_in_all() > verdict.kept_rows().count() as u64 {
        true => Recheck::Unknown(format!(
            "{} {} were found, of which the first {} are kept; it is not among these",
            verdict.rows_in_all(),
            verdict.unit,
            Evidence::MAX_ROWS
        )),
        false => Recheck::Gone,
    }
}

fn still(verdict: &SignalVerdict, rows: Vec<&Row>, object: Option<&str>) -> Recheck {
    let columns = &verdict.evidence.columns;
    let naming = ObjectNaming::of_verdict(verdict);
    let mut objects: Vec<String> = rows.iter().map(|row| naming.name(row)).filter(|name| !name.is_empty()).collect();
    objects.dedup();
    objects.truncate(NAMED_MAX);
    let place = |name: &String| columns.iter().position(|column| column.name.eq_ignore_ascii_case(name));
    let observed = verdict.observed.as_ref().and_then(place);
    Recheck::Still {
        objects,
        rows: if object.is_some() { rows.len() as u64 } else { verdict.rows_in_all() },
        observed: object.and_then(|_| rows.first()?.get(observed?)?.text()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn findings(verdict: Value, rows: &[(&str, i64)], total: u64) -> Findings {
        let column = |name: &str, kind: &str| json!({ "name": name, "typeName": kind });
        let row = |(table, skew): &(&str, i64)| json!([{"stringValue": "public"}, {"stringValue": table}, {"stringValue": "2026-11-22"}, {"longValue": skew}]);
        let rows: Vec<Value> = rows.iter().map(row).collect();
        let columns = [
            column("schema_name", "varchar"),
            column("table_name", "varchar"),
            column("day", "date"),
            column("skew", "int8"),
        ];
        let signal = json!({
            "signal": "skewed", "query": "Tables", "title": "Skewed", "severity": "high", "verdict": verdict,
            "unit": "tables", "object": ["schema_name", "table_name", "day"], "observed": "skew", "population": null,
            "condition": "skew > 4", "aggregate": false, "thresholds": {}, "population_rows": 9, "not_judged_rows": 0,
            "not_judged_reason": null, "recommendations": [],
            "evidence": { "columns": columns, "rows": rows, "total": total },
        });
        let value = json!({ "format": 1, "run": "2026-11-22T07-30-00Z-00000001", "as_of": "2026-11-22T07:30:00Z",
            "signals": [signal], "recommendations": {} });
        serde_json::from_value(value).expect("findings")
    }

    #[test]
    fn an_object_is_still_there_gone_or_not_known() {
        let found = findings(json!("fired"), &[("orders", 9), ("lines", 5)], 2);
        let still = |object: &str, observed: &str| Recheck::Still {
            objects: vec![object.to_owned()],
            rows: 1,
            observed: Some(observed.to_owned()),
        };
        let look = |findings: &Findings, object, known: &[KnownRows]| recheck(findings, "skewed", Some(object), known);
        assert_eq!(look(&found, "public.orders", &[]), still("public.orders", "9"));
        assert_eq!(look(&found, "LINES", &[]), still("public.lines", "5"));
        // In the order of the result, with its day.
        assert_eq!(look(&found, "public.orders.2026-11-15", &[]), still("public.orders", "9"));
        let before = [KnownRows::found(&findings(json!("fired"), &[("baskets", 7)], 1), "skewed")];
        assert_eq!(look(&found, "baskets", &before), Recheck::Gone);
        assert_eq!(look(&findings(json!("silent"), &[], 0), "baskets", &before), Recheck::Gone);
        let more = findings(json!("fired"), &[("orders", 9)], 300);
        let before = [KnownRows::found(&found, "skewed")];
        let Recheck::Unknown(why) = look(&more, "lines", &before) else { panic!("it may be beyond") };
        assert_eq!(why, "300 tables were found, of which the first 100 are kept; it is not among these");
    }

    #[test]
    fn what_nobody_ever_saw_is_not_gone() {
        let found = findings(json!("fired"), &[("orders", 9)], 1);
        let known = [KnownRows::found(&findings(json!("fired"), &[("baskets", 7)], 1), "skewed")];
        let Recheck::NoSuchObject { known } = recheck(&found, "skewed", Some("rders"), &known) else {
            panic!("there is no such table")
        };
        assert_eq!(known.into_iter().collect::<Vec<_>>(), ["public.baskets", "public.orders"]);
        let silent = findings(json!("silent"), &[], 0);
        let came_to = recheck(&silent, "skewed", Some("orders"), &[]);
        assert_eq!(came_to, Recheck::NoSuchObject { known: BTreeSet::new() });
        let mut aggregate = silent;
        aggregate.signals[0].aggregate = true;
        assert!(matches!(recheck(&aggregate, "skewed", Some("orders"), &[]), Recheck::Unknown(_)));
    }

    #[test]
    fn a_signal_of_moments_names_no_object() {
        let mut found = findings(json!("fired"), &[("orders", 9)], 1);
        found.signals[0].object = vec!["day".to_owned()];
        let Recheck::Unknown(why) = recheck(&found, "skewed", Some("2026-11-22"), &[]) else { panic!("it is a day") };
        assert!(why.contains("moments only"), "{why}");
    }

    #[test]
    fn a_signal_is_looked_at_as_a_whole_too() {
        let found = findings(json!("suppressed"), &[("orders", 9), ("lines", 5)], 2);
        let objects = vec!["public.orders".to_owned(), "public.lines".to_owned()];
        assert_eq!(recheck(&found, "skewed", None, &[]), Recheck::Still { objects, rows: 2, observed: None });
        assert_eq!(recheck(&findings(json!("silent"), &[], 0), "skewed", None, &[]), Recheck::Gone);
        let failed = findings(json!({ "not_evaluated": "it failed" }), &[], 0);
        assert_eq!(recheck(&failed, "skewed", None, &[]), Recheck::Unknown("it failed".to_owned()));
        assert!(matches!(recheck(&failed, "other", None, &[]), Recheck::Unknown(_)));
    }
}
