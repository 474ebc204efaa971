//! The port: what a run folder can do.

use std::io;

use async_trait::async_trait;

/// The version of a document, as far as compare and swap needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(pub String);

/// A run folder, local or in S3. Keys are relative to it, with `/`; see `review_core::keys`.
///
/// Nothing is ever seen half-written under its final name.
#[async_trait]
pub trait RunFolder: Send + Sync {
    /// Where it is, for people: a path or a URL.
    fn location(&self) -> String;

    /// A file's content; `None` when there is no such file.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError>;

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
    /// [`StoreError::Conflict`] when somebody else replaced it meanwhile.
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

/// What a store refused or failed to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file was to be created and is there already.
    #[error("`{key}` exists already in {location}")]
    Exists {
        /// The key.
        key: String,
        /// The run folder.
        location: String,
    },
    /// The document was replaced by somebody else.
    #[error("`{key}` in {location} was changed by another driver")]
    Conflict {
        /// The key.
        key: String,
        /// The run folder.
        location: String,
    },
    /// Another driver works on this run.
    #[error("another driver works on {location}: {holder}")]
    Locked {
        /// The run folder.
        location: String,
        /// Who, as far as the lock says.
        holder: String,
    },
    /// A document of the folder does not read.
    #[error("`{key}` in {location} does not read: {why}")]
    Damaged {
        /// The key.
        key: String,
        /// The run folder.
        location: String,
        /// Why.
        why: String,
    },
    /// The file system or the service refused.
    #[error("cannot {doing} `{key}` in {location}: {source}")]
    Io {
        /// What was tried: `read`, `write`, `list`.
        doing: &'static str,
        /// The key.
        key: String,
        /// The run folder.
        location: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}
