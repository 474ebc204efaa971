//! A run folder in memory, for tests.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use crate::error::StoreError;
use crate::key;
use crate::port::{RunFolder, Upload, Version};

/// A run folder in memory. Clones share the files, as two drivers share a folder: drop one and go on with another
/// to simulate a restart.
#[derive(Clone, Debug, Default)]
pub struct MemoryFolder {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    files: BTreeMap<String, File>,
    writes: u64,
}

/// Its version is the number of the write that made it, so that a document which changes back is still another.
#[derive(Clone, Debug)]
struct File {
    content: Arc<[u8]>,
    version: u64,
}

impl MemoryFolder {
    /// A copy of the files as they are now, which changes by itself from here on.
    pub fn copy(&self) -> Self {
        let shared = self.shared();
        Self { shared: Arc::new(Mutex::new(Shared { files: shared.files.clone(), writes: shared.writes })) }
    }

    /// All files by key.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        self.shared().files.iter().map(|(key, file)| (key.clone(), file.content.to_vec())).collect()
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn checked(&self, doing: &'static str, key: &str, checked: io::Result<()>) -> Result<(), StoreError> {
        checked.map_err(|source| StoreError::Io { doing, key: key.to_owned(), location: self.location(), source })
    }
}

impl Shared {
    fn write(&mut self, key: &str, content: &[u8]) -> Version {
        self.writes += 1;
        let file = File { content: content.into(), version: self.writes };
        let version = file.version();
        self.files.insert(key.to_owned(), file);
        version
    }
}

impl File {
    fn version(&self) -> Version {
        Version(self.version.to_string())
    }
}

#[async_trait]
impl RunFolder for MemoryFolder {
    fn location(&self) -> String {
        "memory".to_owned()
    }

    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.checked("read", key, key::check(key))?;
        Ok(self.shared().files.get(key).map(|file| file.content.to_vec()))
    }

    async fn load(&self, key: &str) -> Result<Option<(Vec<u8>, Version)>, StoreError> {
        self.checked("read", key, key::check(key))?;
        Ok(self.shared().files.get(key).map(|file| (file.content.to_vec(), file.version())))
    }

    async fn create(&self, key: &str, content: &[u8]) -> Result<Version, StoreError> {
        self.checked("write", key, key::check_for_writing(key))?;
        let mut shared = self.shared();
        if shared.files.contains_key(key) {
            return Err(StoreError::Exists { key: key.to_owned(), location: self.location() });
        }
        Ok(shared.write(key, content))
    }

    async fn replace(&self, key: &str, content: &[u8], version: &Version) -> Result<Version, StoreError> {
        self.checked("write", key, key::check_for_writing(key))?;
        let mut shared = self.shared();
        if shared.files.get(key).is_none_or(|file| file.version() != *version) {
            return Err(StoreError::Conflict { key: key.to_owned(), location: self.location() });
        }
        Ok(shared.write(key, content))
    }

    async fn put(&self, key: &str, content: &[u8]) -> Result<(), StoreError> {
        self.checked("write", key, key::check_for_writing(key))?;
        self.shared().write(key, content);
        Ok(())
    }

    async fn stream(&self, key: &str) -> Result<Box<dyn Upload>, StoreError> {
        self.checked("write", key, key::check_for_writing(key))?;
        Ok(Box::new(MemoryUpload { folder: self.clone(), key: key.to_owned(), content: Vec::new() }))
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.checked("list", prefix, key::check_prefix(prefix))?;
        let shared = self.shared();
        let from_prefix = shared.files.range(prefix.to_owned()..).map(|(key, _)| key);
        Ok(from_prefix.take_while(|key| key.starts_with(prefix)).cloned().collect())
    }
}

struct MemoryUpload {
    folder: MemoryFolder,
    key: String,
    content: Vec<u8>,
}

#[async_trait]
impl Upload for MemoryUpload {
    async fn write(&mut self, piece: &[u8]) -> Result<(), StoreError> {
        self.content.extend_from_slice(piece);
        Ok(())
    }

    async fn finish(self: Box<Self>) -> Result<(), StoreError> {
        self.folder.put(&self.key, &self.content).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_is_a_run_folder() {
        crate::conformance::all(|| async { Arc::new(MemoryFolder::default()) as Arc<dyn RunFolder> }).await;
    }

    #[tokio::test]
    async fn a_clone_is_the_same_folder_and_a_copy_is_not() {
        let folder = MemoryFolder::default();
        folder.put("a", b"1").await.expect("written");
        let (clone, copy) = (folder.clone(), folder.copy());
        folder.put("a", b"2").await.expect("written");
        assert_eq!(clone.files()["a"], b"2");
        assert_eq!(copy.files()["a"], b"1");
    }
}
