//! The lock a driver holds for its life.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, fs, process};

use review_core::Timestamp;
use review_core::keys::LOCK;

/// Why the lock was not taken.
pub(super) enum NotLocked {
    /// Another driver holds it.
    Held {
        /// What it wrote of itself.
        holder: String,
    },
    /// The file system refused.
    Io(io::Error),
}

impl From<io::Error> for NotLocked {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Takes the lock of a run folder, without waiting. The operating system gives it back when the file is closed,
/// at the latest when the process dies; so the file itself stays, and says nothing by being there.
pub(super) fn take(root: &Path) -> Result<File, NotLocked> {
    let path = root.join(LOCK);
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(NotLocked::Held { holder: holder(&path) }),
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    file.set_len(0)?;
    writeln!(file, "process {} on {}, since {}", process::id(), host(), now())?;
    Ok(file)
}

/// What the holder wrote of itself. It may have the lock and not yet have written.
fn holder(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    match text.trim() {
        "" => "it does not say who it is".to_owned(),
        holder => holder.to_owned(),
    }
}

fn host() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let name = name.or_else(|| env::var("HOSTNAME").ok()).or_else(|| env::var("COMPUTERNAME").ok());
    name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).unwrap_or_else(|| "this host".to_owned())
}

/// The clock is read for the reader of the lock alone; nothing is decided by it.
fn now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since_epoch.as_secs()).unwrap_or_default();
    Timestamp::from_micros(seconds.saturating_mul(1_000_000))
}
