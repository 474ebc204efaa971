//! `init`: a small pack to start from.

use std::fs;
use std::path::Path;

use review_pack::init::starter;

use crate::arguments::Init;
use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) fn init(arguments: &Init) -> Result<Exit, Failure> {
    let folder = &arguments.folder;
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        let message = format!("{} is not empty; nothing was written", folder.display());
        return Err(Failure::world(message, "name a folder that is empty or does not exist"));
    }
    let files = starter();
    for (path, content) in &files {
        write(&folder.join(path), content).map_err(|error| {
            Failure::world(
                format!("cannot write {}: {error}", folder.join(path).display()),
                "check the folder's permissions",
            )
        })?;
    }
    println!("wrote {} files to {}", files.len(), folder.display());
    println!("next: redshift-review check {0} && redshift-review run {0}", folder.display());
    Ok(Exit::Complete)
}

fn write(path: &Path, content: &[u8]) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, content)
}
