//! One entry for all functions: from Lambda's runtime to a handler and back.

use std::future::Future;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use lambda_runtime::{LambdaEvent, Runtime, service_fn};
use review_engine::{Clock as _, SystemClock};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tracing::Instrument as _;

use crate::invocation::Invocation;
use crate::logs;
use crate::metrics::{Metric, Owner};
use crate::named::{ErrorName, NamedError};
use crate::settings::Settings;

/// How long before Lambda would end the process a function stops by itself; own choice, enough to say why.
const STOP_BEFORE_THE_END: Duration = Duration::from_secs(5);
/// Of a call with little time only this part is kept for that.
const PART: u32 = 8;

/// A Lambda function. One value of it lives as long as its environment and answers one call after another.
pub trait Function: Send + Sync + 'static {
    /// What it is called with.
    type Payload: DeserializeOwned + Send + 'static;
    /// What it answers.
    type Answer: Serialize + Send + 'static;
    /// Its name within the stack: `core`, `query`, `run`, `report`, `invoke`, `assets`.
    const NAME: &'static str;
    /// What to do when its work does not fit into one call, as an imperative.
    const WAY_OUT: &'static str;

    /// Answers one call. Dropped when the time is up.
    fn answer(
        &self,
        payload: Self::Payload,
        invocation: &Invocation,
    ) -> impl Future<Output = Result<Self::Answer, NamedError>> + Send;
}

/// Serves calls until Lambda ends the process. A function that cannot begin, since a setting is missing, answers
/// every call with that error: Lambda's own words for a process that ends are of no help to anybody.
pub fn serve<F: Function>(begin: impl Future<Output = Result<F, NamedError>>) -> ExitCode {
    let settings = Settings::of_environment();
    logs::begin(&settings);
    let owner = Arc::new(Owner::of(&settings, F::NAME));
    // Two threads: one may be busy with checking a pack while the other looks at the clock.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let served = runtime.map_err(lambda_runtime::Error::from).and_then(|runtime| {
        runtime.block_on(async {
            let function = Arc::new(begin.await);
            let handler = |event: LambdaEvent<Value>| {
                let (function, owner) = (Arc::clone(&function), Arc::clone(&owner));
                async move { one_call(function, &owner, event).await }
            };
            Runtime::new(service_fn(handler)).run().await
        })
    });
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = %error, "Lambda's runtime cannot be spoken to");
            ExitCode::FAILURE
        }
    }
}

async fn one_call<F: Function>(
    function: Arc<Result<F, NamedError>>,
    owner: &Owner,
    event: LambdaEvent<Value>,
) -> Result<F::Answer, NamedError> {
    let LambdaEvent { payload, context } = event;
    let invocation = Invocation::new(&context.request_id, context.deadline());
    let span = logs::span(F::NAME, &context.request_id, &payload);
    let answered = answered(function, payload, &invocation).instrument(span.clone()).await;
    if let Err(error) = &answered {
        invocation.count(Metric::Errors);
        span.in_scope(|| tracing::error!(name = error.name.as_str(), error = %error, "the call failed"));
    }
    for line in invocation.values().lines(owner, SystemClock.now()) {
        println!("{line}");
    }
    answered
}

/// The answer, or the error of whatever stood in its way: the function's begin, the payload, the clock, a panic.
async fn answered<F: Function>(
    function: Arc<Result<F, NamedError>>,
    payload: Value,
    invocation: &Invocation,
) -> Result<F::Answer, NamedError> {
    if let Err(error) = function.as_ref() {
        return Err(error.clone());
    }
    let payload: F::Payload = serde_json::from_value(payload).map_err(|error| unreadable(F::NAME, &error))?;
    let of_task = invocation.clone();
    // A task of its own, so that a panic is an error like another and the clock is looked at meanwhile.
    let task = async move {
        match function.as_ref() {
            Ok(function) => function.answer(payload, &of_task).await,
            Err(error) => Err(error.clone()),
        }
    };
    let mut task = AbortOnDrop(tokio::spawn(task.in_current_span()));
    let began = tokio::time::Instant::now();
    match tokio::time::timeout_at(invocation.before_the_end(STOP_BEFORE_THE_END, PART), &mut task.0).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => Err(NamedError::internal(format!("the {} function panicked", F::NAME))),
        Err(_) => Err(out_of_time::<F>(began.elapsed())),
    }
}

/// A task that does not outlive the call it belongs to: a frozen environment would go on with it in the next one.
struct AbortOnDrop<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn unreadable(function: &str, error: &serde_json::Error) -> NamedError {
    // The words of an unknown name repeat the name; what came in is not repeated beyond that.
    NamedError::refused(
        format!("the payload of the {function} function cannot be used: {error}"),
        "leave the call to the state machines, or give what docs/AWS_DRIVER.md says",
    )
}

fn out_of_time<F: Function>(after: Duration) -> NamedError {
    let what = format!(
        "the {} function stopped itself after {} s, shortly before Lambda would have: the work does not fit into one \
         call",
        F::NAME,
        after.as_secs()
    );
    NamedError::new(ErrorName::OutOfTime, what, F::WAY_OUT)
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    struct Tried;

    #[derive(Deserialize)]
    #[serde(tag = "op", rename_all = "snake_case")]
    enum Payload {
        Double { number: u32 },
        Sleep,
        Panic,
    }

    impl Function for Tried {
        type Payload = Payload;
        type Answer = u32;
        const NAME: &'static str = "tried";
        const WAY_OUT: &'static str = "sleep less";

        async fn answer(&self, payload: Payload, _: &Invocation) -> Result<u32, NamedError> {
            match payload {
                Payload::Double { number } => Ok(number * 2),
                Payload::Sleep => {
                    tokio::time::sleep(Duration::from_secs(3600)).await;
                    Ok(0)
                }
                Payload::Panic => panic!("on purpose"),
            }
        }
    }

    async fn call(payload: Value, left: Duration) -> Result<u32, NamedError> {
        let invocation = Invocation::new("request", SystemTime::now() + left);
        answered(Arc::new(Ok(Tried)), payload, &invocation).await
    }

    #[tokio::test]
    async fn a_call_is_answered_or_ends_in_an_error_with_a_name() {
        let long = Duration::from_secs(60);
        assert_eq!(call(json!({"op": "double", "number": 21}), long).await, Ok(42));
        let name = |result: Result<u32, NamedError>| result.expect_err("an error").name;
        assert_eq!(name(call(json!({"op": "halve"}), long).await), ErrorName::Refused);
        assert_eq!(name(call(json!({"op": "panic"}), long).await), ErrorName::Internal);
        let error = call(json!({"op": "sleep"}), Duration::from_millis(80)).await.expect_err("an error");
        assert_eq!((error.name, error.next.as_str()), (ErrorName::OutOfTime, "sleep less"));
    }

    #[tokio::test]
    async fn a_function_that_cannot_begin_says_why_at_every_call() {
        let invocation = Invocation::new("request", SystemTime::now() + Duration::from_secs(60));
        let failed: Result<Tried, _> = Err(NamedError::refused("REVIEW_BUCKET is not set", "set it"));
        let error = answered(Arc::new(failed), json!({}), &invocation).await.expect_err("an error");
        assert_eq!(error.to_string(), "REVIEW_BUCKET is not set; set it");
    }
}
