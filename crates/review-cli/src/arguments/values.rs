//! Values of arguments: from their words.

use clap::ValueEnum;
use review_core::comparison::Change;
use review_core::finding::Severity;
use review_core::query_text::QueryText;
use review_pack::DatabasePattern;
use review_store::S3Address;

/// A change that fails the command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChangeGate {
    pub(crate) change: Change,
    pub(crate) severity: Severity,
}

/// A severity on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SeverityWord {
    Critical,
    High,
    Medium,
    Low,
    Info,
}

impl From<SeverityWord> for Severity {
    fn from(word: SeverityWord) -> Self {
        match word {
            SeverityWord::Critical => Self::Critical,
            SeverityWord::High => Self::High,
            SeverityWord::Medium => Self::Medium,
            SeverityWord::Low => Self::Low,
            SeverityWord::Info => Self::Info,
        }
    }
}

pub(super) fn base(text: &str) -> Result<String, String> {
    if S3Address::is_meant_by(text) {
        text.parse::<S3Address>().map_err(|error| format!("{error}; {}", error.remedy()))?;
    }
    Ok(text.to_owned())
}

pub(super) fn gate(text: &str) -> Result<ChangeGate, String> {
    let wrong = || "write new:SEVERITY or worse:SEVERITY, such as new:high".to_owned();
    let (change, severity) = text.split_once(':').ok_or_else(wrong)?;
    let change = [Change::New, Change::Worse].into_iter().find(|one| one.word() == change).ok_or_else(wrong)?;
    Ok(ChangeGate { change, severity: Severity::from_word(severity).ok_or_else(wrong)? })
}

pub(super) fn query_text(text: &str) -> Result<QueryText, String> {
    QueryText::from_word(text).ok_or_else(|| "write none, masked or full".to_owned())
}

pub(super) fn database_pattern(text: &str) -> Result<DatabasePattern, String> {
    text.parse().map_err(|wrong: review_pack::PatternError| format!("{wrong}; {}", wrong.remedy()))
}
