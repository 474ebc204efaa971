//! Local files piece by piece.

use std::fs::File;
use std::io::{self, Read as _};
use std::mem;

use async_trait::async_trait;

use super::folder::LocalFolder;
use super::part::Part;
use crate::error::StoreError;
use crate::port::{Download, Upload};

/// How much is gathered before the file system is asked: each time is a visit to another thread.
const PIECE: usize = 128 * 1024;

/// A local file being written.
pub(super) struct LocalUpload {
    folder: LocalFolder,
    key: String,
    /// Gone once a write has failed or was given up half-way: such a file can no longer be finished.
    part: Option<Part>,
    gathered: Vec<u8>,
}

impl LocalUpload {
    pub(super) fn new(folder: LocalFolder, key: &str, part: Part) -> Self {
        Self { folder, key: key.to_owned(), part: Some(part), gathered: Vec::new() }
    }

    async fn flush(&mut self) -> Result<(), StoreError> {
        let (part, gathered) = (self.take_part()?, mem::take(&mut self.gathered));
        let written = self.folder.blocking("write", &self.key, move |_| part.write(&gathered).map(|()| part));
        self.part = Some(written.await?);
        Ok(())
    }

    fn take_part(&mut self) -> Result<Part, StoreError> {
        self.part.take().ok_or_else(|| {
            let why = io::Error::other("an earlier piece of it was not written");
            self.folder.io("write", &self.key, why)
        })
    }
}

#[async_trait]
impl Upload for LocalUpload {
    async fn write(&mut self, piece: &[u8]) -> Result<(), StoreError> {
        self.gathered.extend_from_slice(piece);
        if self.gathered.len() < PIECE {
            return Ok(());
        }
        self.flush().await
    }

    async fn finish(mut self: Box<Self>) -> Result<(), StoreError> {
        self.flush().await?;
        let part = self.take_part()?;
        self.folder.blocking("write", &self.key, move |folder| folder.put_in_place(part)).await
    }
}

/// A local file being read.
pub(super) struct LocalDownload {
    folder: LocalFolder,
    key: String,
    file: Option<File>,
}

impl LocalDownload {
    pub(super) fn new(folder: LocalFolder, key: &str, file: File) -> Self {
        Self { folder, key: key.to_owned(), file: Some(file) }
    }
}

#[async_trait]
impl Download for LocalDownload {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(file) = self.file.take() else { return Ok(None) };
        let read = self.folder.blocking("read", &self.key, move |_| {
            let mut piece = Vec::with_capacity(PIECE);
            (&file).take(PIECE as u64).read_to_end(&mut piece)?;
            Ok((file, piece))
        });
        let (file, piece) = read.await?;
        if piece.is_empty() {
            return Ok(None);
        }
        self.file = Some(file);
        Ok(Some(piece))
    }
}
