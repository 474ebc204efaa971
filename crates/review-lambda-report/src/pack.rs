//! The pack as it ran.

use review_core::documents::RunDocument;
use review_core::keys;
use review_lambda::{ErrorName, NamedError};
use review_pack::{Pack, PackFiles, check};
use review_store::RunFolder;

/// Reads the pack of a run from its folder.
pub(crate) async fn load(folder: &dyn RunFolder, run: &RunDocument) -> Result<Pack, NamedError> {
    let prefix = keys::pack_file("");
    let mut files = PackFiles::new();
    for key in folder.list(&prefix).await? {
        let content = folder.read(&key).await?.unwrap_or_default();
        files.insert(key[prefix.len()..].to_owned(), content);
    }
    let checked = check(&files);
    let damaged = |what: String| {
        NamedError::new(ErrorName::Damaged, what, "restore the folder's pack/ from older versions, or begin a new run")
    };
    match checked.pack {
        Some(pack) if pack.digest == run.pack_digest => Ok(pack),
        Some(_) => Err(damaged(format!("the pack in {} is not the one that ran", folder.location()))),
        None => {
            let first = checked.diagnostics.into_iter().next();
            let first = first.map(|one| format!(": {} {}", one.place.file, one.message)).unwrap_or_default();
            Err(damaged(format!("the pack in {} cannot be used{first}", folder.location())))
        }
    }
}
