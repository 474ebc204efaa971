//! The SDK's configuration: where, and as whom.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{self, rustls_provider::CryptoMode};

use super::profile::of_profile;

/// The name under which a role is taken on; it stands in CloudTrail.
const SESSION_NAME: &str = "redshift-review";
/// How long a connection may take; own choice, a Region that does not answer for so long is out of reach.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Tries of one call, the first included; own choice. What still fails then is the round's to repeat.
const TRIES: u32 = 5;

/// What an address may say about AWS; what it leaves out comes from the environment and the profile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AwsOptions {
    /// The Region.
    pub region: Option<String>,
    /// The profile of the shared configuration files.
    pub profile: Option<String>,
    /// A role to take on, by its ARN.
    pub role_arn: Option<String>,
    /// The ExternalId that the role asks for.
    pub external_id: Option<String>,
}

/// The configuration for clients. Asks nobody yet: that credentials are missing shows at the first call.
pub async fn config(options: &AwsOptions) -> SdkConfig {
    let http = Builder::new().tls_provider(tls::Provider::Rustls(CryptoMode::Ring)).build_https();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .retry_config(RetryConfig::standard().with_max_attempts(TRIES))
        .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT_TIMEOUT).build());
    if let Some(region) = &options.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(profile) = &options.profile {
        loader = loader.profile_name(profile);
    }
    let mut base = loader.load().await;
    if let Some(profile) = &options.profile {
        base = of_profile(base, profile);
    }
    match &options.role_arn {
        Some(role) => as_role(base, role, options.external_id.as_deref()).await,
        None => base,
    }
}

/// The same configuration for clients that take a role on, with the ExternalId it may ask for. Asks nobody yet.
pub async fn as_role(base: SdkConfig, role_arn: &str, external_id: Option<&str>) -> SdkConfig {
    let mut provider = AssumeRoleProvider::builder(role_arn).session_name(SESSION_NAME).configure(&base);
    if let Some(external_id) = external_id {
        provider = provider.external_id(external_id);
    }
    let provider = provider.build().await;
    base.into_builder().credentials_provider(SharedCredentialsProvider::new(provider)).build()
}
