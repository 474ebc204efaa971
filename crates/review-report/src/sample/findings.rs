//! What the signals of the sample came to, and what is recommended.

use std::collections::BTreeMap;

use review_core::finding::{
    Effort, Evidence, FINDINGS_FORMAT, Findings, Recommendation, RemedyCost, SetAside, Severity, Shows, SignalVerdict,
    ThresholdUsed, Verdict,
};
use review_core::result::Column;
use review_core::{RunId, Seconds};

use super::sections::{query_name, table_rows, text};
use super::{START, history, measures};

pub(super) fn findings() -> Findings {
    Findings {
        format: FINDINGS_FORMAT,
        run: RunId::new(START, 0x4f2a_91c3),
        as_of: START.plus(Seconds(61)),
        signals: vec![skewed(), most_skewed(), silent(), not_applicable(), not_evaluated()],
        recommendations: BTreeMap::from([
            ("pick-distribution-key".to_owned(), pick_distribution_key()),
            ("review-table-design".to_owned(), review_table_design()),
        ]),
        suppressions: history::suppressions(),
        measures: measures::measures(),
        compared_when_same: BTreeMap::new(),
        window: Some(measures::window()),
    }
}

fn signal(id: &str, title: &str, severity: Severity, verdict: Verdict) -> SignalVerdict {
    SignalVerdict {
        signal: id.to_owned(),
        query: query_name("TableInfo"),
        title: title.to_owned(),
        severity,
        shows: Some(Shows::Moment),
        verdict,
        unit: "tables".to_owned(),
        object: vec!["schema_name".to_owned(), "table_name".to_owned()],
        observed: None,
        population: None,
        condition: "skew_rows >= :skew".to_owned(),
        aggregate: false,
        thresholds: BTreeMap::from([threshold("skew", "4", false)]),
        population_rows: 61,
        not_judged_rows: 0,
        not_judged_reason: None,
        evidence: Evidence::default(),
        set_aside: Vec::new(),
        recommendations: Vec::new(),
    }
}

fn threshold(name: &str, value: &str, overridden: bool) -> (String, ThresholdUsed) {
    let used = ThresholdUsed { value: value.to_owned(), source: "AWS review config".to_owned(), overridden };
    (name.to_owned(), used)
}

fn skewed() -> SignalVerdict {
    let (mut columns, mut rows) = table_rows();
    columns.insert(0, Column { length: 128, ..Column::new("database_name", "varchar") });
    rows.iter_mut().zip(["dev", "dev", "sales", "dev"]).for_each(|(row, database)| row.insert(0, text(database)));
    SignalVerdict {
        observed: Some("skew_rows".to_owned()),
        population: Some("tbl_rows > :large_rows".to_owned()),
        condition: "skew_rows >= :skew and diststyle not like 'AUTO%'".to_owned(),
        thresholds: BTreeMap::from([threshold("skew", "4", false), threshold("large_rows", "1000000", true)]),
        not_judged_rows: 2,
        not_judged_reason: Some("division by zero".to_owned()),
        set_aside: vec![SetAside { by: 0, rows: rows[3..].to_vec(), total: 12 }],
        evidence: Evidence { columns, rows: rows[..3].to_vec(), total: 48 },
        recommendations: vec!["pick-distribution-key".to_owned(), "review-table-design".to_owned()],
        ..signal(
            "large-table-skewed",
            "Large tables whose rows lie unevenly on the slices",
            Severity::High,
            Verdict::Fired,
        )
    }
}

fn most_skewed() -> SignalVerdict {
    let columns = vec![Column::new("design", "varchar")];
    SignalVerdict {
        aggregate: true,
        observed: Some("design".to_owned()),
        evidence: Evidence { columns, rows: vec![vec![text("by hand")]], total: 0 },
        condition: "2 * sum(case when skew_rows >= :skew then 1 else 0 end) > count(*)".to_owned(),
        recommendations: vec!["pick-distribution-key".to_owned()],
        ..signal("skew-is-the-rule", "Most large tables are skewed", Severity::Medium, Verdict::Fired)
    }
}

fn silent() -> SignalVerdict {
    SignalVerdict {
        population: Some("tbl_rows > 0".to_owned()),
        not_judged_rows: 1,
        ..signal("stale-statistics", "Tables with stale statistics", Severity::Low, Verdict::Silent)
    }
}

fn not_applicable() -> SignalVerdict {
    SignalVerdict {
        population_rows: 0,
        ..signal("interleaved-keys", "Interleaved sort keys", Severity::Info, Verdict::NotApplicable)
    }
}

fn not_evaluated() -> SignalVerdict {
    let why = "its query SpectrumPerformance failed".to_owned();
    SignalVerdict {
        query: query_name("SpectrumPerformance"),
        population: Some("scanned_bytes > 0".to_owned()),
        ..signal("no-pruning", "Scans that read every partition", Severity::Critical, Verdict::NotEvaluated(why))
    }
}

fn pick_distribution_key() -> Recommendation {
    Recommendation {
        id: "pick-distribution-key".to_owned(),
        title: "Choose the distribution style that spreads the rows".to_owned(),
        text: "Pick a column with many values that joins use, or leave the choice to Redshift.".to_owned(),
        effort: Effort::Medium,
        cost: vec![RemedyCost::SlowsQueries, RemedyCost::NeedsTest],
        try_first: Some("Copy the table, change the copy, and run the joins that matter against both.".to_owned()),
        undo: Some("ALTER DISTSTYLE to what the table had.".to_owned()),
        links: vec!["https://docs.aws.amazon.com/redshift/latest/dg/t_Distributing_data.html".to_owned()],
        fix: Some("ALTER TABLE {schema_name}.{table_name} ALTER DISTSTYLE AUTO;".to_owned()),
    }
}

fn review_table_design() -> Recommendation {
    Recommendation {
        id: "review-table-design".to_owned(),
        title: "Comment what the table is for".to_owned(),
        text: "A table that nobody can explain is a table that nobody can design well.".to_owned(),
        effort: Effort::Small,
        cost: vec![RemedyCost::Downtime, RemedyCost::CostsMoney],
        try_first: None,
        undo: None,
        links: Vec::new(),
        fix: Some("COMMENT ON TABLE {schema_name}.{table_name} IS '{remark}';".to_owned()),
    }
}
