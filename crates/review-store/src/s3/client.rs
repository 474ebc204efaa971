//! The client of a bucket.

use std::sync::Arc;
use std::time::Duration;

use aws_config::SdkConfig;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::{ClientOptions, RetryConfig};

use super::credentials::SdkCredentials;
use super::endpoint::Endpoint;
use super::region::Connector;

/// How long a connection may take; own choice, as for every other service.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long S3 may be silent: the whole of a part goes up a slow line in that time. There is no limit for a whole
/// request, since a large result takes as long as it takes.
const SILENCE: Duration = Duration::from_secs(60);
/// How often a request is repeated, with pauses that grow from 0.1 s; own choice, about ten seconds in all.
const RETRIES: usize = 7;
/// For how long a request is repeated at most.
const RETRY_FOR: Duration = Duration::from_secs(90);

/// What a browser is told of a file of a run folder, by the end of its name.
const CONTENT_TYPES: [(&str, &str); 7] = [
    ("csv", "text/csv; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("json", "application/json"),
    ("md", "text/markdown; charset=utf-8"),
    ("sarif", "application/sarif+json"),
    ("sql", "text/plain; charset=utf-8"),
    ("xml", "application/xml"),
];

pub(super) fn of(config: &SdkConfig, region: &str, bucket: &str) -> object_store::Result<AmazonS3> {
    // Whoever comes first sets it for the whole process; everybody here brings the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let endpoint = Endpoint::of(config, region, bucket);
    let retry = RetryConfig { max_retries: RETRIES, retry_timeout: RETRY_FOR, ..RetryConfig::default() };
    AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(region)
        .with_credentials(Arc::new(SdkCredentials::new(config.credentials_provider())))
        .with_virtual_hosted_style_request(endpoint.holds_bucket)
        .with_endpoint(endpoint.url.as_str())
        .with_client_options(options(endpoint.is_http()))
        .with_http_connector(Connector::default())
        .with_retry(retry)
        .build()
}

fn options(allow_http: bool) -> ClientOptions {
    let options = ClientOptions::new()
        .with_allow_http(allow_http)
        .with_connect_timeout(CONNECT_TIMEOUT)
        .with_read_timeout(SILENCE)
        .with_timeout_disabled();
    CONTENT_TYPES.iter().fold(options, |options, (suffix, kind)| options.with_content_type_for_suffix(*suffix, *kind))
}
