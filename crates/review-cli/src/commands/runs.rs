//! `runs`: what a base folder holds.

use review_core::documents::RunManifest;
use review_core::keys;
use review_store::base::{self, RunPath};
use review_store::{LocalFolder, documents};

use crate::arguments::Runs;
use crate::driving;
use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) fn runs(arguments: &Runs) -> Result<Exit, Failure> {
    let runs = base::runs(&arguments.base)?;
    driving::runtime()?.block_on(async {
        for run in runs {
            println!("{}", line(&run).await?);
        }
        Ok(Exit::Complete)
    })
}

/// One run in a line: where it is, and how it stands.
async fn line(run: &RunPath) -> Result<String, Failure> {
    let folder = LocalFolder::open_to_read(&run.path)?;
    let manifest: Option<RunManifest> = documents::read(&folder, keys::RUN_MANIFEST).await?;
    let stands = match manifest {
        None => "not complete".to_owned(),
        Some(manifest) => {
            let counted = &manifest.accounting;
            let unwell = counted.failed + counted.timed_out;
            format!(
                "complete: {} planned, {} with findings, {unwell} failed or timed out",
                counted.planned, counted.findings
            )
        }
    };
    Ok(format!("{}  {stands}", run.path.display()))
}
