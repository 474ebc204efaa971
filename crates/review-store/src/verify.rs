//! The fingerprints of a run's files, and whether they still hold.

use std::collections::BTreeMap;
use std::fmt;

use futures_util::FutureExt as _;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use review_core::documents::RunManifest;
use review_core::keys;
use review_core::record::StoredFile;

use crate::error::StoreError;
use crate::fingerprint::Fingerprint;
use crate::port::RunFolder;

/// How many files are read side by side: what hides the latency of a remote store.
const SIDE_BY_SIDE: usize = 8;

/// Every file with its fingerprint, sorted by key, for the run manifest: all but the manifest itself, the lock,
/// the states, which say nothing once a run is closed, and what is told of the run after the first mail.
///
/// # Errors
/// When the store cannot be read.
pub async fn fingerprint(folder: &dyn RunFolder) -> Result<Vec<StoredFile>, StoreError> {
    let mut listed = folder.list("").await?;
    listed.retain(|key| is_fingerprinted(key));
    // Boxed, because the compiler cannot prove the unboxed stream `Send` for every lifetime (rust-lang/rust#102211).
    let reads: Vec<_> = listed.iter().map(|key| of_file(folder, key).boxed()).collect();
    let files: Vec<Option<StoredFile>> = stream::iter(reads).buffered(SIDE_BY_SIDE).try_collect().await?;
    Ok(files.into_iter().flatten().collect())
}

/// Mails after the first one leave when the run is over.
fn is_fingerprinted(key: &str) -> bool {
    let comes_later = [keys::STATES, keys::NOTIFIED_AGAIN].iter().any(|prefix| key.starts_with(prefix));
    key != keys::LOCK && key != keys::RUN_MANIFEST && !comes_later
}

async fn of_file(folder: &dyn RunFolder, key: &str) -> Result<Option<StoredFile>, StoreError> {
    let Some(mut download) = folder.open(key).await? else { return Ok(None) };
    let mut fingerprint = Fingerprint::default();
    while let Some(piece) = download.next().await? {
        fingerprint.add(&piece);
    }
    Ok(Some(fingerprint.of_file(key)))
}

/// A file of a closed run that is not what the run manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The manifest names it, and it is gone.
    Missing(StoredFile),
    /// Its content is another one.
    Changed {
        /// What the manifest says.
        recorded: StoredFile,
        /// What is there.
        found: StoredFile,
    },
    /// The manifest does not name it.
    Unlisted(StoredFile),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(file) => write!(f, "`{}` is missing", file.key),
            Self::Changed { recorded, found } => write!(
                f,
                "`{}` was changed: {} bytes, SHA-256 {}; recorded: {} bytes, {}",
                found.key, found.bytes, found.sha256, recorded.bytes, recorded.sha256
            ),
            Self::Unlisted(file) => write!(f, "`{}` was added", file.key),
        }
    }
}

/// Whether the files of a closed run are those its manifest names; what is wrong, sorted by key.
///
/// # Errors
/// When the store cannot be read.
pub async fn verify(folder: &dyn RunFolder, manifest: &RunManifest) -> Result<Vec<Problem>, StoreError> {
    let found = fingerprint(folder).await?;
    let found = found.into_iter().map(|file| (file.key.clone(), (None, Some(file))));
    let mut both: BTreeMap<String, (Option<&StoredFile>, Option<StoredFile>)> = found.collect();
    for file in &manifest.files {
        both.entry(file.key.clone()).or_default().0 = Some(file);
    }
    Ok(both.into_values().filter_map(|(recorded, found)| problem(recorded, found)).collect())
}

fn problem(recorded: Option<&StoredFile>, found: Option<StoredFile>) -> Option<Problem> {
    match (recorded.cloned(), found) {
        (Some(recorded), Some(found)) if recorded == found => None,
        (Some(recorded), Some(found)) => Some(Problem::Changed { recorded, found }),
        (Some(recorded), None) => Some(Problem::Missing(recorded)),
        (None, found) => found.map(Problem::Unlisted),
    }
}

#[cfg(test)]
mod tests;
