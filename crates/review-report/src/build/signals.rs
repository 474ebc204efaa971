//! The signals that did not fire.

use review_core::finding::{SignalVerdict, Verdict};

use super::Places;
use super::findings::places_of;
use crate::condition;
use crate::input::ReportInput;
use crate::limits::Limits;
use crate::model::SignalLine;
use crate::words::bounded;

/// The signals with a wanted verdict, in the order of the pack.
pub(super) fn lines(
    input: &ReportInput,
    limits: &Limits,
    places: &Places,
    wanted: fn(&Verdict) -> bool,
) -> Vec<SignalLine> {
    let signals = input.findings.signals.iter().filter(|signal| wanted(&signal.verdict));
    signals.map(|signal| line(signal, limits, places)).collect()
}

fn line(signal: &SignalVerdict, limits: &Limits, places: &Places) -> SignalLine {
    let pieces = |sql: &str| condition::pieces(sql, &signal.thresholds, signal.observed.as_deref());
    let (verdict, verdict_words, reason) = match &signal.verdict {
        Verdict::Fired => ("fired", "fired", None),
        Verdict::Suppressed => ("suppressed", "set aside", None),
        Verdict::Silent => ("silent", "nothing found", None),
        Verdict::NotApplicable => ("not_applicable", "not applicable", None),
        Verdict::NotEvaluated(why) => ("not_evaluated", "not evaluated", Some(why)),
    };
    SignalLine {
        signal: signal.signal.clone(),
        title: signal.title.clone(),
        severity: signal.severity.word().to_owned(),
        verdict: verdict.to_owned(),
        verdict_words: verdict_words.to_owned(),
        reason: reason.map(|why| bounded(why, limits.message_characters)),
        queries: places_of(places, signal),
        unit: signal.unit.clone(),
        population_rows: signal.population_rows,
        not_judged_rows: signal.not_judged_rows,
        population: signal.population.as_deref().map(pieces),
        condition: pieces(&signal.condition),
        thresholds: condition::thresholds(&signal.thresholds),
    }
}
