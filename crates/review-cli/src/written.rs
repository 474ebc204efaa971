//! Files that a command writes below a folder of the user's choice.

use std::fs;
use std::path::Path;

use crate::failure::Failure;

/// Writes files by their paths below a folder, which need not exist yet.
pub(crate) fn write_files<'f>(
    folder: &Path,
    files: impl IntoIterator<Item = (&'f str, &'f [u8])>,
) -> Result<(), Failure> {
    for (path, content) in files {
        let path = folder.join(path);
        write(&path, content).map_err(|error| {
            Failure::world(format!("cannot write {}: {error}", path.display()), "check the folder's permissions")
        })?;
    }
    Ok(())
}

fn write(path: &Path, content: &[u8]) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, content)
}
