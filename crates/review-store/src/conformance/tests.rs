//! The suite itself: each of these flaws must be found.

use std::panic::{self, AssertUnwindSafe};

use async_trait::async_trait;

use super::*;
use crate::memory::MemoryFolder;
use crate::port::{Download, Upload};

/// What an implementation could get wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Flaw {
    None,
    CreateReplaces,
    CreateLooksThenWrites,
    ReplaceForgetsTheVersion,
    ReplaceLooksThenWrites,
    ReplaceMakesWhatIsNotThere,
    PutAppends,
    StreamIsSeenEarly,
    StreamLosesAPiece,
    DroppedStreamStays,
    ListForgetsThePrefix,
    ListIsUnsorted,
    ListTakesFoldersOnly,
    KeysAreNotChecked,
    DownloadIsCut,
}

struct Flawed {
    inside: MemoryFolder,
    flaw: Flaw,
}

impl Flawed {
    fn has(&self, flaw: Flaw) -> bool {
        self.flaw == flaw
    }

    /// The key, or one that is fine instead of one that is not.
    fn key<'k>(&self, key: &'k str) -> &'k str {
        if self.has(Flaw::KeysAreNotChecked) && crate::key::check(key).is_err() { "case/file" } else { key }
    }
}

#[async_trait]
impl RunFolder for Flawed {
    fn location(&self) -> String {
        self.inside.location()
    }

    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.inside.read(self.key(key)).await
    }

    async fn open(&self, key: &str) -> Result<Option<Box<dyn Download>>, StoreError> {
        let content = self.inside.read(self.key(key)).await?;
        let cut = if self.has(Flaw::DownloadIsCut) { 600_000 } else { usize::MAX };
        let cut = content.map(|content| content.into_iter().take(cut).collect());
        Ok(cut.map(|content| Box::new(crate::port::Whole(Some(content))) as Box<dyn Download>))
    }

    async fn load(&self, key: &str) -> Result<Option<(Vec<u8>, Version)>, StoreError> {
        self.inside.load(self.key(key)).await
    }

    async fn create(&self, key: &str, content: &[u8]) -> Result<Version, StoreError> {
        let there = self.inside.read(key).await?.is_some();
        if self.has(Flaw::CreateReplaces) || (self.has(Flaw::CreateLooksThenWrites) && !there) {
            tokio::task::yield_now().await;
            self.inside.put(key, content).await?;
            return Ok(self.inside.load(key).await?.expect("just written").1);
        }
        self.inside.create(self.key(key), content).await
    }

    async fn replace(&self, key: &str, content: &[u8], version: &Version) -> Result<Version, StoreError> {
        let last = self.inside.load(key).await?.map(|(_, version)| version);
        let goes_on = match self.flaw {
            Flaw::ReplaceForgetsTheVersion => last.is_some(),
            Flaw::ReplaceLooksThenWrites => last.as_ref() == Some(version),
            Flaw::ReplaceMakesWhatIsNotThere => last.is_none(),
            _ => false,
        };
        if goes_on {
            tokio::task::yield_now().await;
            self.inside.put(key, content).await?;
            return Ok(self.inside.load(key).await?.expect("just written").1);
        }
        self.inside.replace(self.key(key), content, version).await
    }

    async fn put(&self, key: &str, content: &[u8]) -> Result<(), StoreError> {
        let before = if self.has(Flaw::PutAppends) { self.inside.read(key).await?.unwrap_or_default() } else { vec![] };
        self.inside.put(self.key(key), &[&before, content].concat()).await
    }

    async fn stream(&self, key: &str) -> Result<Box<dyn Upload>, StoreError> {
        let inside = self.inside.stream(self.key(key)).await?;
        Ok(Box::new(FlawedUpload { folder: self.inside.clone(), flaw: self.flaw, key: key.to_owned(), inside }))
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let folder = prefix.rsplit_once('/').map_or(String::new(), |(folders, _)| format!("{folders}/"));
        match self.flaw {
            Flaw::ListForgetsThePrefix => self.inside.list(&folder).await,
            Flaw::ListTakesFoldersOnly if !prefix.is_empty() && !prefix.ends_with('/') => {
                self.inside.list(&format!("{prefix}/")).await
            }
            Flaw::ListIsUnsorted => self.inside.list(prefix).await.map(|keys| keys.into_iter().rev().collect()),
            Flaw::KeysAreNotChecked => Ok(self.inside.list(prefix).await.unwrap_or_default()),
            _ => self.inside.list(prefix).await,
        }
    }
}

struct FlawedUpload {
    folder: MemoryFolder,
    flaw: Flaw,
    key: String,
    inside: Box<dyn Upload>,
}

#[async_trait]
impl Upload for FlawedUpload {
    async fn write(&mut self, piece: &[u8]) -> Result<(), StoreError> {
        match self.flaw {
            Flaw::StreamIsSeenEarly => self.folder.put(&self.key, piece).await?,
            // Some of the pieces of the large file end so.
            Flaw::StreamLosesAPiece if piece.last().is_some_and(|byte| *byte > 200) => return Ok(()),
            Flaw::DroppedStreamStays if piece.len() == 300_000 => self.folder.put(&self.key, piece).await?,
            _ => {}
        }
        self.inside.write(piece).await
    }

    async fn finish(self: Box<Self>) -> Result<(), StoreError> {
        self.inside.finish().await
    }
}

/// Whether the suite is content with a folder of that flaw.
fn passes(flaw: Flaw) -> bool {
    let fresh = || async move { Arc::new(Flawed { inside: MemoryFolder::default(), flaw }) as Folder };
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    panic::catch_unwind(AssertUnwindSafe(|| runtime.block_on(all(fresh)))).is_ok()
}

#[test]
fn every_flaw_is_found() {
    assert!(passes(Flaw::None));
    for flaw in [
        Flaw::CreateReplaces,
        Flaw::CreateLooksThenWrites,
        Flaw::ReplaceForgetsTheVersion,
        Flaw::ReplaceLooksThenWrites,
        Flaw::ReplaceMakesWhatIsNotThere,
        Flaw::PutAppends,
        Flaw::StreamIsSeenEarly,
        Flaw::StreamLosesAPiece,
        Flaw::DroppedStreamStays,
        Flaw::ListForgetsThePrefix,
        Flaw::ListIsUnsorted,
        Flaw::ListTakesFoldersOnly,
        Flaw::KeysAreNotChecked,
        Flaw::DownloadIsCut,
    ] {
        assert!(!passes(flaw), "{flaw:?} was not found");
    }
}
