//! Comments that silence a rule for one script: `-- dialect: allow D301 whole megabytes are meant`.

use std::collections::BTreeMap;

use review_core::diagnostic::Level;
use sqlparser::tokenizer::{Span as SqlSpan, Token, Whitespace};

use crate::report::{Finding, Report};
use crate::rule::{D001, RULES};

const OPENING: &str = "dialect: allow";
const FORM: &str = "write `-- dialect: allow D301 reason`, on a line of its own or behind the SQL";

/// Takes out what the script's comments allow, and tells of each of them: what is silenced stays in sight.
pub(crate) fn silence(report: &mut Report<'_>) {
    let mut allowed: BTreeMap<String, (SqlSpan, String)> = BTreeMap::new();
    let script = report.script;
    for token in &script.tokens {
        let Token::Whitespace(Whitespace::SingleLineComment { comment, .. }) = &token.token else { continue };
        let Some(rest) = comment.trim().strip_prefix(OPENING) else { continue };
        let (code, reason) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
        if !RULES.iter().any(|rule| rule.code == code) {
            let message = format!("there is no dialect rule `{code}`");
            report.add_as(Level::Warning, &D001, token.span, message, FORM);
        } else if reason.trim().is_empty() {
            let message = format!("{code} is not allowed here: the comment gives no reason");
            report.add_as(Level::Warning, &D001, token.span, message, FORM);
        } else {
            allowed.insert(code.to_owned(), (token.span, reason.trim().to_owned()));
        }
    }
    for (code, (span, reason)) in allowed {
        let before = report.findings.len();
        report.findings.retain(|finding: &Finding| finding.code != code);
        match before - report.findings.len() {
            0 => {
                let message = format!("nothing in this script breaks {code}");
                report.add_as(Level::Warning, &D001, span, message, "take the comment out");
            }
            times => {
                let message =
                    format!("{code} is silenced in this script, findings hidden: {times}; reason given: {reason}");
                report.add(&D001, span, message, "take the comment out to see what it hides");
            }
        }
    }
}
