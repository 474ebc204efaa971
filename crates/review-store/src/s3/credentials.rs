//! The SDK's credentials, for `object_store`.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use object_store::CredentialProvider;
use object_store::aws::AwsCredential;
use tokio::sync::Mutex;

/// New ones are asked for so long before the old ones expire: a request and its repetitions are signed once, and must
/// end before that (`RETRY_FOR` in `client.rs` is shorter).
const BEFORE_EXPIRY: Duration = Duration::from_secs(120);
/// Credentials that name no end are asked for again after so long, as the SDK's own clients do (`aws-smithy-runtime`,
/// identity cache), so that a profile that was edited is noticed.
const WITHOUT_EXPIRY: Duration = Duration::from_secs(15 * 60);

/// The SDK's credentials, kept until they are about to expire.
#[derive(Debug)]
pub(super) struct SdkCredentials {
    provider: Option<SharedCredentialsProvider>,
    kept: Mutex<Option<Kept>>,
}

#[derive(Debug)]
struct Kept {
    credential: Arc<AwsCredential>,
    until: SystemTime,
}

impl SdkCredentials {
    pub(super) fn new(provider: Option<SharedCredentialsProvider>) -> Self {
        Self { provider, kept: Mutex::new(None) }
    }

    async fn ask(&self) -> Result<Kept, CredentialsError> {
        let provider = self.provider.as_ref().ok_or_else(CredentialsError::not_loaded_no_source)?;
        Ok(kept(&provider.provide_credentials().await?, SystemTime::now()))
    }
}

fn kept(credentials: &Credentials, now: SystemTime) -> Kept {
    let credential = AwsCredential {
        key_id: credentials.access_key_id().to_owned(),
        secret_key: credentials.secret_access_key().to_owned(),
        token: credentials.session_token().map(str::to_owned),
    };
    let until = match credentials.expiry() {
        Some(expiry) => expiry.checked_sub(BEFORE_EXPIRY).unwrap_or(now),
        None => now + WITHOUT_EXPIRY,
    };
    Kept { credential: Arc::new(credential), until }
}

#[async_trait]
impl CredentialProvider for SdkCredentials {
    type Credential = AwsCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<AwsCredential>> {
        let mut slot = self.kept.lock().await;
        if let Some(kept) = slot.as_ref().filter(|kept| SystemTime::now() < kept.until) {
            return Ok(Arc::clone(&kept.credential));
        }
        let asked = self.ask().await;
        let kept = asked.map_err(|error| object_store::Error::Generic { store: "S3", source: Box::new(error) })?;
        let credential = Arc::clone(&kept.credential);
        *slot = Some(kept);
        Ok(credential)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use aws_credential_types::provider::{ProvideCredentials, future};

    use super::*;

    /// Credentials that end so many seconds from now, numbered.
    #[derive(Debug)]
    struct Numbered(AtomicU32, Option<u64>);

    impl ProvideCredentials for Numbered {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            let number = self.0.fetch_add(1, Ordering::Relaxed);
            let expiry = self.1.map(|seconds| SystemTime::now() + Duration::from_secs(seconds));
            let key = format!("key-{number}");
            future::ProvideCredentials::ready(Ok(Credentials::new(key, "secret", None, expiry, "test")))
        }
    }

    async fn two_keys(seconds: Option<u64>) -> [String; 2] {
        let provider = SharedCredentialsProvider::new(Numbered(AtomicU32::new(0), seconds));
        let credentials = SdkCredentials::new(Some(provider));
        let key = async || credentials.get_credential().await.expect("credentials").key_id.clone();
        [key().await, key().await]
    }

    #[tokio::test]
    async fn credentials_are_kept_until_they_are_about_to_expire() {
        assert_eq!(two_keys(Some(3_600)).await, ["key-0", "key-0"]);
        assert_eq!(two_keys(None).await, ["key-0", "key-0"]);
        assert_eq!(two_keys(Some(60)).await, ["key-0", "key-1"]);
    }
}
