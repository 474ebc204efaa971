//! From what a run came to, to what a page tells of it.

mod advice;
mod brief;
mod changes;
mod charts;
mod facts;
mod failures;
mod findings;
mod fitted;
mod left_out;
mod measures;
mod queries;
mod room;
mod signals;
mod summary;
mod suppressed;
mod trend;

use std::collections::BTreeMap;

use review_core::QueryName;
use review_core::finding::Verdict;

use crate::input::{QuerySection, ReportInput};
use crate::limits::Limits;
use crate::links::to_query;
use crate::model::{CutTable, Finding, Link, QueryTable, ReportModel, Section, Size};

/// Where the tables of a query stand in the page.
type Places = BTreeMap<QueryName, Vec<Link>>;

/// What a report tells on a page, within `limits`. Pure: the same input gives the same model.
///
/// Its page in the shipped template takes at most [`Limits::bytes`], which is measured. When room is short, queries of
/// the least interest are told in one line each ([`Size::brief_queries`]), and charts have a part of it; then a few rows
/// of evidence come first, and rows, scripts and more evidence share what is left.
pub fn model(input: &ReportInput, limits: &Limits) -> ReportModel {
    fitted::fitted(input, limits)
}

/// What a report tells where no page is to be kept small: every query in full, all charts, and all rows within the
/// numbers of rows of `limits`; its bytes count for nothing. For forms that programs read, which must tell the same
/// however long the page is. Pure.
pub fn whole_model(input: &ReportInput, limits: &Limits) -> ReportModel {
    let brief = vec![false; input.sections.len()];
    let charts = charts::charts(&input.sections, &brief, usize::MAX);
    assemble(input, limits, &brief, &charts, &room::Drafts::of(input, limits), usize::MAX)
}

/// The model, with `room` bytes for rows and scripts.
fn assemble(
    input: &ReportInput,
    limits: &Limits,
    brief: &[bool],
    charts: &charts::Charts,
    drafts: &room::Drafts<'_>,
    room: usize,
) -> ReportModel {
    let places = places(&input.sections);
    let shares = drafts.shares(room, brief);
    let findings = findings::findings(input, limits, &places, drafts, &shares.evidence);
    let sections = queries::sections(input, limits, &findings, (&charts.of_queries, brief), (drafts, &shares));
    let recommendations = advice::recommendations(input, &findings);
    let mut summary = summary::summary(input, &findings, &recommendations, limits);
    summary.charts.clone_from(&charts.summary);
    let signal_lines = |wanted: fn(&Verdict) -> bool| signals::lines(input, limits, &places, wanted);
    let run = facts::facts(input);
    ReportModel {
        title: format!("{}, {}: {}", run.warehouse, run.started_on, summary.verdict),
        accounting: summary::bar(&input.accounting),
        changes: changes::changes(input),
        trend: trend::trend(input),
        suppressed: suppressed::suppressed(input, limits, &places),
        idle_suppressions: suppressed::idle(input),
        failures: failures::failures(input, limits),
        not_evaluated: signal_lines(|verdict| matches!(verdict, Verdict::NotEvaluated(_))),
        nothing_found: signal_lines(|verdict| matches!(verdict, Verdict::Silent | Verdict::NotApplicable)),
        size: Size { charts_left_out: charts.left_out, ..size(limits, &findings, &sections) },
        run,
        summary,
        findings,
        recommendations,
        sections,
    }
}

fn places(sections: &[QuerySection]) -> Places {
    let mut places = Places::new();
    for section in sections {
        places.entry(section.query.name.clone()).or_default().push(to_query(&section.query));
    }
    places
}

fn size(limits: &Limits, findings: &[Finding], sections: &[Section]) -> Size {
    let tables = sections.iter().flat_map(|section| &section.queries);
    let cut_query = |query: &QueryTable| {
        let table = query.table.as_ref().filter(|_| !query.brief).filter(|table| table.left_out > 0)?;
        let place = Link { href: format!("#{}", query.anchor), text: query.name.clone() };
        Some(CutTable { query: place, shown: table.rows.len() as u64, total: table.total })
    };
    let cut_evidence = |finding: &Finding| {
        let table = finding.evidence.as_ref().filter(|table| table.left_out > 0)?;
        let place = Link { href: format!("#{}", finding.anchor), text: format!("evidence of {}", finding.signal) };
        Some(CutTable { query: place, shown: table.rows.len() as u64, total: table.total })
    };
    Size {
        table_rows: limits.table_rows,
        evidence_rows: limits.evidence_rows,
        bytes: limits.bytes,
        failures: limits.failures,
        brief_queries: sections.iter().flat_map(|section| &section.queries).filter(|query| query.brief).count(),
        charts_left_out: 0,
        cut_tables: findings.iter().filter_map(cut_evidence).chain(tables.filter_map(cut_query)).collect(),
    }
}
