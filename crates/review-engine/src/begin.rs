//! The first files of a run folder.

use review_core::documents::NewRun;
use review_core::keys;
use review_store::{RunFolder, StoreError, documents};

/// Writes the pack, the scripts and last `run.json`: a folder without it is no run, so that a process that dies
/// in between leaves nothing that looks like one.
///
/// # Errors
/// When the folder cannot be written, or holds a run already.
pub async fn begin(folder: &dyn RunFolder, new: &NewRun) -> Result<(), StoreError> {
    for (path, content) in &new.pack_files {
        folder.put(&keys::pack_file(path), content).await?;
    }
    for (key, sql) in &new.scripts {
        folder.put(key, sql.as_bytes()).await?;
    }
    documents::create(folder, keys::RUN, &new.document).await?;
    Ok(())
}
