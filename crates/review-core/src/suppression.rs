//! Setting findings aside that are known and accepted. They stay in the findings, with who accepted them and why; a
//! suppression whose last day is over sets nothing aside any more.

use std::collections::BTreeSet;

use crate::finding::{Evidence, Findings, SetAside, SignalVerdict, SuppressionStatus, SuppressionUse, Verdict};
use crate::result::Row;
use crate::settings::{Settings, Suppression};

/// Sets aside what the settings say, as of the moment the findings are judged for.
///
/// The first suppression that fits a row counts. Of more rows than are kept only the kept ones can be told apart: a
/// suppression of some objects sets aside those it meets among them, one of the whole signal sets aside all.
pub fn suppress(findings: &mut Findings, settings: &Settings) {
    let at = findings.as_of;
    let holds: Vec<bool> = settings.suppressions.iter().map(|one| !one.has_expired(at)).collect();
    let mut met: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); settings.suppressions.len()];
    for (index, verdict) in findings.signals.iter_mut().enumerate() {
        if verdict.verdict != Verdict::Fired {
            continue;
        }
        for (by, suppression) in settings.suppressions.iter().enumerate() {
            if !suppression.names(&verdict.signal) {
                continue;
            }
            if !holds[by] {
                if fits(verdict, suppression) {
                    met[by].insert(index);
                }
            } else if set_aside(verdict, by, suppression) {
                met[by].insert(index);
            }
        }
    }
    let used = |(by, suppression): (usize, &Suppression)| SuppressionUse {
        suppression: suppression.clone(),
        status: match (holds[by], met[by].is_empty()) {
            (false, _) => SuppressionStatus::Expired,
            (true, true) => SuppressionStatus::Unused,
            (true, false) => SuppressionStatus::Used,
        },
        signals: met[by].len() as u64,
    };
    findings.suppressions = settings.suppressions.iter().enumerate().map(used).collect();
    // Stable: fired ones keep their order, and so do those set aside.
    findings.signals.sort_by_key(|verdict| match verdict.verdict {
        Verdict::Fired => 0,
        Verdict::Suppressed => 1,
        Verdict::Silent | Verdict::NotApplicable | Verdict::NotEvaluated(_) => 2,
    });
    drop_idle_recommendations(findings);
}

/// Whether a suppression speaks of this signal and fits something that it found and that is not set aside.
pub fn fits(verdict: &SignalVerdict, suppression: &Suppression) -> bool {
    let Evidence { columns, rows, .. } = &verdict.evidence;
    suppression.names(&verdict.signal)
        && (suppression.object.is_any() || rows.iter().any(|row| suppression.object.fits(columns, row)))
}

/// Moves what it meets out of the evidence; whether it met anything.
fn set_aside(verdict: &mut SignalVerdict, by: usize, suppression: &Suppression) -> bool {
    if verdict.verdict != Verdict::Fired {
        return false;
    }
    let evidence = &mut verdict.evidence;
    let (met, left): (Vec<Row>, Vec<Row>) =
        std::mem::take(&mut evidence.rows).into_iter().partition(|row| suppression.object.fits(&evidence.columns, row));
    evidence.rows = left;
    let total = if suppression.object.is_any() { evidence.total } else { met.len() as u64 };
    evidence.total -= total;
    // An aggregate has no rows, and is set aside as a whole only.
    if total == 0 && !(verdict.aggregate && suppression.object.is_any()) {
        return false;
    }
    verdict.set_aside.push(SetAside { by, rows: met, total });
    if verdict.evidence.total == 0 {
        verdict.verdict = Verdict::Suppressed;
    }
    true
}

/// Advice that only suppressed signals lead to is no advice any more.
fn drop_idle_recommendations(findings: &mut Findings) {
    let fired = findings.signals.iter().filter(|verdict| verdict.verdict == Verdict::Fired);
    let named: BTreeSet<&String> = fired.flat_map(|verdict| &verdict.recommendations).collect();
    findings.recommendations.retain(|id, _| named.contains(id));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::settings::ObjectMatch;

    fn findings(rows: &[&str], total: u64, aggregate: bool) -> Findings {
        let cells: Vec<_> = rows.iter().map(|table| json!([{ "stringValue": table }])).collect();
        let value = json!({
            "format": 1, "run": "2026-11-22T07-30-00Z-00000002", "as_of": "2026-11-22T07:30:00Z",
            "recommendations": { "a": { "id": "a", "title": "t", "text": "t", "effort": "small", "cost": [],
                "links": [], "fix": null } },
            "signals": [{
                "signal": "skewed", "query": "Tables", "title": "Skewed", "severity": "high", "verdict": "fired",
                "unit": "tables", "object": ["table_name"], "observed": null, "population": null,
                "condition": "true", "aggregate": aggregate, "thresholds": {}, "population_rows": 9,
                "not_judged_rows": 0, "not_judged_reason": null, "recommendations": ["a"],
                "evidence": { "columns": [{ "name": "table_name", "typeName": "varchar" }], "rows": cells,
                    "total": total },
            }],
        });
        serde_json::from_value(value).expect("findings")
    }

    fn suppression(signal: &str, table: Option<&str>, until: &str) -> Suppression {
        let column = |pattern: &str| ("table_name".to_owned(), pattern.to_owned());
        Suppression {
            signal: signal.to_owned(),
            object: ObjectMatch { columns: table.map(column).into_iter().collect() },
            reason: "known".to_owned(),
            owner: "me".to_owned(),
            until: until.to_owned(),
        }
    }

    fn suppressed(mut findings: Findings, suppressions: &[Suppression]) -> Findings {
        suppress(&mut findings, &Settings { suppressions: suppressions.to_vec(), ..Settings::default() });
        findings
    }

    #[test]
    fn some_objects_are_set_aside_and_the_others_stay_a_finding() {
        let found = suppressed(
            findings(&["a", "tmp_1", "tmp_2"], 3, false),
            &[suppression("skewed", Some("tmp_*"), "2027-01-01")],
        );
        let verdict = &found.signals[0];
        assert_eq!((&verdict.verdict, verdict.evidence.total), (&Verdict::Fired, 1));
        assert_eq!((verdict.set_aside[0].total, verdict.rows_in_all(), verdict.kept_rows().count()), (2, 3, 3));
        assert_eq!((found.suppressions[0].status, found.suppressions[0].signals), (SuppressionStatus::Used, 1));
        assert_eq!(found.recommendations.len(), 1);
    }

    #[test]
    fn a_signal_of_which_all_is_set_aside_is_no_finding() {
        for (table, rows, total, aggregate) in
            [(None, &["a"][..], 500, false), (Some("*"), &["a", "b"], 2, false), (None, &[], 0, true)]
        {
            let found = suppressed(findings(rows, total, aggregate), &[suppression("s*", table, "2027-01-01")]);
            assert_eq!(found.signals[0].verdict, Verdict::Suppressed, "{table:?}");
            assert_eq!(found.signals[0].rows_in_all(), total);
            assert!(found.recommendations.is_empty());
        }
    }

    #[test]
    fn an_aggregate_is_never_set_aside_for_some_objects() {
        let found = suppressed(findings(&[], 0, true), &[suppression("skewed", Some("*"), "2027-01-01")]);
        assert_eq!(found.signals[0].verdict, Verdict::Fired);
        assert_eq!(found.suppressions[0].status, SuppressionStatus::Unused);
    }

    #[test]
    fn what_expired_comes_back_and_says_so() {
        let found = suppressed(
            findings(&["a"], 1, false),
            &[suppression("skewed", None, "2026-11-21"), suppression("other", None, "2027-01-01")],
        );
        assert_eq!(found.signals[0].verdict, Verdict::Fired);
        let uses: Vec<_> = found.suppressions.iter().map(|one| (one.status, one.signals)).collect();
        assert_eq!(uses, [(SuppressionStatus::Expired, 1), (SuppressionStatus::Unused, 0)]);
    }

    #[test]
    fn the_first_suppression_that_fits_a_row_counts() {
        let found = suppressed(
            findings(&["a", "b"], 2, false),
            &[suppression("skewed", Some("a"), "2027-01-01"), suppression("skewed", None, "2027-01-01")],
        );
        let totals: Vec<_> = found.signals[0].set_aside.iter().map(|one| (one.by, one.total)).collect();
        assert_eq!(totals, [(0, 1), (1, 1)]);
        assert_eq!(found.signals[0].verdict, Verdict::Suppressed);
    }
}
