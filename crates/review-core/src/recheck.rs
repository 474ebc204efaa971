//! Whether what was found once is still there: the answer to "did the fix help?".

use crate::finding::{Evidence, Findings, SignalVerdict, Verdict};
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
    /// It cannot be told; holds why, a sentence fragment.
    Unknown(String),
}

/// How many objects are named.
const NAMED_MAX: usize = 10;

/// Looks for a signal, and for one object of it when one is named.
///
/// An object is named by the values of the signal's object columns, joined by dots: `dev.public.orders`. Moments and
/// days are no part of it, since no later run meets them again, and leading parts may be left out: `public.orders`.
/// Letters count whatever their case. What is set aside by a suppression is still there.
pub fn recheck(findings: &Findings, signal: &str, object: Option<&str>) -> Recheck {
    let Some(verdict) = findings.signals.iter().find(|one| one.signal == signal) else {
        return Recheck::Unknown("the pack of the run has no such signal".to_owned());
    };
    match (&verdict.verdict, object) {
        (Verdict::NotEvaluated(reason), _) => Recheck::Unknown(reason.clone()),
        (Verdict::Silent | Verdict::NotApplicable, _) => Recheck::Gone,
        (Verdict::Fired | Verdict::Suppressed, None) => still(verdict, verdict.kept_rows().collect(), None),
        (Verdict::Fired | Verdict::Suppressed, Some(object)) => of_object(verdict, object),
    }
}

fn of_object(verdict: &SignalVerdict, object: &str) -> Recheck {
    if verdict.aggregate {
        return Recheck::Unknown("the signal judges all rows together and names no object".to_owned());
    }
    let rows: Vec<&Row> = verdict.kept_rows().filter(|row| is_named(verdict, row, object)).collect();
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
    let mut objects: Vec<String> = rows.iter().map(|row| name(verdict, row)).filter(|name| !name.is_empty()).collect();
    objects.dedup();
    objects.truncate(NAMED_MAX);
    let observed = verdict.observed.as_ref().and_then(|name| place(columns, name));
    Recheck::Still {
        objects,
        rows: if object.is_some() { rows.len() as u64 } else { verdict.rows_in_all() },
        observed: object.and_then(|_| rows.first()?.get(observed?)?.text()),
    }
}

fn place(columns: &[Column], name: &str) -> Option<usize> {
    columns.iter().position(|column| column.name.eq_ignore_ascii_case(name))
}

/// The name of what a row is about.
fn name(verdict: &SignalVerdict, row: &Row) -> String {
    let columns = &verdict.evidence.columns;
    let part = |column: &String| {
        let at = place(columns, column).filter(|at| !columns[*at].is_temporal())?;
        row.get(at)?.text()
    };
    verdict.object.iter().filter_map(part).collect::<Vec<_>>().join(".")
}

fn is_named(verdict: &SignalVerdict, row: &Row, object: &str) -> bool {
    let (name, object) = (name(verdict, row).to_lowercase(), object.trim().to_lowercase());
    name == object || (!object.is_empty() && name.ends_with(&format!(".{object}")))
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
        assert_eq!(recheck(&found, "skewed", Some("public.orders")), still("public.orders", "9"));
        assert_eq!(recheck(&found, "skewed", Some("LINES")), still("public.lines", "5"));
        assert_eq!(recheck(&found, "skewed", Some("rders")), Recheck::Gone);
        let more = findings(json!("fired"), &[("orders", 9)], 300);
        let Recheck::Unknown(why) = recheck(&more, "skewed", Some("lines")) else { panic!("it may be beyond") };
        assert_eq!(why, "300 tables were found, of which the first 100 are kept; it is not among these");
    }

    #[test]
    fn a_signal_is_looked_at_as_a_whole_too() {
        let found = findings(json!("suppressed"), &[("orders", 9), ("lines", 5)], 2);
        let objects = vec!["public.orders".to_owned(), "public.lines".to_owned()];
        assert_eq!(recheck(&found, "skewed", None), Recheck::Still { objects, rows: 2, observed: None });
        assert_eq!(recheck(&findings(json!("silent"), &[], 0), "skewed", Some("orders")), Recheck::Gone);
        let failed = findings(json!({ "not_evaluated": "it failed" }), &[], 0);
        assert_eq!(recheck(&failed, "skewed", None), Recheck::Unknown("it failed".to_owned()));
        assert!(matches!(recheck(&failed, "other", None), Recheck::Unknown(_)));
    }
}
