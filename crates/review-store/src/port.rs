//! The port: what a run folder can do.

use async_trait::async_trait;

use crate::error::StoreError;

/// The version of a document, as far as compare and swap needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(pub String);

/// A run folder, local or in S3. Keys are relative to it, with `/`; see `review_core::keys`.
///
/// Nothing is ever seen half-written under its final name. A write whose future is dropped may still take
/// effect, as a whole, a moment later.
#[async_trait]
pub trait RunFolder: Send + Sync {
    /// Where it is, for people: a path or a URL.
    fn location(&self) -> String;

    /// Where one of its files is, for people: a path or a URL.
    fn location_of(&self, key: &str) -> String {
        format!("{}/{key}", self.location())
    }

    /// A file's content; `None` when there is no such file.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Begins to read a file piece by piece; `None` when there is no such file. An implementation that can
    /// should not hold the whole file in memory; this default does.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn open(&self, key: &str) -> Result<Option<Box<dyn Download>>, StoreError> {
        let content = self.read(key).await?;
        Ok(content.map(|content| Box::new(Whole(Some(content))) as Box<dyn Download>))
    }

    /// A document and its version; `None` when there is no such file.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn load(&self, key: &str) -> Result<Option<(Vec<u8>, Version)>, StoreError>;

    /// Writes a file that must not exist yet.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when it does.
    async fn create(&self, key: &str, content: &[u8]) -> Result<Version, StoreError>;

    /// Replaces a document of which `version` is the last.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else replaced it meanwhile, or it is gone.
    async fn replace(&self, key: &str, content: &[u8], version: &Version) -> Result<Version, StoreError>;

    /// Writes a file, new or not.
    ///
    /// # Errors
    /// When the store cannot be written.
    async fn put(&self, key: &str, content: &[u8]) -> Result<(), StoreError>;

    /// Begins to write a file piece by piece; it appears under its name when it is finished.
    ///
    /// # Errors
    /// When the store cannot be written.
    async fn stream(&self, key: &str) -> Result<Box<dyn Upload>, StoreError>;

    /// The keys that begin with `prefix`, sorted.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError>;
}

/// A file being written piece by piece. Dropped before [`finish`](Upload::finish), it never was.
#[async_trait]
pub trait Upload: Send {
    /// Adds a piece.
    ///
    /// # Errors
    /// When the store cannot be written.
    async fn write(&mut self, piece: &[u8]) -> Result<(), StoreError>;

    /// Makes the file appear under its name, replacing one that was there.
    ///
    /// # Errors
    /// When the store cannot be written.
    async fn finish(self: Box<Self>) -> Result<(), StoreError>;
}

/// A file being read piece by piece: the file as it was when it was opened, whatever replaces it meanwhile.
#[async_trait]
pub trait Download: Send {
    /// The next piece, never empty; `None` after the last.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, StoreError>;
}

/// A file that was read as a whole.
pub(crate) struct Whole(pub(crate) Option<Vec<u8>>);

#[async_trait]
impl Download for Whole {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.0.take().filter(|content| !content.is_empty()))
    }
}
