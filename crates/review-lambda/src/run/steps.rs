//! The loop over a run, one turn at a time.

use std::sync::Arc;

use review_core::documents::RunManifest;
use review_core::keys;
use review_core::run::RunAction;
use review_engine::steps::RunSteps;
use review_engine::{Clock as _, Silent, SystemClock};
use review_store::documents;

use super::{FailedStep, LastComplete, Place, RunDue, Step};
use crate::folders::{Folders, Opened};
use crate::ids::RunRef;
use crate::invocation::Invocation;
use crate::lane::TaskError;
use crate::layout::FORMAT;
use crate::metrics::Metric;
use crate::named::NamedError;

pub(super) fn of(place: &Place, opened: &Opened, run: &RunRef) -> RunSteps {
    RunSteps {
        folder: opened.folder.clone(),
        run: opened.run.clone(),
        lanes: Arc::new(place.drivers.lanes(run)),
        listener: Arc::new(Silent),
        clock: Arc::new(SystemClock),
    }
}

/// Does what needs nobody else, and says what is due.
pub(super) async fn run(
    place: &Place,
    folders: &Folders,
    run: &RunRef,
    call: &Invocation,
) -> Result<RunDue, NamedError> {
    let opened = folders.open(run).await?;
    Ok(match of(place, &opened, run).advance().await? {
        Some(RunAction::Wait(seconds)) => RunDue::Wait { seconds: seconds.0 },
        Some(RunAction::Evaluate) => RunDue::Evaluate,
        Some(RunAction::Render) => RunDue::Render,
        Some(RunAction::Notify) => RunDue::Notify,
        Some(RunAction::StartLane(_) | RunAction::Halt(_) | RunAction::Close) => {
            return Err(NamedError::internal("a step was left that needs nobody else"));
        }
        None => {
            over(place, &opened, run, call).await?;
            RunDue::End
        }
    })
}

/// The run is over: nobody need look after it any more. Counted once, by whoever finds it still marked as open.
async fn over(place: &Place, opened: &Opened, run: &RunRef, call: &Invocation) -> Result<(), NamedError> {
    let marker = place.layout.open(&run.run);
    if place.bucket.read(&marker).await?.is_none() {
        return Ok(());
    }
    let manifest = documents::read::<RunManifest>(&*opened.folder, keys::RUN_MANIFEST).await?;
    let complete = manifest.is_some_and(|manifest| manifest.accounting.is_complete(&opened.run.plan));
    call.count(if complete { Metric::CompleteRuns } else { Metric::IncompleteRuns });
    if complete {
        let last = LastComplete { format: FORMAT, run: Some(run.run.clone()), at: SystemClock.now() };
        place.bucket.put(&place.layout.last_complete(), &to_json(&last)?).await?;
    }
    Ok(place.bucket.delete(&marker).await?)
}

/// Writes down why judging or rendering failed for good. The first reason stands.
pub(super) async fn failed(
    folders: &Folders,
    run: &RunRef,
    step: Step,
    error: &TaskError,
) -> Result<RunDue, NamedError> {
    let opened = folders.open(run).await?;
    let remedy = format!(
        "`redshift-review resume {}` judges and renders on one machine, which has no such limits; what was collected is \
         kept",
        run.url()
    );
    let document = FailedStep { format: FORMAT, step, at: SystemClock.now(), error: error.words(), remedy };
    match opened.folder.create(&keys::failed_step(step.word()), &to_json(&document)?).await {
        Ok(_) | Err(review_store::StoreError::Exists { .. }) => Ok(RunDue::Done),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn to_json(document: &impl serde::Serialize) -> Result<Vec<u8>, NamedError> {
    let json = serde_json::to_vec_pretty(document).map_err(|error| NamedError::internal(error.to_string()))?;
    Ok([json.as_slice(), b"\n"].concat())
}
