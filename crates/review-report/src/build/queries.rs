//! Every query's table, in its section.

use std::collections::BTreeMap;

use review_core::QueryId;
use review_core::accounting::Status;
use review_core::finding::Verdict;
use review_core::keys;
use review_core::lane::Outcome;
use review_core::plan::PlannedQuery;
use review_core::record::Record;

use super::findings::link;
use super::room::{Drafts, Shares};
use crate::before::Before;
use crate::escape::fitting;
use crate::input::{QuerySection, ReportInput};
use crate::limits::Limits;
use crate::links::{query_anchor, to_csv, to_file, to_script};
use crate::model::{Chart, Finding, Link, QueryTable, Section, SignalLink, Span, Table};
use crate::naming::Naming;
use crate::table::Draft;
use crate::words::{bounded, shortened, span};

/// A script is not shown with fewer bytes than this: about two lines, which tell nothing of it.
const SCRIPT_LEAST: usize = 160;

/// The sections in the order of their first query; rows and script of each query within their bytes of `shares`. Of a
/// query that is `brief` there are neither.
pub(super) fn sections(
    input: &ReportInput,
    limits: &Limits,
    findings: &[Finding],
    (charts, brief): (&[Vec<Chart>], &[bool]),
    (drafts, shares): (&Drafts<'_>, &Shares),
) -> Vec<Section> {
    let planned: BTreeMap<&QueryId, &PlannedQuery> = input.run.plan.queries().map(|query| (&query.id, query)).collect();
    let tables = drafts.rows.iter().zip(&shares.rows);
    let tables = tables.map(|(draft, share)| draft.as_ref().map(|draft| draft.table(*share, limits)));
    let scripts = input.sections.iter().zip(&shares.scripts).map(|(section, share)| script(section, limits, *share));
    let mut sections: Vec<Section> = Vec::new();
    let sources = input.sections.iter().zip(brief).zip(charts);
    for (((source, brief), charts), (table, script)) in sources.zip(tables.zip(scripts)) {
        let facts =
            QueryFacts { planned: planned.get(&source.query).copied(), findings: fired(input, findings, source) };
        let charts = charts.clone();
        let query = QueryTable { charts, brief: *brief, ..query(source, limits, facts, table, script) };
        match sections.iter_mut().find(|section| section.name == source.section) {
            Some(section) => section.queries.push(query),
            None => sections.push(Section {
                anchor: format!("section-{}", sections.len() + 1),
                name: source.section.clone(),
                queries: vec![query],
            }),
        }
    }
    sections
}

/// As much of the script as fits, to the end of a line; nothing where that would be a few words of it.
fn script(section: &QuerySection, limits: &Limits, bytes: usize) -> (String, bool) {
    let (text, left_out) = shortened(section.script.trim_end(), limits.script_characters);
    let end = fitting(text, bytes);
    if end == text.len() {
        return (text.to_owned(), left_out > 0);
    }
    if end < SCRIPT_LEAST {
        return (String::new(), true);
    }
    let line = text[..end].rfind('\n').filter(|line| *line > end / 2).unwrap_or(end);
    (text[..line].to_owned(), true)
}

/// The rows of a query that has a result.
pub(super) fn draft<'a>(input: &ReportInput, section: &'a QuerySection, limits: &Limits) -> Option<Draft<'a>> {
    let object = input.findings.signals.iter().find(|signal| signal.query == section.query.name);
    let object = object.map_or(&[][..], |signal| signal.object.as_slice());
    finished(section).then(|| Draft {
        shown: (0..section.columns.len()).collect(),
        naming: Naming::of(&section.columns, object, section.query.database.as_deref()),
        columns: &section.columns,
        rows: &section.rows,
        total: section.total_rows,
        most_rows: limits.table_rows,
        caption: format!("Rows of {}", section.query),
        types: true,
        before: section.before.as_ref().and_then(|earlier| {
            let shown = &section.rows[..section.rows.len().min(limits.table_rows)];
            Before::of(earlier, &section.columns, shown, object)
        }),
        object: &[],
        observed: None,
        csv: Some(to_csv(&section.query)),
    })
}

fn finished(section: &QuerySection) -> bool {
    matches!(section.account.status, Status::Ok | Status::Findings)
}

struct QueryFacts<'a> {
    planned: Option<&'a PlannedQuery>,
    findings: Vec<SignalLink>,
}

fn query(
    section: &QuerySection,
    limits: &Limits,
    facts: QueryFacts<'_>,
    table: Option<Table>,
    (script, script_cut): (String, bool),
) -> QueryTable {
    let last = section.records.last();
    let account = &section.account;
    QueryTable {
        anchor: query_anchor(&section.query),
        name: section.query.to_string(),
        brief: false,
        status: status_key(account.status).to_owned(),
        status_words: account.status.words().to_owned(),
        reason: account.reason.as_deref().map(|why| bounded(why, limits.message_characters)),
        total_rows: table.as_ref().map(|table| table.total),
        cut: section.cut,
        max_rows: facts.planned.map(|planned| planned.max_rows),
        duration: last.and_then(duration),
        threshold_seconds: facts.planned.map(|planned| planned.threshold_seconds),
        overran: last.is_some_and(|record| record.overran),
        attempts: account.attempts,
        round: last.map(|record| record.round.0),
        submitted_at: last.and_then(|record| record.submitted_at).map(|moment| moment.to_string()),
        ended_at: last.map(|record| record.ended_at.to_string()),
        statement: last.and_then(|record| record.statement.as_ref()).map(ToString::to_string),
        findings: facts.findings,
        charts: Vec::new(),
        table,
        script,
        script_cut,
        script_file: to_script(&section.query.name, &section.script),
        files: files(section),
    }
}

/// The findings that read a query, as they stand in the report.
fn fired(input: &ReportInput, findings: &[Finding], section: &QuerySection) -> Vec<SignalLink> {
    let signals = input.findings.signals.iter();
    let fired = signals.filter(|signal| signal.verdict == Verdict::Fired && signal.query == section.query.name);
    let mut links: Vec<SignalLink> = fired.map(link).collect();
    links.sort_by_key(|link| findings.iter().position(|finding| finding.signal == link.signal));
    links
}

fn files(section: &QuerySection) -> Vec<Link> {
    if finished(section) {
        return vec![to_csv(&section.query), to_file(&keys::result(&section.query))];
    }
    let failed = section.records.iter().any(|record| matches!(record.outcome, Outcome::Failed(_) | Outcome::TimedOut));
    if failed { vec![to_file(&keys::error(&section.query))] } else { Vec::new() }
}

/// From submission to outcome.
pub(super) fn duration(record: &Record) -> Option<Span> {
    record.submitted_at.map(|submitted| span(submitted, record.ended_at))
}

/// A status as templates compare it.
pub(super) const fn status_key(status: Status) -> &'static str {
    match status {
        Status::Ok => "ok",
        Status::Findings => "findings",
        Status::Failed => "failed",
        Status::TimedOut => "timed_out",
        Status::Skipped => "skipped",
    }
}
