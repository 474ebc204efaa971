//! A run in a few numbers, and those of the runs before it: what trends and pages over many runs read, so that no
//! result of an earlier run is ever read again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::accounting::Accounting;
use crate::comparison::Side;
use crate::digest::sha256_hex;
use crate::documents::RunDocument;
use crate::finding::{Findings, Severity, Verdict};
use crate::ids::RunId;
use crate::measure::Measured;
use crate::time::Timestamp;

/// The version of `series.json` this program writes.
pub const SERIES_FORMAT: u32 = 1;

/// How many earlier runs are kept in a series; a quarter of a year of weekly runs, own choice.
pub const EARLIER_MAX: usize = 12;

/// `series.json`: this run, and the complete runs of the same warehouse and pack before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// [`SERIES_FORMAT`].
    pub format: u32,
    /// The warehouse's name.
    pub warehouse: String,
    /// The pack's name.
    pub pack: String,
    /// This run.
    pub run: RunNumbers,
    /// The runs before it, the latest first; at most [`EARLIER_MAX`].
    pub earlier: Vec<RunNumbers>,
}

/// One run in numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunNumbers {
    /// Its id.
    pub run: RunId,
    /// When it began.
    pub started_at: Timestamp,
    /// Whether every query that was asked for ran to a result.
    pub complete: bool,
    /// Queries by what they came to: planned, ok, findings, failed, timed out, skipped.
    pub queries: QueryNumbers,
    /// Findings by severity; severities without any are left out.
    pub findings: BTreeMap<Severity, u64>,
    /// Signals of which all is set aside.
    pub suppressed: u64,
    /// Signals that could not be judged.
    pub not_judged: u64,
    /// What fired or could not be judged, by signal; what is not here was silent.
    pub signals: BTreeMap<String, SignalNumbers>,
    /// The measures that have a value, by id; decimal numbers as text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub measures: BTreeMap<String, String>,
    /// A fingerprint of the script and the expression behind each of them: runs whose fingerprints differ counted
    /// something else.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub measured_as: BTreeMap<String, String>,
}

/// Queries by what they came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryNumbers {
    /// How many were planned; the others add up to it.
    pub planned: u32,
    /// Finished without findings.
    pub ok: u32,
    /// Finished with findings.
    pub findings: u32,
    /// Failed.
    pub failed: u32,
    /// Timed out.
    pub timed_out: u32,
    /// Skipped.
    pub skipped: u32,
}

/// One signal that fired or could not be judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalNumbers {
    /// What it came to.
    pub state: SignalState,
    /// Its severity.
    pub severity: Severity,
    /// How many rows fired, those set aside included; 0 for an aggregate.
    pub rows: u64,
    /// When the first run of an unbroken row of runs began that it fired in. Runs that could not judge it do not break
    /// the row; none when such a run is all there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
}

/// What a signal came to that was not silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalState {
    /// It fired.
    Fired,
    /// It fired, and all of it is set aside.
    Suppressed,
    /// It could not be judged.
    NotJudged,
}

/// The series of a run that was judged; `earlier` are the complete runs before it, in any order.
pub fn series(of: Side<'_>, accounting: &Accounting, earlier: Vec<RunNumbers>) -> Series {
    let (run, mut earlier) = (of.run, earlier);
    earlier.retain(|one| one.run < run.plan.run);
    earlier.sort_by(|one, other| other.run.cmp(&one.run));
    earlier.dedup_by(|one, other| one.run == other.run);
    earlier.truncate(EARLIER_MAX);
    let numbers = RunNumbers {
        measured_as: of
            .findings
            .measures
            .iter()
            .filter_map(|one| Some((one.id.clone(), fingerprint(of, one)?)))
            .collect(),
        ..numbers(run, accounting, of.findings, earlier.first())
    };
    Series {
        format: SERIES_FORMAT,
        warehouse: run.identity.name.clone(),
        pack: run.pack.clone(),
        run: numbers,
        earlier,
    }
}

/// Of what one measure counts; none where it has no value.
fn fingerprint(of: Side<'_>, one: &Measured) -> Option<String> {
    /// Of a SHA-256 in hex; own choice, a dozen are told apart.
    const KEPT: usize = 16;
    one.value.as_ref()?;
    let script = of.scripts.get(&one.query).map_or("", String::as_str);
    let mut digest = sha256_hex(format!("{}\0{script}", one.expression).as_bytes());
    digest.truncate(KEPT);
    Some(digest)
}

fn numbers(run: &RunDocument, accounting: &Accounting, findings: &Findings, before: Option<&RunNumbers>) -> RunNumbers {
    let mut by_severity = BTreeMap::new();
    let (mut suppressed, mut not_judged) = (0, 0);
    let mut signals = BTreeMap::new();
    for verdict in &findings.signals {
        let state = match verdict.verdict {
            Verdict::Fired => SignalState::Fired,
            Verdict::Suppressed => SignalState::Suppressed,
            Verdict::NotEvaluated(_) => SignalState::NotJudged,
            Verdict::Silent | Verdict::NotApplicable => continue,
        };
        match state {
            SignalState::Fired => *by_severity.entry(verdict.severity).or_default() += 1,
            SignalState::Suppressed => suppressed += 1,
            SignalState::NotJudged => not_judged += 1,
        }
        let then = before.and_then(|before| before.signals.get(&verdict.signal)).and_then(|then| then.since);
        let since = then.or((state != SignalState::NotJudged).then_some(run.started_at));
        let numbers = SignalNumbers { state, severity: verdict.severity, rows: verdict.rows_in_all(), since };
        signals.insert(verdict.signal.clone(), numbers);
    }
    RunNumbers {
        run: run.plan.run.clone(),
        started_at: run.started_at,
        complete: accounting.is_complete(&run.plan),
        queries: QueryNumbers {
            planned: accounting.planned,
            ok: accounting.ok,
            findings: accounting.findings,
            failed: accounting.failed,
            timed_out: accounting.timed_out,
            skipped: accounting.skipped,
        },
        findings: by_severity,
        suppressed,
        not_judged,
        signals,
        measures: findings.measures.iter().filter_map(|one| Some((one.id.clone(), one.value.clone()?))).collect(),
        measured_as: BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const RUNS: [&str; 3] =
        ["2026-11-08T07-30-00Z-00000001", "2026-11-15T07-30-00Z-00000002", "2026-11-22T07-30-00Z-00000003"];

    fn run(id: &str, started_at: &str) -> RunDocument {
        let value = json!({
            "format": 1, "program": "t", "started_at": started_at, "pack": "p", "pack_digest": "d",
            "workflow": "default", "parameters": {}, "warehouse": "sample:troubled",
            "identity": { "name": "w", "address": "w", "deployment": "single_az", "version": "1", "user": "u",
                "database": "dev", "databases": ["dev"], "sample": true },
            "plan": { "run": id, "stages": [], "limits": { "max_rounds": 3, "lanes_in_flight": 2, "deadline": null,
                "cancel_tries": 3, "retry_time_outs": true, "round_pause": 5 } },
        });
        serde_json::from_value(value).expect("a run")
    }

    fn findings(id: &str, verdict: &serde_json::Value) -> Findings {
        let signal = json!({
            "signal": "skewed", "query": "Tables", "title": "Skewed", "severity": "high", "verdict": verdict,
            "unit": "tables", "object": [], "observed": null, "population": null, "condition": "true",
            "aggregate": false, "thresholds": {}, "population_rows": 9, "not_judged_rows": 0,
            "not_judged_reason": null, "recommendations": [], "evidence": { "columns": [], "rows": [], "total": 4 },
        });
        let value = json!({ "format": 1, "run": id, "as_of": "2026-11-22T07:30:00Z", "signals": [signal],
            "recommendations": {} });
        serde_json::from_value(value).expect("findings")
    }

    fn series_of(run: &RunDocument, findings: &Findings, earlier: Vec<RunNumbers>) -> Series {
        let side = Side { run, findings, scripts: &BTreeMap::new(), cut: &[], limited: &[] };
        series(side, &Accounting::default(), earlier)
    }

    /// The series of three runs in a row whose one signal came to this.
    fn of(verdicts: [serde_json::Value; 3]) -> Series {
        let mut earlier = Vec::new();
        let mut last = None;
        for (id, verdict) in RUNS.into_iter().zip(verdicts) {
            let started_at = format!("{}T07:30:00Z", &id[..10]);
            let series = series_of(&run(id, &started_at), &findings(id, &verdict), earlier.clone());
            earlier.push(series.run.clone());
            last = Some(series);
        }
        last.expect("three runs")
    }

    #[test]
    fn since_goes_back_over_an_unbroken_row_of_runs() {
        let (fired, silent, unknown) = (json!("fired"), json!("silent"), json!({ "not_evaluated": "failed" }));
        let since = |verdicts| of(verdicts).run.signals["skewed"].since.map(|since| since.to_string());
        for (verdicts, expected) in [
            ([fired.clone(), fired.clone(), fired.clone()], Some("2026-11-08T07:30:00Z")),
            ([fired.clone(), silent.clone(), fired.clone()], Some("2026-11-22T07:30:00Z")),
            ([fired.clone(), unknown.clone(), fired.clone()], Some("2026-11-08T07:30:00Z")),
            ([fired.clone(), json!("suppressed"), fired.clone()], Some("2026-11-08T07:30:00Z")),
            ([silent.clone(), silent.clone(), unknown.clone()], None),
        ] {
            assert_eq!(since(verdicts.clone()).as_deref(), expected, "{verdicts:?}");
        }
        let last = of([fired.clone(), fired, silent]);
        assert!(last.run.signals.is_empty());
        assert_eq!(last.earlier.iter().map(|one| one.run.to_string()).collect::<Vec<_>>(), [RUNS[1], RUNS[0]]);
        assert_eq!(last.earlier[0].findings, BTreeMap::from([(Severity::High, 1)]));
    }

    #[test]
    fn a_series_survives_its_json_and_keeps_a_bounded_past() {
        let one = of([json!("fired"), json!("fired"), json!("suppressed")]);
        let text = serde_json::to_string(&one).expect("JSON");
        assert_eq!(serde_json::from_str::<Series>(&text).expect("a series"), one);
        let many: Vec<RunNumbers> = (0..40)
            .map(|number| RunNumbers {
                run: format!("2026-10-01T07-30-00Z-{number:08x}").parse().expect("an id"),
                ..one.run.clone()
            })
            .collect();
        let document = run(RUNS[2], "2026-11-22T07:30:00Z");
        let series = series_of(&document, &findings(RUNS[2], &json!("silent")), many);
        assert_eq!(series.earlier.len(), EARLIER_MAX);
        assert!(series.earlier.iter().all(|one| one.run < document.plan.run));
    }

    #[test]
    fn a_measure_that_counts_something_else_has_another_fingerprint() {
        let document = run(RUNS[0], "2026-11-08T07:30:00Z");
        let of = |script: &str, expression: &str| {
            let mut findings = findings(RUNS[0], &json!("silent"));
            let measure = json!({ "id": "m", "query": "Tables", "words": "rows", "one": "row", "better": "less",
                "expression": expression, "value": "1" });
            findings.measures = vec![serde_json::from_value(measure).expect("a measure")];
            let scripts = BTreeMap::from([("Tables".parse().expect("a name"), script.to_owned())]);
            let side = Side { run: &document, findings: &findings, scripts: &scripts, cut: &[], limited: &[] };
            series(side, &Accounting::default(), vec![]).run.measured_as.remove("m").expect("a fingerprint")
        };
        assert_eq!(of("select 1", "count(*)"), of("select 1", "count(*)"));
        assert_ne!(of("select 1", "count(*)"), of("select 2", "count(*)"));
        assert_ne!(of("select 1", "count(*)"), of("select 1", "count(n)"));
    }
}
