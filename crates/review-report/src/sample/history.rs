//! The settings of the sample run, and the runs before it.

use std::collections::BTreeMap;

use review_core::comparison::{COMPARISON_FORMAT, Change, Comparison, ObjectChange, SignalChange};
use review_core::finding::{Severity, SuppressionStatus, SuppressionUse};
use review_core::series::{QueryNumbers, RunNumbers, SERIES_FORMAT, Series, SignalNumbers, SignalState};
use review_core::settings::{ObjectMatch, Ownership, SETTINGS_FORMAT, Settings, Suppression};
use review_core::{RunId, Seconds, Timestamp};

use super::sections::query_name;
use super::{START, measures};

const DAY: Seconds = Seconds(86_400);

pub(super) fn days_before(days: i64) -> Timestamp {
    Timestamp::from_micros(START.micros() - days * i64::from(DAY.0) * 1_000_000)
}

fn object(patterns: &[(&str, &str)]) -> ObjectMatch {
    let column = |(name, pattern): &(&str, &str)| ((*name).to_owned(), (*pattern).to_owned());
    ObjectMatch { columns: patterns.iter().map(column).collect() }
}

pub(super) fn settings() -> Settings {
    let owner =
        |owner: &str, patterns: &[(&str, &str)]| Ownership { owner: owner.to_owned(), object: object(patterns) };
    Settings {
        format: SETTINGS_FORMAT,
        classification: Some("Internal".to_owned()),
        suppressions: suppressions().into_iter().map(|one| one.suppression).collect(),
        owners: vec![owner("web team", &[("schema_name", "web")]), owner("data platform", &[])],
    }
}

pub(super) fn suppressions() -> Vec<SuppressionUse> {
    let one = |signal: &str, object: ObjectMatch, until: &str, status, signals| SuppressionUse {
        suppression: Suppression {
            signal: signal.to_owned(),
            object,
            reason: "the table is rebuilt with the next release".to_owned(),
            owner: "web team".to_owned(),
            until: until.to_owned(),
        },
        status,
        signals,
    };
    vec![
        one("large-table-skewed", object(&[("table_name", "session*")]), "2027-01-31", SuppressionStatus::Used, 1),
        one("skew-is-*", object(&[]), "2026-11-01", SuppressionStatus::Expired, 1),
        one("stale-statistics", object(&[("schema_name", "archive")]), "2027-01-31", SuppressionStatus::Unused, 0),
    ]
}

pub(super) fn comparison() -> Comparison {
    let object = |name: &str, change, before: Option<&str>, now: Option<&str>| ObjectChange {
        object: vec!["sales".to_owned(), name.to_owned()],
        change,
        rows_before: u64::from(before.is_some()),
        rows_now: u64::from(now.is_some()),
        before: before.map(str::to_owned),
        now: now.map(str::to_owned),
    };
    let signal = |signal: &str, title: &str, severity, change, (before, now): (u64, u64)| SignalChange {
        signal: signal.to_owned(),
        query: query_name("TableInfo"),
        title: title.to_owned(),
        severity,
        unit: "tables".to_owned(),
        change,
        reason: None,
        before: Some(before),
        now: Some(now),
        suppressed: false,
        objects: Vec::new(),
    };
    let skewed = "Large tables whose rows lie unevenly on the slices";
    Comparison {
        measures: measures::changes(),
        judged_in_one_only: 0,
        format: COMPARISON_FORMAT,
        before: RunId::new(days_before(7), 0x4f2a_91c2),
        now: RunId::new(START, 0x4f2a_91c3),
        differences: vec!["version: Redshift 1.0.115001 before, Redshift 1.0.115467 now".to_owned()],
        signals: vec![
            SignalChange {
                objects: vec![
                    object("fact_order_line", Change::Worse, Some("6.10"), Some("7.82")),
                    object("fact_basket", Change::Fixed, Some("4.40"), None),
                ],
                reason: Some(
                    "more rows fired than are kept with a finding: only their numbers are compared".to_owned(),
                ),
                ..signal("large-table-skewed", skewed, Severity::High, Change::Worse, (41, 48))
            },
            signal("skew-is-the-rule", "Most large tables are skewed", Severity::Medium, Change::Unchanged, (0, 0)),
            signal("interleaved-keys", "Interleaved sort keys", Severity::Info, Change::Fixed, (2, 0)),
            SignalChange {
                now: None,
                reason: Some("not judged in the later run: its query SpectrumPerformance failed".to_owned()),
                ..signal(
                    "no-pruning",
                    "Scans that read every partition",
                    Severity::Critical,
                    Change::NotComparable,
                    (3, 0),
                )
            },
        ],
    }
}

pub(super) fn series() -> Series {
    let signal = |state, severity, rows, since: Option<i64>| SignalNumbers {
        state,
        severity,
        rows,
        since: since.map(days_before),
    };
    let run = |days: i64, signals: Vec<(&str, SignalNumbers)>| RunNumbers {
        run: RunId::new(days_before(days), 0x4f2a_91c3),
        started_at: days_before(days),
        complete: days > 0,
        queries: QueryNumbers { planned: 5, ok: 4, findings: 1, failed: 0, timed_out: 0, skipped: 0 },
        findings: BTreeMap::from([(Severity::High, 1), (Severity::Medium, 1)]),
        suppressed: 0,
        not_judged: 0,
        signals: signals.into_iter().map(|(name, numbers)| (name.to_owned(), numbers)).collect(),
        measures: BTreeMap::from([
            ("hours-waited".to_owned(), format!("{}.4", 12 + days)),
            ("failed-loads".to_owned(), "0".to_owned()),
        ]),
        measured_as: BTreeMap::new(),
    };
    let skewed = |state, rows, since| ("large-table-skewed", signal(state, Severity::High, rows, since));
    Series {
        format: SERIES_FORMAT,
        warehouse: "sample-troubled".to_owned(),
        pack: "redshift".to_owned(),
        run: run(
            0,
            vec![
                skewed(SignalState::Fired, 48, Some(21)),
                ("skew-is-the-rule", signal(SignalState::Fired, Severity::Medium, 0, Some(0))),
            ],
        ),
        earlier: vec![
            run(7, vec![skewed(SignalState::Fired, 41, Some(21))]),
            run(14, vec![skewed(SignalState::NotJudged, 0, Some(21))]),
            run(21, vec![skewed(SignalState::Suppressed, 40, Some(21))]),
        ],
    }
}
