//! What a page takes without its rows and scripts, roughly: so that these get what is left of its budget.

use std::collections::BTreeSet;

use review_core::comparison::Change;
use review_core::finding::{Recommendation, SignalVerdict, SuppressionStatus, Verdict};

use crate::escape::escape;
use crate::input::{QuerySection, ReportInput};
use crate::limits::Limits;

// Measured on pages of the shipped template, rounded up. Style sheet and script are most of an empty page.
const PAGE: usize = 74_000;
const QUERY: usize = 1_500;
const COLUMN: usize = 60;
const ATTEMPT: usize = 300;
const SIGNAL: usize = 700;
const FINDING: usize = 1_000;
/// A recommendation in the fix plan, and where a finding leads to it.
const ADVICE: usize = 450;
const LEAD: usize = 400;
const FIX: usize = 200;
const CARE: usize = 90;
/// A line of what changed, and each object it names; a line of what is set aside; what one finding was in one run.
const CHANGE: usize = 500;
const OBJECT: usize = 80;
const SET_ASIDE: usize = 600;
/// A suppression that expired, on the first screen and at its findings.
const EXPIRED: usize = 900;
const TICK: usize = 45;
/// A number on the first screen, in a sentence and with its trend; what one run adds to it.
const MEASURE: usize = 320;
const POINT: usize = 40;

/// A query that is told in one line: its markup, and what of a reason is shown.
const LINE: usize = 190;
const LINE_REASON: usize = 120;

/// The bytes of the page around its rows and scripts.
pub(super) struct Frame {
    /// Those of each query that is shown in full, in the order of the sections.
    pub(super) queries: Vec<usize>,
    /// All else.
    pub(super) rest: usize,
}

impl Frame {
    pub(super) fn of(input: &ReportInput, limits: &Limits) -> Self {
        let queries = input.sections.iter().map(|section| query(section, limits)).collect();
        Self { queries, rest: rest(input, limits) }
    }

    /// All of it, when those that are `brief` are told in one line.
    pub(super) fn bytes(&self, input: &ReportInput, brief: &[bool]) -> usize {
        let each = input.sections.iter().zip(brief).zip(&self.queries);
        self.rest + each.map(|((section, brief), whole)| if *brief { line(section) } else { *whole }).sum::<usize>()
    }
}

/// The bytes of a query that is told in one line.
pub(super) fn line(section: &QuerySection) -> usize {
    let reason = section.account.reason.as_deref().map_or(0, |why| text(crate::words::shortened(why, LINE_REASON).0));
    LINE + 4 * text(&section.query.to_string()) + text(&section.section) + reason
}

fn rest(input: &ReportInput, limits: &Limits) -> usize {
    let signals: usize = input.findings.signals.iter().map(|each| signal(input, each, limits)).sum();
    let advised = input.findings.signals.iter().filter(|each| each.verdict == Verdict::Fired);
    let advised: BTreeSet<&String> = advised.flat_map(|signal| &signal.recommendations).collect();
    let known = advised.into_iter().filter_map(|id| input.findings.recommendations.get(id));
    PAGE + history(input) + signals + known.map(advice).sum::<usize>()
}

/// What other runs and the settings add.
fn history(input: &ReportInput) -> usize {
    let signals = input.comparison.iter().flat_map(|comparison| &comparison.signals);
    let changes = signals.filter(|one| one.change != Change::Unchanged);
    let changes = changes.map(|one| CHANGE + 2 * text(&one.title) + one.objects.len().min(10) * OBJECT).sum::<usize>();
    let aside: usize = input.findings.signals.iter().map(|one| one.set_aside.len() * SET_ASIDE).sum();
    let expired = input.findings.suppressions.iter().filter(|one| one.status == SuppressionStatus::Expired);
    let expired = expired.count() * EXPIRED;
    let runs = input.series.as_ref().map_or(0, |series| (series.earlier.len() + 1).min(12));
    let fired = input.findings.signals.iter().filter(|one| one.verdict == Verdict::Fired).count();
    let measures = input.findings.measures.len() * (MEASURE + runs * POINT);
    changes + aside + expired + measures + fired * runs * TICK
}

fn text(text: &str) -> usize {
    escape(text).len()
}

fn message(message: &str, limits: &Limits) -> usize {
    text(crate::words::shortened(message, limits.message_characters).0)
}

fn query(section: &QuerySection, limits: &Limits) -> usize {
    let columns: usize = section.columns.iter().map(|column| COLUMN + text(&column.name)).sum();
    // A reason stands at the query and in the summary, an error beside its attempt and above it.
    let reason = section.account.reason.as_deref().map_or(0, |why| 2 * message(why, limits));
    let errors = section.records.iter().filter_map(|record| record.error.as_ref());
    let errors: usize = errors.map(|error| 2 * message(&error.message, limits)).sum();
    QUERY + columns + reason + errors + ATTEMPT * section.records.len()
}

fn signal(input: &ReportInput, signal: &SignalVerdict, limits: &Limits) -> usize {
    let population = signal.population.as_deref().map_or(0, text);
    let told = SIGNAL + 2 * (text(&signal.condition) + population) + text(&signal.title);
    match &signal.verdict {
        Verdict::Silent | Verdict::NotApplicable | Verdict::Suppressed => told,
        Verdict::NotEvaluated(why) => told + message(why, limits),
        Verdict::Fired => {
            let known = signal.recommendations.iter().filter_map(|id| input.findings.recommendations.get(id));
            let columns = signal.evidence.columns.len().min(limits.evidence_columns) * COLUMN;
            told + FINDING
                + 2 * text(&signal.title)
                + columns
                + known.map(|each| lead(signal, each, limits)).sum::<usize>()
        }
    }
}

fn lead(signal: &SignalVerdict, recommendation: &Recommendation, limits: &Limits) -> usize {
    let written = signal.evidence.rows.len().clamp(1, limits.fixes.max(1));
    let fixes = recommendation.fix.as_deref().map_or(0, |fix| written * (2 * text(fix) + FIX));
    LEAD + text(&recommendation.text) + care(recommendation) + text(&signal.title) + fixes
}

/// How to try it and how to take it back.
fn care(recommendation: &Recommendation) -> usize {
    let told = [&recommendation.try_first, &recommendation.undo].into_iter().flatten();
    told.map(|each| CARE + text(each)).sum()
}

fn advice(recommendation: &Recommendation) -> usize {
    let links: usize = recommendation.links.iter().map(|link| 2 * text(link) + 50).sum();
    ADVICE + text(&recommendation.text) + care(recommendation) + links
}
