//! The way back to CloudFormation.

use std::time::Duration;

use reqwest::Client;

use super::answer::Answer;
use crate::invocation::Invocation;
use crate::named::{ErrorName, NamedError};

/// How often the answer is sent until it is taken; own choice.
const TRIES: u32 = 3;
/// The longest one try may take; three of them and their pauses fit into what is kept for the answer.
const TRY_WITHIN: Duration = Duration::from_secs(4);
const PAUSE: Duration = Duration::from_millis(300);

/// Sends the answer to the URL that came with the request. It is signed by CloudFormation for a request without a
/// content type.
pub(super) async fn send(url: &str, answer: &Answer, invocation: &Invocation) -> Result<(), NamedError> {
    let unanswered = |why: String| {
        NamedError::new(
            ErrorName::StoreUnavailable,
            format!("CloudFormation cannot be answered: {why}"),
            "let the function reach S3 (in a VPC: by an endpoint or NAT); the deployment goes on when its time is up",
        )
    };
    // Whoever comes first sets it for the whole process; everybody here brings the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().timeout(TRY_WITHIN).build().map_err(|error| unanswered(said(error)))?;
    let mut why = String::new();
    for tried in 0..TRIES {
        if tried > 0 {
            tokio::time::sleep(PAUSE * tried).await;
        }
        match client.put(url).body(answer.json()).send().await.and_then(reqwest::Response::error_for_status) {
            Ok(_) => {
                tracing::info!(answer = %answer.json().len(), left = ?invocation.left(), "CloudFormation was answered");
                return Ok(());
            }
            Err(error) => why = said(error),
        }
        tracing::warn!(tried = tried + 1, why, "the answer to CloudFormation was not taken");
    }
    Err(unanswered(why))
}

/// The error without the URL, which is signed: whoever has it may answer.
fn said(error: reqwest::Error) -> String {
    let error = error.without_url();
    let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
    format!("{error}{cause}")
}
