//! What CloudFormation is answered, within the bytes that it reads.

use std::collections::BTreeMap;

use serde::Serialize;

use super::event::CustomResource;
use crate::named::cut;

/// The longest answer (CloudFormation User Guide, "Custom resource response objects").
const ANSWER_BYTES_MAX: usize = 4_096;
/// The longest value of `Data`; own choice: a few of them leave the reason room enough.
const VALUE_BYTES_MAX: usize = 700;
const CUT: &str = " ...";

/// What became of the work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The deployment goes on; a template reads the values by GetAtt.
    Success(BTreeMap<&'static str, String>),
    /// The deployment ends and rolls back.
    Failed {
        /// Why, as a person understands it.
        reason: String,
        /// Where all of it stands, for when the reason is cut.
        everything: String,
    },
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Answer {
    status: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
    physical_resource_id: String,
    stack_id: String,
    request_id: String,
    logical_resource_id: String,
    data: BTreeMap<&'static str, String>,
}

impl Answer {
    pub(crate) fn new(resource: &CustomResource, physical_id: &str, outcome: Outcome) -> Self {
        let answer = Self {
            status: "SUCCESS",
            reason: String::new(),
            physical_resource_id: physical_id.to_owned(),
            stack_id: resource.stack_id.clone(),
            request_id: resource.request_id.clone(),
            logical_resource_id: resource.logical_resource_id.clone(),
            data: BTreeMap::new(),
        };
        match outcome {
            Outcome::Success(data) => {
                let within = data.into_iter().map(|(name, value)| (name, shortened(&value, VALUE_BYTES_MAX)));
                Self { data: within.collect(), ..answer }
            }
            Outcome::Failed { reason, everything } => {
                Self { status: "FAILED", ..answer }.with_reason(&reason, &everything)
            }
        }
    }

    /// The answer as it is sent.
    pub(crate) fn json(&self) -> String {
        // Text, and maps of text: there is nothing that JSON could not hold.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The longest beginning of the reason with which the answer is not too long, and where the rest is.
    fn with_reason(mut self, reason: &str, everything: &str) -> Self {
        let whole = if everything.is_empty() { reason.to_owned() } else { format!("{reason} ({everything})") };
        self.reason = whole;
        if self.json().len() <= ANSWER_BYTES_MAX {
            return self;
        }
        // Characters that JSON escapes take more bytes than they have, so the length is tried out.
        let (mut fits, mut too_long) = (0, reason.len());
        while fits + 1 < too_long {
            let middle = fits + (too_long - fits) / 2;
            self.reason = format!("{}{CUT} ({everything})", cut(reason, middle));
            match self.json().len() <= ANSWER_BYTES_MAX {
                true => fits = middle,
                false => too_long = middle,
            }
        }
        self.reason = format!("{}{CUT} ({everything})", cut(reason, fits));
        self
    }
}

fn shortened(text: &str, bytes_max: usize) -> String {
    match text.len() <= bytes_max {
        true => text.to_owned(),
        false => format!("{}{CUT}", cut(text, bytes_max - CUT.len())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn resource() -> CustomResource {
        let payload = json!({
            "RequestType": "Create", "ResponseURL": "https://x/",
            "StackId": "arn:aws:cloudformation:eu-west-1:123456789012:stack/reviews/1", "RequestId": "r",
            "LogicalResourceId": "Start"
        });
        CustomResource::read(payload).expect("a request")
    }

    fn failed(reason: &str) -> (usize, Value) {
        let everything = "everything: s3://bucket/rr/refused/2026.json".to_owned();
        let answer = Answer::new(&resource(), "p", Outcome::Failed { reason: reason.to_owned(), everything });
        (answer.json().len(), serde_json::from_str(&answer.json()).expect("JSON"))
    }

    #[test]
    fn a_short_reason_stands_as_it_is() {
        let (_, answer) = failed("error[C012] config.json:5:15: query `A` is listed twice");
        assert_eq!(answer["Status"], "FAILED");
        assert_eq!(
            answer["Reason"],
            "error[C012] config.json:5:15: query `A` is listed twice (everything: s3://bucket/rr/refused/2026.json)"
        );
        assert_eq!(answer["PhysicalResourceId"], "p");
    }

    #[test]
    fn a_long_reason_is_cut_and_says_where_the_rest_is() {
        for text in ["plain ", "\"quoted\"\n", "ümlaut ", "\u{1}"] {
            let (bytes, answer) = failed(&text.repeat(2_000));
            assert!((4_000..=ANSWER_BYTES_MAX).contains(&bytes), "{text:?}: {bytes}");
            let reason = answer["Reason"].as_str().expect("a reason");
            assert!(reason.ends_with(" ... (everything: s3://bucket/rr/refused/2026.json)"), "{reason}");
        }
    }

    #[test]
    fn values_never_make_the_answer_too_long() {
        let value = "x".repeat(5_000);
        let data = BTreeMap::from([("Runs", value.clone()), ("Refused", value.clone()), ("Notices", value)]);
        let answer = Answer::new(&resource(), "p", Outcome::Success(data));
        assert!(answer.json().len() <= ANSWER_BYTES_MAX);
        assert!(answer.json().contains("SUCCESS") && !answer.json().contains("Reason"));
    }
}
