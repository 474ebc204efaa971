//! `runs`: what a base holds.

use review_core::documents::RunManifest;
use review_store::base;

use crate::arguments::Runs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{driving, stores};

pub(crate) fn runs(arguments: &Runs) -> Result<Exit, Failure> {
    driving::runtime()?.block_on(async {
        let base = stores::base(&arguments.base).await?;
        let runs = base::runs(&*base).await?;
        for (run, manifest) in base::manifests(&*base, runs).await? {
            println!("{}  {}", run.location, stands(manifest.as_ref()));
        }
        Ok(Exit::Complete)
    })
}

/// How a run stands.
fn stands(manifest: Option<&RunManifest>) -> String {
    let Some(manifest) = manifest else { return "not complete".to_owned() };
    let counted = &manifest.accounting;
    let unwell = counted.failed + counted.timed_out;
    format!("complete: {} planned, {} with findings, {unwell} failed or timed out", counted.planned, counted.findings)
}
