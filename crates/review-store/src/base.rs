//! Finding runs under a base folder: what `RUN` means on the command line.

use std::cmp::Reverse;
use std::fs::{self, DirEntry};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use review_core::{RunId, keys};

use crate::local::parent;

/// The word for the newest run of a base folder.
pub const LATEST: &str = "latest";

/// A run found under a base folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunPath {
    /// Its folder.
    pub path: PathBuf,
    /// The warehouse's name.
    pub warehouse: String,
    /// The pack's name.
    pub pack: String,
    /// Its id.
    pub run: RunId,
}

/// Why no run was found.
#[derive(Debug, thiserror::Error)]
pub enum BaseError {
    /// The base folder holds no run.
    #[error("there is no run under {}", base.display())]
    NoRun {
        /// The base folder.
        base: PathBuf,
    },
    /// What was named is not there.
    #[error("there is no run `{word}`: it is neither a run's folder, nor the id of a run under {}", base.display())]
    NotFound {
        /// What was named.
        word: String,
        /// The base folder.
        base: PathBuf,
    },
    /// What was named is there and is not a run's folder.
    #[error("{} is not a run's folder: it holds no {}", path.display(), keys::RUN)]
    NotARun {
        /// What was named.
        path: PathBuf,
    },
    /// The base folder cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Io {
        /// Which folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl BaseError {
    /// What to do about it, as an imperative.
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::NoRun { .. } => "begin one with `run`, or name another folder with `--base`",
            Self::NotFound { .. } | Self::NotARun { .. } => "`runs` lists the runs of a base folder; name one of them",
            Self::Io { .. } => "check the path and its permissions, or name another folder with `--base`",
        }
    }
}

/// Every run under a base folder (`<base>/<warehouse>/<pack>/<run>/run.json`), the newest first. A base folder that
/// is not there yet holds none. Links are not followed, and a folder that this user may not read is passed over:
/// a base may be shared.
///
/// # Errors
/// When the base folder cannot be read.
pub fn runs(base: &Path) -> Result<Vec<RunPath>, BaseError> {
    let mut runs = Vec::new();
    for (warehouse, path) in folders(base, true)? {
        for (pack, path) in folders(&path, false)? {
            for (name, path) in folders(&path, false)? {
                let Ok(run) = name.parse() else { continue };
                if is_run(&path) {
                    runs.push(RunPath { path, warehouse: warehouse.clone(), pack: pack.clone(), run });
                }
            }
        }
    }
    runs.sort_by(|a, b| (Reverse(&a.run), &a.path).cmp(&(Reverse(&b.run), &b.path)));
    Ok(runs)
}

/// The folder of the run that `word` names: `latest`, a run's folder or a file in it (such as its report), or the
/// id of a run under the base folder.
///
/// # Errors
/// When there is no such run.
pub fn resolve(base: &Path, word: &str) -> Result<PathBuf, BaseError> {
    if word == LATEST {
        let newest = runs(base)?.into_iter().next();
        return newest.map(|run| run.path).ok_or_else(|| BaseError::NoRun { base: base.to_owned() });
    }
    let path = Path::new(word);
    if path.exists() {
        let folder = if path.is_dir() { path } else { parent(path) };
        return match is_run(folder) {
            true => Ok(folder.to_owned()),
            false => Err(BaseError::NotARun { path: path.to_owned() }),
        };
    }
    let named = word.parse::<RunId>().ok();
    let found = match named {
        Some(id) => runs(base)?.into_iter().find(|run| run.run == id),
        None => None,
    };
    let not_found = || BaseError::NotFound { word: word.to_owned(), base: base.to_owned() };
    found.map(|run| run.path).ok_or_else(not_found)
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
        Err(source) => return Err(BaseError::Io { path: path.to_owned(), source }),
        Ok(entries) => entries,
    };
    let is_folder = |entry: &DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let named = |entry: &DirEntry| Some((entry.file_name().to_str()?.to_owned(), entry.path()));
    Ok(entries.iter().filter(|entry| is_folder(entry)).filter_map(named).collect())
}

#[cfg(test)]
mod tests;
