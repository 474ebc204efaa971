//! Where an object is known from: the rows that were judged, and what the runs before found.

use std::cmp::Reverse;

use review_core::documents::RunManifest;
use review_core::finding::Findings;
use review_core::recheck::{KnownRows, object_columns};
use review_core::result::{Cell, Column};
use review_core::series::EARLIER_MAX;
use review_core::{QueryId, keys};
use review_judge::DATABASE_NAME;
use review_store::base::Base;
use review_store::{RunFolder, documents, read_result, records};

use crate::failure::Failure;
use crate::runs;

/// The rows that were judged, and where the object is in none of them what the runs before found, the latest first, up
/// to the one that found it.
pub(super) async fn rows(
    folder: &dyn RunFolder,
    base: &dyn Base,
    findings: &Findings,
    signal: &str,
    object: &str,
) -> Result<Vec<KnownRows>, Failure> {
    let mut known = judged(folder, findings, signal).await?;
    let columns = object_columns(findings, signal);
    let is_known = |rows: &KnownRows| !rows.meant(columns, object).is_empty();
    if known.iter().any(is_known) {
        return Ok(known);
    }
    for location in before(folder, base, findings).await {
        let Some(earlier) = found(base, &location).await else { continue };
        let rows = KnownRows::found(&earlier, signal);
        let is_it = is_known(&rows);
        known.push(rows);
        if is_it {
            break;
        }
    }
    Ok(known)
}

/// Every row of the signal's query, in each of its databases.
async fn judged(folder: &dyn RunFolder, findings: &Findings, signal: &str) -> Result<Vec<KnownRows>, Failure> {
    let Some(verdict) = findings.signals.iter().find(|one| one.signal == signal) else { return Ok(Vec::new()) };
    let plan = runs::document(folder).await?.plan;
    let records = records::all(folder, &plan).await?;
    let of_query = records.iter().filter(|(query, _)| query.name == verdict.query);
    let mut rows = Vec::new();
    for (query, records) in of_query {
        let Some(stored) = records.last().and_then(|last| last.result.as_ref()) else { continue };
        if let Some(read) = read_result(folder, &stored.json.key, u64::MAX).await? {
            rows.push(as_judged(query, KnownRows { columns: read.columns, rows: read.rows }));
        }
    }
    Ok(rows)
}

/// The rows of a query that ran in several databases are judged with the database in front.
fn as_judged(query: &QueryId, mut known: KnownRows) -> KnownRows {
    if let Some(database) = &query.database {
        known.columns.insert(0, Column::new(DATABASE_NAME, "varchar"));
        known.rows.iter_mut().for_each(|row| row.insert(0, Cell::Text(database.clone())));
    }
    known
}

/// Where the runs of the same warehouse and pack lie that began before this one, the latest first; as many as a trend
/// looks back.
async fn before(folder: &dyn RunFolder, base: &dyn Base, findings: &Findings) -> Vec<String> {
    let mut runs = base.beside(&folder.location()).await.unwrap_or_default();
    runs.retain(|run| run.run < findings.run);
    runs.sort_by_key(|run| Reverse(run.run.clone()));
    runs.into_iter().take(EARLIER_MAX).map(|run| run.location).collect()
}

/// What a run that is over found; nothing when it cannot be read: it must not keep this one from its answer.
async fn found(base: &dyn Base, location: &str) -> Option<Findings> {
    let folder = base.open_to_read(location).await.ok()?;
    documents::read::<RunManifest>(&*folder, keys::RUN_MANIFEST).await.ok()??;
    documents::read(&*folder, keys::FINDINGS).await.ok()?
}
