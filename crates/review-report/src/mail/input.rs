//! A run as the report's model takes it, without results and scripts: a mail shows neither.

use std::collections::BTreeMap;

use review_core::accounting::account;
use review_core::finding::{FINDINGS_FORMAT, Findings};
use review_core::settings::Settings;

use super::MailInput;
use crate::input::{QuerySection, ReportInput};

/// The input, and whether every query that was asked for ran to a result.
pub(super) fn without_rows(told: &MailInput<'_>) -> (ReportInput, bool) {
    let verdicts = told.findings.map_or(&[][..], |findings| &findings.signals);
    let accounting = account(&told.run.plan, told.records, verdicts, told.halt);
    let sections = accounting.queries.iter().map(|one| QuerySection {
        query: one.query.clone(),
        section: String::new(),
        script: String::new(),
        account: one.clone(),
        records: told.records.get(&one.query).cloned().unwrap_or_default(),
        columns: Vec::new(),
        rows: Vec::new(),
        before: None,
        total_rows: 0,
        cut: false,
        charts: Vec::new(),
    });
    let complete = told.halt.is_none() && accounting.is_complete(&told.run.plan);
    let input = ReportInput {
        run: told.run.clone(),
        sections: sections.collect(),
        accounting,
        findings: told.findings.cloned().unwrap_or_else(|| nothing_judged(told)),
        halt: told.halt,
        settings: Settings::default(),
        comparison: told.comparison.cloned(),
        series: None,
    };
    (input, complete)
}

fn nothing_judged(told: &MailInput<'_>) -> Findings {
    Findings {
        format: FINDINGS_FORMAT,
        run: told.run.plan.run.clone(),
        as_of: told.run.started_at,
        signals: Vec::new(),
        recommendations: BTreeMap::new(),
        suppressions: Vec::new(),
        measures: Vec::new(),
        compared_when_same: BTreeMap::new(),
        window: None,
    }
}
