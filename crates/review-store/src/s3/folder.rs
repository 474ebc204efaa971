//! The port on a prefix of a bucket.

use async_trait::async_trait;
use aws_config::SdkConfig;

use super::address::S3Address;
use super::bucket::S3Bucket;
use crate::error::StoreError;
use crate::key;
use crate::port::{Download, RunFolder, Upload, Version};

/// A run folder in S3. Clones share one client. There is no lock: see the module's text on compare and swap.
#[derive(Clone, Debug)]
pub struct S3Folder {
    bucket: S3Bucket,
    address: S3Address,
}

impl S3Folder {
    /// The run folder at this address, with Region, credentials and endpoint of this configuration. Asks nobody yet,
    /// and does not look whether it is a run's.
    ///
    /// # Errors
    /// When no Region is set, or the endpoint is no URL.
    pub fn connect(config: &SdkConfig, address: &S3Address) -> Result<Self, StoreError> {
        Ok(Self::new(S3Bucket::connect(config, address.bucket())?, address))
    }

    /// The run folder at this address, in a bucket that is open already.
    pub fn new(bucket: S3Bucket, address: &S3Address) -> Self {
        Self { bucket, address: address.clone() }
    }

    fn error(&self, error: StoreError, key: &str) -> StoreError {
        error.at(key, &self.location())
    }

    fn checked(&self, doing: &'static str, key: &str, checked: std::io::Result<()>) -> Result<String, StoreError> {
        let io = |source| StoreError::Io { doing, key: key.to_owned(), location: self.location(), source };
        checked.map(|()| self.address.key(key)).map_err(io)
    }

    fn to_read(&self, key: &str) -> Result<String, StoreError> {
        self.checked("read", key, key::check(key))
    }

    fn to_write(&self, key: &str) -> Result<String, StoreError> {
        self.checked("write", key, key::check_for_writing(key))
    }
}

#[async_trait]
impl RunFolder for S3Folder {
    fn location(&self) -> String {
        self.address.to_string()
    }

    fn location_of(&self, key: &str) -> String {
        self.address.join(key).to_string()
    }

    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.bucket.read(&self.to_read(key)?).await.map_err(|error| self.error(error, key))
    }

    async fn open(&self, key: &str) -> Result<Option<Box<dyn Download>>, StoreError> {
        let opened = self.bucket.open(&self.to_read(key)?).await.map_err(|error| self.error(error, key))?;
        Ok(opened.map(|inside| Box::new(Within { inside, folder: self.clone(), key: key.to_owned() }) as _))
    }

    async fn load(&self, key: &str) -> Result<Option<(Vec<u8>, Version)>, StoreError> {
        self.bucket.load(&self.to_read(key)?).await.map_err(|error| self.error(error, key))
    }

    async fn create(&self, key: &str, content: &[u8]) -> Result<Version, StoreError> {
        self.bucket.create(&self.to_write(key)?, content).await.map_err(|error| self.error(error, key))
    }

    async fn replace(&self, key: &str, content: &[u8], version: &Version) -> Result<Version, StoreError> {
        self.bucket.replace(&self.to_write(key)?, content, version).await.map_err(|error| self.error(error, key))
    }

    async fn put(&self, key: &str, content: &[u8]) -> Result<(), StoreError> {
        self.bucket.put(&self.to_write(key)?, content).await.map(drop).map_err(|error| self.error(error, key))
    }

    async fn stream(&self, key: &str) -> Result<Box<dyn Upload>, StoreError> {
        let inside = self.bucket.stream(&self.to_write(key)?).await.map_err(|error| self.error(error, key))?;
        Ok(Box::new(Within { inside, folder: self.clone(), key: key.to_owned() }))
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let whole = self.checked("list", prefix, key::check_prefix(prefix))?;
        let listed = self.bucket.objects(&whole).await.map_err(|error| self.error(error, prefix))?;
        let above = self.address.key("").len();
        Ok(listed.into_iter().map(|object| object.key[above..].to_owned()).filter(|key| !key.is_empty()).collect())
    }
}

/// Something of a bucket, whose errors speak of a folder in it.
struct Within<T> {
    inside: T,
    folder: S3Folder,
    key: String,
}

#[async_trait]
impl Download for Within<Box<dyn Download>> {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        self.inside.next().await.map_err(|error| self.folder.error(error, &self.key))
    }
}

#[async_trait]
impl Upload for Within<Box<dyn Upload>> {
    async fn write(&mut self, piece: &[u8]) -> Result<(), StoreError> {
        self.inside.write(piece).await.map_err(|error| self.folder.error(error, &self.key))
    }

    async fn finish(self: Box<Self>) -> Result<(), StoreError> {
        let Self { inside, folder, key } = *self;
        inside.finish().await.map_err(|error| folder.error(error, &key))
    }
}
