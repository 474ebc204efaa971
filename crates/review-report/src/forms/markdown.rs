//! Markdown (CommonMark with tables): what a chat message or a pull request shows.

use std::fmt::Write as _;

use crate::model::{Finding, IdleSuppression, ReportModel, SignalLink};

use super::{aside, objects};

/// Objects named with a finding.
const OBJECTS_SHOWN: usize = 3;

pub(super) fn text(model: &ReportModel) -> String {
    let run = &model.run;
    let mut text = format!("# {}\n\n", plain(&model.title));
    let _ = writeln!(
        text,
        "{} ({}), pack {}, run `{}`.{}\n",
        plain(&run.warehouse),
        plain(&run.deployment_words),
        plain(&run.pack),
        run.id,
        if run.sample { " Generated sample data." } else { "" }
    );
    let _ = writeln!(text, "**{}**", plain(&model.summary.verdict));
    if let Some(halted) = &model.summary.halted {
        let _ = write!(text, "\n{}\n", plain(halted));
    }
    expired(model, &mut text);
    failures(model, &mut text);
    findings(model, &mut text);
    set_aside(model, &mut text);
    first_steps(model, &mut text);
    text
}

/// Suppressions that no longer hold, where something is back because of it.
fn expired(model: &ReportModel, text: &mut String) {
    let back = |one: &&IdleSuppression| !one.findings.is_empty();
    for one in model.idle_suppressions.iter().filter(back) {
        let named = |finding: &SignalLink| format!("{} (`{}`)", plain(&finding.title), finding.signal);
        let _ = write!(
            text,
            "\nA suppression by {} expired after {}; back is: {}. The reason was: {}\n",
            plain(&one.owner),
            plain(&one.until),
            one.findings.iter().map(named).collect::<Vec<_>>().join(", "),
            plain(&one.reason)
        );
    }
}

fn set_aside(model: &ReportModel, text: &mut String) {
    if model.suppressed.is_empty() {
        return;
    }
    text.push_str("\n## Set aside\n\n| severity | finding | how much | why |\n| --- | --- | --- | --- |\n");
    for one in &model.suppressed {
        let _ = writeln!(
            text,
            "| {} | {} (`{}`) | {} | {} |",
            one.severity,
            plain(&one.title),
            one.signal,
            plain(&one.count_words),
            plain(&aside::words(one))
        );
    }
}

fn failures(model: &ReportModel, text: &mut String) {
    if model.failures.is_empty() {
        return;
    }
    text.push_str("\n## Not seen\n\n");
    for failure in &model.failures {
        let remedy = failure.remedy.as_deref().map(|remedy| format!(" {}", plain(remedy))).unwrap_or_default();
        let _ = writeln!(
            text,
            "- {}: {}: {}.{remedy}",
            plain(&failure.query.text),
            failure.status_words,
            plain(failure.message.trim_end_matches('.'))
        );
    }
}

fn findings(model: &ReportModel, text: &mut String) {
    if model.findings.is_empty() {
        return;
    }
    text.push_str("\n## Findings\n\n| severity | finding | how much | where |\n| --- | --- | --- | --- |\n");
    for finding in &model.findings {
        let _ = writeln!(
            text,
            "| {} | {} (`{}`) | {} | {} |",
            finding.severity,
            plain(&finding.title),
            finding.signal,
            plain(&finding.count_words),
            places(finding)
        );
    }
}

fn places(finding: &Finding) -> String {
    let objects = objects::of(finding);
    let mut shown: Vec<String> = objects.iter().take(OBJECTS_SHOWN).map(|object| plain(&object.name())).collect();
    let left = finding.count.saturating_sub(shown.len() as u64);
    if !shown.is_empty() && left > 0 {
        shown.push(format!("{left} more"));
    }
    shown.join(", ")
}

fn first_steps(model: &ReportModel, text: &mut String) {
    if model.summary.first_steps.is_empty() {
        return;
    }
    text.push_str("\n## Do first\n\n");
    for (number, advice) in (1..).zip(&model.summary.first_steps) {
        let _ = writeln!(text, "{number}. {} (effort {})", plain(&advice.title), advice.effort);
    }
}

/// Text that means nothing to Markdown, on one line.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '&' | '~' | '@' => {
                plain.push('\\');
                plain.push(char);
            }
            _ if char.is_control() || matches!(char, '\u{2028}' | '\u{2029}') => plain.push(' '),
            _ => plain.push(char),
        }
    }
    plain
}
