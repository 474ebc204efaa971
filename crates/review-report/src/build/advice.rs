//! Recommendations: those of one finding with their fixes, and each of them once.

use std::collections::BTreeMap;

use review_core::finding::{Effort, Recommendation, Severity, SignalVerdict};

use crate::fix;
use crate::input::ReportInput;
use crate::limits::Limits;
use crate::links;
use crate::model::{Advice, Finding, Fix, SignalLink};
use crate::naming::Naming;
use crate::words;

/// What to do about one finding.
pub(super) fn of_finding(
    input: &ReportInput,
    signal: &SignalVerdict,
    link: &SignalLink,
    limits: &Limits,
) -> Vec<Advice> {
    let known = signal.recommendations.iter().filter_map(|id| input.findings.recommendations.get(id));
    known.map(|recommendation| one(recommendation, signal, link, limits)).collect()
}

/// The least effort that mends a finding; the largest when nothing is known to.
pub(super) fn effort(input: &ReportInput, signal: &SignalVerdict) -> Effort {
    let known = signal.recommendations.iter().filter_map(|id| input.findings.recommendations.get(id));
    known.map(|recommendation| recommendation.effort).min().unwrap_or(Effort::Large)
}

/// Every recommendation once, with all findings that lead to it.
pub(super) fn recommendations(input: &ReportInput, findings: &[Finding]) -> Vec<Advice> {
    let mut merged: BTreeMap<&str, (u64, Advice)> = BTreeMap::new();
    for finding in findings {
        for advice in &finding.recommendations {
            let without_fixes = || Advice {
                fixes: Vec::new(),
                fixes_left_out: 0,
                findings: Vec::new(),
                told_at: None,
                ..advice.clone()
            };
            let (count, merged) = merged.entry(&advice.id).or_insert_with(|| (0, without_fixes()));
            *count += finding.count;
            merged.findings.extend(advice.findings.iter().cloned());
        }
    }
    let mut all: Vec<(u64, Advice)> = merged.into_values().collect();
    let effort = |advice: &Advice| input.findings.recommendations.get(&advice.id).map(|known| known.effort);
    all.sort_by_key(|(count, advice)| {
        (Severity::from_word(&advice.severity), u64::MAX - count, effort(advice), advice.id.clone())
    });
    all.into_iter().map(|(_, advice)| advice).collect()
}

fn one(recommendation: &Recommendation, signal: &SignalVerdict, link: &SignalLink, limits: &Limits) -> Advice {
    let (fixes, fixes_left_out) = fixes(recommendation, signal, limits);
    Advice {
        anchor: links::anchor("recommendation", &recommendation.id),
        id: recommendation.id.clone(),
        title: recommendation.title.clone(),
        text: recommendation.text.trim().to_owned(),
        effort: recommendation.effort.word().to_owned(),
        cost: recommendation.cost.iter().map(|cost| words::cost(*cost).to_owned()).collect(),
        try_first: recommendation.try_first.as_deref().map(|text| text.trim().to_owned()),
        undo: recommendation.undo.as_deref().map(|text| text.trim().to_owned()),
        links: recommendation.links.iter().filter_map(|address| links::to_address(address)).collect(),
        fixes,
        fixes_left_out,
        findings: vec![link.clone()],
        told_at: None,
        severity: signal.severity.word().to_owned(),
    }
}

/// The fix for the first rows of evidence, and for how many rows it is not written out. A fix that names no column
/// is one statement for all.
fn fixes(recommendation: &Recommendation, signal: &SignalVerdict, limits: &Limits) -> (Vec<Fix>, u64) {
    let Some(template) = &recommendation.fix else { return (Vec::new(), 0) };
    let evidence = &signal.evidence;
    if !fix::has_placeholder(template) {
        return (vec![whole(Ok(template.trim_end().to_owned()))], 0);
    }
    if evidence.rows.is_empty() {
        let reason = format!("it is written for each of the {}, and no row of them is kept", signal.unit);
        return (vec![whole(Err(reason))], 0);
    }
    let naming = Naming::of(&evidence.columns, &signal.object, None);
    let database = evidence.columns.iter().position(|column| column.name == "database_name");
    let mut fixes: Vec<Fix> = Vec::new();
    let mut covered = 0u64;
    for row in &evidence.rows {
        let sql = fix::fix(template, &evidence.columns, row, limits.message_characters);
        let fix = Fix {
            object: naming.as_ref().and_then(|naming| naming.name(row)),
            database: database.and_then(|at| row.get(at)?.text()),
            ..whole(sql)
        };
        if !fixes.iter().any(|known| (&known.sql, &known.reason) == (&fix.sql, &fix.reason)) {
            if fixes.len() == limits.fixes {
                break;
            }
            fixes.push(fix);
        }
        covered += 1;
    }
    (fixes, evidence.total.max(covered) - covered)
}

/// A fix that names no object.
fn whole(sql: Result<String, String>) -> Fix {
    let (sql, reason) = match sql {
        Ok(sql) => (Some(sql), None),
        Err(reason) => (None, Some(reason)),
    };
    Fix { object: None, database: None, sql, reason }
}
