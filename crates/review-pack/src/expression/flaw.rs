//! One thing that is wrong with an expression, with its place within the expression.

use review_dialect::sql::Stretch;

use crate::codes::Code;

/// A problem whose place counts from the beginning of the expression; its file is not known here.
#[derive(Clone, Debug)]
pub(crate) struct Flaw {
    pub(crate) code: Code,
    pub(crate) at: Stretch,
    pub(crate) message: String,
    pub(crate) label: String,
    pub(crate) help: String,
}

impl Flaw {
    pub(crate) fn new(code: Code, at: Stretch, message: impl Into<String>) -> Self {
        Self { code, at, message: message.into(), label: String::new(), help: String::new() }
    }

    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}
