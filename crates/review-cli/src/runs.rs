//! Runs on disk, as commands name them.

use std::collections::BTreeMap;
use std::path::Path;

use review_core::documents::RunDocument;
use review_core::keys;
use review_pack::{Pack, PackFiles};
use review_store::{LocalFolder, RunFolder, base, documents};

use crate::arguments::OfRun;
use crate::failure::Failure;

/// Opens the run folder that the command line names, to change it: nobody else may drive it meanwhile.
pub(crate) fn open_to_drive(run: &OfRun) -> Result<LocalFolder, Failure> {
    Ok(LocalFolder::open_to_drive(&base::resolve(&run.base, &run.run)?)?)
}

/// Opens the folder of a run that is over, to judge or render it again.
pub(crate) async fn open_complete(run: &OfRun) -> Result<LocalFolder, Failure> {
    let folder = open_to_drive(run)?;
    if folder.read(keys::RUN_MANIFEST).await?.is_none() {
        // Judging it now would close it, and what has not run yet never would.
        let help = format!("redshift-review resume {}", folder.path().display());
        return Err(Failure::world(format!("{} is not complete yet", folder.location()), help));
    }
    Ok(folder)
}

/// Opens the run folder that the command line names beside whoever drives it.
pub(crate) fn open_to_read(run: &OfRun) -> Result<LocalFolder, Failure> {
    Ok(LocalFolder::open_to_read(&base::resolve(&run.base, &run.run)?)?)
}

/// `run.json` of a folder.
pub(crate) async fn document(folder: &dyn RunFolder) -> Result<RunDocument, Failure> {
    let missing = || {
        Failure::world(
            format!("{} has no {}: it is no run folder", folder.location(), keys::RUN),
            "name a run folder, or `latest`",
        )
    };
    documents::read(folder, keys::RUN).await?.ok_or_else(missing)
}

/// The pack that a run was made from, as it lies in its folder.
pub(crate) async fn pack(folder: &dyn RunFolder) -> Result<Pack, Failure> {
    let mut files: PackFiles = BTreeMap::new();
    for key in folder.list("pack/").await? {
        let Some(path) = key.strip_prefix("pack/") else { continue };
        if let Some(content) = folder.read(&key).await? {
            files.insert(path.to_owned(), content);
        }
    }
    let loaded = crate::packs::LoadedPack { source: format!("{}/pack", folder.location()), files };
    crate::packs::checked(loaded)
}

/// The path of a file of a run folder, as the user can open it.
pub(crate) fn path_of(folder: &LocalFolder, key: &str) -> String {
    let path = folder.path().join(Path::new(key));
    path.display().to_string()
}
