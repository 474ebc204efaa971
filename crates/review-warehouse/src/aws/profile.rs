//! The credentials of a profile that was named, and of nobody else.

use aws_config::SdkConfig;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};

/// A profile that gives no credentials.
#[derive(Debug, thiserror::Error)]
#[error("the AWS profile {name} cannot be used")]
pub(super) struct ProfileUnusable {
    pub(super) name: String,
    source: CredentialsError,
}

/// A profile's credentials. The SDK's own order asks the environment first, and goes on to the machine's role when
/// the profile is not there, so that a review would run as somebody whom the address did not name.
#[derive(Debug)]
struct Profile {
    name: String,
    provider: ProfileFileCredentialsProvider,
}

impl Profile {
    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        self.provider.provide_credentials().await.map_err(|source| {
            CredentialsError::invalid_configuration(ProfileUnusable { name: self.name.clone(), source })
        })
    }
}

impl ProvideCredentials for Profile {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials())
    }
}

/// The same configuration with the credentials of that profile.
pub(super) fn of_profile(base: SdkConfig, name: &str) -> SdkConfig {
    let mut asking = ProviderConfig::without_region().with_region(base.region().cloned());
    if let Some(http) = base.http_client() {
        asking = asking.with_http_client(http);
    }
    let provider = ProfileFileCredentialsProvider::builder().configure(&asking).profile_name(name).build();
    let profile = Profile { name: name.to_owned(), provider };
    base.into_builder().credentials_provider(SharedCredentialsProvider::new(profile)).build()
}
