//! The signals that fired.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use review_core::finding::{SignalVerdict, Verdict};
use review_core::result::Column;

use super::room::Drafts;
use super::{Places, advice, changes, suppressed, trend};
use crate::before::Before;
use crate::condition;
use crate::input::ReportInput;
use crate::limits::Limits;
use crate::links::{finding_anchor, to_csv};
use crate::model::{Finding, Link, Observed, SignalLink, Table};
use crate::naming::Naming;
use crate::table::{Draft, is_number};
use crate::words::{self, bounded, grouped};

/// How many texts of an observed column are told, and how much of each; own choice, a line or two.
const OBSERVED_TEXTS: usize = 3;
const OBSERVED_CHARACTERS: usize = 80;

/// Every signal that fired: by severity, then by how much it found, then by effort.
pub(super) fn fired(input: &ReportInput) -> Vec<&SignalVerdict> {
    let mut fired: Vec<&SignalVerdict> =
        input.findings.signals.iter().filter(|signal| signal.verdict == Verdict::Fired).collect();
    fired.sort_by_key(|signal| (signal.severity, Reverse(signal.evidence.total), advice::effort(input, signal)));
    fired
}

/// Every finding, in the order of `drafts`; the evidence of each within its bytes of `shares`.
pub(super) fn findings(
    input: &ReportInput,
    limits: &Limits,
    places: &Places,
    drafts: &Drafts<'_>,
    shares: &[usize],
) -> Vec<Finding> {
    let tables = drafts.evidence.iter().zip(shares).map(|(draft, share)| draft.table(*share, limits));
    let each = drafts.fired.iter().zip(tables);
    let mut findings: Vec<Finding> =
        each.map(|(signal, table)| finding(input, limits, places, signal, table)).collect();
    mark_first_of_severity(&mut findings);
    mark_told(&mut findings);
    findings
}

/// The evidence of a signal that fired.
pub(super) fn draft<'a>(signal: &'a SignalVerdict, input: &'a ReportInput, limits: &Limits) -> Draft<'a> {
    let mut sources = input.sections.iter().filter(|section| section.query.name == signal.query);
    // With several databases there is no one file, and no one result before.
    let only = sources.next().filter(|_| sources.next().is_none());
    let (columns, rows) = (&signal.evidence.columns, &signal.evidence.rows);
    let earlier = only.and_then(|section| section.before.as_ref());
    Draft {
        shown: columns_shown(signal, limits.evidence_columns),
        naming: Naming::of(columns, &signal.object, None),
        columns,
        rows,
        total: signal.evidence.total,
        most_rows: limits.evidence_rows,
        caption: format!("Evidence of {}", signal.signal),
        types: false,
        before: earlier.and_then(|earlier| Before::of(earlier, columns, rows, &signal.object)),
        object: &signal.object,
        observed: signal.observed.as_deref(),
        csv: only.map(|section| to_csv(&section.query)),
    }
}

/// The columns that say what was found and why: those that name the object, the observed one, and those that the
/// condition speaks of; then as many of the others as make `most`.
fn columns_shown(signal: &SignalVerdict, most: usize) -> Vec<usize> {
    let told = |column: &Column| {
        let sql = [Some(signal.condition.as_str()), signal.population.as_deref()];
        signal.object.contains(&column.name)
            || signal.observed.as_ref() == Some(&column.name)
            || sql.into_iter().flatten().any(|sql| condition::names(sql, &column.name))
    };
    let columns = signal.evidence.columns.iter().enumerate();
    let (told, others): (Vec<_>, Vec<_>) = columns.partition(|(_, column)| told(column));
    let room = most.saturating_sub(told.len());
    let mut shown: Vec<usize> = told.into_iter().chain(others.into_iter().take(room)).map(|(at, _)| at).collect();
    shown.sort_unstable();
    shown
}

fn finding(input: &ReportInput, limits: &Limits, places: &Places, signal: &SignalVerdict, table: Table) -> Finding {
    let link = link(signal);
    let observed = signal.observed.as_deref();
    let pieces = |sql: &str| condition::pieces(sql, &signal.thresholds, observed);
    Finding {
        anchor: finding_anchor(&signal.signal),
        signal: signal.signal.clone(),
        title: signal.title.clone(),
        severity: signal.severity.word().to_owned(),
        section: section_of(input, signal),
        first_of_severity: false,
        shows: signal.shows.map(|shows| shows.word().to_owned()),
        shows_words: signal.shows.map(|shows| words::shows(shows).to_owned()),
        unit: signal.unit.clone(),
        aggregate: signal.aggregate,
        count: signal.evidence.total,
        population_rows: signal.population_rows,
        count_words: link.count_words.clone(),
        population: signal.population.as_deref().map(pieces),
        condition: pieces(&signal.condition),
        thresholds: condition::thresholds(&signal.thresholds),
        observed: observed.map(|column| observed_values(signal, column)),
        not_judged_rows: signal.not_judged_rows,
        not_judged_reason: signal.not_judged_reason.as_deref().map(|why| bounded(why, limits.message_characters)),
        evidence: (!signal.evidence.columns.is_empty()).then_some(table),
        recommendations: advice::of_finding(input, signal, &link, limits),
        queries: places_of(places, signal),
        change: changes::of_finding(input, &signal.signal),
        since: trend::since(input, &signal.signal),
        owners: suppressed::owners(input, signal),
        ticks: trend::ticks(input, signal),
        expired: suppressed::expired(input, signal),
    }
}

fn mark_first_of_severity(findings: &mut [Finding]) {
    let mut last = None;
    for finding in findings {
        finding.first_of_severity = last.as_ref() != Some(&finding.severity);
        last = Some(finding.severity.clone());
    }
}

/// What is recommended for several findings is told at the first of them.
fn mark_told(findings: &mut [Finding]) {
    let mut told: BTreeMap<String, Link> = BTreeMap::new();
    for finding in findings {
        let here = Link { href: format!("#{}", finding.anchor), text: finding.title.clone() };
        for advice in &mut finding.recommendations {
            advice.told_at = told.get(&advice.id).cloned();
            told.entry(advice.id.clone()).or_insert_with(|| here.clone());
        }
    }
}

/// The section of the query that a signal reads; empty where that is not part of the run.
fn section_of(input: &ReportInput, signal: &SignalVerdict) -> String {
    let source = input.sections.iter().find(|section| section.query.name == signal.query);
    source.map(|section| section.section.clone()).unwrap_or_default()
}

/// Where the tables stand that a signal reads.
pub(super) fn places_of(places: &Places, signal: &SignalVerdict) -> Vec<Link> {
    places.get(&signal.query).cloned().unwrap_or_default()
}

/// A link to the finding of a signal that fired.
pub(super) fn link(signal: &SignalVerdict) -> SignalLink {
    SignalLink {
        href: format!("#{}", finding_anchor(&signal.signal)),
        signal: signal.signal.clone(),
        title: signal.title.clone(),
        severity: signal.severity.word().to_owned(),
        count_words: count_words(signal),
    }
}

fn count_words(signal: &SignalVerdict) -> String {
    let all = words::of_unit(signal.population_rows, &signal.unit);
    if signal.aggregate {
        return if signal.population_rows == 1 { format!("{all} judged") } else { format!("{all} judged together") };
    }
    format!("{} of {all}", grouped(signal.evidence.total))
}

/// The least and the greatest of the observed column where all of it are numbers, otherwise its texts.
fn observed_values(signal: &SignalVerdict, name: &str) -> Observed {
    let evidence = &signal.evidence;
    let at = evidence.columns.iter().position(|column: &Column| column.name == name && is_number(column));
    let values = at.and_then(|at| {
        let texts = evidence.rows.iter().filter_map(|row| row.get(at)?.text());
        texts.map(|text| Some((text.parse::<f64>().ok().filter(|value| value.is_finite())?, text))).collect()
    });
    let values: Vec<(f64, String)> = values.unwrap_or_default();
    let least = values.iter().min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, text)| text.clone());
    let greatest = values.iter().max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, text)| text.clone());
    let texts = if greatest.is_none() { observed_texts(signal, name) } else { None };
    Observed { column: name.to_owned(), least, greatest, texts }
}

/// The different texts of the observed column, in the order of the rows; none where all are NULL or empty.
fn observed_texts(signal: &SignalVerdict, name: &str) -> Option<String> {
    let at = signal.evidence.columns.iter().position(|column| column.name == name)?;
    let mut texts: Vec<String> = Vec::new();
    for text in signal.evidence.rows.iter().filter_map(|row| row.get(at)?.text()).filter(|text| !text.is_empty()) {
        let text = bounded(&text, OBSERVED_CHARACTERS);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    let more = texts.len().saturating_sub(OBSERVED_TEXTS);
    texts.truncate(OBSERVED_TEXTS);
    if more > 0 {
        texts.push(format!("{more} more"));
    }
    (!texts.is_empty()).then(|| words::listed(&texts))
}
