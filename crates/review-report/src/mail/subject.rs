//! What came of a run in a few words, for a list of mails.

use review_core::lane::Halt;
use review_core::notified::Occasion;

use super::MailInput;
use crate::escape::is_hidden;
use crate::model::ReportModel;
use crate::words::{counted, shortened};

/// A subject has fewer than 100 characters: SNS takes no more (API reference, Publish), and few clients show more.
pub const SUBJECT_CHARACTERS_MAX: usize = 99;
/// The longest warehouse name in a subject, in characters; own choice, so that what came of it is still seen.
const NAME_CHARACTERS_MAX: usize = 28;

/// What came of a run.
pub(super) struct State {
    pub(super) occasion: Occasion,
    /// In a few words.
    pub(super) words: String,
}

pub(super) fn state(told: &MailInput<'_>, model: &ReportModel, complete: bool) -> State {
    if let Some(failed) = told.failed.first() {
        return State { occasion: Occasion::NoReport, words: format!("no report: {} failed", failed.doing) };
    }
    let unwell = model.failures.len();
    let words = match told.halt {
        Some(halt) => format!("{}, report ready", halt_words(halt)),
        None if unwell > 0 => {
            format!("errors persist in {unwell} of {}, report ready", counted_queries(model.accounting.planned))
        }
        None if !complete => "nothing could be reviewed, report ready".to_owned(),
        None => format!("report ready: {}", found(model)),
    };
    State { occasion: if complete { Occasion::Ready } else { Occasion::Errors }, words }
}

fn counted_queries(planned: u32) -> String {
    counted(u64::from(planned), "query", "queries")
}

/// The two gravest severities, and how many findings there are in all.
fn found(model: &ReportModel) -> String {
    let some: Vec<_> = model.summary.severities.iter().filter(|one| one.count > 0).collect();
    let shown: Vec<String> = some.iter().take(2).map(|one| format!("{} {}", one.count, one.severity)).collect();
    match (some.len(), model.summary.findings) {
        (0, _) if unjudged(model) > 0 => {
            format!("no findings, {} not judged", counted(unjudged(model), "signal", "signals"))
        }
        (0, _) => "no findings".to_owned(),
        (1 | 2, 1) => format!("{} finding", shown.join(", ")),
        (1 | 2, _) => format!("{} findings", shown.join(", ")),
        (_, all) => format!("{} of {all} findings", shown.join(", ")),
    }
}

/// How many signals were not judged although their query ran to its end, so that its absence among the errors would
/// pass for a good sign.
fn unjudged(model: &ReportModel) -> u64 {
    let without_result: Vec<_> = model.summary.unseen.iter().flat_map(|unseen| &unseen.queries).collect();
    let ran = |query| !without_result.contains(&query);
    model.not_evaluated.iter().filter(|line| line.queries.iter().any(ran)).count() as u64
}

const fn halt_words(halt: Halt) -> &'static str {
    match halt {
        Halt::Stop => "stopped",
        Halt::Deadline => "ended by its deadline",
        Halt::Budget => "ended by its budget of warehouse time",
    }
}

/// One line that names the warehouse first.
pub(super) fn subject(warehouse: &str, state: &str) -> String {
    let name = one_line(warehouse);
    let (name, _) = shortened(&name, NAME_CHARACTERS_MAX);
    let subject = one_line(&format!("redshift-review {}: {state}", name.trim()));
    shortened(&subject, SUBJECT_CHARACTERS_MAX).0.to_owned()
}

/// The text on one line, without what hides: a line break would begin another field of the mail's head.
pub(super) fn one_line(text: &str) -> String {
    let plain = |character: char| if is_hidden(character) || character.is_whitespace() { ' ' } else { character };
    text.chars().map(plain).collect()
}
