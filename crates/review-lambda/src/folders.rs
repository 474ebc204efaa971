//! The run folders that calls speak of.

use std::collections::HashMap;
use std::sync::Arc;

use aws_config::SdkConfig;
use review_core::documents::RunDocument;
use review_core::keys;
use review_store::base::Base;
use review_store::{RunFolder, S3Address, S3Base, S3Bucket, S3Folder, documents};
use tokio::sync::Mutex;

use crate::ids::RunRef;
use crate::named::{ErrorName, NamedError};

/// Opens run folders; the connections to a bucket live as long as the function's environment.
#[derive(Debug)]
pub struct Folders {
    config: SdkConfig,
    buckets: Mutex<HashMap<String, S3Bucket>>,
}

/// A run folder and what runs there.
#[derive(Clone)]
pub struct Opened {
    /// The folder.
    pub folder: Arc<dyn RunFolder>,
    /// Where the runs before it lie, beside it.
    pub base: Arc<dyn Base>,
    /// `run.json`.
    pub run: Arc<RunDocument>,
}

impl Folders {
    /// Folders, read and written as whoever this configuration says.
    pub fn new(config: SdkConfig) -> Self {
        Self { config, buckets: Mutex::default() }
    }

    /// The folder of a run.
    ///
    /// # Errors
    /// When the bucket cannot be read, or there is no such run.
    pub async fn open(&self, run: &RunRef) -> Result<Opened, NamedError> {
        let bucket = self.bucket(run.bucket.as_str()).await?;
        let address = S3Address::new(run.bucket.as_str(), run.key.as_str());
        let address = address.map_err(|error| NamedError::refused(error.to_string(), error.remedy()))?;
        let base = Arc::new(S3Base::new(bucket.clone(), &address));
        let folder: Arc<dyn RunFolder> = Arc::new(S3Folder::new(bucket, &address));
        let document = run_document(&*folder, run).await?;
        Ok(Opened { folder, base, run: Arc::new(document) })
    }

    async fn bucket(&self, name: &str) -> Result<S3Bucket, NamedError> {
        let mut buckets = self.buckets.lock().await;
        if let Some(bucket) = buckets.get(name) {
            return Ok(bucket.clone());
        }
        let bucket = S3Bucket::connect(&self.config, name)?;
        buckets.insert(name.to_owned(), bucket.clone());
        Ok(bucket)
    }
}

/// What runs there; refused when there is no run, or another one than the payload says.
async fn run_document(folder: &dyn RunFolder, run: &RunRef) -> Result<RunDocument, NamedError> {
    let document = documents::read::<RunDocument>(folder, keys::RUN).await?;
    match document {
        Some(document) if document.plan.run == run.run => Ok(document),
        Some(document) => Err(NamedError::new(
            ErrorName::Damaged,
            format!("run.json in {} speaks of run {}", folder.location(), document.plan.run),
            "a run's folder is named after its run: restore it, or begin a new run",
        )),
        None => Err(NamedError::new(
            ErrorName::NotARun,
            format!("there is no {} in {}", keys::RUN, folder.location()),
            "check bucket and key; `redshift-review runs --base s3://BUCKET/PREFIXreviews` lists the runs there",
        )),
    }
}
