//! Typed documents of a run folder: pretty JSON that ends in a newline, the same bytes for the same value.

use std::fmt;
use std::marker::PhantomData;

use review_core::comparison::{COMPARISON_FORMAT, Comparison};
use review_core::documents::{self, DriverDocument, RunDocument, RunManifest, StateDocument, StopDocument};
use review_core::finding::{FINDINGS_FORMAT, Findings};
use review_core::manifest::{LaneEnded, MANIFEST_FORMAT, Manifest};
use review_core::notified::NotifiedDocument;
use review_core::record::{ErrorDocument, RECORD_FORMAT, Record};
use review_core::series::{SERIES_FORMAT, Series};
use review_core::settings::{SETTINGS_FORMAT, Settings};
use serde::de::{DeserializeOwned, Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::StoreError;
use crate::port::{RunFolder, Version};

/// What is kept as a document: it has a field `format`, and one number of it that this program reads and writes.
pub trait Document: Serialize + DeserializeOwned {
    /// That number.
    const FORMAT: u32;
}

impl Document for RunDocument {
    const FORMAT: u32 = documents::FORMAT;
}
impl Document for StateDocument {
    const FORMAT: u32 = documents::FORMAT;
}
impl Document for StopDocument {
    const FORMAT: u32 = documents::FORMAT;
}
impl Document for DriverDocument {
    const FORMAT: u32 = documents::FORMAT;
}
impl Document for NotifiedDocument {
    const FORMAT: u32 = documents::FORMAT;
}
impl Document for RunManifest {
    const FORMAT: u32 = documents::FORMAT;
}
impl Document for Manifest {
    const FORMAT: u32 = MANIFEST_FORMAT;
}
impl Document for LaneEnded {
    const FORMAT: u32 = MANIFEST_FORMAT;
}
impl Document for Record {
    const FORMAT: u32 = RECORD_FORMAT;
}
impl Document for ErrorDocument {
    const FORMAT: u32 = RECORD_FORMAT;
}
impl Document for Findings {
    const FORMAT: u32 = FINDINGS_FORMAT;
}
impl Document for Comparison {
    const FORMAT: u32 = COMPARISON_FORMAT;
}
impl Document for Series {
    const FORMAT: u32 = SERIES_FORMAT;
}
impl Document for Settings {
    const FORMAT: u32 = SETTINGS_FORMAT;
}

/// A document; `None` when there is no such file.
///
/// # Errors
/// [`StoreError::Damaged`] when it does not read; else when the store cannot be read.
pub async fn read<T: Document>(folder: &dyn RunFolder, key: &str) -> Result<Option<T>, StoreError> {
    let content = folder.read(key).await?;
    content.map(|content| from_json(folder, key, &content)).transpose()
}

/// A document and its version, to replace it by; `None` when there is no such file.
///
/// # Errors
/// [`StoreError::Damaged`] when it does not read; else when the store cannot be read.
pub async fn load<T: Document>(folder: &dyn RunFolder, key: &str) -> Result<Option<(T, Version)>, StoreError> {
    let loaded = folder.load(key).await?;
    loaded.map(|(content, version)| Ok((from_json(folder, key, &content)?, version))).transpose()
}

/// Writes a document that must not exist yet.
///
/// # Errors
/// [`StoreError::Exists`] when it does; else when the store cannot be written.
pub async fn create<T: Document + Sync>(
    folder: &dyn RunFolder,
    key: &str,
    document: &T,
) -> Result<Version, StoreError> {
    folder.create(key, &to_json(folder, key, document)?).await
}

/// Replaces a document of which `version` is the last.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else replaced it meanwhile; else when the store cannot be written.
pub async fn replace<T: Document + Sync>(
    folder: &dyn RunFolder,
    key: &str,
    document: &T,
    version: &Version,
) -> Result<Version, StoreError> {
    folder.replace(key, &to_json(folder, key, document)?, version).await
}

/// Writes a document, new or not: what can be made again at any time, such as findings.
///
/// # Errors
/// When the store cannot be written.
pub async fn put<T: Document + Sync>(folder: &dyn RunFolder, key: &str, document: &T) -> Result<(), StoreError> {
    folder.put(key, &to_json(folder, key, document)?).await
}

/// The bytes that a document is kept as.
///
/// # Errors
/// When it holds what JSON cannot.
pub fn to_json<T: Document>(folder: &dyn RunFolder, key: &str, document: &T) -> Result<Vec<u8>, StoreError> {
    // Only a type that JSON cannot hold fails here, such as a map whose keys are no text.
    let mut json = serde_json::to_vec_pretty(document).map_err(|error| StoreError::Io {
        doing: "write",
        key: key.to_owned(),
        location: folder.location(),
        source: error.into(),
    })?;
    json.push(b'\n');
    Ok(json)
}

/// The document that a file's content is.
///
/// # Errors
/// [`StoreError::Damaged`] when it does not read.
pub fn from_json<T: Document>(folder: &dyn RunFolder, key: &str, content: &[u8]) -> Result<T, StoreError> {
    // The number first: what else a document of another format holds says nothing.
    let Head { format: Known(_) } = serde_json::from_slice::<Head<T>>(content)
        .map_err(|error| damaged(folder.location(), key, &place_and_problem(&error), remedy(&error)))?;
    serde_json::from_slice(content)
        .map_err(|error| damaged(folder.location(), key, &place_and_problem(&error), RESTORE))
}

pub(crate) const RESTORE: &str = "restore the file from a copy, or start a new run";
const OTHER_PROGRAM: &str = "use the version of this program that wrote it, or a later one";

fn remedy(error: &serde_json::Error) -> &'static str {
    if error.to_string().contains(UNKNOWN_FORMAT) { OTHER_PROGRAM } else { RESTORE }
}

pub(crate) fn damaged(location: String, key: &str, problem: &str, remedy: &str) -> StoreError {
    StoreError::Damaged { key: key.to_owned(), location, why: format!("{problem}; {remedy}") }
}

/// `line 3, column 7: expected ...`: the place first, as everywhere else.
pub(crate) fn place_and_problem(error: &serde_json::Error) -> String {
    let (line, column, text) = (error.line(), error.column(), error.to_string());
    let problem = text.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&text);
    if line == 0 { problem.to_owned() } else { format!("line {line}, column {column}: {problem}") }
}

/// The one field every document has.
#[derive(Deserialize)]
#[serde(bound = "")]
struct Head<T: Document> {
    format: Known<T>,
}

/// A format number that is the one of `T`.
struct Known<T>(PhantomData<T>);

const UNKNOWN_FORMAT: &str = "is not a format this program knows";

impl<'de, T: Document> Deserialize<'de> for Known<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_u64(Self(PhantomData))
    }
}

/// A visitor, so that the error is raised, and placed, at the number.
impl<T: Document> Visitor<'_> for Known<T> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a format number")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self, E> {
        if number == u64::from(T::FORMAT) {
            return Ok(self);
        }
        Err(E::custom(format_args!("format {number} {UNKNOWN_FORMAT} (it knows {})", T::FORMAT)))
    }
}

#[cfg(test)]
mod tests;
