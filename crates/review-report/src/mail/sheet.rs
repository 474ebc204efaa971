//! The first screen of a report as parts that both forms of a mail write down.

use review_core::comparison::{Change, Comparison};

use super::facts::facts;
use super::guard::{message, without_quotations};
use super::subject::{State, one_line};
use super::{FailedStep, MailInput};
use crate::model::{Advice, IdleSuppression, ReportModel, Unseen};
use crate::words::{counted, listed};

/// The most findings that are named; own choice, two screens of them.
const FINDINGS_MAX: usize = 50;
/// The most reasons why queries came to no result, and queries named with one of them; own choice.
const REASONS_MAX: usize = 40;
const QUERIES_MAX: usize = 40;
/// The most signals named that changed; own choice.
const CHANGES_MAX: usize = 20;

/// The most findings named that are back since one suppression expired; own choice.
const EXPIRED_MAX: usize = 5;

/// What a mail says.
pub(super) struct Sheet {
    pub(super) classification: Option<String>,
    pub(super) title: String,
    /// Labels with what they stand for.
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) paragraphs: Vec<String>,
    pub(super) parts: Vec<Part>,
    pub(super) footer: String,
}

/// One part under its heading.
pub(super) struct Part {
    pub(super) heading: String,
    pub(super) body: Body,
    /// What does not stand in it.
    pub(super) rest: Option<String>,
}

pub(super) enum Body {
    /// Columns and rows; the first cell of a row with findings is its severity.
    Table { columns: &'static [&'static str], rows: Vec<Vec<String>> },
    /// One after another.
    Numbered(Vec<String>),
}

pub(super) fn sheet(told: &MailInput<'_>, model: &ReportModel, state: &State) -> Sheet {
    let run = &model.run;
    let judged = told.findings.is_some();
    let title = format!("Review of {} with the pack {}: {}", run.warehouse, run.pack, state.words);
    let mut parts: Vec<Part> = told.failed.iter().map(failed_step).collect();
    parts.extend(unseen(model, "failed or timed out", |status| status != "skipped"));
    if judged {
        parts.extend(findings(model));
        parts.extend(first_steps(&model.summary.first_steps));
        parts.extend(told.comparison.map(changes));
    }
    parts.extend(unseen(model, "skipped", |status| status == "skipped"));
    Sheet {
        classification: told.classification.map(one_line),
        title: one_line(&title),
        facts: facts(told, model),
        paragraphs: paragraphs(model, judged),
        parts,
        footer: format!("Written by {}. No query texts and no rows of results are in this mail.", run.program),
    }
}

pub(super) fn of_test(program: &str) -> Sheet {
    Sheet {
        classification: None,
        title: "A test mail".to_owned(),
        facts: Vec::new(),
        paragraphs: vec![
            "Mails of reviews reach you. The mail of a run says what was found, what failed and why, and where the \
             report is."
                .to_owned(),
        ],
        parts: Vec::new(),
        footer: format!("Written by {program}."),
    }
}

/// Without findings the verdict would speak as if nothing had been found.
fn paragraphs(model: &ReportModel, judged: bool) -> Vec<String> {
    let verdict = judged.then(|| model.summary.verdict.clone());
    let numbers = model.summary.manager.as_deref().filter(|_| judged).map(without_quotations);
    let expired = model.idle_suppressions.iter().filter_map(expired);
    verdict.into_iter().chain(numbers).chain(model.summary.halted.clone()).chain(expired).collect()
}

/// A suppression that no longer holds, where something is back because of it.
fn expired(one: &IdleSuppression) -> Option<String> {
    let back: Vec<String> = one.findings.iter().take(EXPIRED_MAX).map(|finding| finding.title.clone()).collect();
    let more = one.findings.len() - back.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!back.is_empty()).then(|| {
        let (owner, until, back) = (&one.owner, &one.until, back.join("; "));
        format!("A suppression has expired: {owner} had set aside until {until}, and it counts again: {back}{more}.")
    })
}

fn failed_step(failed: &FailedStep) -> Part {
    let row = vec![message(&failed.error), one_line(&failed.remedy)];
    Part {
        heading: format!("No report: {} failed", failed.doing),
        body: Body::Table { columns: &["why", "what to do"], rows: vec![row] },
        rest: None,
    }
}

/// Queries without a result, with why and what to do.
fn unseen(model: &ReportModel, what: &str, wanted: fn(&str) -> bool) -> Option<Part> {
    let groups: Vec<&Unseen> = model.summary.unseen.iter().filter(|group| wanted(&group.status)).collect();
    let count: usize = groups.iter().map(|group| group.queries.len()).sum();
    let row = |group: &&Unseen| {
        vec![
            named(group),
            group.status_words.clone(),
            message(&group.reason),
            one_line(group.remedy.as_deref().unwrap_or_default()),
        ]
    };
    (count > 0).then(|| Part {
        heading: format!("Not seen: {} {what}", counted(count as u64, "query", "queries")),
        body: Body::Table {
            columns: &["query", "came to", "why", "what to do"],
            rows: groups.iter().take(REASONS_MAX).map(row).collect(),
        },
        rest: rest(groups.len(), REASONS_MAX, "more reasons"),
    })
}

fn named(group: &Unseen) -> String {
    let mut names: Vec<String> = group.queries.iter().take(QUERIES_MAX).map(|query| query.text.clone()).collect();
    if group.queries.len() > QUERIES_MAX {
        names.push(format!("{} more", group.queries.len() - QUERIES_MAX));
    }
    listed(&names)
}

fn rest(all: usize, most: usize, what: &str) -> Option<String> {
    (all > most).then(|| format!("and {} {what}", all - most))
}

fn findings(model: &ReportModel) -> Option<Part> {
    let row = |finding: &crate::model::Finding| {
        vec![finding.severity.clone(), finding.title.clone(), finding.count_words.clone()]
    };
    let all = &model.findings;
    (!all.is_empty()).then(|| Part {
        heading: "Findings".to_owned(),
        body: Body::Table {
            columns: &["severity", "finding", "how much"],
            rows: all.iter().take(FINDINGS_MAX).map(row).collect(),
        },
        rest: rest(all.len(), FINDINGS_MAX, "more findings"),
    })
}

fn first_steps(advice: &[Advice]) -> Option<Part> {
    let step = |one: &Advice| {
        let cost = if one.cost.is_empty() { String::new() } else { format!("; {}", one.cost.join(", ")) };
        format!("{} ({} effort{cost})", one.title, one.effort)
    };
    (!advice.is_empty()).then(|| Part {
        heading: "Do first".to_owned(),
        body: Body::Numbered(advice.iter().map(step).collect()),
        rest: None,
    })
}

/// What is new, worse, better or fixed; the rest is counted.
fn changes(comparison: &Comparison) -> Part {
    let counts = Change::ALL.map(|change| (comparison.count(change), change.word()));
    let counts: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    let told = |change: Change| matches!(change, Change::New | Change::Worse | Change::Better | Change::Fixed);
    let changed: Vec<_> = comparison.signals.iter().filter(|one| told(one.change)).collect();
    let row = |one: &&review_core::comparison::SignalChange| {
        let number = |count: Option<u64>| count.map_or_else(|| "not judged".to_owned(), |count| count.to_string());
        let numbers = format!("{} before, {} now", number(one.before), number(one.now));
        vec![one.change.word().to_owned(), one.title.clone(), one.severity.word().to_owned(), numbers]
    };
    let counts = if counts.is_empty() { "nothing to compare".to_owned() } else { listed(&counts) };
    Part {
        heading: format!("Since {}: {counts}", comparison.before),
        body: Body::Table {
            columns: &["change", "finding", "severity", "how much"],
            rows: changed.iter().take(CHANGES_MAX).map(row).collect(),
        },
        rest: rest(changed.len(), CHANGES_MAX, "more"),
    }
}
