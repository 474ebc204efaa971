//! An upload that is fingerprinted as it passes.

use review_core::record::StoredFile;

use crate::error::StoreError;
use crate::fingerprint::Fingerprint;
use crate::port::{RunFolder, Upload};

/// How much is gathered before it is handed on.
const PIECE: usize = 64 * 1024;

pub(super) struct HashedUpload {
    pub(super) key: String,
    upload: Box<dyn Upload>,
    fingerprint: Fingerprint,
    /// What comes next is appended here.
    pub(super) pending: Vec<u8>,
}

impl HashedUpload {
    pub(super) async fn begin(folder: &dyn RunFolder, key: String) -> Result<Self, StoreError> {
        let upload = folder.stream(&key).await?;
        Ok(Self { key, upload, fingerprint: Fingerprint::default(), pending: Vec::with_capacity(PIECE) })
    }

    /// Hands on what is pending, if it is worth it.
    pub(super) async fn advance(&mut self) -> Result<(), StoreError> {
        if self.pending.len() < PIECE { Ok(()) } else { self.hand_on().await }
    }

    async fn hand_on(&mut self) -> Result<(), StoreError> {
        self.fingerprint.add(&self.pending);
        self.upload.write(&self.pending).await?;
        self.pending.clear();
        Ok(())
    }

    pub(super) async fn finish(mut self) -> Result<StoredFile, StoreError> {
        if !self.pending.is_empty() {
            self.hand_on().await?;
        }
        self.upload.finish().await?;
        Ok(self.fingerprint.of_file(&self.key))
    }
}
