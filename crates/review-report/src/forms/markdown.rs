//! Markdown (CommonMark with tables): what a chat message or a pull request shows.

use std::fmt::Write as _;

use crate::model::{Finding, ReportModel};

use super::objects;

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
    failures(model, &mut text);
    findings(model, &mut text);
    first_steps(model, &mut text);
    text
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
