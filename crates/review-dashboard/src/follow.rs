//! Reading a run folder again and again, and of it only what may have changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use review_core::documents::{DriverDocument, RunDocument, RunManifest, StateDocument, StopDocument};
use review_core::finding::{Findings, Verdict};
use review_core::record::Record;
use review_core::{LaneId, QueryId, keys};
use review_store::documents::Document;
use review_store::{RunFolder, StoreError, documents, files};

use crate::progress::{Closed, Documents, RunProgress, SeverityCounts, fold};

/// The largest document that is read of a run folder; a folder may be a stranger's. Own choice: the findings of a
/// pack with a hundred signals that all fire, each with its hundred rows of evidence, take 10 MB.
pub const DOCUMENT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// How many documents are read side by side: what hides the latency of a remote store.
const SIDE_BY_SIDE: usize = 16;

/// Follows one run: what was read stays, and a look reads what is new.
///
/// A look is one listing of the folder, the states of the lanes that have begun and not ended, and what was written
/// once and not read yet: records, the request to stop, findings and the manifest. A run that is complete is not read
/// again at all.
pub struct Follower {
    folder: Arc<dyn RunFolder>,
    known: Documents,
    /// The keys of the records that were read.
    records: BTreeSet<String>,
    /// What the records of each query are called.
    prefixes: BTreeMap<String, QueryId>,
}

/// Why a run cannot be followed.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The folder holds no run.
    #[error("{location} is not a run's folder: it holds no {}", keys::RUN)]
    NotARun {
        /// The folder.
        location: String,
    },
    /// The folder cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Follower {
    /// Begins to follow the run of a folder.
    ///
    /// # Errors
    /// When the folder holds no run or cannot be read.
    pub async fn begin(folder: Arc<dyn RunFolder>) -> Result<Self, FollowError> {
        let not_a_run = || FollowError::NotARun { location: folder.location() };
        let run: RunDocument = read(&*folder, keys::RUN).await?.ok_or_else(not_a_run)?;
        let of_query = |query: &QueryId| (keys::records_of(query), query.clone());
        let prefixes = run.plan.queries().map(|planned| of_query(&planned.id)).collect();
        let known = Documents::of(run);
        Ok(Self { folder, known, records: BTreeSet::new(), prefixes })
    }

    /// `run.json`.
    pub fn run(&self) -> &RunDocument {
        &self.known.run
    }

    /// The folder.
    pub fn folder(&self) -> &Arc<dyn RunFolder> {
        &self.folder
    }

    /// Where the run stands now.
    ///
    /// # Errors
    /// When the folder cannot be read; the next look may succeed.
    pub async fn look(&mut self) -> Result<RunProgress, StoreError> {
        if self.known.closed.is_none() {
            self.read_what_is_new().await?;
        }
        Ok(fold(&self.known))
    }

    async fn read_what_is_new(&mut self) -> Result<(), StoreError> {
        let listed: BTreeSet<String> = self.folder.list("").await?.into_iter().collect();
        self.known.ended = names(&listed, "manifests/", "/ended.json").filter_map(|name| name.parse().ok()).collect();
        self.known.failed_steps = names(&listed, keys::FAILED_STEPS, ".json").map(str::to_owned).collect();
        self.known.report = listed.contains(keys::REPORT);
        self.read_states(&listed).await?;
        self.read_records(&listed).await?;
        let folder = &*self.folder;
        if listed.contains(keys::STOP) && self.known.stop.is_none() {
            self.known.stop = read(folder, keys::STOP).await?.map(|stop: StopDocument| (stop.halt, stop.at));
        }
        if listed.contains(keys::DRIVER) {
            self.known.driver = read(folder, keys::DRIVER).await?.map(|document: DriverDocument| document.driver);
        }
        let closes = listed.contains(keys::RUN_MANIFEST);
        // Judged again before it was closed, a run has other findings; the last look has the last word.
        if listed.contains(keys::FINDINGS) && (self.known.found.is_none() || closes) {
            self.known.found = read(folder, keys::FINDINGS).await?.map(|findings: Findings| found(&findings));
        }
        if closes {
            let manifest: Option<RunManifest> = read(folder, keys::RUN_MANIFEST).await?;
            self.known.closed = manifest.map(|manifest| Closed {
                at: manifest.closed_at,
                halt: manifest.halt,
                accounting: manifest.accounting,
            });
        }
        Ok(())
    }

    async fn read_states(&mut self, listed: &BTreeSet<String>) -> Result<(), StoreError> {
        let lanes = names(listed, keys::STATES, ".json").filter_map(|name| name.parse::<LaneId>().ok());
        // A lane that has ended is not written to any more.
        let at_work: Vec<LaneId> =
            lanes.filter(|lane| !self.known.ended.contains(lane) || !self.known.states.contains_key(lane)).collect();
        let of_lane = |lane: &LaneId| {
            let (folder, key) = (Arc::clone(&self.folder), keys::state(*lane));
            async move { read::<StateDocument>(&*folder, &key).await }.boxed()
        };
        let reads: Vec<_> = at_work.iter().map(of_lane).collect();
        let states: Vec<Option<StateDocument>> = stream::iter(reads).buffered(SIDE_BY_SIDE).try_collect().await?;
        let states = states.into_iter().flatten().map(|document| (document.lane, document.state));
        self.known.states.extend(states);
        Ok(())
    }

    async fn read_records(&mut self, listed: &BTreeSet<String>) -> Result<(), StoreError> {
        let new: Vec<String> = names(listed, keys::RECORDS, ".json")
            .map(|name| format!("{}{name}.json", keys::RECORDS))
            .filter(|key| !self.records.contains(key) && keys::attempt_of_record(key).is_some())
            .filter(|key| self.query_of(key).is_some())
            .collect();
        let of_key = |key: &String| {
            let (folder, key) = (Arc::clone(&self.folder), key.clone());
            async move { read::<Record>(&*folder, &key).await }.boxed()
        };
        let reads: Vec<_> = new.iter().map(of_key).collect();
        let records: Vec<Option<Record>> = stream::iter(reads).buffered(SIDE_BY_SIDE).try_collect().await?;
        for (key, record) in new.into_iter().zip(records) {
            let (Some(query), Some(record)) = (self.query_of(&key).cloned(), record) else { continue };
            let of_query = self.known.records.entry(query).or_default();
            let at = of_query.partition_point(|one| (one.round, one.attempt) < (record.round, record.attempt));
            of_query.insert(at, record);
            self.records.insert(key);
        }
        Ok(())
    }

    /// The planned query whose record a key is.
    fn query_of(&self, key: &str) -> Option<&QueryId> {
        let end = key.rfind('/')? + 1;
        self.prefixes.get(&key[..end])
    }
}

/// What the listed keys have between a prefix and a suffix.
fn names<'a>(
    listed: &'a BTreeSet<String>,
    prefix: &'static str,
    suffix: &'static str,
) -> impl Iterator<Item = &'a str> + use<'a> {
    let from_prefix = listed.range(prefix.to_owned()..).take_while(move |key| key.starts_with(prefix));
    from_prefix.filter_map(move |key| key.strip_prefix(prefix)?.strip_suffix(suffix))
}

/// A document of a run folder, when it is of a size that documents have.
///
/// # Errors
/// When it does not read, or the store cannot be read.
pub(crate) async fn read<T: Document>(folder: &dyn RunFolder, key: &str) -> Result<Option<T>, StoreError> {
    let content = files::read_at_most(folder, key, DOCUMENT_BYTES_MAX).await?;
    content.map(|content| documents::from_json(folder, key, &content)).transpose()
}

/// How many signals of each severity fired.
fn found(findings: &Findings) -> SeverityCounts {
    let mut counts = SeverityCounts::new();
    for signal in findings.signals.iter().filter(|signal| signal.verdict == Verdict::Fired) {
        *counts.entry(signal.severity).or_default() += 1;
    }
    counts
}
