//! Runs, as commands name them.

use std::sync::Arc;

use review_core::documents::RunDocument;
use review_core::finding::Findings;
use review_core::keys;
use review_pack::Pack;
use review_store::base::{self, Base};
use review_store::{RunFolder, documents, files};

use crate::arguments::OfRun;
use crate::failure::Failure;
use crate::stores;

/// A run folder, and where the runs before it lie.
pub(crate) struct Opened {
    pub(crate) folder: Arc<dyn RunFolder>,
    pub(crate) base: Arc<dyn Base>,
}

/// Opens the run folder that the command line names, to change it: on this machine nobody else may drive it
/// meanwhile.
pub(crate) async fn open_to_drive(run: &OfRun) -> Result<Opened, Failure> {
    let base = stores::base_of_run(&run.run, &run.base).await?;
    let folder = base.open_to_drive(&base::resolve(&*base, &run.run).await?).await?;
    Ok(Opened { folder, base })
}

/// Opens the folder of a run that is over, to judge or render it again.
pub(crate) async fn open_complete(run: &OfRun) -> Result<Opened, Failure> {
    let opened = open_to_drive(run).await?;
    if opened.folder.read(keys::RUN_MANIFEST).await?.is_none() {
        // Judging it now would close it, and what has not run yet never would.
        let help = format!("redshift-review resume {}", opened.folder.location());
        return Err(Failure::world(format!("{} is not complete yet", opened.folder.location()), help));
    }
    Ok(opened)
}

/// Opens the run folder that the command line names beside whoever drives it.
pub(crate) async fn open_to_read(run: &OfRun) -> Result<Opened, Failure> {
    let base = stores::base_of_run(&run.run, &run.base).await?;
    let folder = base.open_to_read(&base::resolve(&*base, &run.run).await?).await?;
    Ok(Opened { folder, base })
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

/// `findings.json` of a folder.
pub(crate) async fn findings(folder: &dyn RunFolder) -> Result<Findings, Failure> {
    documents::read(folder, keys::FINDINGS).await?.ok_or_else(|| {
        let help = format!("redshift-review resume {}", folder.location());
        Failure::world(format!("{} was not judged yet", folder.location()), help)
    })
}

/// The pack that a run was made from, as it lies in its folder.
pub(crate) async fn pack(folder: &dyn RunFolder) -> Result<Pack, Failure> {
    let files = files::below(folder, "pack/").await?;
    let loaded = crate::packs::LoadedPack { source: folder.location_of("pack"), files };
    crate::packs::checked(loaded)
}
