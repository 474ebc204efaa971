//! Custom resources of CloudFormation: a deployment waits until the answer has been sent to a URL of its own, not until
//! the function ends, and it waits for the better part of an hour when nobody answers. So an answer always goes out:
//! when the work fails, when it panics, and when the time is nearly up.

mod answer;
mod event;
mod send;

use std::future::Future;
use std::time::Duration;

pub(crate) use answer::{Answer, Outcome};
pub(crate) use event::{CustomResource, RequestType};
use tracing::Instrument as _;

use crate::invocation::Invocation;
use crate::named::NamedError;

/// How long before Lambda would end the process the answer is sent, whatever has been done; own choice, enough for
/// three tries.
const ANSWER_BEFORE_THE_END: Duration = Duration::from_secs(15);
/// Of a call with little time this part is kept for that: more than what a function keeps to stop by itself.
const PART: u32 = 2;

/// Does the work and sends its outcome; or, when it is not done in time or dies, what `otherwise` says.
///
/// # Errors
/// When CloudFormation cannot be answered. Whatever went wrong with the work is its outcome.
pub(crate) async fn answered<W, O>(
    resource: &CustomResource,
    invocation: &Invocation,
    physical_id: &str,
    work: W,
    otherwise: O,
) -> Result<Answer, NamedError>
where
    W: Future<Output = Outcome> + Send + 'static,
    O: FnOnce(Unfinished) -> Outcome,
{
    let mut task = tokio::spawn(work.in_current_span());
    let end = invocation.before_the_end(ANSWER_BEFORE_THE_END, PART);
    let outcome = match tokio::time::timeout_at(end, &mut task).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => otherwise(Unfinished::Died),
        Err(_) => otherwise(Unfinished::OutOfTime),
    };
    task.abort();
    let answer = Answer::new(resource, physical_id, outcome);
    send::send(&resource.response_url, &answer, invocation).await?;
    Ok(answer)
}

/// Why there is no outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfinished {
    /// The time is nearly up.
    OutOfTime,
    /// A bug of ours.
    Died,
}

impl Unfinished {
    /// The reason in words.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::OutOfTime => "the function's time was up before it was done",
            Self::Died => "the function met a bug of its own; its log of this call says more",
        }
    }
}
