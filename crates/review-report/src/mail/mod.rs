//! The mail of a run: what both drivers say when a report is ready, when errors persist, and when there is none.
//!
//! Its body is the first screen of the report. **A mail never holds** query texts or rows of results: it names
//! queries and signals, and of the warehouse's messages it keeps the first line without what is quoted at length.

mod facts;
mod guard;
mod html;
mod input;
mod sheet;
mod subject;
#[cfg(test)]
mod tests;
mod text;

use review_core::accounting::Records;
use review_core::comparison::Comparison;
use review_core::documents::RunDocument;
use review_core::finding::Findings;
use review_core::lane::Halt;

pub use review_core::notified::Occasion;
pub use subject::SUBJECT_CHARACTERS_MAX;

use crate::limits::Limits;
use crate::words::grouped;

/// What a mail is made of; all of it lies in the run folder.
#[derive(Clone, Copy, Debug)]
pub struct MailInput<'a> {
    /// `run.json`.
    pub run: &'a RunDocument,
    /// Every recorded attempt.
    pub records: &'a Records,
    /// `findings.json`; none when judging failed.
    pub findings: Option<&'a Findings>,
    /// Why the run ended before its work was done, if it did.
    pub halt: Option<Halt>,
    /// The steps after the last lane that failed for good.
    pub failed: &'a [FailedStep],
    /// What changed since the last complete run, where that is known.
    pub comparison: Option<&'a Comparison>,
    /// How the report is classified.
    pub classification: Option<&'a str>,
    /// Where the report is: a link, a path, or an address in S3.
    pub report: &'a str,
    /// Whether the report is attached.
    pub attachment: Attachment,
    /// Where the run folder is.
    pub folder: &'a str,
}

/// Whether a report is attached to its mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attachment {
    /// Nobody asked for it, or there is none.
    None,
    /// It is.
    Attached,
    /// It was asked for, and would take more than the settings let it.
    TooLarge {
        /// What it would take in the mail, in kilobytes of 1,000 bytes.
        kilobytes: u64,
        /// The most that the settings let it take: `attach_kilobytes`.
        most: u32,
    },
}

impl Attachment {
    /// Why it is not attached although it was asked for; none when it is, or nobody asked.
    pub fn missing_words(&self) -> Option<String> {
        let Self::TooLarge { kilobytes, most } = self else { return None };
        Some(format!(
            "too large to attach: it would take {} kB of the mail, and attach_kilobytes is {}",
            grouped(*kilobytes),
            grouped(u64::from(*most))
        ))
    }
}

/// A step after the last lane that failed for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedStep {
    /// `judging` or `rendering`.
    pub doing: &'static str,
    /// Why.
    pub error: String,
    /// What to do.
    pub remedy: String,
}

/// A mail, without its addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// What it tells.
    pub occasion: Occasion,
    /// One line of fewer than 100 characters.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The same as HTML: tables and inline styles only, nothing that a client would have to load or to run.
    pub html: String,
}

/// The mail of a run. Pure: the same run gives the same mail.
pub fn mail(told: &MailInput<'_>) -> Mail {
    let (input, complete) = input::without_rows(told);
    let model = crate::model(&input, &Limits::default());
    let state = subject::state(told, &model, complete);
    let sheet = sheet::sheet(told, &model, &state);
    written(state.occasion, subject::subject(&told.run.identity.name, &state.words), &sheet)
}

/// A mail that only proves that mails arrive.
pub fn test_mail(program: &str) -> Mail {
    written(Occasion::Ready, "redshift-review: test mail".to_owned(), &sheet::of_test(program))
}

fn written(occasion: Occasion, subject: String, sheet: &sheet::Sheet) -> Mail {
    Mail { occasion, subject, text: text::text(sheet), html: html::html(sheet) }
}
