//! The provider: asks when needed, keeps what is still good.

use std::collections::HashMap;
use std::fmt;
use std::time::SystemTime;

use async_trait::async_trait;
use aws_config::SdkConfig;
use tokio::sync::Mutex;

use super::cache::{Issued, is_fresh};
use super::{Way, fetch};
use crate::{CredentialKind, CredentialProvider, Credentials, WarehouseError};

/// Logins from AWS by one way in. Lanes that ask at the same time share one call.
pub struct AwsCredentials {
    config: SdkConfig,
    way: Way,
    /// By the way with its database: what is issued for one is refused by another.
    kept: Mutex<HashMap<Way, Issued>>,
}

impl AwsCredentials {
    /// A provider. Asks nobody yet.
    pub fn new(config: SdkConfig, way: Way) -> Self {
        Self { config, way, kept: Mutex::default() }
    }
}

impl fmt::Debug for AwsCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AwsCredentials").field("way", &self.way).finish_non_exhaustive()
    }
}

#[async_trait]
impl CredentialProvider for AwsCredentials {
    fn kind(&self) -> CredentialKind {
        self.way.kind()
    }

    async fn credentials(&self, database: &str) -> Result<Credentials, WarehouseError> {
        // Held while AWS is asked, so that a second lane waits for the answer in place of asking too.
        let mut kept = self.kept.lock().await;
        let way = self.way.clone().for_database(database);
        if let Some(issued) = kept.get(&way).filter(|issued| is_fresh(issued, SystemTime::now())) {
            return Ok(issued.credentials.clone());
        }
        let issued = fetch::fetch(&self.config, &way).await?;
        let credentials = issued.credentials.clone();
        kept.insert(way, issued);
        Ok(credentials)
    }
}
