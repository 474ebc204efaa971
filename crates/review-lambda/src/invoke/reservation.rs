//! Which run an idempotency key stands for: `starts/<digest of the key>.json`, written once.

use review_core::{RunId, Timestamp};
use review_store::StoreError;
use serde::{Deserialize, Serialize};

use super::place::Place;
use super::refusal::json;
use crate::ids::RunKey;
use crate::layout::FORMAT;
use crate::named::{ErrorName, NamedError};

/// A run that a key stands for. It may not have begun yet: whoever reserved it may have died.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reservation {
    format: u32,
    pub(super) run: RunId,
    pub(super) key: RunKey,
    /// The run's time of begin, so that everybody makes the same plan of it.
    pub(super) started_at: Timestamp,
}

impl Reservation {
    pub(super) const fn new(run: RunId, key: RunKey, started_at: Timestamp) -> Self {
        Self { format: FORMAT, run, key, started_at }
    }

    /// What a key stands for so far.
    pub(super) async fn read(place: &Place, idempotency_key: &str) -> Result<Option<Self>, NamedError> {
        let key = place.layout.start(idempotency_key);
        let Some(content) = place.bucket.read(&key).await? else { return Ok(None) };
        serde_json::from_slice(&content).map(Some).map_err(|error| {
            NamedError::new(
                ErrorName::Damaged,
                format!("{} does not read: {error}", place.url(&key)),
                "remove it, or start with another idempotency key",
            )
        })
    }

    /// Reserves this run for a key, or answers the one that somebody else reserved first.
    pub(super) async fn make(self, place: &Place, idempotency_key: &str) -> Result<Self, NamedError> {
        let key = place.layout.start(idempotency_key);
        match place.bucket.create(&key, &json(&self)?).await {
            Ok(_) => Ok(self),
            Err(StoreError::Exists { .. }) => {
                let first = Self::read(place, idempotency_key).await?;
                first.ok_or_else(|| NamedError::internal(format!("{key} was there and is gone")))
            }
            Err(error) => Err(error.into()),
        }
    }
}
