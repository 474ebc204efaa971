//! Judging and rendering a run folder, the same for both drivers: reads what was collected, asks judge and report.
//!
//! **This crate never** asks the warehouse, and decides nothing: when to judge and to render, the core says.

use std::collections::BTreeMap;

use async_trait::async_trait;
use review_core::accounting::{QueryAccount, account, skip_words};
use review_core::finding::Findings;
use review_core::lane::Outcome;
use review_core::plan::{PlannedQuery, SkipReason};
use review_core::{QueryId, QueryName, keys};
use review_engine::{Collected, Finish, FinishError};
use review_judge::{JudgeInput, Overrides, QueryResult, ResultState, judge};
use review_pack::Pack;
use review_report::{Limits, QuerySection, ReportInput, ReportModel};
use review_store::{ReadResult, StoreError, read_result};

/// Judges with the pack of the run, and the thresholds the user has set.
pub struct Finisher {
    /// The pack of the run.
    pub pack: Pack,
    /// Thresholds set by the user, by signal.
    pub overrides: Overrides,
}

/// What is being done, for the message when it fails.
const WRITING: &str = "write the report";

#[async_trait]
impl Finish for Finisher {
    async fn evaluate(&self, collected: &Collected<'_>) -> Result<Findings, FinishError> {
        let results = results(collected).await.map_err(|error| failed("judge the results", error))?;
        let input = JudgeInput {
            pack: &self.pack,
            run: collected.run.plan.run.clone(),
            as_of: collected.as_of(),
            results,
            overrides: self.overrides.clone(),
        };
        Ok(judge(&input).await)
    }

    async fn render(
        &self,
        collected: &Collected<'_>,
        findings: &Findings,
    ) -> Result<Vec<(String, Vec<u8>)>, FinishError> {
        let model = self.model(collected, findings).await?;
        let html =
            review_report::html(&model, self.pack.template.as_deref()).map_err(|error| failed(WRITING, error))?;
        Ok(vec![(keys::REPORT.to_owned(), html.into_bytes())])
    }
}

impl Finisher {
    /// What the report tells of a run that was judged.
    ///
    /// # Errors
    /// When the run folder cannot be read.
    pub async fn model(&self, collected: &Collected<'_>, findings: &Findings) -> Result<ReportModel, FinishError> {
        let limits = Limits::default();
        let accounting = collected.accounting(findings);
        let mut sections = Vec::new();
        for query in in_report_order(&self.pack, collected) {
            let account = accounting.queries.iter().find(|account| account.query == query.id);
            if let Some(account) = account {
                let section = section(&self.pack, collected, query, account.clone(), &limits).await;
                sections.push(section.map_err(|error| failed(WRITING, error))?);
            }
        }
        let input = ReportInput {
            run: collected.run.clone(),
            accounting,
            findings: findings.clone(),
            sections,
            halt: collected.halt,
        };
        Ok(review_report::model(&input, &limits))
    }
}

fn failed(doing: &'static str, why: impl ToString) -> FinishError {
    FinishError { doing, why: why.to_string() }
}

/// Planned queries in the order of the pack, then by database.
fn in_report_order<'a>(pack: &Pack, collected: &'a Collected<'_>) -> Vec<&'a PlannedQuery> {
    let order: BTreeMap<&QueryName, usize> =
        pack.queries.iter().zip(0..).map(|(query, at)| (&query.name, at)).collect();
    let mut planned: Vec<&PlannedQuery> = collected.run.plan.queries().collect();
    planned.sort_by_key(|query| (order.get(&query.id.name).copied(), query.id.clone()));
    planned
}

async fn section(
    pack: &Pack,
    collected: &Collected<'_>,
    planned: &PlannedQuery,
    account: QueryAccount,
    limits: &Limits,
) -> Result<QuerySection, StoreError> {
    let records = collected.records.get(&planned.id).cloned().unwrap_or_default();
    let stored = records.last().and_then(|record| record.result.as_ref());
    let read = match stored {
        Some(stored) => readable(read_result(collected.folder, &stored.json.key, limits.table_rows as u64).await)?,
        None => None,
    };
    let script = collected.folder.read(&planned.script).await?.unwrap_or_default();
    let (columns, rows) = read.map(|read| (read.columns, read.rows)).unwrap_or_default();
    Ok(QuerySection {
        query: planned.id.clone(),
        section: pack.query(&planned.id.name).map(|query| query.section.clone()).unwrap_or_default(),
        script: String::from_utf8_lossy(&script).into_owned(),
        account,
        total_rows: stored.map_or(0, |stored| stored.rows),
        cut: stored.is_some_and(|stored| stored.cut),
        columns,
        rows,
        records,
    })
}

/// What there is of each planned query of the pack.
async fn results(collected: &Collected<'_>) -> Result<BTreeMap<QueryName, ResultState>, StoreError> {
    let accounting = account(&collected.run.plan, &collected.records, &[], collected.halt);
    let mut have: BTreeMap<QueryName, Vec<QueryResult>> = BTreeMap::new();
    let mut missing: BTreeMap<QueryName, Vec<(QueryId, String)>> = BTreeMap::new();
    let mut left_out: BTreeMap<QueryName, (QueryId, String)> = BTreeMap::new();
    for (planned, account) in collected.run.plan.queries().zip(&accounting.queries) {
        let name = planned.id.name.clone();
        if let Some(skip @ SkipReason::DatabaseLeftOut { .. }) = &planned.skip {
            let words = format!("{}: {}", account.status.words(), skip_words(skip));
            left_out.insert(name, (planned.id.clone(), words));
            continue;
        }
        match result(collected, planned).await? {
            Some(result) => have.entry(name).or_default().push(result),
            None => {
                let reason =
                    account.reason.clone().unwrap_or_else(|| "its stored result is gone or damaged".to_owned());
                let words = format!("{}: {reason}", account.status.words());
                missing.entry(name).or_default().push((planned.id.clone(), words));
            }
        }
    }
    let mut states = BTreeMap::new();
    for (name, have) in have {
        let state = match missing.remove(&name) {
            None => ResultState::Have(have),
            Some(missing) => ResultState::Partial { have, missing },
        };
        states.insert(name, state);
    }
    // A database that was left out on purpose is no gap in what the others say; where all were, nothing is there.
    for (name, left_out) in left_out {
        if !states.contains_key(&name) {
            missing.entry(name).or_insert_with(|| vec![left_out]);
        }
    }
    for (name, missing) in missing {
        let reason = missing.into_iter().map(|(_, reason)| reason).next().unwrap_or_default();
        states.insert(name, ResultState::Missing { reason });
    }
    Ok(states)
}

/// A result that somebody damaged is missing: what else was collected is judged and rendered all the same.
fn readable(read: Result<Option<ReadResult>, StoreError>) -> Result<Option<ReadResult>, StoreError> {
    match read {
        Err(StoreError::Damaged { .. }) => Ok(None),
        other => other,
    }
}

async fn result(collected: &Collected<'_>, planned: &PlannedQuery) -> Result<Option<QueryResult>, StoreError> {
    let last = collected.records.get(&planned.id).and_then(|records| records.last());
    let Some(stored) = last.filter(|last| last.outcome == Outcome::Finished).and_then(|last| last.result.as_ref())
    else {
        return Ok(None);
    };
    let read = readable(read_result(collected.folder, &stored.json.key, u64::MAX).await)?;
    Ok(read.map(|read| QueryResult {
        query: planned.id.clone(),
        columns: read.columns,
        rows: read.rows,
        cut: stored.cut,
    }))
}
