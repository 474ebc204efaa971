//! A run folder that fails at a chosen write, for tests.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use crate::error::StoreError;
use crate::port::{Download, RunFolder, Upload, Version};

/// When the chosen write fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Nothing is written.
    Before,
    /// It is written, and the caller is told that it failed.
    After,
}

/// What becomes of the driver whose write failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// It is dead: whatever it asks of the folder from here on fails too, and leaves nothing.
    Dies,
    /// It lives: everything after works.
    GoesOn,
}

/// One fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which write fails, counted from 1. See [`FaultyFolder`] for what counts.
    pub write: usize,
    /// When.
    pub moment: Moment,
    /// What then.
    pub then: Then,
}

/// A run folder that fails at a chosen write, and counts writes. Clones share the count.
///
/// Every `create`, `replace`, `put` and `stream` counts as a write, and so does every `write` and `finish` of an
/// upload. To let a driver die at every write: let it run once on [`FaultyFolder::new`], take
/// [`writes`](FaultyFolder::writes), and for each of them, before and after, begin anew on
/// [`FaultyFolder::failing`] with [`Then::Dies`], then resume on the folder inside.
#[derive(Clone)]
pub struct FaultyFolder {
    inside: Arc<dyn RunFolder>,
    fault: Option<Fault>,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    trace: Vec<String>,
    struck: bool,
}

impl FaultyFolder {
    /// Counts the writes of `inside`, and fails none.
    pub fn new(inside: Arc<dyn RunFolder>) -> Self {
        Self { inside, fault: None, shared: Arc::default() }
    }

    /// Fails as `fault` says.
    pub fn failing(inside: Arc<dyn RunFolder>, fault: Fault) -> Self {
        Self { inside, fault: Some(fault), shared: Arc::default() }
    }

    /// How many writes there were; those of a dead driver do not count.
    pub fn writes(&self) -> usize {
        self.shared().trace.len()
    }

    /// What they were, in order: `create run.json`.
    pub fn trace(&self) -> Vec<String> {
        self.shared().trace.clone()
    }

    /// Whether the fault has struck.
    pub fn has_struck(&self) -> bool {
        self.shared().struck
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fails when the driver is dead.
    fn alive(&self, key: &str) -> Result<(), StoreError> {
        let dead = self.has_struck() && self.fault.is_some_and(|fault| fault.then == Then::Dies);
        if dead { Err(self.injected("use", key, "this driver is dead".to_owned())) } else { Ok(()) }
    }

    /// Counts a write. When it is the chosen one: the moment it fails at.
    fn count(&self, doing: &str, key: &str) -> Result<Option<Moment>, StoreError> {
        self.alive(key)?;
        let mut shared = self.shared();
        shared.trace.push(format!("{doing} {key}"));
        let chosen = self.fault.filter(|fault| fault.write == shared.trace.len());
        shared.struck |= chosen.is_some();
        Ok(chosen.map(|fault| fault.moment))
    }

    /// Lets a write happen, or fail as the fault says.
    async fn strike<T>(
        &self,
        doing: &str,
        key: &str,
        write: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, StoreError> {
        let failed = |when: &str| self.injected("write", key, format!("injected fault {when} `{doing}`"));
        match self.count(doing, key)? {
            None => write.await,
            Some(Moment::Before) => Err(failed("before")),
            // What would have failed anyway fails in its own way: to the caller there is no other outcome.
            Some(Moment::After) => write.await.and_then(|_| Err(failed("after"))),
        }
    }

    fn injected(&self, doing: &'static str, key: &str, why: String) -> StoreError {
        StoreError::Io { doing, key: key.to_owned(), location: self.location(), source: io::Error::other(why) }
    }
}

#[async_trait]
impl RunFolder for FaultyFolder {
    fn location(&self) -> String {
        self.inside.location()
    }

    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.alive(key)?;
        self.inside.read(key).await
    }

    async fn open(&self, key: &str) -> Result<Option<Box<dyn Download>>, StoreError> {
        self.alive(key)?;
        self.inside.open(key).await
    }

    async fn load(&self, key: &str) -> Result<Option<(Vec<u8>, Version)>, StoreError> {
        self.alive(key)?;
        self.inside.load(key).await
    }

    async fn create(&self, key: &str, content: &[u8]) -> Result<Version, StoreError> {
        self.strike("create", key, self.inside.create(key, content)).await
    }

    async fn replace(&self, key: &str, content: &[u8], version: &Version) -> Result<Version, StoreError> {
        self.strike("replace", key, self.inside.replace(key, content, version)).await
    }

    async fn put(&self, key: &str, content: &[u8]) -> Result<(), StoreError> {
        self.strike("put", key, self.inside.put(key, content)).await
    }

    async fn stream(&self, key: &str) -> Result<Box<dyn Upload>, StoreError> {
        let upload = self.strike("stream", key, self.inside.stream(key)).await?;
        Ok(Box::new(FaultyUpload { folder: self.clone(), key: key.to_owned(), upload }))
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.alive(prefix)?;
        self.inside.list(prefix).await
    }
}

struct FaultyUpload {
    folder: FaultyFolder,
    key: String,
    upload: Box<dyn Upload>,
}

#[async_trait]
impl Upload for FaultyUpload {
    async fn write(&mut self, piece: &[u8]) -> Result<(), StoreError> {
        self.folder.strike("write", &self.key, self.upload.write(piece)).await
    }

    async fn finish(self: Box<Self>) -> Result<(), StoreError> {
        let Self { folder, key, upload } = *self;
        folder.strike("finish", &key, upload.finish()).await
    }
}

#[cfg(test)]
mod tests;
