//! An emulator in front of a sample, and the official Rust SDK that talks to it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_sdk_redshiftdata::Client;
use aws_sdk_redshiftdata::config::retry::RetryConfig;
use aws_sdk_redshiftdata::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_redshiftdata::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_redshiftdata::operation::describe_statement::DescribeStatementOutput;
use aws_sdk_redshiftdata::operation::execute_statement::builders::ExecuteStatementFluentBuilder;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{self, rustls_provider::CryptoMode};
use data_api_emulator::{Emulator, Options, ShiftedClock};
use review_sample::SampleWarehouse;

pub(crate) const CLUSTER: &str = "emulated";
pub(crate) const DATABASE: &str = "dev";
pub(crate) const ONE_ROW: &str = "select cast(7 as bigint) as n, cast('x' as varchar(10)) as t";
/// A name whose statements take a minute, unless they are cancelled.
pub(crate) const SLOW: &str = "run/Slow/1";

/// An emulator, its clock, and a client.
pub(crate) struct Stage {
    pub(crate) emulator: Emulator,
    pub(crate) clock: Arc<ShiftedClock>,
    pub(crate) client: Client,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with(Options::default()).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let sample = SampleWarehouse::open("troubled?slow=Slow:60").expect("a sample");
        let clock = Arc::new(ShiftedClock::default());
        let address = ([127, 0, 0, 1], 0).into();
        let started = Emulator::start_at(address, Arc::new(sample), options, Arc::clone(&clock) as _).await;
        let emulator = started.expect("a free port");
        let client = client(&emulator.url(), "AKIAREVIEWER");
        Self { emulator, clock, client }
    }

    pub(crate) fn execute(&self, sql: &str) -> ExecuteStatementFluentBuilder {
        self.client.execute_statement().cluster_identifier(CLUSTER).database(DATABASE).sql(sql)
    }

    /// Runs a statement to its end; answers its id.
    pub(crate) async fn finished(&self, statement: ExecuteStatementFluentBuilder) -> String {
        let id = statement.send().await.expect("it is taken").id.expect("an id");
        let described = self.ended(&id).await;
        assert_eq!(described.status().map(|status| status.as_str()), Some("FINISHED"), "{:?}", described.error());
        id
    }

    /// Describes a statement when it has ended.
    pub(crate) async fn ended(&self, id: &str) -> DescribeStatementOutput {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let described = self.describe(id).await;
            match described.status().map(|status| status.as_str()) {
                Some("FINISHED" | "FAILED" | "ABORTED") => return described,
                status => assert!(Instant::now() < until, "still {status:?}"),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) async fn describe(&self, id: &str) -> DescribeStatementOutput {
        self.client.describe_statement().id(id).send().await.expect("it is described")
    }
}

/// A client that tries once, with an access key.
pub(crate) fn client(url: &str, access_key: &str) -> Client {
    client_that_tries(url, access_key, 1)
}

pub(crate) fn client_that_tries(url: &str, access_key: &str, times: u32) -> Client {
    let http = Builder::new().tls_provider(tls::Provider::Rustls(CryptoMode::Ring)).build_https();
    let config = aws_sdk_redshiftdata::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(url)
        .credentials_provider(Credentials::new(access_key, "secret", None, None, "test"))
        .http_client(http)
        .retry_config(RetryConfig::standard().with_max_attempts(times).with_initial_backoff(Duration::from_millis(20)));
    Client::from_conf(config.build())
}

/// The name and the words of the error a call was answered with, and the HTTP status.
pub(crate) fn refused<T: std::fmt::Debug, E: ProvideErrorMetadata + std::fmt::Debug>(
    answer: Result<T, SdkError<E>>,
) -> (String, String, u16) {
    let error = answer.expect_err("a refusal");
    let status = error.raw_response().map_or(0, |response| response.status().as_u16());
    let name = error.code().unwrap_or_default().to_owned();
    (name, error.message().unwrap_or_default().to_owned(), status)
}
