//! The runs before this one: what changed since the last, and the series of all.

use std::cmp::Reverse;
use std::sync::Arc;

use review_core::comparison::compare;
use review_core::documents::{RunDocument, RunManifest};
use review_core::finding::Findings;
use review_core::series::{EARLIER_MAX, RunNumbers, Series, series};
use review_core::{RunId, keys};
use review_engine::Collected;
use review_store::base::{Base, BaseError, FoundRun};
use review_store::{RunFolder, StoreError, documents};

use crate::side::RunSide;

/// `series.json`, and `comparison.json` where there is a whole run before this one that ran to its end.
///
/// A run before this one that cannot be read is passed over: it must not keep this one from its report.
pub(crate) async fn files(
    base: &dyn Base,
    collected: &Collected<'_>,
    findings: &Findings,
) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    let now = RunSide::read(collected.folder, collected.run.clone(), findings.clone()).await?;
    let mut earlier: Vec<RunNumbers> = Vec::new();
    let mut files = Vec::new();
    for run in before(base, collected).await {
        if earlier.len() == EARLIER_MAX {
            break;
        }
        let Some(folder) = baseline(base, &run).await else { continue };
        if let Ok(Some(of_run)) = documents::read::<Series>(&*folder, keys::SERIES).await {
            earlier.push(of_run.run);
        }
        if files.is_empty()
            && let Some(side) = side(&*folder).await
        {
            let comparison = compare(side.side(), now.side());
            files.push((
                keys::COMPARISON.to_owned(),
                documents::to_json(collected.folder, keys::COMPARISON, &comparison)?,
            ));
        }
    }
    let accounting = collected.accounting(findings);
    let series = series(now.side(), &accounting, earlier);
    files.push((keys::SERIES.to_owned(), documents::to_json(collected.folder, keys::SERIES, &series)?));
    Ok(files)
}

/// The runs of the same warehouse and pack that began before this one, the latest first.
async fn before(base: &dyn Base, collected: &Collected<'_>) -> Vec<FoundRun> {
    let this: &RunId = &collected.run.plan.run;
    let beside: Result<Vec<FoundRun>, BaseError> = base.beside(&collected.folder.location()).await;
    let mut runs = beside.unwrap_or_default();
    runs.retain(|run| run.run < *this);
    runs.sort_by_key(|run| Reverse(run.run.clone()));
    runs
}

/// The folder of a run that later ones are held against; see [`RunManifest::is_baseline`].
async fn baseline(base: &dyn Base, run: &FoundRun) -> Option<Arc<dyn RunFolder>> {
    let folder = base.open_to_read(&run.location).await.ok()?;
    let manifest = documents::read::<RunManifest>(&*folder, keys::RUN_MANIFEST).await.ok()??;
    manifest.is_baseline().then_some(folder)
}

async fn side(folder: &dyn RunFolder) -> Option<RunSide> {
    let document = documents::read::<RunDocument>(folder, keys::RUN).await.ok()??;
    let findings = documents::read::<Findings>(folder, keys::FINDINGS).await.ok()??;
    RunSide::read(folder, document, findings).await.ok()
}
