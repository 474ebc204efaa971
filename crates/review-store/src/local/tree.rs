//! Walking the tree of a run folder.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::key::PART;

/// Calls `visit` for every file below the folder `below` of `root` (a prefix that ends in `/`, or nothing),
/// with its key and its bare name. Links are not followed and not shown; neither are names that are not UTF-8,
/// for those are no keys.
pub(super) fn walk(root: &Path, below: &str, visit: &mut dyn FnMut(String, &str) -> io::Result<()>) -> io::Result<()> {
    let mut folders = vec![below.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(root.join(&folder)) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            other => other?,
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let (Some(name), kind) = (name.to_str(), entry.file_type()?) else { continue };
            let key = format!("{folder}{name}");
            if kind.is_dir() {
                folders.push(key + "/");
            } else if kind.is_file() {
                visit(key, name)?;
            }
        }
    }
    Ok(())
}

/// Whether a folder below `root` is a link, or lies behind one.
fn lies_behind_a_link(root: &Path, below: &str) -> bool {
    let mut path = root.to_owned();
    below.split('/').filter(|component| !component.is_empty()).any(|component| {
        path.push(component);
        fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink())
    })
}

/// The keys that begin with `prefix`, sorted; unfinished files left out.
pub(super) fn list(root: &Path, prefix: &str) -> io::Result<Vec<String>> {
    let below = &prefix[..prefix.rfind('/').map_or(0, |end| end + 1)];
    let mut keys = Vec::new();
    if lies_behind_a_link(root, below) {
        return Ok(keys);
    }
    walk(root, below, &mut |key, name| {
        if key.starts_with(prefix) && !name.starts_with(PART) {
            keys.push(key);
        }
        Ok(())
    })?;
    keys.sort_unstable();
    Ok(keys)
}

/// Removes the unfinished files that a driver left which died.
pub(super) fn sweep(root: &Path) -> io::Result<()> {
    walk(root, "", &mut |key, name| match name.starts_with(PART) {
        true => remove(&root.join(key)),
        false => Ok(()),
    })
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        // Whoever wrote it has just finished it, or given it up.
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
