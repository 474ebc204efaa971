//! Reading what is known of the runs of a base: manifests only, never a result.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use futures_util::FutureExt as _;
use futures_util::stream::{self, StreamExt as _};
use review_core::documents::{RunManifest, StateDocument};
use review_core::series::Series;
use review_core::{DriverId, keys};
use review_store::base::{Base, BaseError, FoundRun};
use review_store::{RunFolder, StoreError};

use super::{Driven, KnownRun, Numbers};
use crate::follow::read;
use crate::progress::{SeverityCounts, first_line};

/// How many runs of one warehouse and pack are looked at, the newest: more than are shown, so that a rhythm is seen.
pub const RUNS_EACH: usize = 30;

/// How many complete runs are kept in mind, so that a page over many of them reads each manifest once. Own choice: a
/// run takes about 300 bytes.
const REMEMBERED_MAX: usize = 20_000;

/// How many runs are looked at side by side.
const SIDE_BY_SIDE: usize = 16;

/// What is known of a driver, for whoever can look for its process.
pub type LookForDriver = fn(&DriverId) -> Driven;

/// Reads runs, and remembers those that are complete: a manifest is the last file of a run. One that was judged again
/// since is read anew after [`forget`](Reader::forget).
#[derive(Default)]
pub struct Reader {
    complete: Mutex<HashMap<String, Numbers>>,
    look_for: Option<LookForDriver>,
}

impl Reader {
    /// One that also tells of a run without a manifest whether its driver is at work.
    pub fn looking_for_drivers(look_for: LookForDriver) -> Self {
        Self { look_for: Some(look_for), ..Self::default() }
    }

    /// The runs of a base, of each warehouse and pack the newest [`RUNS_EACH`], the newest first.
    ///
    /// # Errors
    /// When the base cannot be listed. A run that cannot be read is told of in its place.
    pub async fn runs(&self, base: &dyn Base) -> Result<Vec<KnownRun>, BaseError> {
        self.look_at(base, base.candidates().await?).await
    }

    /// The same of runs that were listed already.
    ///
    /// # Errors
    /// When the base cannot be read.
    pub async fn look_at(&self, base: &dyn Base, found: Vec<FoundRun>) -> Result<Vec<KnownRun>, BaseError> {
        let looks: Vec<_> = newest(found).into_iter().map(|run| self.known(base, run).boxed()).collect();
        let known: Vec<Option<KnownRun>> = stream::iter(looks).buffered(SIDE_BY_SIDE).collect().await;
        Ok(known.into_iter().flatten().collect())
    }

    /// Forgets what was read of a run, or of all.
    pub fn forget(&self, location: Option<&str>) {
        let mut complete = self.complete.lock().unwrap_or_else(PoisonError::into_inner);
        match location {
            Some(location) => drop(complete.remove(location)),
            None => complete.clear(),
        }
    }

    async fn known(&self, base: &dyn Base, found: FoundRun) -> Option<KnownRun> {
        let remembered = self.complete.lock().unwrap_or_else(PoisonError::into_inner).get(&found.location).cloned();
        let read = match remembered {
            Some(numbers) => Ok(Some(numbers)),
            None => numbers(base, &found.location).await,
        };
        let (closed, trouble) = match read {
            Ok(Some(numbers)) => (Some(numbers), None),
            // A folder without `run.json` is no run, whatever it is called.
            Ok(None) if !base.is_run(&found.location).await.unwrap_or(false) => return None,
            Ok(None) => (None, None),
            Err(why) => (None, Some(first_line(&why.to_string()))),
        };
        if let Some(numbers) = &closed {
            self.remember(&found.location, numbers);
        }
        let FoundRun { location, warehouse, pack, run } = found;
        let driven = if closed.is_none() { self.driven(base, &location).await } else { Driven::Unknown };
        Some(KnownRun { warehouse, pack, run, location, closed, trouble, driven })
    }

    /// Whether a driver is at work on a run: one that is, for any of its lanes; none, where all that are named have gone.
    async fn driven(&self, base: &dyn Base, location: &str) -> Driven {
        let Some(look_for) = self.look_for else { return Driven::Unknown };
        let found: Vec<Driven> = drivers(base, location).await.unwrap_or_default().iter().map(look_for).collect();
        match found.as_slice() {
            all if all.contains(&Driven::AtWork) => Driven::AtWork,
            [] => Driven::Unknown,
            all if all.iter().all(|one| *one == Driven::Gone) => Driven::Gone,
            _ => Driven::Unknown,
        }
    }

    fn remember(&self, location: &str, numbers: &Numbers) {
        let mut complete = self.complete.lock().unwrap_or_else(PoisonError::into_inner);
        if complete.len() >= REMEMBERED_MAX {
            complete.clear();
        }
        complete.insert(location.to_owned(), numbers.clone());
    }
}

/// Whoever drives, or drove, a lane of a run.
async fn drivers(base: &dyn Base, location: &str) -> Result<Vec<DriverId>, StoreError> {
    let Ok(folder) = base.open_to_read(location).await else { return Ok(Vec::new()) };
    let mut drivers = Vec::new();
    for key in folder.list(keys::STATES).await? {
        let state: Option<StateDocument> = read(&*folder, &key).await?;
        drivers.extend(state.and_then(|document| document.state.driver));
    }
    Ok(drivers)
}

/// The newest runs of each warehouse and pack, the newest of all first.
fn newest(mut found: Vec<FoundRun>) -> Vec<FoundRun> {
    found.sort_by(|one, other| (&other.run, &one.location).cmp(&(&one.run, &other.location)));
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    found.retain(|run| {
        let count = counts.entry((run.warehouse.clone(), run.pack.clone())).or_default();
        *count += 1;
        *count <= RUNS_EACH
    });
    found
}

async fn numbers(base: &dyn Base, location: &str) -> Result<Option<Numbers>, BaseError> {
    let folder = base.open_to_read(location).await?;
    let Some(manifest) = read::<RunManifest>(&*folder, keys::RUN_MANIFEST).await? else { return Ok(None) };
    Ok(Some(Numbers {
        at: manifest.closed_at,
        halt: manifest.halt,
        partial: manifest.partial,
        is_baseline: manifest.is_baseline(),
        has_no_result: manifest.accounting.has_no_result(),
        planned: manifest.accounting.planned,
        with_findings: manifest.accounting.findings,
        failed: manifest.accounting.failed,
        timed_out: manifest.accounting.timed_out,
        severities: severities(&*folder).await,
    }))
}

/// Findings by severity, where a run says so beside its manifest. A run of an earlier version does not, and one whose
/// file does not read is shown by its manifest alone.
async fn severities(folder: &dyn RunFolder) -> Option<SeverityCounts> {
    let series: Series = read(folder, keys::SERIES).await.ok()??;
    Some(series.run.findings)
}
