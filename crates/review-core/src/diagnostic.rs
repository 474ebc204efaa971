//! What a person reads when something they wrote is wrong: what, where, why, and what to do.

use serde::{Deserialize, Serialize};

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The pack cannot be used.
    Error,
    /// The pack can be used, yet something in it is probably not meant.
    Warning,
    /// Nothing is known to be wrong, yet it is worth a look.
    Hint,
}

/// A place in a file of the pack.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Path within the pack, with `/`.
    pub file: String,
    /// Line, from 1; 0 means the file as a whole.
    pub line: u32,
    /// Column in characters, from 1; 0 when `line` is 0.
    pub column: u32,
    /// How many characters it covers on that line, at least 1.
    pub length: u32,
}

impl Place {
    /// The whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: 0, column: 0, length: 1 }
    }
}

/// A second place that explains the first, such as "first listed here".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// A few words.
    pub text: String,
}

/// One problem in a pack, with everything needed to mend it. The command line draws it with its source lines,
/// a Lambda returns it as JSON: one text, two forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Its code, such as `C012`; a page under `explain`.
    pub code: String,
    /// Error, warning or hint.
    pub level: Level,
    /// What is wrong, one sentence, lower case, no full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// Few words at that place; may be empty.
    pub label: String,
    /// Other places that matter.
    pub others: Vec<Label>,
    /// What to do, as an imperative.
    pub help: String,
}

/// Orders diagnostics as a person works through them: by file, line, column, then code; duplicates go.
pub fn in_reading_order(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by(|a, b| (&a.place, &a.code, &a.message).cmp(&(&b.place, &b.code, &b.message)));
    diagnostics.dedup();
    diagnostics
}
