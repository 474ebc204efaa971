//! The same report in other forms: for chat and pull requests, for CI servers, for code scanning, for programs.
//!
//! All are made from the [`ReportModel`], so they never tell something else than the page does. None of them holds
//! query texts: of a finding they name the objects, not its rows.

mod aside;
mod junit;
mod markdown;
mod objects;
mod sarif;
#[cfg(test)]
mod tests;

use std::str::FromStr;

use review_core::finding::Severity;

use crate::model::ReportModel;

/// A form of the report besides HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The first screen as Markdown.
    Markdown,
    /// JUnit XML as CI servers read it: a test suite a section, a test case a signal.
    Junit,
    /// SARIF 2.1.0 (OASIS): a rule a signal, a result an object.
    Sarif,
    /// The report model as JSON, as `docs/REPORT_MODEL.md` describes it.
    Json,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 4] = [Self::Markdown, Self::Junit, Self::Sarif, Self::Json];

    /// The word for it on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Junit => "junit",
            Self::Sarif => "sarif",
            Self::Json => "json",
        }
    }
}

/// A word that names no form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no form of the report; write markdown, junit, sarif or json")]
pub struct UnknownForm(String);

impl FromStr for Form {
    type Err = UnknownForm;

    fn from_str(word: &str) -> Result<Self, UnknownForm> {
        Self::ALL.into_iter().find(|form| form.word() == word).ok_or_else(|| UnknownForm(word.to_owned()))
    }
}

/// The report in a form, as text that ends with a line break. In JUnit, findings below `gate` pass.
pub fn export(model: &ReportModel, form: Form, gate: Severity) -> String {
    match form {
        Form::Markdown => markdown::text(model),
        Form::Junit => junit::text(model, gate),
        Form::Sarif => with_line_break(sarif::value(model)),
        Form::Json => with_line_break(serde_json::to_value(model).unwrap_or_default()),
    }
}

fn with_line_break(value: serde_json::Value) -> String {
    format!("{value:#}\n")
}
