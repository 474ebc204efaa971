//! Why a review could not begin: told to whoever asked, kept in the bucket, and mailed.

use std::fmt::Write as _;

use review_core::Timestamp;
use review_core::diagnostic::Diagnostic;
use review_engine::{Clock as _, SystemClock};
use serde::Serialize;

use super::RefusedRun;
use super::place::Place;
use crate::layout::FORMAT;
use crate::named::NamedError;

/// The most refusals that a mail lists; the others are in the bucket.
const LISTED_MAX: usize = 20;

/// Why a review could not begin. Holds no secret: an address stands here without its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// What was to be reviewed.
    pub(super) warehouse: Option<String>,
    /// What, where and why.
    pub(super) what: String,
    /// What to do, as an imperative.
    pub(super) next: String,
    /// Every problem of a file, with its place.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// `refused/<time>-<digits>.json`.
#[derive(Serialize)]
struct Record<'a> {
    format: u32,
    refused_at: Timestamp,
    pack: &'a str,
    workflow: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    warehouse: Option<&'a str>,
    error: &'a str,
    remedy: &'a str,
    #[serde(skip_serializing_if = "<[Diagnostic]>::is_empty")]
    diagnostics: &'a [Diagnostic],
}

/// What was asked for, as far as it stands in records and mails.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) pack: &'a str,
    pub(super) workflow: &'a str,
}

impl Refusal {
    pub(super) fn new(what: String, next: String) -> Self {
        Self { warehouse: None, what, next, diagnostics: Vec::new() }
    }

    /// A refusal of one warehouse.
    pub(super) fn of(warehouse: &str, error: &NamedError) -> Self {
        let what = format!("{warehouse} cannot be reviewed: {}", error.what);
        Self { warehouse: Some(warehouse.to_owned()), ..Self::new(what, error.next.clone()) }
    }

    /// Keeps it in the bucket.
    ///
    /// # Errors
    /// When the bucket cannot be written.
    pub(super) async fn recorded(&self, place: &Place, asked: Asked<'_>) -> Result<RefusedRun, NamedError> {
        let refused_at = SystemClock.now();
        let key = place.layout.refused(refused_at, &self.what);
        let record = Record {
            format: FORMAT,
            refused_at,
            pack: asked.pack,
            workflow: asked.workflow,
            warehouse: self.warehouse.as_deref(),
            error: &self.what,
            remedy: &self.next,
            diagnostics: &self.diagnostics,
        };
        place.bucket.put(&key, &json(&record)?).await?;
        tracing::warn!(error = self.what, remedy = self.next, record = key, "refused");
        Ok(RefusedRun {
            warehouse: self.warehouse.clone(),
            error: self.what.clone(),
            remedy: self.next.clone(),
            record: place.url(&key),
        })
    }

    /// The refusal for a stack's event: the problems first, since the text is cut at its end.
    pub(super) fn reason(&self) -> String {
        let mut text = format!("{}; {}", self.what, self.next);
        for one in &self.diagnostics {
            let place = &one.place;
            // Writing to a String cannot fail.
            let _ = write!(text, "\nerror[{}] {}", one.code, place.file);
            if place.line > 0 {
                let _ = write!(text, ":{}:{}", place.line, place.column);
            }
            let _ = write!(text, ": {}; {}", one.message, one.help);
        }
        text
    }
}

/// A document as it is kept: the same bytes for the same value.
pub(super) fn json(document: &impl Serialize) -> Result<Vec<u8>, NamedError> {
    let mut text = serde_json::to_vec_pretty(document).map_err(|error| NamedError::internal(error.to_string()))?;
    text.push(b'\n');
    Ok(text)
}

/// Mails what was refused: one mail for a call, however many warehouses it names.
///
/// # Errors
/// When the mail cannot be sent.
pub(super) async fn mail(place: &Place, refused: &[RefusedRun], started: usize) -> Result<(), NamedError> {
    let (subject, text) = mail_text(refused, started);
    place.topic.tell(&subject, &text).await
}

fn mail_text(refused: &[RefusedRun], started: usize) -> (String, String) {
    let subject = match refused {
        [RefusedRun { warehouse: Some(warehouse), .. }] => format!("redshift-review: {warehouse} was not reviewed"),
        [_] => "redshift-review: a review could not begin".to_owned(),
        several => {
            format!("redshift-review: {} of {} warehouses were not reviewed", several.len(), several.len() + started)
        }
    };
    let mut text = String::new();
    for one in refused.iter().take(LISTED_MAX) {
        let RefusedRun { error, remedy, record, .. } = one;
        let _ = write!(text, "What went wrong: {error}\nWhat to do: {remedy}\nEverything: {record}\n\n");
    }
    if refused.len() > LISTED_MAX {
        let _ = write!(text, "and {} more; the records lie beside these.\n\n", refused.len() - LISTED_MAX);
    }
    let _ = match started {
        0 => write!(text, "No statement of a review was sent."),
        1 => write!(text, "The review of 1 other warehouse has begun; its own mail follows."),
        several => write!(text, "The reviews of {several} other warehouses have begun; their own mails follow."),
    };
    (subject, text)
}

#[cfg(test)]
mod tests {
    use review_core::diagnostic::{Level, Place};

    use super::*;

    fn refused(warehouse: &str) -> RefusedRun {
        RefusedRun {
            warehouse: Some(warehouse.to_owned()),
            error: format!("{warehouse} cannot be reviewed: it is paused"),
            remedy: "resume it".to_owned(),
            record: "s3://b/rr/refused/1.json".to_owned(),
        }
    }

    #[test]
    fn one_mail_tells_all_of_it() {
        let (subject, text) = mail_text(&[refused("redshift://sales/dev")], 0);
        assert_eq!(subject, "redshift-review: redshift://sales/dev was not reviewed");
        insta::assert_snapshot!(text, @"
        What went wrong: redshift://sales/dev cannot be reviewed: it is paused
        What to do: resume it
        Everything: s3://b/rr/refused/1.json

        No statement of a review was sent.
        ");
        let many: Vec<RefusedRun> = (0..30).map(|number| refused(&format!("w{number}"))).collect();
        let (subject, text) = mail_text(&many, 12);
        assert_eq!(subject, "redshift-review: 30 of 42 warehouses were not reviewed");
        assert!(text.contains("and 10 more") && text.contains("reviews of 12 other warehouses"), "{text}");
    }

    #[test]
    fn a_reason_names_each_problem_with_its_place() {
        let diagnostic = Diagnostic {
            code: "C012".into(),
            level: Level::Error,
            message: "query `A` is listed twice".into(),
            place: Place { file: "config.json".into(), line: 5, column: 15, length: 3 },
            label: String::new(),
            others: vec![],
            help: "give the second query another name".into(),
        };
        let refusal = Refusal { diagnostics: vec![diagnostic], ..Refusal::new("wrong".into(), "mend it".into()) };
        assert_eq!(
            refusal.reason(),
            "wrong; mend it\nerror[C012] config.json:5:15: query `A` is listed twice; give the second query another name"
        );
    }
}
