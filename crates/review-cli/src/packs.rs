//! Where packs come from: a folder, S3, or the program itself.

use std::fs;
use std::io;
use std::path::Path;

use review_core::diagnostic::Level;
use review_pack::{Pack, PackFiles, check};
use review_store::{S3Address, S3Folder, files};

use crate::failure::Failure;
use crate::stores;

type Shipped = &'static [(&'static str, &'static [(&'static str, &'static [u8])])];

/// The packs that come with the program, by name.
const SHIPPED: Shipped = include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// A file of a pack larger than this is refused before it is read; own choice, far above any script.
const FILE_BYTES_MAX: u64 = 10 * 1024 * 1024;

/// The files of a pack and where they came from.
#[derive(Clone, Debug)]
pub(crate) struct LoadedPack {
    /// As the user named it.
    pub(crate) source: String,
    /// Its files.
    pub(crate) files: PackFiles,
}

/// Reads a pack: from S3 if it is an address there, a folder if there is one of that name, else a shipped pack.
pub(crate) async fn load(source: &str) -> Result<LoadedPack, Failure> {
    if let Some(address) = stores::address(source)? {
        return in_s3(source, &address).await;
    }
    let path = Path::new(source);
    if path.is_dir() {
        let mut files = PackFiles::new();
        read_folder(path, path, &mut files).map_err(|error| {
            Failure::world(format!("cannot read the pack `{source}`: {error}"), "check the folder's permissions")
        })?;
        return Ok(LoadedPack { source: source.to_owned(), files });
    }
    let shipped = SHIPPED.iter().find(|(name, _)| *name == source);
    let Some((_, files)) = shipped else {
        let names: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
        let help = format!("name a folder, an s3:// address, or one of the shipped packs: {}", names.join(", "));
        return Err(Failure::world(format!("there is no pack `{source}`"), help));
    };
    let files = files.iter().map(|(path, content)| ((*path).to_owned(), content.to_vec())).collect();
    Ok(LoadedPack { source: source.to_owned(), files })
}

async fn in_s3(source: &str, address: &S3Address) -> Result<LoadedPack, Failure> {
    let bucket = stores::bucket(address).await?;
    let prefix = if address.prefix().is_empty() { String::new() } else { format!("{}/", address.prefix()) };
    let objects = bucket.objects(&prefix).await?;
    if let Some(large) = objects.iter().find(|object| object.bytes > FILE_BYTES_MAX) {
        let message = format!("cannot read the pack `{source}`: {} is larger than {FILE_BYTES_MAX} bytes", large.key);
        return Err(Failure::world(message, "remove it from the pack"));
    }
    if objects.is_empty() {
        return Err(Failure::world(format!("there is no pack at {source}"), "check the bucket and the prefix"));
    }
    let is_hidden = |path: &str| path.split('/').any(|name| name.starts_with('.'));
    let folder = S3Folder::new(bucket, address);
    let mut files = files::below(&folder, "").await?;
    files.retain(|path, _| !is_hidden(path));
    Ok(LoadedPack { source: source.to_owned(), files })
}

/// Checks a pack; a pack with errors is a failure that shows all of them.
pub(crate) fn checked(loaded: LoadedPack) -> Result<Pack, Failure> {
    let checked = check(&loaded.files);
    match checked.pack {
        Some(pack) => Ok(pack),
        None => {
            let errors = checked.diagnostics.into_iter().filter(|one| one.level == Level::Error).collect();
            Err(Failure::Pack { diagnostics: errors, pack: Box::new(loaded) })
        }
    }
}

fn read_folder(root: &Path, folder: &Path, files: &mut PackFiles) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        // Links could lead out of the pack, and hidden files are an editor's business.
        if kind.is_symlink() || entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            read_folder(root, &path, files)?;
        } else if kind.is_file() {
            if entry.metadata()?.len() > FILE_BYTES_MAX {
                let text = format!("{} is larger than {FILE_BYTES_MAX} bytes", path.display());
                return Err(io::Error::new(io::ErrorKind::FileTooLarge, text));
            }
            let inside = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.insert(inside, fs::read(&path)?);
        }
    }
    Ok(())
}
