//! The first files of a run folder.

use std::hash::{BuildHasher, RandomState};

use review_core::documents::NewRun;
use review_core::{Timestamp, keys};
use review_store::{RunFolder, StoreError, documents, files};

/// Writes the pack, the scripts, the settings and last `run.json`: a folder without it is no run, so that a process
/// that dies in between leaves nothing that looks like one.
///
/// # Errors
/// When the folder cannot be written, or holds a run already.
pub async fn begin(folder: &dyn RunFolder, new: &NewRun) -> Result<(), StoreError> {
    let pack = new.pack_files.iter().map(|(path, content)| (keys::pack_file(path), content.as_slice()));
    let scripts = new.scripts.iter().map(|(key, sql)| (key.clone(), sql.as_bytes()));
    files::put_all(folder, &pack.chain(scripts).collect::<Vec<_>>()).await?;
    if let Some(settings) = &new.settings {
        documents::put(folder, keys::SETTINGS, settings).await?;
    }
    documents::create(folder, keys::RUN, &new.document).await?;
    Ok(())
}

/// Keeps the ids of runs of one second apart; a hash with random keys is all the randomness that takes.
pub fn salt(started: Timestamp) -> u32 {
    let hash = RandomState::new().hash_one((started.micros(), std::process::id()));
    u32::try_from(hash >> 32).unwrap_or_default()
}
