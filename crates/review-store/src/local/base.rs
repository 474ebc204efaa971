//! A base that is a folder of this machine.

use std::fs::{self, DirEntry};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use review_core::{RunId, keys};

use super::folder::LocalFolder;
use super::part::{Part, make_folders, parent};
use crate::base::{Base, BaseError, FoundRun};
use crate::error::StoreError;
use crate::port::RunFolder;

/// A folder that holds run folders. It need not be there yet. Links are not followed, and a folder that this user may
/// not read is passed over: a base may be shared.
#[derive(Clone, Debug)]
pub struct LocalBase {
    path: PathBuf,
}

impl LocalBase {
    /// The base at this path.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    fn found(&self) -> Result<Vec<FoundRun>, BaseError> {
        let mut runs = Vec::new();
        for (warehouse, path) in folders(&self.path, true)? {
            for (pack, path) in folders(&path, false)? {
                for (name, path) in folders(&path, false)? {
                    let (location, Ok(run)) = (path.display().to_string(), name.parse()) else { continue };
                    runs.push(FoundRun { location, warehouse: warehouse.clone(), pack: pack.clone(), run });
                }
            }
        }
        Ok(runs)
    }

    fn try_put(&self, name: &str, content: &[u8]) -> io::Result<()> {
        // A base folder is made where it is missing; the root of a file system never is.
        make_folders(Path::new("/"), &self.path)?;
        let mut part = Part::begin(&self.path, self.path.join(name))?;
        part.write(content)?;
        part.sync()?;
        part.rename()?;
        part.settle()
    }
}

#[async_trait]
impl Base for LocalBase {
    fn location(&self) -> String {
        self.path.display().to_string()
    }

    async fn candidates(&self) -> Result<Vec<FoundRun>, BaseError> {
        self.found()
    }

    async fn beside(&self, location: &str) -> Result<Vec<FoundRun>, BaseError> {
        // An address such as `.` has no names above it until it is whole.
        let whole = fs::canonicalize(location);
        let whole = whole.map_err(|source| BaseError::Io { location: location.to_owned(), source })?;
        let above = parent(&whole);
        let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let (pack, warehouse) = (name(above), name(parent(above)));
        let found = |(name, path): (String, PathBuf)| {
            let location = path.display().to_string();
            Some(FoundRun { location, warehouse: warehouse.clone(), pack: pack.clone(), run: name.parse().ok()? })
        };
        Ok(folders(above, false)?.into_iter().filter_map(found).collect())
    }

    async fn is_run(&self, location: &str) -> Result<bool, BaseError> {
        Ok(is_run(Path::new(location)))
    }

    async fn named(&self, address: &str) -> Result<Option<String>, BaseError> {
        let path = Path::new(address);
        if !path.exists() {
            return Ok(None);
        }
        let folder = if path.is_dir() { path } else { parent(path) };
        match is_run(folder) {
            true => Ok(Some(folder.display().to_string())),
            false => Err(BaseError::NotARun { location: address.to_owned() }),
        }
    }

    async fn create_run(&self, warehouse: &str, pack: &str, run: &RunId) -> Result<Arc<dyn RunFolder>, StoreError> {
        Ok(Arc::new(LocalFolder::create_run(&self.path, warehouse, pack, run)?))
    }

    async fn open_to_drive(&self, location: &str) -> Result<Arc<dyn RunFolder>, StoreError> {
        Ok(Arc::new(LocalFolder::open_to_drive(Path::new(location))?))
    }

    async fn open_to_read(&self, location: &str) -> Result<Arc<dyn RunFolder>, StoreError> {
        Ok(Arc::new(LocalFolder::open_to_read(Path::new(location))?))
    }

    async fn put(&self, name: &str, content: &[u8]) -> Result<(), StoreError> {
        let io = |source| StoreError::Io { doing: "write", key: name.to_owned(), location: self.location(), source };
        self.try_put(name, content).map_err(io)
    }
}

fn is_run(folder: &Path) -> bool {
    fs::symlink_metadata(folder.join(keys::RUN)).is_ok_and(|metadata| metadata.is_file())
}

/// The folders within a folder, by name; links and names that are not UTF-8 left out.
fn folders(path: &Path, is_base: bool) -> Result<Vec<(String, PathBuf)>, BaseError> {
    let listed = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<DirEntry>>>);
    let entries = match listed {
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) if error.kind() == ErrorKind::PermissionDenied && !is_base => Vec::new(),
        Err(source) => return Err(BaseError::Io { location: path.display().to_string(), source }),
        Ok(entries) => entries,
    };
    let is_folder = |entry: &DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let named = |entry: &DirEntry| Some((entry.file_name().to_str()?.to_owned(), entry.path()));
    Ok(entries.iter().filter(|entry| is_folder(entry)).filter_map(named).collect())
}

#[cfg(test)]
mod tests;
