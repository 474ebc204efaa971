//! A base that is a place in a bucket.

use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::FutureExt as _;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use review_core::{RunId, keys};

use super::address::S3Address;
use super::bucket::S3Bucket;
use super::folder::S3Folder;
use crate::base::{Base, BaseError, FoundRun, SIDE_BY_SIDE};
use crate::error::StoreError;
use crate::key;
use crate::port::RunFolder;

/// A place in a bucket that holds run folders. It need not hold anything yet. Runs are found by listing folder by
/// folder, never object by object.
#[derive(Clone, Debug)]
pub struct S3Base {
    bucket: S3Bucket,
    address: S3Address,
}

impl S3Base {
    /// The base at this address. Asks nobody yet.
    pub fn new(bucket: S3Bucket, address: &S3Address) -> Self {
        Self { bucket, address: address.clone() }
    }

    fn folder(&self, address: &S3Address) -> Arc<dyn RunFolder> {
        Arc::new(S3Folder::new(self.bucket.clone(), address))
    }

    fn address(&self, location: &str) -> Result<S3Address, StoreError> {
        let address: Result<S3Address, _> = location.parse();
        address.ok().filter(|address| address.bucket() == self.address.bucket()).ok_or_else(|| {
            let why = format!("`{location}` is no place in the bucket {}", self.address.bucket());
            self.io("open", location, io::Error::new(io::ErrorKind::InvalidInput, why))
        })
    }

    fn io(&self, doing: &'static str, key: &str, source: io::Error) -> StoreError {
        StoreError::Io { doing, key: key.to_owned(), location: self.address.to_string(), source }
    }

    async fn holds_run(&self, address: &S3Address) -> Result<bool, StoreError> {
        self.bucket.exists(&address.key(keys::RUN)).await
    }

    /// The places right below each of these, listed side by side.
    async fn below(&self, places: Vec<S3Address>) -> Result<Vec<S3Address>, StoreError> {
        // Boxed, because the compiler cannot prove the unboxed stream `Send` for every lifetime (rust-lang/rust#102211).
        let lists: Vec<_> = places.iter().map(|place| self.folders(place).boxed()).collect();
        let listed: Vec<Vec<S3Address>> = stream::iter(lists).buffered(SIDE_BY_SIDE).try_collect().await?;
        Ok(listed.into_iter().flatten().collect())
    }

    async fn folders(&self, place: &S3Address) -> Result<Vec<S3Address>, StoreError> {
        let names = self.bucket.folders(&place.key("")).await?;
        Ok(names.iter().filter(|name| !name.is_empty()).map(|name| place.join(name)).collect())
    }
}

#[async_trait]
impl Base for S3Base {
    fn location(&self) -> String {
        self.address.to_string()
    }

    async fn candidates(&self) -> Result<Vec<FoundRun>, BaseError> {
        let warehouses = self.folders(&self.address).await?;
        let packs = self.below(warehouses).await?;
        let runs = self.below(packs).await?;
        Ok(runs.iter().filter_map(found).collect())
    }

    async fn beside(&self, location: &str) -> Result<Vec<FoundRun>, BaseError> {
        let Some(above) = self.address(location)?.parent() else { return Ok(Vec::new()) };
        Ok(self.folders(&above).await?.iter().filter_map(found).collect())
    }

    async fn is_run(&self, location: &str) -> Result<bool, BaseError> {
        Ok(self.holds_run(&self.address(location)?).await?)
    }

    async fn named(&self, address: &str) -> Result<Option<String>, BaseError> {
        if !S3Address::is_meant_by(address) {
            return Ok(None);
        }
        let place = self.address(address)?;
        if self.holds_run(&place).await? {
            return Ok(Some(place.to_string()));
        }
        // A file of a run's folder, such as its report.
        if let Some(above) = place.parent()
            && self.holds_run(&above).await?
        {
            return Ok(Some(above.to_string()));
        }
        Err(BaseError::NotARun { location: address.to_owned() })
    }

    async fn create_run(&self, warehouse: &str, pack: &str, run: &RunId) -> Result<Arc<dyn RunFolder>, StoreError> {
        let key = format!("{warehouse}/{pack}/{run}");
        let io = |source| self.io("create", &key, source);
        for component in [warehouse, pack] {
            if component.contains('/') {
                return Err(io(io::Error::new(io::ErrorKind::InvalidInput, format!("`{component}` holds a `/`"))));
            }
        }
        key::check(&key).map_err(io)?;
        let address = self.address.join(&key);
        match self.holds_run(&address).await? {
            true => Err(StoreError::Exists { key, location: self.location() }),
            false => Ok(self.folder(&address)),
        }
    }

    async fn open_to_drive(&self, location: &str) -> Result<Arc<dyn RunFolder>, StoreError> {
        self.open_to_read(location).await
    }

    async fn open_to_read(&self, location: &str) -> Result<Arc<dyn RunFolder>, StoreError> {
        Ok(self.folder(&self.address(location)?))
    }

    async fn put(&self, name: &str, content: &[u8]) -> Result<(), StoreError> {
        self.bucket.put(&self.address.key(name), content).await.map(drop)
    }
}

/// The run whose folder lies there, by the names on the way.
fn found(place: &S3Address) -> Option<FoundRun> {
    let mut names = place.prefix().rsplit('/');
    let run = names.next()?.parse().ok()?;
    let (pack, warehouse) = (names.next()?.to_owned(), names.next()?.to_owned());
    Some(FoundRun { location: place.to_string(), warehouse, pack, run })
}
