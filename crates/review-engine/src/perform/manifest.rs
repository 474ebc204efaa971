//! The manifest of a round, folded from its records.

use review_core::lane::{Event, LaneState};
use review_core::manifest::{LaneEnded, MANIFEST_FORMAT, Manifest, ManifestEntry};
use review_core::plan::{Lane, Plan};
use review_core::{QueryId, Round, keys};
use review_store::documents::{self, Document};
use review_store::{RunFolder, StoreError, records};

use crate::context::Context;
use crate::error::DriveError;
use crate::listener::RunEvent;

pub(super) async fn write(
    context: &Context,
    lane: &Lane,
    state: &LaneState,
    round: Round,
    ends: bool,
) -> Result<Event, DriveError> {
    let folder = &*context.folder;
    let queries = entries(folder, lane, round).await?;
    let manifest = Manifest {
        format: MANIFEST_FORMAT,
        run: context.run.plan.run.clone(),
        lane: lane.id,
        round,
        to_repeat: to_repeat(&context.run.plan, &queries),
        queries,
    };
    create_once(folder, &keys::manifest(lane.id, round), &manifest).await?;
    if ends {
        let ended = LaneEnded { format: MANIFEST_FORMAT, lane: lane.id, rounds: round, halt: state.halt };
        create_once(folder, &keys::lane_ended(lane.id), &ended).await?;
    }
    let at = context.now();
    context.tell(RunEvent::RoundEnded { lane: lane.id, round, to_repeat: state.again.len(), ends, at: context.now() });
    Ok(Event::ManifestWritten { round, at })
}

/// The last record of every query that has one in this round, in the order of the lane.
async fn entries(folder: &dyn RunFolder, lane: &Lane, round: Round) -> Result<Vec<ManifestEntry>, StoreError> {
    let mut entries = Vec::new();
    for query in &lane.queries {
        let records = records::of_query(folder, &query.id).await?;
        entries.extend(records.iter().rfind(|record| record.round == round).map(ManifestEntry::from));
    }
    Ok(entries)
}

/// From the records alone, so that a driver that writes it again after a crash writes the same.
fn to_repeat(plan: &Plan, queries: &[ManifestEntry]) -> Vec<QueryId> {
    let repeated = queries.iter().filter(|entry| entry.outcome.is_repeated(plan.limits.retry_time_outs));
    repeated.map(|entry| entry.query.clone()).collect()
}

/// Written before by a driver that died before it told: the same content is there already.
async fn create_once<T: Document + Sync>(folder: &dyn RunFolder, key: &str, document: &T) -> Result<(), StoreError> {
    match documents::create(folder, key, document).await {
        Ok(_) | Err(StoreError::Exists { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}
