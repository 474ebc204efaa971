//! What a run folder shows of a run.

use review_core::documents::StopDocument;
use review_core::lane::Halt;
use review_core::plan::Plan;
use review_core::run::{Done, RunView};
use review_core::warehouse_time::WarehouseTime;
use review_core::{LaneId, keys};
use review_store::{RunFolder, StoreError, documents, records};

/// Reads where a run stands from the listings of its folder, and from its records where warehouse time is limited.
pub(crate) async fn read(folder: &dyn RunFolder, plan: &Plan) -> Result<RunView, StoreError> {
    let states = folder.list("state/").await?;
    let started = indexes(plan, states.iter().filter_map(|key| key.strip_prefix("state/")?.strip_suffix(".json")));
    let manifests = folder.list("manifests/").await?;
    let ended = manifests.iter().filter_map(|key| key.strip_prefix("manifests/")?.strip_suffix("/ended.json"));
    let ended = indexes(plan, ended);
    let done = Done {
        evaluated: exists(folder, keys::FINDINGS).await?,
        rendered: exists(folder, keys::REPORT).await?,
        // Whoever tells knows whether it was told.
        notified: false,
        closed: exists(folder, keys::RUN_MANIFEST).await?,
        // On one machine a step that fails ends the driver, and `resume` tries it again.
        failed: false,
    };
    let warehouse_time = warehouse_time(folder, plan, started.is_empty()).await?;
    Ok(RunView { started, ended, halt: halt(folder).await?, done, warehouse_time, ..RunView::default() })
}

/// Whether the folder holds a file of that key.
pub(crate) async fn exists(folder: &dyn RunFolder, key: &str) -> Result<bool, StoreError> {
    Ok(folder.list(key).await?.iter().any(|found| found == key))
}

/// What an earlier driver's statements have spent; records are read only where there is a limit to it.
async fn warehouse_time(folder: &dyn RunFolder, plan: &Plan, is_new: bool) -> Result<WarehouseTime, StoreError> {
    if is_new || plan.limits.max_warehouse_seconds.is_none() {
        return Ok(WarehouseTime::default());
    }
    let records = records::all(folder, plan).await?;
    Ok(WarehouseTime::of(plan, records.values().flatten()))
}

/// The request to halt, if the folder holds one.
pub(crate) async fn halt(folder: &dyn RunFolder) -> Result<Option<Halt>, StoreError> {
    Ok(documents::read::<StopDocument>(folder, keys::STOP).await?.map(|stop| stop.halt))
}

fn indexes<'a>(plan: &Plan, names: impl Iterator<Item = &'a str>) -> review_core::ranges::Ranges {
    names.filter_map(|name| index_of(plan, name.parse().ok()?)).collect()
}

/// A lane's index over all stages.
pub(crate) fn index_of(plan: &Plan, id: LaneId) -> Option<u32> {
    let before = plan.stages.iter().take(usize::from(id.stage) - 1);
    let first: usize = before.map(|stage| stage.lanes.len()).sum();
    plan.lane(id).and_then(|_| u32::try_from(first + usize::from(id.lane) - 1).ok())
}
