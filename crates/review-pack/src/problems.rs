//! Collects every problem of a check; nothing stops at the first one.

use std::cell::RefCell;

use review_core::diagnostic::{Diagnostic, Label, Level, Place, in_reading_order};

use crate::codes::Code;
use crate::limits::{MESSAGE_CHARS_MAX, PROBLEMS_MAX};

/// The problems found so far. Shared by everything that reads, so that readers can be plain values.
#[derive(Debug, Default)]
pub(crate) struct Problems(RefCell<Vec<Diagnostic>>);

/// One problem before it is filed.
#[derive(Debug)]
pub(crate) struct Problem {
    diagnostic: Diagnostic,
}

impl Problem {
    /// What is wrong and where; the code decides between error and warning.
    pub(crate) fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            diagnostic: Diagnostic {
                code: code.name().to_owned(),
                level: code.level(),
                message: message.into(),
                place,
                label: String::new(),
                others: Vec::new(),
                help: String::new(),
            },
        }
    }

    /// A finding of the dialect's rules, which bring code and level of their own.
    pub(crate) fn of_dialect(code: &str, level: Level, place: Place, message: impl Into<String>) -> Self {
        let (code, message) = (code.to_owned(), message.into());
        let (label, others, help) = (String::new(), Vec::new(), String::new());
        Self { diagnostic: Diagnostic { code, level, message, place, label, others, help } }
    }

    /// Few words at the place itself: why this is wrong.
    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.diagnostic.label = label.into();
        self
    }

    /// What to do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.diagnostic.help = help.into();
        self
    }

    /// A second place that explains the first.
    pub(crate) fn other(mut self, place: Place, text: impl Into<String>) -> Self {
        self.diagnostic.others.push(Label { place, text: text.into() });
        self
    }
}

impl Problems {
    /// Files a problem. Past a bound the rest is counted as one.
    pub(crate) fn add(&self, problem: Problem) {
        let mut list = self.0.borrow_mut();
        if list.len() < PROBLEMS_MAX {
            list.push(shortened(problem.diagnostic));
        } else if list.len() == PROBLEMS_MAX {
            let message = format!("there are more than {PROBLEMS_MAX} problems; the rest is not listed");
            let rest = Problem::new(Code::TooLarge, Place::file(problem.diagnostic.place.file), message);
            list.push(rest.help("mend these first").diagnostic);
        }
    }

    /// All of them, in reading order.
    pub(crate) fn into_diagnostics(self) -> Vec<Diagnostic> {
        in_reading_order(self.0.into_inner())
    }
}

fn shortened(mut diagnostic: Diagnostic) -> Diagnostic {
    for text in [&mut diagnostic.message, &mut diagnostic.label, &mut diagnostic.help] {
        if let Some((end, _)) = text.char_indices().nth(MESSAGE_CHARS_MAX) {
            text.truncate(end);
            text.push('\u{2026}');
        }
    }
    diagnostic
}
