//! A bucket.

use std::fmt;

use aws_config::SdkConfig;
use object_store::aws::AmazonS3;
use object_store::path::Path;
use object_store::{GetOptions, GetResult, ObjectStore as _, ObjectStoreExt as _, PutPayload};

use super::client;
use super::download::S3Download;
use super::errors::{Answer, At, Doing, no_region};
use super::upload::S3Upload;
use crate::error::StoreError;
use crate::key;
use crate::port::{Download, Upload, Version};

/// A bucket in S3, or in what speaks its API. Keys are whole, from the bucket's root. Clones share one client.
#[derive(Clone)]
pub struct S3Bucket {
    pub(super) store: AmazonS3,
    name: String,
    region: String,
}

/// An object as a listing shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3Object {
    /// Its key, from the bucket's root.
    pub key: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its ETag, in the quotes that belong to it.
    pub version: Version,
}

impl fmt::Debug for S3Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Bucket").field("name", &self.name).field("region", &self.region).finish_non_exhaustive()
    }
}

impl S3Bucket {
    /// A bucket with Region, credentials and endpoint of this configuration. Asks nobody yet: that the bucket is not
    /// there, or may not be used, shows at the first call.
    ///
    /// # Errors
    /// When no Region is set, or the endpoint is no URL.
    pub fn connect(config: &SdkConfig, name: &str) -> Result<Self, StoreError> {
        let region = config.region().map(ToString::to_string).ok_or_else(|| no_region(name))?;
        let opened = client::of(config, &region, name);
        let store =
            opened.map_err(|error| At { doing: Doing::Open, key: ".", bucket: name, region: &region }.error(&error))?;
        Ok(Self { store, name: name.to_owned(), region })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// An object's content; `None` when it is not there.
    ///
    /// # Errors
    /// When S3 refuses or is not reached.
    pub async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.load(key).await?.map(|(content, _)| content))
    }

    /// An object's content and version; `None` when it is not there.
    ///
    /// # Errors
    /// When S3 refuses or is not reached.
    pub async fn load(&self, key: &str) -> Result<Option<(Vec<u8>, Version)>, StoreError> {
        let at = self.at(Doing::Read, key);
        let Some(found) = self.get(key, GetOptions::default()).await? else { return Ok(None) };
        let version = at.version(found.meta.e_tag.clone())?;
        let content = found.bytes().await.map_err(|error| at.error(&error))?;
        Ok(Some((content.into(), version)))
    }

    /// Whether an object is there.
    ///
    /// # Errors
    /// When S3 refuses or is not reached.
    pub async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        Ok(self.head(key).await?.is_some())
    }

    /// Begins to read an object piece by piece; `None` when it is not there.
    ///
    /// # Errors
    /// When S3 refuses or is not reached.
    pub async fn open(&self, key: &str) -> Result<Option<Box<dyn Download>>, StoreError> {
        let found = self.get(key, GetOptions::default()).await?;
        Ok(found.map(|found| Box::new(S3Download::new(self.clone(), key, found.into_stream())) as Box<dyn Download>))
    }

    /// Writes an object, new or not.
    ///
    /// # Errors
    /// When S3 refuses or is not reached.
    pub async fn put(&self, key: &str, content: &[u8]) -> Result<Version, StoreError> {
        let at = self.at(Doing::Write, key);
        let put = self.store.put(&at.path()?, PutPayload::from(content.to_vec())).await;
        at.version(put.map_err(|error| at.error(&error))?.e_tag)
    }

    /// Begins to write an object piece by piece; it appears when it is finished.
    ///
    /// # Errors
    /// When the key is none.
    pub async fn stream(&self, key: &str) -> Result<Box<dyn Upload>, StoreError> {
        Ok(Box::new(S3Upload::new(self.clone(), key)?))
    }

    /// Removes an object; one that is not there is no error.
    ///
    /// # Errors
    /// When S3 refuses or is not reached.
    pub async fn delete(&self, key: &str) -> Result<(), StoreError> {
        let at = self.at(Doing::Delete, key);
        self.store.delete(&at.path()?).await.map_err(|error| at.error(&error))
    }

    /// What is known of an object beside its content.
    pub(super) async fn head(&self, key: &str) -> Result<Option<GetResult>, StoreError> {
        let at = self.at(Doing::Read, key);
        match self.store.get_opts(&at.path()?, GetOptions { head: true, ..GetOptions::default() }).await {
            Ok(found) => Ok(Some(found)),
            // The answer to a HEAD has no body that says why: a missing bucket, say, and not a missing object.
            Err(error) if Answer::of(&error).is_mute() => self.get(key, GetOptions::default()).await,
            Err(error) => at.none_or_error(&error),
        }
    }

    pub(super) async fn get(&self, key: &str, options: GetOptions) -> Result<Option<GetResult>, StoreError> {
        let at = self.at(Doing::Read, key);
        match self.store.get_opts(&at.path()?, options).await {
            Ok(found) => Ok(Some(found)),
            Err(error) => at.none_or_error(&error),
        }
    }

    pub(super) fn at<'a>(&'a self, doing: Doing, key: &'a str) -> At<'a> {
        At { doing, key, bucket: &self.name, region: &self.region }
    }
}

impl At<'_> {
    pub(super) fn path(&self) -> Result<Path, StoreError> {
        key::check(self.key).map_err(|error| self.io(error))?;
        Path::parse(self.key).map_err(|error| self.error(&error.into()))
    }
}
