//! The signals that fired.

use std::cmp::Reverse;

use review_core::finding::{SignalVerdict, Verdict};
use review_core::result::Column;

use super::{Places, advice, changes, suppressed, trend};
use crate::before::Before;
use crate::condition;
use crate::input::ReportInput;
use crate::limits::Limits;
use crate::links::{finding_anchor, to_csv};
use crate::model::{Finding, Link, Observed, SignalLink, Table};
use crate::naming::Naming;
use crate::share::shares;
use crate::table::{Draft, is_number};
use crate::words::{self, bounded, grouped};

/// Every finding: by severity, then by how much it found, then by effort; takes the bytes of its evidence from
/// `left`.
pub(super) fn findings(input: &ReportInput, limits: &Limits, places: &Places, left: &mut usize) -> Vec<Finding> {
    let mut fired: Vec<&SignalVerdict> =
        input.findings.signals.iter().filter(|signal| signal.verdict == Verdict::Fired).collect();
    fired.sort_by_key(|signal| (signal.severity, Reverse(signal.evidence.total), advice::effort(input, signal)));
    let drafts: Vec<Draft<'_>> = fired.iter().map(|signal| draft(signal, input, limits)).collect();
    let needs: Vec<usize> = drafts.iter().map(|draft| draft.need(limits)).collect();
    let shares = shares(*left, &needs);
    *left -= shares.iter().sum::<usize>();
    let tables = drafts.into_iter().zip(shares).map(|(draft, share)| draft.table(share, limits));
    let mut findings: Vec<Finding> =
        fired.into_iter().zip(tables).map(|(signal, table)| finding(input, limits, places, signal, table)).collect();
    mark_first_of_severity(&mut findings);
    findings
}

fn draft<'a>(signal: &'a SignalVerdict, input: &'a ReportInput, limits: &Limits) -> Draft<'a> {
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
    let unit = &signal.unit;
    if signal.aggregate {
        return format!("over {} {unit}", grouped(signal.population_rows));
    }
    format!("{} of {} {unit}", grouped(signal.evidence.total), grouped(signal.population_rows))
}

/// The least and the greatest of the observed column, where all of it are numbers.
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
    Observed { column: name.to_owned(), least, greatest }
}
