//! The port on a local folder.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::panic;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use review_core::RunId;
use review_core::keys::LOCK;

use super::lock::{self, NotLocked};
use super::part::{self, Part};
use super::tree;
use super::upload::{LocalDownload, LocalUpload};
use super::within;
use crate::error::StoreError;
use crate::fingerprint::version_of;
use crate::key;
use crate::port::{Download, RunFolder, Upload, Version};

/// How often a create is tried again whose unfinished file a driver swept away while it opened the folder.
const CREATE_TRIES: u32 = 3;

/// A run folder on this machine. Clones are the same folder, under the same lock.
///
/// # Versions
///
/// The version of a document is the SHA-256 of its content. A counter beside it would be a second file that a
/// crash could part from the first. Comparing and swapping are two steps for the file system, so they are made
/// one by two locks: `driver.lock` keeps other drivers out, for as long as any clone lives or any write of it is
/// under way, and a mutex keeps the tasks of this driver apart. A document that changes and changes back has its
/// old version again; the state of a lane, the one thing that is swapped, never does: its drivers, rounds and
/// attempts only go forward.
#[derive(Clone, Debug)]
pub struct LocalFolder {
    inner: Arc<Inner>,
}

/// What the clones share.
#[derive(Debug)]
pub(super) struct Inner {
    root: PathBuf,
    /// Held while a file is compared and gets its name.
    placing: Mutex<()>,
    /// The driver's lock; none for a folder opened to read.
    lock: Option<File>,
}

impl LocalFolder {
    /// Makes the folder of a new run, `<base>/<warehouse>/<pack>/<run>/`, and opens it to drive.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the run's folder is there already; else when it cannot be made.
    pub fn create_run(base: &Path, warehouse: &str, pack: &str, run: &RunId) -> Result<Self, StoreError> {
        let key = format!("{warehouse}/{pack}/{run}");
        let failed = |source: io::Error| match source.kind() {
            ErrorKind::AlreadyExists => StoreError::Exists { key: key.clone(), location: base.display().to_string() },
            _ => io_error(base, "create", &key, source),
        };
        for component in [warehouse, pack] {
            if component.contains('/') {
                return Err(failed(io::Error::new(ErrorKind::InvalidInput, format!("`{component}` holds a `/`"))));
            }
        }
        key::check(&key).map_err(failed)?;
        let (root, above) = (base.join(&key), base.join(warehouse).join(pack));
        // A base folder is made where it is missing; the root of a file system never is.
        part::make_folders(Path::new("/"), &above).map_err(failed)?;
        fs::create_dir(&root).and_then(|()| part::sync_folder(&above)).map_err(failed)?;
        Self::open_to_drive(&root)
    }

    /// Opens a run folder for a driver: takes its lock for as long as the folder (or a clone of it) lives, and
    /// sweeps away what a driver that died has left unfinished.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another driver holds it; else when the folder cannot be read or written.
    pub fn open_to_drive(path: &Path) -> Result<Self, StoreError> {
        check_folder(path)?;
        let lock = lock::take(path).map_err(|error| match error {
            NotLocked::Held { holder } => StoreError::Locked { location: path.display().to_string(), holder },
            NotLocked::Io(source) => io_error(path, "lock", LOCK, source),
        })?;
        tree::sweep(path).map_err(|source| io_error(path, "sweep", ".", source))?;
        Ok(Self::new(path, Some(lock)))
    }

    /// Opens a run folder beside its driver, if it has one: to read it, and to create what is not there yet
    /// (`stop.json`). Whatever replaces a file is refused.
    ///
    /// # Errors
    /// When it is not a folder that can be read.
    pub fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        check_folder(path)?;
        Ok(Self::new(path, None))
    }

    fn new(root: &Path, lock: Option<File>) -> Self {
        Self { inner: Arc::new(Inner { root: root.to_owned(), placing: Mutex::new(()), lock }) }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.inner.root
    }

    /// Does what may wait for the disk on a thread for that. The thread keeps the folder, and so the lock, until
    /// it is done, even when nobody waits for it any more.
    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        doing: &'static str,
        key: &str,
        work: impl FnOnce(&Inner) -> io::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let inner = Arc::clone(&self.inner);
        let done = match tokio::task::spawn_blocking(move || work(&inner)).await {
            Ok(done) => done,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => panic::resume_unwind(panic),
                Err(_) => Err(io::Error::new(ErrorKind::Interrupted, "the program is ending")),
            },
        };
        done.map_err(|source| self.io(doing, key, source))
    }

    pub(super) fn io(&self, doing: &'static str, key: &str, source: io::Error) -> StoreError {
        io_error(&self.inner.root, doing, key, source)
    }
}

fn check_folder(path: &Path) -> Result<(), StoreError> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(_) => Err(io_error(path, "open", ".", ErrorKind::NotADirectory.into())),
        Err(source) => Err(io_error(path, "open", ".", source)),
    }
}

fn io_error(root: &Path, doing: &'static str, key: &str, source: io::Error) -> StoreError {
    StoreError::Io { doing, key: key.to_owned(), location: root.display().to_string(), source }
}

impl Inner {
    fn path(&self, key: &str) -> io::Result<PathBuf> {
        key::check(key)?;
        Ok(self.root.join(key))
    }

    fn begin(&self, key: &str) -> io::Result<Part> {
        key::check_for_writing(key)?;
        Part::begin(&self.root, self.root.join(key))
    }

    fn begin_to_replace(&self, key: &str) -> io::Result<Part> {
        match self.lock {
            Some(_) => self.begin(key),
            None => Err(io::Error::other("it was opened to read; only the driver that holds its lock may replace")),
        }
    }

    fn placing(&self) -> MutexGuard<'_, ()> {
        // The mutex guards no value that a panic could leave torn.
        self.placing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, key: &str) -> io::Result<Option<Vec<u8>>> {
        key::check(key)?;
        found(within::read(&self.root, key))
    }

    fn create(&self, key: &str, content: &[u8]) -> io::Result<()> {
        if fs::symlink_metadata(self.path(key)?).is_ok() {
            return Err(ErrorKind::AlreadyExists.into());
        }
        for _ in 1..CREATE_TRIES {
            match self.create_once(key, content) {
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                other => return other,
            }
        }
        self.create_once(key, content)
    }

    fn create_once(&self, key: &str, content: &[u8]) -> io::Result<()> {
        let mut part = self.begin(key)?;
        part.write(content)?;
        part.sync()?;
        let placing = self.placing();
        part.link()?;
        drop(placing);
        part.settle()
    }

    /// Whether the document was replaced: not when `version` is not its version.
    fn replace(&self, key: &str, content: &[u8], version: &Version) -> io::Result<bool> {
        let mut part = self.begin_to_replace(key)?;
        part.write(content)?;
        part.sync()?;
        let placing = self.placing();
        if self.read(key)?.is_none_or(|current| version_of(&current) != *version) {
            return Ok(false);
        }
        part.rename()?;
        drop(placing);
        part.settle()?;
        Ok(true)
    }

    /// Gives a file that is written its name, in place of one that has it.
    pub(super) fn put_in_place(&self, mut part: Part) -> io::Result<()> {
        part.sync()?;
        let placing = self.placing();
        part.rename()?;
        drop(placing);
        part.settle()
    }
}

fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[async_trait]
impl RunFolder for LocalFolder {
    fn location(&self) -> String {
        self.inner.root.display().to_string()
    }

    fn location_of(&self, key: &str) -> String {
        self.inner.root.join(key).display().to_string()
    }

    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let name = key.to_owned();
        self.blocking("read", key, move |folder| folder.read(&name)).await
    }

    async fn open(&self, key: &str) -> Result<Option<Box<dyn Download>>, StoreError> {
        let name = key.to_owned();
        let file = self.blocking("read", key, move |folder| {
            key::check(&name)?;
            found(within::open(&folder.root, &name))
        });
        let file = file.await?;
        Ok(file.map(|file| Box::new(LocalDownload::new(self.clone(), key, file)) as Box<dyn Download>))
    }

    async fn load(&self, key: &str) -> Result<Option<(Vec<u8>, Version)>, StoreError> {
        let content = self.read(key).await?;
        Ok(content.map(|content| {
            let version = version_of(&content);
            (content, version)
        }))
    }

    async fn create(&self, key: &str, content: &[u8]) -> Result<Version, StoreError> {
        let (name, content) = (key.to_owned(), content.to_owned());
        let created =
            self.blocking("write", key, move |folder| folder.create(&name, &content).map(|()| version_of(&content)));
        created.await.map_err(|error| match error {
            StoreError::Io { source, key, location, .. } if source.kind() == ErrorKind::AlreadyExists => {
                StoreError::Exists { key, location }
            }
            other => other,
        })
    }

    async fn replace(&self, key: &str, content: &[u8], version: &Version) -> Result<Version, StoreError> {
        let (name, content, version) = (key.to_owned(), content.to_owned(), version.clone());
        let replaced = self.blocking("write", key, move |folder| {
            let replaced = folder.replace(&name, &content, &version)?;
            Ok(replaced.then(|| version_of(&content)))
        });
        replaced.await?.ok_or_else(|| StoreError::Conflict { key: key.to_owned(), location: self.location() })
    }

    async fn put(&self, key: &str, content: &[u8]) -> Result<(), StoreError> {
        let (name, content) = (key.to_owned(), content.to_owned());
        let put = self.blocking("write", key, move |folder| {
            let part = folder.begin_to_replace(&name)?;
            part.write(&content)?;
            folder.put_in_place(part)
        });
        put.await
    }

    async fn stream(&self, key: &str) -> Result<Box<dyn Upload>, StoreError> {
        let name = key.to_owned();
        let part = self.blocking("write", key, move |folder| folder.begin_to_replace(&name)).await?;
        Ok(Box::new(LocalUpload::new(self.clone(), key, part)))
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let name = prefix.to_owned();
        let list = move |folder: &Inner| {
            key::check_prefix(&name)?;
            tree::list(&folder.root, &name)
        };
        self.blocking("list", prefix, list).await
    }
}
