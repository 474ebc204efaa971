//! What a mail says of the run itself: the head of the report, in the same words (a test compares them), and where the
//! report is.

use super::MailInput;
use super::guard::message;
use crate::model::{ReportModel, RunFacts, WindowLine};
use crate::words::{counted, grouped};

/// The most databases that are named, as many as the head of the report names.
const DATABASES_MAX: usize = 5;

/// Labels with what they stand for.
pub(super) fn facts(told: &MailInput<'_>, model: &ReportModel) -> Vec<(&'static str, String)> {
    let run = &model.run;
    let sample = if run.sample { ", generated sample data" } else { "" };
    let mut facts = Vec::new();
    if told.failed.is_empty() {
        facts.push(("Report", report(told)));
    }
    facts.push(("Folder", told.folder.to_owned()));
    facts.push(("Run", run.id.clone()));
    facts.push(("Warehouse", format!("{} ({}{sample})", run.warehouse, run.deployment_words)));
    facts.push(("Address", run.address.clone()));
    facts.extend(aws(run).map(|aws| ("AWS", aws)));
    let took = run.duration.as_ref().map(|span| format!(", took {}", span.words)).unwrap_or_default();
    facts.push(("Started", format!("{}{took}", moment(&run.started_at))));
    facts.push(("Clock", clock(run)));
    facts.extend(run.rights.clone().map(|rights| ("Rights", rights)));
    facts.push(("Databases", databases(run)));
    facts.extend(model.summary.window.as_ref().map(|one| ("Window", window(one))));
    facts.push(("Queries", model.accounting.words.clone()));
    facts
}

/// Where it is, and whether it is in the mail.
fn report(told: &MailInput<'_>) -> String {
    let attached = match told.attachment {
        super::Attachment::Attached => " (attached)".to_owned(),
        other => other.missing_words().map(|why| format!(" ({why})")).unwrap_or_default(),
    };
    format!("{}{attached}", told.report)
}

fn aws(run: &RunFacts) -> Option<String> {
    let account = run.account.as_ref().map(|account| format!("account {account}"));
    let parts: Vec<String> = account.into_iter().chain(run.region.clone()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `2026-11-22T07:30:00Z` as the page shows it.
fn moment(text: &str) -> String {
    match (text.get(..10), text.get(11..19)) {
        (Some(day), Some(time)) => format!("{day} {time} UTC"),
        _ => text.to_owned(),
    }
}

fn clock(run: &RunFacts) -> String {
    let other = run.other_zone.as_ref();
    let shifted = other.map(|zone| format!(". The reviewer's sessions were in {zone}: windows are shifted by that."));
    format!("UTC, as in the warehouse{}", shifted.unwrap_or_default())
}

fn databases(run: &RunFacts) -> String {
    let (seen, all) = (run.databases.len(), run.databases.len() + run.databases_not_visited.len());
    let named: Vec<&str> = run.databases.iter().take(DATABASES_MAX).map(String::as_str).collect();
    let more = if seen > DATABASES_MAX { ", \u{2026}" } else { "" };
    let named = if named.is_empty() { String::new() } else { format!(": {}{more}", named.join(", ")) };
    format!("{} of {} seen{named}", grouped(seen as u64), grouped(all as u64))
}

fn window(one: &WindowLine) -> String {
    let asked = one.asked_days.map(|days| format!("{} asked for, ", counted(u64::from(days), "day", "days")));
    let found = match (&one.from, &one.until, &one.reason) {
        (Some(from), Some(until), _) => format!("{} to {} found", moment(from), moment(until)),
        (.., Some(reason)) => format!("what was found is not known: {}", message(reason)),
        _ => "nothing found".to_owned(),
    };
    let short = if one.falls_short { ". The warehouse no longer knew all of it." } else { "" };
    format!("{}{found}{short}", asked.unwrap_or_default())
}
