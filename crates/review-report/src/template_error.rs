//! What is wrong with a template, where, and what to do.

use review_core::diagnostic::{Diagnostic, Level, Place};

/// A template that does not parse or does not render.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", place(file, *line, *column))]
pub struct TemplateError {
    /// The template: [`PACK_TEMPLATE`](crate::PACK_TEMPLATE) for the pack's own.
    pub file: String,
    /// The line, from 1; 0 means the template as a whole.
    pub line: u32,
    /// The column in characters, from 1; 0 when `line` is 0.
    pub column: u32,
    /// How many characters of the line it covers, at least 1.
    pub length: u32,
    /// What is wrong, one sentence, lower case, no full stop.
    pub message: String,
    /// What to do, as an imperative.
    pub help: String,
    /// The line of the template, as written; empty when `line` is 0.
    pub excerpt: String,
}

/// Where it is; a template as a whole has no line.
fn place(file: &str, line: u32, column: u32) -> String {
    if line == 0 { file.to_owned() } else { format!("{file}:{line}:{column}") }
}

impl TemplateError {
    /// The same as a diagnostic with `code`, a code of the pack's list.
    pub fn diagnostic(&self, code: &str) -> Diagnostic {
        let place = Place { file: self.file.clone(), line: self.line, column: self.column, length: self.length };
        Diagnostic {
            code: code.to_owned(),
            level: Level::Error,
            message: self.message.clone(),
            place,
            label: String::new(),
            others: Vec::new(),
            help: self.help.clone(),
        }
    }

    /// An error about the template as a whole.
    pub(crate) fn whole(file: &str, message: &str, help: &str) -> Self {
        Self {
            file: file.to_owned(),
            line: 0,
            column: 0,
            length: 1,
            message: message.to_owned(),
            help: help.to_owned(),
            excerpt: String::new(),
        }
    }

    /// The engine's error, told as one about the template in `file`, whose text is `source`, where the chain of
    /// causes leads there.
    pub(crate) fn from_engine(error: &minijinja::Error, file: &str, source: &str) -> Self {
        let causes: Vec<&minijinja::Error> = std::iter::successors(Some(error), |error| {
            std::error::Error::source(*error).and_then(|cause| cause.downcast_ref())
        })
        .collect();
        let innermost = causes.last().copied().unwrap_or(error);
        let place = causes.iter().rev().find(|cause| cause.name() == Some(file)).copied().unwrap_or(innermost);
        let line = place.line().unwrap_or(0);
        if let Some(shipped) = place.name().filter(|name| *name != file) {
            // The engine does not say from where a shipped piece was called.
            let message = format!("{}, in the shipped `{shipped}` at line {line}", message(innermost));
            return Self::whole(file, &message, "give the shipped piece what docs/REPORT_MODEL.md says it takes");
        }
        let excerpt = line.checked_sub(1).and_then(|line| source.lines().nth(line)).unwrap_or("");
        let (column, length) = place.range().map_or((1, 1), |range| span(source, range));
        Self {
            file: file.to_owned(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: if line == 0 { 0 } else { column },
            length,
            message: message(innermost),
            help: help(innermost.kind()).to_owned(),
            excerpt: excerpt.to_owned(),
        }
    }
}

fn message(error: &minijinja::Error) -> String {
    match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    }
}

fn help(kind: minijinja::ErrorKind) -> &'static str {
    use minijinja::ErrorKind;
    match kind {
        ErrorKind::UndefinedError => "use a field of the report model; docs/REPORT_MODEL.md lists them all",
        ErrorKind::UnknownFilter | ErrorKind::UnknownTest | ErrorKind::UnknownFunction | ErrorKind::UnknownMethod => {
            "use what MiniJinja offers, or the filter `grouped`; `safe` is not there, since no value may be markup"
        }
        ErrorKind::TemplateNotFound => "extend `default.html` or import `parts.html`; there are no others to build on",
        ErrorKind::OutOfFuel => "loop over less; a template may do a bounded amount of work",
        _ => "mend the template at this place; its syntax is that of Jinja2",
    }
}

/// Column and length in characters of a range of bytes, on the line it begins on.
fn span(source: &str, range: std::ops::Range<usize>) -> (u32, u32) {
    let count = |text: Option<&str>| text.map_or(0, |text| u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
    let line_start = source.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let covered = source.get(range.clone()).and_then(|text| text.lines().next());
    (count(source.get(line_start..range.start)) + 1, count(covered).max(1))
}
