//! What a page takes without its rows and scripts, roughly: so that these get what is left of its budget.

use review_core::finding::{Recommendation, SignalVerdict, Verdict};

use crate::escape::escape;
use crate::input::{QuerySection, ReportInput};
use crate::limits::Limits;

// Measured on pages of the shipped template, rounded up.
const PAGE: usize = 45_000;
const QUERY: usize = 2_400;
const COLUMN: usize = 90;
const ATTEMPT: usize = 300;
const SIGNAL: usize = 1_200;
const FINDING: usize = 3_500;
const ADVICE: usize = 1_500;

/// The bytes of the page around its rows and scripts.
pub(super) fn bytes(input: &ReportInput, limits: &Limits) -> usize {
    let queries: usize = input.sections.iter().map(|section| query(section, limits)).sum();
    let signals: usize = input.findings.signals.iter().map(|each| signal(input, each, limits)).sum();
    PAGE + queries + signals
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
            let columns = signal.evidence.columns.len() * COLUMN;
            told + FINDING + columns + known.map(|each| advice(each, limits)).sum::<usize>()
        }
    }
}

fn advice(recommendation: &Recommendation, limits: &Limits) -> usize {
    let links: usize = recommendation.links.iter().map(|link| 2 * text(link)).sum();
    let fix = recommendation.fix.as_deref().map_or(0, |fix| limits.fixes * (2 * text(fix) + 200));
    ADVICE + 2 * text(&recommendation.text) + links + fix
}
