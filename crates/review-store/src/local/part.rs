//! A file that is not yet what it is to be: written under another name, then moved into its place.
//!
//! The order is the whole secret of a file that is never seen half-written: write, flush the file to the disk,
//! give it its name, flush the folder to the disk. A crash at any point leaves the old file, or the new one, and
//! at most an unfinished file that begins with `.part-`, which nobody reads and the next driver sweeps away.

use std::collections::hash_map::RandomState;
use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::key;

/// Tells the unfinished files of one process apart.
static COUNT: AtomicU64 = AtomicU64::new(0);

/// Tells processes apart. A process id would not do: in containers that share a disk all are process 1.
static SALT: LazyLock<u64> = LazyLock::new(|| RandomState::new().build_hasher().finish());

/// An unfinished file. Dropped before it is in its place, it is removed.
pub(super) struct Part {
    path: PathBuf,
    target: PathBuf,
    file: File,
    in_place: bool,
}

impl Part {
    /// Opens an unfinished file beside `target`; the folders above it, up to `root`, are made where missing.
    pub(super) fn begin(root: &Path, target: PathBuf) -> io::Result<Self> {
        let name = format!("{}{:016x}-{}", key::PART, *SALT, COUNT.fetch_add(1, Ordering::Relaxed));
        let path = target.with_file_name(name);
        let open = || OpenOptions::new().write(true).create_new(true).open(&path);
        let file = match open() {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                make_folders(root, parent(&path))?;
                open()?
            }
            other => other?,
        };
        Ok(Self { path, target, file, in_place: false })
    }

    pub(super) fn write(&self, piece: &[u8]) -> io::Result<()> {
        (&self.file).write_all(piece)
    }

    /// Puts everything written on the disk. To be called before the file gets its name.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// Gives the file its name, in place of one that has it.
    pub(super) fn rename(&mut self) -> io::Result<()> {
        fs::rename(&self.path, &self.target)?;
        self.in_place = true;
        Ok(())
    }

    /// Gives the file its name; [`ErrorKind::AlreadyExists`] when another has it.
    pub(super) fn link(&mut self) -> io::Result<()> {
        match fs::hard_link(&self.path, &self.target) {
            // File systems without hard links (FAT, some network and FUSE file systems).
            Err(error) if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::Unsupported) => {
                self.rename_if_new()
            }
            other => other,
        }
    }

    /// As [`link`](Part::link), where there are no hard links. Between the look and the rename another process
    /// may come; within this one the caller's mutex forbids it, and other processes create nothing but
    /// `stop.json`, of which either will do.
    fn rename_if_new(&mut self) -> io::Result<()> {
        match fs::symlink_metadata(&self.target) {
            Ok(_) => Err(ErrorKind::AlreadyExists.into()),
            Err(error) if error.kind() == ErrorKind::NotFound => self.rename(),
            Err(error) => Err(error),
        }
    }

    /// Puts the new name on the disk.
    pub(super) fn settle(self) -> io::Result<()> {
        sync_folder(parent(&self.target))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.in_place {
            // What stays is swept by the next driver.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Makes every folder from `root` down to `folder` that is missing, each of them durable.
pub(super) fn make_folders(root: &Path, folder: &Path) -> io::Result<()> {
    if folder == root || folder.is_dir() {
        return Ok(());
    }
    make_folders(root, parent(folder))?;
    match fs::create_dir(folder) {
        Ok(()) => sync_folder(parent(folder)),
        // Another task came first; or a file stands there.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => match folder.is_dir() {
            true => Ok(()),
            false => Err(ErrorKind::NotADirectory.into()),
        },
        Err(error) => Err(error),
    }
}

/// The folder a path lies in; `.` for a bare name.
pub(super) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Puts the names within a folder on the disk.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some network file systems cannot flush a folder; there is nothing more to be had from them.
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        other => other,
    }
}

/// Elsewhere a folder cannot be flushed by itself.
#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_lies_in_the_working_folder() {
        assert_eq!(parent(Path::new("report.html")), Path::new("."));
        assert_eq!(parent(Path::new("a/report.html")), Path::new("a"));
        assert_eq!(parent(Path::new("/")), Path::new("."));
    }

    #[test]
    fn creating_without_hard_links_keeps_what_is_there() {
        let root = tempfile::tempdir().expect("a folder");
        let part = |content: &[u8]| {
            let part = Part::begin(root.path(), root.path().join("a/b/file")).expect("a part");
            part.write(content).expect("written");
            part
        };
        part(b"first").rename_if_new().expect("nothing is there yet");
        let error = part(b"second").rename_if_new().expect_err("something is there");
        assert_eq!(error.kind(), ErrorKind::AlreadyExists);
        let names: Vec<_> = fs::read_dir(root.path().join("a/b")).expect("a folder").flatten().collect();
        assert_eq!(names.len(), 1, "no unfinished file stays");
        assert_eq!(fs::read(root.path().join("a/b/file")).expect("the file"), b"first");
    }
}
