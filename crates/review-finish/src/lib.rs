//! Judging and rendering a run folder, the same for both drivers: reads what was collected, asks judge and report.
//!
//! **This crate never** asks the warehouse, and decides nothing: when to judge and to render, the core says.

mod earlier;
mod history;
mod results;
mod side;
mod sight;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use review_core::accounting::QueryAccount;
use review_core::comparison::Comparison;
use review_core::finding::Findings;
use review_core::plan::PlannedQuery;
use review_core::result::{Column, Row};
use review_core::series::Series;
use review_core::settings::Settings;
use review_core::suppression::suppress;
use review_core::{QueryName, keys};
use review_engine::{Collected, Finish, FinishError, Judged};
use review_judge::{JudgeInput, Overrides, judge};
use review_pack::Pack;
use review_report::{EarlierRows, Limits, Name, QuerySection, ReportInput, ReportModel, name, name_columns};
use review_store::base::Base;
use review_store::{StoreError, documents, read_result};

use earlier::{Earlier, Shown};
pub use side::RunSide;

/// Judges with the pack of the run, and the thresholds the user has set.
pub struct Finisher {
    /// The pack of the run.
    pub pack: Pack,
    /// Thresholds set by the user, by signal.
    pub overrides: Overrides,
    /// Where the runs before this one lie, beside it.
    pub base: Arc<dyn Base>,
}

/// What is being done, for the message when it fails.
const JUDGING: &str = "judge the results";
const WRITING: &str = "write the report";

#[async_trait]
impl Finish for Finisher {
    async fn evaluate(&self, collected: &Collected<'_>) -> Result<Judged, FinishError> {
        let unread = |error| failed(JUDGING, error);
        let settings = documents::read::<Settings>(collected.folder, keys::SETTINGS).await.map_err(unread)?;
        let mut results = results::read(collected).await.map_err(unread)?;
        sight::withhold(&mut results, &self.pack, &collected.run.identity);
        let input = JudgeInput {
            pack: &self.pack,
            run: collected.run.plan.run.clone(),
            as_of: collected.as_of(),
            parameters: collected.run.parameters.clone(),
            results,
            overrides: self.overrides.clone(),
        };
        let mut findings = judge(&input).await;
        suppress(&mut findings, &settings.unwrap_or_default());
        let files = history::files(&*self.base, collected, &findings).await.map_err(unread)?;
        Ok(Judged { findings, files })
    }

    async fn render(
        &self,
        collected: &Collected<'_>,
        findings: &Findings,
    ) -> Result<Vec<(String, Vec<u8>)>, FinishError> {
        let limits = Limits::default();
        let model = review_report::model(&self.input(collected, findings, &limits).await?, &limits);
        let html =
            review_report::html(&model, self.pack.template.as_deref()).map_err(|error| failed(WRITING, error))?;
        Ok(vec![(keys::REPORT.to_owned(), html.into_bytes())])
    }
}

impl Finisher {
    /// What the report tells of a run that was judged, for forms that programs read: whole, whatever the page of the run
    /// has room for.
    ///
    /// # Errors
    /// When the run folder cannot be read.
    pub async fn model(&self, collected: &Collected<'_>, findings: &Findings) -> Result<ReportModel, FinishError> {
        let limits = Limits::whole();
        Ok(review_report::whole_model(&self.input(collected, findings, &limits).await?, &limits))
    }

    async fn input(
        &self,
        collected: &Collected<'_>,
        findings: &Findings,
        limits: &Limits,
    ) -> Result<ReportInput, FinishError> {
        let accounting = collected.accounting(findings);
        let comparison = read::<Comparison>(collected, keys::COMPARISON).await?;
        let earlier = Earlier::open(&*self.base, collected, comparison.as_ref()).await;
        let mut sections = Vec::new();
        for query in in_report_order(&self.pack, collected) {
            let account = accounting.queries.iter().find(|account| account.query == query.id);
            if let Some(account) = account {
                let section = section(&self.pack, collected, query, account.clone(), limits).await;
                let mut section = section.map_err(|error| failed(WRITING, error))?;
                if let Some(earlier) = &earlier {
                    section.before = before(&self.pack, collected, findings, earlier, query, &section).await;
                }
                sections.push(section);
            }
        }
        Ok(ReportInput {
            run: collected.run.clone(),
            accounting,
            findings: findings.clone(),
            sections,
            halt: collected.halt,
            settings: read::<Settings>(collected, keys::SETTINGS).await?.unwrap_or_default(),
            comparison,
            series: read::<Series>(collected, keys::SERIES).await?,
        })
    }
}

async fn read<T: documents::Document>(collected: &Collected<'_>, key: &str) -> Result<Option<T>, FinishError> {
    documents::read(collected.folder, key).await.map_err(|error| failed(WRITING, error))
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
    let charts = pack.signals_of(&planned.id.name).map(|of| of.charts.clone()).unwrap_or_default();
    // A chart is drawn from all rows, a table shows the first of them.
    let most_rows = if charts.is_empty() { limits.table_rows as u64 } else { u64::MAX };
    let read = match stored {
        Some(stored) => results::readable(read_result(collected.folder, &stored.json.key, most_rows).await)?,
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
        before: None,
        records,
        charts,
    })
}

/// What a query that shows rows now, in its table or as evidence, gave in the run before.
async fn before(
    pack: &Pack,
    collected: &Collected<'_>,
    findings: &Findings,
    earlier: &Earlier,
    planned: &PlannedQuery,
    section: &QuerySection,
) -> Option<EarlierRows> {
    let object = &pack.signals_of(&planned.id.name)?.object;
    let shown = section.rows.iter().take(Limits::default().table_rows);
    let mut names = names(&section.columns, shown, object);
    for verdict in findings.signals.iter().filter(|verdict| verdict.query == planned.id.name) {
        names.extend(self::names(&verdict.evidence.columns, verdict.evidence.rows.iter(), object));
    }
    let shown = Shown { script: section.script.as_bytes(), names, object };
    earlier.rows(collected, planned, shown).await
}

fn names<'a>(columns: &[Column], rows: impl Iterator<Item = &'a Row>, object: &[String]) -> BTreeSet<Name> {
    let places = name_columns(columns, object);
    places.map(|places| rows.map(|row| name(row, &places)).collect()).unwrap_or_default()
}
