//! What is known of the mails of a run.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What a mail tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// The report is ready, and every query came to what it could.
    Ready,
    /// The report is ready, and errors persist after all rounds, or the run was halted.
    Errors,
    /// There is no report: judging or rendering failed.
    NoReport,
}

/// `notified.json`, and `notified-2.json` and so on for mails after the first: somebody was told of the run.
/// Create-only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifiedDocument {
    /// [`FORMAT`](crate::documents::FORMAT).
    pub format: u32,
    /// Who told: a driver, or an execution of a state machine.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The mail's subject.
    pub subject: String,
    /// What the mail told.
    pub occasion: Occasion,
    /// What came of it; none where a topic sends it and nobody knows who reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailOutcome>,
}

/// What came of sending a mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailOutcome {
    /// The mail's `Message-ID`, without its angle brackets.
    pub message_id: String,
    /// The recipients for whom a server took it.
    pub accepted: Vec<String>,
    /// The recipients for whom none did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedRecipient>,
    /// How often it was tried.
    pub tries: u32,
    /// Why the report is not attached although the settings ask for it, and what to do; none when it is, or nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_attached: Option<String>,
}

/// A recipient whom a mail did not reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRecipient {
    /// The address.
    pub address: String,
    /// Why.
    pub why: String,
    /// What to do about it.
    pub remedy: String,
}

impl MailOutcome {
    /// Whether it reached everybody.
    pub fn is_complete(&self) -> bool {
        self.refused.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_survives_its_json() {
        let document = NotifiedDocument {
            format: 1,
            by: "here:7".to_owned(),
            at: Timestamp::from_micros(0),
            subject: "s".to_owned(),
            occasion: Occasion::NoReport,
            mail: None,
        };
        let json = serde_json::to_string(&document).expect("JSON");
        assert!(json.contains("\"no_report\"") && !json.contains("mail"), "{json}");
        assert_eq!(serde_json::from_str::<NotifiedDocument>(&json).expect("a document"), document);
    }
}
