//! The calls: admitted by the limiter, counted, tried again where that can help.
//!
//! The SDK's own retries are off, since each of its tries would pass the limiter by and would hide that the service
//! throttles. An interceptor cannot do this: those that see a try begin cannot wait. So the tries are made here,
//! each with a permission of its own. Trying `ExecuteStatement` again makes no second statement, because the
//! ClientToken stays the same.

use std::sync::Arc;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_redshiftdata::Client;
use aws_sdk_redshiftdata::config::http::HttpResponse;
use aws_sdk_redshiftdata::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_redshiftdata::operation::describe_statement::DescribeStatementOutput;
use aws_sdk_redshiftdata::operation::execute_statement::ExecuteStatementOutput;
use aws_sdk_redshiftdata::operation::get_statement_result::GetStatementResultOutput;
use aws_sdk_redshiftdata::operation::get_statement_result_v2::GetStatementResultV2Output;
use aws_sdk_redshiftdata::operation::list_statements::ListStatementsOutput;
use aws_sdk_redshiftdata::types::{ResultFormatString, StatusString};
use review_core::StatementId;
use tokio::time::sleep;

use super::caller::Caller;
use super::errors::{Again, Failure};
use super::limiter::Limiter;
use super::quotas::{Calls, Operation};

/// Tries of a call that the service or the network failed, the first included; own choice: with the pauses between
/// them about three seconds. What still fails then is the round's to repeat.
const TRIES: u32 = 5;
/// Tries of a call that was throttled, about twenty seconds with the pauses between them; own choice: an account that
/// is busy for longer is told of.
const TRIES_WHEN_THROTTLED: u32 = 9;
/// The pause before the second try; each further one is twice as long, up to [`LONGEST_PAUSE`]. Without chance in it:
/// the limiter already keeps the lanes of this process apart.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How long one try may take: 30 seconds of long polling, or 15 MB of a result over a slow line.
const TRY_TIMEOUT: Duration = Duration::from_secs(90);
/// Statements a page of a list; the most there may be (API reference, ListStatements).
const LISTED: i32 = 100;

/// The Data API for one warehouse and one caller.
pub(super) struct Api {
    client: Client,
    pub(super) caller: Caller,
    limiter: Arc<Limiter>,
    calls: Arc<Calls>,
}

/// What a statement is handed over with.
pub(super) struct Handover<'a> {
    pub(super) name: &'a str,
    pub(super) token: String,
    pub(super) sql: &'a str,
    pub(super) database: &'a str,
    pub(super) csv: bool,
}

impl Api {
    pub(super) fn new(config: &SdkConfig, caller: Caller, limiter: Arc<Limiter>) -> Self {
        let timeouts = config.timeout_config().map_or_else(TimeoutConfig::builder, TimeoutConfig::to_builder);
        let config = aws_sdk_redshiftdata::config::Builder::from(config)
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts.operation_attempt_timeout(TRY_TIMEOUT).build())
            .build();
        Self { client: Client::from_conf(config), caller, limiter, calls: Arc::default() }
    }

    pub(super) fn calls(&self) -> &Arc<Calls> {
        &self.calls
    }

    pub(super) async fn execute(&self, statement: &Handover<'_>) -> Result<ExecuteStatementOutput, Failure> {
        let format = if statement.csv { ResultFormatString::Csv } else { ResultFormatString::Json };
        let request = self.caller.name_in(self.client.execute_statement());
        let request = request.database(statement.database).sql(statement.sql).statement_name(statement.name);
        let request = request.client_token(&statement.token).result_format(format);
        self.call(Operation::ExecuteStatement, || request.clone().send()).await
    }

    /// `wait` is how long the service may hold the answer back while the statement runs, in seconds, 1 to 30.
    pub(super) async fn describe(
        &self,
        statement: &StatementId,
        wait: Option<i32>,
    ) -> Result<DescribeStatementOutput, Failure> {
        let request = self.client.describe_statement().id(&statement.0).set_wait_time_seconds(wait);
        self.call(Operation::DescribeStatement, || request.clone().send()).await
    }

    pub(super) async fn json_page(
        &self,
        statement: &StatementId,
        token: Option<String>,
    ) -> Result<GetStatementResultOutput, Failure> {
        let request = self.client.get_statement_result().id(&statement.0).set_next_token(token);
        self.call(Operation::GetStatementResult, || request.clone().send()).await
    }

    pub(super) async fn csv_page(
        &self,
        statement: &StatementId,
        token: Option<String>,
    ) -> Result<GetStatementResultV2Output, Failure> {
        let request = self.client.get_statement_result_v2().id(&statement.0).set_next_token(token);
        self.call(Operation::GetStatementResultV2, || request.clone().send()).await
    }

    /// Answers whether the service says that it has told the statement to end.
    pub(super) async fn cancel(&self, statement: &StatementId) -> Result<bool, Failure> {
        let request = self.client.cancel_statement().id(&statement.0);
        let answer = self.call(Operation::CancelStatement, || request.clone().send()).await?;
        Ok(answer.status.unwrap_or(false))
    }

    /// Statements of this role whose name begins so, whatever their database.
    pub(super) async fn list(&self, name: &str, token: Option<String>) -> Result<ListStatementsOutput, Failure> {
        let request = self.client.list_statements().statement_name(name).status(StatusString::All);
        let request = request.role_level(true).max_results(LISTED).set_next_token(token);
        self.call(Operation::ListStatements, || request.clone().send()).await
    }

    async fn call<T, E, Sent>(&self, operation: Operation, send: impl Fn() -> Sent) -> Result<T, Failure>
    where
        Sent: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let mut tries = 0;
        loop {
            self.limiter.admit(operation).await;
            self.calls.count(operation);
            let failure = match send().await {
                Ok(answer) => return Ok(answer),
                Err(error) => Failure::of(operation, &error, &self.caller),
            };
            tries += 1;
            if failure.again == Again::Throttled {
                self.limiter.throttled(operation);
            }
            match pause_after(failure.again, tries) {
                Some(pause) => sleep(pause).await,
                None => return Err(failure),
            }
        }
    }
}

/// How long to wait after so many tries that failed; `None` means that no further one is made.
fn pause_after(again: Again, tries: u32) -> Option<Duration> {
    let most = match again {
        Again::Never => return None,
        Again::Soon => TRIES,
        Again::Throttled => TRIES_WHEN_THROTTLED,
    };
    let doubled = FIRST_PAUSE.saturating_mul(1 << tries.saturating_sub(1).min(16));
    (tries < most).then(|| doubled.min(LONGEST_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_tries_end() {
        let pauses = |again| (1..).map_while(|tries| pause_after(again, tries)).collect::<Vec<_>>();
        let milliseconds = |all: &[u64]| all.iter().copied().map(Duration::from_millis).collect::<Vec<_>>();
        assert_eq!(pauses(Again::Never), milliseconds(&[]));
        assert_eq!(pauses(Again::Soon), milliseconds(&[200, 400, 800, 1600]));
        let throttled = milliseconds(&[200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
        assert_eq!(pauses(Again::Throttled), throttled);
    }
}
