//! After the last lane: judge, render, close.

use async_trait::async_trait;
use review_core::accounting::{Accounting, Records, account, halt_that_mattered};
use review_core::documents::{FORMAT, RunDocument, RunManifest};
use review_core::finding::Findings;
use review_core::lane::{Halt, Outcome};
use review_core::{Timestamp, keys};
use review_store::{RunFolder, StoreError, csv_from_json, documents, fingerprint, records};

use crate::view;

/// What a front end brings along: judging, rendering and telling, which this crate knows nothing of.
#[async_trait]
pub trait Finish: Send + Sync {
    /// Judges the signals over what was collected.
    ///
    /// # Errors
    /// When it cannot judge at all; a signal that cannot be judged is a verdict, not an error.
    async fn evaluate(&self, collected: &Collected<'_>) -> Result<Judged, FinishError>;

    /// The report, and whatever else is written from the findings: keys and contents.
    ///
    /// # Errors
    /// When a template does not render, or a result cannot be read.
    async fn render(
        &self,
        collected: &Collected<'_>,
        findings: &Findings,
    ) -> Result<Vec<(String, Vec<u8>)>, FinishError>;

    /// Tells whoever wants to know: that the report is ready, or with `failed`, that there is none and why. Called
    /// when a driver comes to it, which may be more than once for a run: whoever tells looks whether it was told.
    /// What fails here is said by whoever tells; it never fails the run.
    async fn notify(&self, _collected: &Collected<'_>, _failed: Option<&FinishError>) {}
}

/// What judging comes to.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Verdicts and findings.
    pub findings: Findings,
    /// What else is kept of it: keys and contents.
    pub files: Vec<(String, Vec<u8>)>,
}

impl From<Findings> for Judged {
    fn from(findings: Findings) -> Self {
        Self { findings, files: Vec::new() }
    }
}

/// Why judging or rendering failed as a whole.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing}: {why}")]
pub struct FinishError {
    /// `judge the results` or `write the report`.
    pub doing: &'static str,
    /// Why.
    pub why: String,
}

/// What a run has collected, wherever it stands.
pub struct Collected<'a> {
    /// The run folder.
    pub folder: &'a dyn RunFolder,
    /// `run.json`.
    pub run: &'a RunDocument,
    /// The records of every planned query.
    pub records: Records,
    /// Why the run ended before its work was done, if it did.
    pub halt: Option<Halt>,
}

impl Collected<'_> {
    /// What every planned query came to.
    pub fn accounting(&self, findings: &Findings) -> Accounting {
        account(&self.run.plan, &self.records, &findings.signals, self.halt)
    }

    /// When the last result was taken: what `getdate()` is in conditions, so that judging again gives the same.
    pub fn as_of(&self) -> Timestamp {
        let ends = self.records.values().flatten().map(|record| record.ended_at);
        ends.max().unwrap_or(self.run.started_at)
    }
}

/// Reads what a run has collected.
///
/// # Errors
/// When the folder cannot be read or a record is damaged.
pub async fn collect<'a>(folder: &'a dyn RunFolder, run: &'a RunDocument) -> Result<Collected<'a>, StoreError> {
    let records = records::all(folder, &run.plan).await?;
    let halt = halt_that_mattered(&run.plan, &records, view::halt(folder).await?);
    Ok(Collected { folder, run, records, halt })
}

/// Judges, and writes what comes of it: `findings.json` last, since its presence means that the run was judged.
///
/// # Errors
/// When judging fails as a whole or the folder cannot be written.
pub async fn evaluate(collected: &Collected<'_>, finish: &dyn Finish) -> Result<Findings, crate::DriveError> {
    let Judged { findings, files } = finish.evaluate(collected).await?;
    for (key, content) in files {
        collected.folder.put(&key, &content).await?;
    }
    documents::put(collected.folder, keys::FINDINGS, &findings).await?;
    Ok(findings)
}

/// Renders what `findings.json` says and writes the report; a CSV that is missing beside its JSON is made up first,
/// since the report links to it.
///
/// # Errors
/// When there are no findings yet, rendering fails, or the folder cannot be written.
pub async fn render(collected: &Collected<'_>, finish: &dyn Finish) -> Result<(), crate::DriveError> {
    let findings = stored_findings(collected).await?;
    make_up_csv(collected).await?;
    for (key, content) in finish.render(collected, &findings).await? {
        collected.folder.put(&key, &content).await?;
    }
    Ok(())
}

/// Writes the run manifest: the run is complete, and every file has its fingerprint.
///
/// # Errors
/// When the folder cannot be read or written.
pub async fn close(collected: &Collected<'_>, now: Timestamp) -> Result<RunManifest, crate::DriveError> {
    let findings = stored_findings(collected).await?;
    let manifest = RunManifest {
        format: FORMAT,
        run: collected.run.plan.run.clone(),
        closed_at: now,
        halt: collected.halt,
        partial: collected.run.plan.is_partial(),
        accounting: collected.accounting(&findings),
        files: fingerprint(collected.folder).await?,
    };
    documents::put(collected.folder, keys::RUN_MANIFEST, &manifest).await?;
    Ok(manifest)
}

async fn make_up_csv(collected: &Collected<'_>) -> Result<(), StoreError> {
    let there = collected.folder.list("csv/").await?;
    for (query, records) in &collected.records {
        let finished = records.last().is_some_and(|last| last.outcome == Outcome::Finished);
        if finished && there.binary_search(&keys::csv(query)).is_err() {
            csv_from_json(collected.folder, query, collected.run.csv_formula_guard).await?;
        }
    }
    Ok(())
}

async fn stored_findings(collected: &Collected<'_>) -> Result<Findings, crate::DriveError> {
    let missing =
        || crate::DriveError::Missing { key: keys::FINDINGS.to_owned(), location: collected.folder.location() };
    documents::read::<Findings>(collected.folder, keys::FINDINGS).await?.ok_or_else(missing)
}
