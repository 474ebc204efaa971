//! Bases, and finding runs under them: what `--base` and `RUN` mean on the command line.
//!
//! A [`Base`] holds run folders as `<base>/<warehouse>/<pack>/<run>/`: a folder of this machine
//! ([`LocalBase`](crate::LocalBase)), or with the feature `s3` a place in a bucket (`S3Base`). A location is a path or
//! a URL, as the base writes and reads it.

use std::cmp::Reverse;
use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::FutureExt as _;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use review_core::documents::RunManifest;
use review_core::{RunId, keys};

use crate::documents;
use crate::error::StoreError;
use crate::port::RunFolder;

/// The word for the newest run of a base.
pub const LATEST: &str = "latest";

/// How many runs are looked at side by side: what hides the latency of a remote store.
pub(crate) const SIDE_BY_SIDE: usize = 16;

/// What holds run folders.
#[async_trait]
pub trait Base: Send + Sync {
    /// Where it is, for people: a path or a URL.
    fn location(&self) -> String;

    /// Where runs lie by their names, in any order. Whether one is begun is not looked at yet. A base that is not
    /// there holds none.
    ///
    /// # Errors
    /// When the base cannot be read.
    async fn candidates(&self) -> Result<Vec<FoundRun>, BaseError>;

    /// The runs that lie beside this one: those of the same warehouse and pack, itself among them, in any order.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn beside(&self, location: &str) -> Result<Vec<FoundRun>, BaseError>;

    /// Whether a run lies there: a folder without `run.json` is none.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn is_run(&self, location: &str) -> Result<bool, BaseError>;

    /// The location of the run that this address names: its folder, or a file in it such as its report. `None` when
    /// it is no address of this kind of store, or nothing lies there.
    ///
    /// # Errors
    /// [`BaseError::NotARun`] when something else lies there; else when the store cannot be read.
    async fn named(&self, address: &str) -> Result<Option<String>, BaseError>;

    /// Makes the folder of a new run, and opens it to drive.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is such a run; else when it cannot be made.
    async fn create_run(&self, warehouse: &str, pack: &str, run: &RunId) -> Result<Arc<dyn RunFolder>, StoreError>;

    /// Opens the run folder at a location for a driver.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another driver holds it, where there are locks; else when it cannot be opened.
    async fn open_to_drive(&self, location: &str) -> Result<Arc<dyn RunFolder>, StoreError>;

    /// Opens the run folder at a location beside its driver, if it has one.
    ///
    /// # Errors
    /// When it cannot be opened.
    async fn open_to_read(&self, location: &str) -> Result<Arc<dyn RunFolder>, StoreError>;

    /// Writes a file of the base itself, beside the run folders.
    ///
    /// # Errors
    /// When the store cannot be written.
    async fn put(&self, name: &str, content: &[u8]) -> Result<(), StoreError>;
}

/// A run found under a base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRun {
    /// Where its folder is.
    pub location: String,
    /// The warehouse's name.
    pub warehouse: String,
    /// The pack's name.
    pub pack: String,
    /// Its id.
    pub run: RunId,
}

/// Why no run was found.
#[derive(Debug, thiserror::Error)]
pub enum BaseError {
    /// The base holds no run.
    #[error("there is no run under {base}")]
    NoRun {
        /// The base.
        base: String,
    },
    /// What was named is not there.
    #[error("there is no run `{word}`: it is neither a run's folder, nor the id of a run under {base}")]
    NotFound {
        /// What was named.
        word: String,
        /// The base.
        base: String,
    },
    /// What was named is there and is not a run's folder.
    #[error("{location} is not a run's folder: it holds no {}", keys::RUN)]
    NotARun {
        /// What was named.
        location: String,
    },
    /// The base folder cannot be read.
    #[error("cannot read {location}: {source}")]
    Io {
        /// Which folder.
        location: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BaseError {
    /// What to do about it, as an imperative.
    pub fn remedy(&self) -> &str {
        match self {
            Self::NoRun { .. } => "begin one with `run`, or name another base with `--base`",
            Self::NotFound { .. } | Self::NotARun { .. } => "`runs` lists the runs of a base; name one of them",
            Self::Io { .. } => "check the path and its permissions, or name another base with `--base`",
            Self::Store(error) => error.remedy().unwrap_or_default(),
        }
    }
}

/// Every run under a base, the newest first.
///
/// # Errors
/// When the base cannot be read.
pub async fn runs(base: &dyn Base) -> Result<Vec<FoundRun>, BaseError> {
    let candidates = newest_first(base).await?;
    // Boxed, because the compiler cannot prove the unboxed stream `Send` for every lifetime (rust-lang/rust#102211).
    let looks: Vec<_> = candidates.iter().map(|run| base.is_run(&run.location).boxed()).collect();
    let begun: Vec<bool> = stream::iter(looks).buffered(SIDE_BY_SIDE).try_collect().await?;
    Ok(candidates.into_iter().zip(begun).filter(|(_, begun)| *begun).map(|(run, _)| run).collect())
}

/// Each of these runs with its manifest, if it is complete, or why that does not read: one run that is damaged must not
/// hide the others.
pub async fn manifests(
    base: &dyn Base,
    runs: Vec<FoundRun>,
) -> Vec<(FoundRun, Result<Option<RunManifest>, StoreError>)> {
    let reads: Vec<_> = runs.iter().map(|run| manifest(base, &run.location).boxed()).collect();
    let manifests: Vec<Result<Option<RunManifest>, StoreError>> =
        stream::iter(reads).buffered(SIDE_BY_SIDE).collect().await;
    runs.into_iter().zip(manifests).collect()
}

/// The location of the run that `word` names: `latest`, a run's folder or a file in it (such as its report), or the
/// id of a run under the base.
///
/// # Errors
/// When there is no such run.
pub async fn resolve(base: &dyn Base, word: &str) -> Result<String, BaseError> {
    if word == LATEST {
        return newest(base).await?.ok_or_else(|| BaseError::NoRun { base: base.location() });
    }
    if let Some(location) = base.named(word).await? {
        return Ok(location);
    }
    let not_found = || BaseError::NotFound { word: word.to_owned(), base: base.location() };
    let id: RunId = word.parse().map_err(|_| not_found())?;
    for run in base.candidates().await?.into_iter().filter(|run| run.run == id) {
        if base.is_run(&run.location).await? {
            return Ok(run.location);
        }
    }
    Err(not_found())
}

/// The newest run. Of a thousand runs, one or two are looked at.
async fn newest(base: &dyn Base) -> Result<Option<String>, BaseError> {
    for run in newest_first(base).await? {
        if base.is_run(&run.location).await? {
            return Ok(Some(run.location));
        }
    }
    Ok(None)
}

async fn newest_first(base: &dyn Base) -> Result<Vec<FoundRun>, BaseError> {
    let mut runs = base.candidates().await?;
    runs.sort_by(|a, b| (Reverse(&a.run), &a.location).cmp(&(Reverse(&b.run), &b.location)));
    Ok(runs)
}

async fn manifest(base: &dyn Base, location: &str) -> Result<Option<RunManifest>, StoreError> {
    let folder = base.open_to_read(location).await?;
    documents::read(&*folder, keys::RUN_MANIFEST).await
}
