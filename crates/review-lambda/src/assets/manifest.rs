//! `manifest.json`: what the function put where, so that it knows what is its own.

use std::collections::BTreeMap;

use review_core::digest::sha256_hex;
use review_store::{S3Object, Version};
use serde::{Deserialize, Serialize};

use super::place::Place;
use crate::named::{ErrorName, NamedError};

const FORMAT: u32 = 1;

/// What the function put into its folder, by path below `packs/`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    format: u32,
    pub(super) files: BTreeMap<String, File>,
}

/// A file that the function put there, or is about to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct File {
    /// Hex SHA-256 of its content.
    pub(super) sha256: String,
    /// Its size.
    pub(super) bytes: u64,
    /// Its ETag in the release, by which a change there shows without reading it.
    pub(super) source_etag: String,
    /// Its ETag here; `None` between the plan and the copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) target_etag: Option<String>,
}

impl Manifest {
    pub(super) const fn of(files: BTreeMap<String, File>) -> Self {
        Self { format: FORMAT, files }
    }

    /// What the function has put there so far; nothing, where it has not been yet.
    pub(super) async fn read(place: &Place) -> Result<Self, NamedError> {
        let key = place.manifest_key();
        let Some(content) = place.target.read(&key).await? else { return Ok(Self::of(BTreeMap::new())) };
        let read: Result<Self, _> = serde_json::from_slice(&content);
        let why = match read {
            Ok(manifest) if manifest.format == FORMAT => return Ok(manifest),
            Ok(manifest) => format!("its format is {} and this version knows {FORMAT}", manifest.format),
            Err(error) => error.to_string(),
        };
        Err(NamedError::new(
            ErrorName::Damaged,
            format!("s3://{}/{key} does not read: {why}", place.target.name()),
            "restore an older version of it, or remove the folder it lies in: everything there is copied anew",
        ))
    }

    pub(super) async fn write(&self, place: &Place) -> Result<(), NamedError> {
        let mut text = serde_json::to_vec_pretty(self).map_err(|error| NamedError::internal(error.to_string()))?;
        text.push(b'\n');
        place.target.put(&place.manifest_key(), &text).await?;
        Ok(())
    }
}

impl File {
    /// Whether an object is still what the function put there: by its ETag, or where none was noted since the copying
    /// was cut short, by its content.
    pub(super) async fn is_still(&self, place: &Place, object: &S3Object) -> Result<bool, NamedError> {
        match &self.target_etag {
            Some(etag) => Ok(object.version == Version(etag.clone())),
            None if object.bytes != self.bytes => Ok(false),
            None => {
                let content = place.target.read(&object.key).await?;
                Ok(content.is_some_and(|content| sha256_hex(&content) == self.sha256))
            }
        }
    }
}
