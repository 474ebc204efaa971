//! What the settings set aside, in words that all forms share.

use crate::model::{ExpiredSuppression, ReportModel, Suppressed};

/// Why something is set aside, by whom and how long: `rebuilt every night (data platform, until 2027-01-31)`.
pub(super) fn words(one: &Suppressed) -> String {
    format!("{} ({}, until {})", one.reason, one.owner, one.until)
}

/// That a finding is back: `a suppression by web team expired after 2026-11-01: the reason it gave`.
pub(super) fn expired(one: &ExpiredSuppression) -> String {
    format!("a suppression by {} expired after {}: {}", one.owner, one.until, one.reason)
}

/// The signals of which all is set aside, each once: they stand in no other list of the model.
pub(super) fn signals(model: &ReportModel) -> Vec<&Suppressed> {
    let mut signals: Vec<&Suppressed> = Vec::new();
    for one in model.suppressed.iter().filter(|one| one.all) {
        if !signals.iter().any(|known| known.signal == one.signal) {
            signals.push(one);
        }
    }
    signals
}

/// All that is set aside of a signal, with why: `2 tables: rebuilt every night (data platform, until 2027-01-31)`.
pub(super) fn of_signal(model: &ReportModel, signal: &str) -> Vec<String> {
    let of_signal = model.suppressed.iter().filter(|one| one.signal == signal);
    of_signal.map(|one| format!("{}: {}", one.count_words, words(one))).collect()
}
