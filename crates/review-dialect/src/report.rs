//! Collects what the rules find.

use review_core::diagnostic::Level;
use sqlparser::tokenizer::Span as SqlSpan;

use crate::rule::{D001, Rule};
use crate::script::Script;
use crate::sql::Stretch;

/// How many findings of one script are kept: past this it is one mistake a hundred times.
const FINDINGS_MAX: usize = 200;

/// One finding in a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's code, such as `D201`; it has a page.
    pub code: &'static str,
    /// How certain and how bad it is.
    pub level: Level,
    /// Where, in characters of the script.
    pub at: Stretch,
    /// What is wrong: one sentence, lower case, no full stop.
    pub message: String,
    /// Few words at the place itself.
    pub label: &'static str,
    /// What to write instead, as an imperative.
    pub help: String,
}

pub(crate) struct Report<'s> {
    pub(crate) script: &'s Script<'s>,
    pub(crate) findings: Vec<Finding>,
}

impl<'s> Report<'s> {
    pub(crate) fn new(script: &'s Script<'s>) -> Self {
        Self { script, findings: Vec::new() }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.findings.len() >= FINDINGS_MAX
    }

    /// Files a finding at the rule's own level.
    pub(crate) fn add(&mut self, rule: &Rule, span: SqlSpan, message: impl Into<String>, help: impl Into<String>) {
        self.add_as(rule.level, rule, span, message, help);
    }

    /// Files a finding at another level than the rule's: less certain here, or more.
    pub(crate) fn add_as(
        &mut self,
        level: Level,
        rule: &Rule,
        span: SqlSpan,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if self.is_full() {
            return;
        }
        let at = self.script.stretch(span);
        let same = |finding: &Finding| finding.code == rule.code && finding.at == at;
        if !self.findings.iter().any(same) {
            let (message, help) = (message.into(), help.into());
            self.findings.push(Finding { code: rule.code, level, at, message, label: label(rule, level), help });
        }
    }
}

/// What is said at the place itself.
fn label(rule: &Rule, level: Level) -> &'static str {
    match level {
        _ if rule.code == D001.code => "about the rules, not the SQL",
        Level::Error => "Redshift refuses this",
        Level::Warning => "not the same on Redshift",
        Level::Hint => "may not work on Redshift",
    }
}
