//! An object being written piece by piece.

use std::io;
use std::mem;

use async_trait::async_trait;
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStore as _, PutMultipartOptions, PutPayload};
use tokio::task::JoinHandle;

use super::bucket::S3Bucket;
use super::errors::{Answer, Doing};
use super::mark::Mark;
use crate::error::StoreError;
use crate::port::Upload;

/// The size of a part, in bytes. S3 takes 10,000 parts of at least 5 MiB (User Guide, "multipart upload limits"); so
/// many of this size are 80 GiB, and a result is 500 MB at most. What is smaller goes up as one object.
const PART: usize = 8 * 1024 * 1024;

/// An object being written. One part is gathered while the one before it goes up, so that it holds twice [`PART`] at
/// most, however large the object.
pub(super) struct S3Upload {
    bucket: S3Bucket,
    key: String,
    path: Path,
    mark: Mark,
    gathered: Vec<u8>,
    parts: Option<Parts>,
    /// A part was not written: such an object can no longer be finished.
    is_broken: bool,
}

/// The parts of an object that is larger than one.
struct Parts {
    upload: Box<dyn MultipartUpload>,
    going_up: Option<JoinHandle<object_store::Result<()>>>,
}

impl S3Upload {
    pub(super) fn new(bucket: S3Bucket, key: &str) -> Result<Self, StoreError> {
        let path = bucket.at(Doing::Write, key).path()?;
        let (key, mark, gathered) = (key.to_owned(), Mark::new(), Vec::new());
        Ok(Self { bucket, key, path, mark, gathered, parts: None, is_broken: false })
    }

    fn error(&self, error: &object_store::Error) -> StoreError {
        self.bucket.at(Doing::Write, &self.key).error(error)
    }

    /// Sends what is gathered as the next part, once the one before it is up.
    async fn send(&mut self) -> Result<(), StoreError> {
        if self.is_broken {
            let why = io::Error::other("an earlier part of it was not written");
            return Err(self.bucket.at(Doing::Write, &self.key).io(why));
        }
        let sent = self.try_send().await;
        self.is_broken = sent.is_err();
        sent.map_err(|error| self.error(&error))
    }

    async fn try_send(&mut self) -> object_store::Result<()> {
        let parts = match &mut self.parts {
            Some(parts) => parts,
            None => {
                let options = PutMultipartOptions { attributes: self.mark.attributes(), ..Default::default() };
                let upload = self.bucket.store.put_multipart_opts(&self.path, options).await?;
                self.parts.insert(Parts { upload, going_up: None })
            }
        };
        parts.settle().await?;
        let part = mem::take(&mut self.gathered);
        parts.going_up = Some(tokio::spawn(parts.upload.put_part(PutPayload::from(part))));
        Ok(())
    }

    async fn complete(&mut self, mut parts: Parts) -> Result<(), StoreError> {
        let completed = match parts.settle().await {
            Ok(()) => parts.upload.complete().await,
            Err(error) => Err(error),
        };
        let Err(error) = completed else { return Ok(()) };
        // Nobody knows whether an upload that is not there any more was aborted or completed: the object does.
        if Answer::of(&error).code.as_deref() == Some("NoSuchUpload")
            && self.bucket.marked(&self.key, &self.mark).await?.is_some()
        {
            return Ok(());
        }
        self.parts = Some(parts);
        Err(self.error(&error))
    }
}

impl Parts {
    /// Waits for the part that is going up.
    async fn settle(&mut self) -> object_store::Result<()> {
        let Some(going_up) = &mut self.going_up else { return Ok(()) };
        let gone_up = going_up.await;
        self.going_up = None;
        gone_up.map_err(|source| object_store::Error::JoinError { source })?
    }
}

#[async_trait]
impl Upload for S3Upload {
    async fn write(&mut self, mut piece: &[u8]) -> Result<(), StoreError> {
        while !piece.is_empty() {
            // A small object never takes the room of a part.
            if self.gathered.len() == self.gathered.capacity() && self.parts.is_some() {
                self.gathered.reserve_exact(PART - self.gathered.len());
            }
            let (fits, rest) = piece.split_at(piece.len().min(PART - self.gathered.len()));
            self.gathered.extend_from_slice(fits);
            if self.gathered.len() == PART {
                self.send().await?;
            }
            piece = rest;
        }
        Ok(())
    }

    async fn finish(mut self: Box<Self>) -> Result<(), StoreError> {
        if self.parts.is_none() && !self.is_broken {
            return self.bucket.put(&self.key, &mem::take(&mut self.gathered)).await.map(drop);
        }
        if self.is_broken || !self.gathered.is_empty() {
            self.send().await?;
        }
        match self.parts.take() {
            Some(parts) => self.complete(parts).await,
            None => Ok(()),
        }
    }
}

/// Parts of an object that will never be are paid for until somebody removes them.
impl Drop for S3Upload {
    fn drop(&mut self) {
        let (Some(mut parts), Ok(runtime)) = (self.parts.take(), tokio::runtime::Handle::try_current()) else { return };
        runtime.spawn(async move {
            if let Some(going_up) = parts.going_up.take() {
                going_up.abort();
                // Its end is waited for, since a part that arrives after the abort stays.
                let _ = going_up.await;
            }
            // What cannot be aborted is left to the bucket's rule for incomplete uploads.
            let _ = parts.upload.abort().await;
        });
    }
}
