//! Queries that ask AWS, as statements like any other: a warehouse around the run's own.
//!
//! Such a statement is nothing but its name. It has ended as soon as it was submitted, and the call is made when its
//! result is fetched; so nothing has to live between the two, which on AWS happen in different processes. A driver that
//! died in between leaves nothing behind: the call is made again.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use review_core::call::{CallScript, rows_of};
use review_core::documents::RunDocument;
use review_core::error_class::ErrorClass;
use review_core::identity::Identity;
use review_core::plan::PlannedQuery;
use review_core::result::{Column, Row};
use review_core::{StatementId, Timestamp};
use review_store::RunFolder;
use review_warehouse::{Calls, Cancelled, Found, Progress, Rows, Submission, Submitted, Warehouse, WarehouseError};

/// What stands before the name of a statement that is a call.
const MARK: &str = "call:";

/// Rows handed over at a time: few enough for the memory of a function, however wide they are.
const CHUNK: usize = 1_000;

/// Whether a statement is a call: nobody but this driver knows its id.
pub(crate) fn is_call(statement: &StatementId) -> bool {
    statement.0.starts_with(MARK)
}

/// The run's warehouse, and the calls of its queries.
pub(crate) struct WithCalls {
    warehouse: Arc<dyn Warehouse>,
    folder: Arc<dyn RunFolder>,
    run: Arc<RunDocument>,
}

impl WithCalls {
    pub(crate) fn around(
        warehouse: Arc<dyn Warehouse>,
        folder: &Arc<dyn RunFolder>,
        run: &Arc<RunDocument>,
    ) -> Arc<dyn Warehouse> {
        Arc::new(Self { warehouse, folder: Arc::clone(folder), run: Arc::clone(run) })
    }

    /// The query of a statement's name, `<run>/<query>/<round>`, if it makes a call.
    fn query(&self, name: &str) -> Option<&PlannedQuery> {
        let (of_run, _round) = name.rsplit_once('/')?;
        let (_run, query) = of_run.rsplit_once('/')?;
        let id = query.parse().ok()?;
        self.run.plan.queries().find(|planned| planned.id == id && planned.call.is_some())
    }

    async fn ask(&self, query: &PlannedQuery) -> Result<Fetched, WarehouseError> {
        let calls = self.warehouse.aws_calls().ok_or_else(no_account)?;
        let script = self.script(query).await?;
        let threshold = Duration::from_secs(u64::from(query.threshold_seconds));
        let answer = tokio::time::timeout(threshold, calls.ask(&script, self.run.started_at)).await;
        let answer = answer.map_err(|_| {
            let message = format!("{} was not answered within {} s", script.call, query.threshold_seconds);
            WarehouseError::new(ErrorClass::TimeThreshold, message)
        })??;
        let (columns, rows) = rows_of(&script, &answer).map_err(|error| WarehouseError {
            remedy: Some("report this: what AWS documents of the call and what it answers differ".to_owned()),
            ..WarehouseError::new(ErrorClass::Syntax, error.to_string())
        })?;
        Ok(Fetched { columns, rows: rows.into_iter() })
    }

    /// The call as it lies in the run folder.
    async fn script(&self, query: &PlannedQuery) -> Result<CallScript, WarehouseError> {
        let unreadable = |why: String| {
            WarehouseError::new(
                ErrorClass::Unknown,
                format!("{} of the run folder cannot be read: {why}", query.script),
            )
        };
        let bytes = self.folder.read(&query.script).await.map_err(|error| unreadable(error.to_string()))?;
        let text = String::from_utf8(bytes.unwrap_or_default()).map_err(|error| unreadable(error.to_string()))?;
        CallScript::parse(&text).map_err(|error| unreadable(error.to_string()))
    }
}

fn no_account() -> WarehouseError {
    WarehouseError {
        remedy: Some("name the warehouse by redshift://NAME/DATABASE".to_owned()),
        ..WarehouseError::new(ErrorClass::Permission, "no AWS account is known behind this address")
    }
}

#[async_trait]
impl Warehouse for WithCalls {
    async fn identify(&self) -> Result<Identity, WarehouseError> {
        self.warehouse.identify().await
    }

    async fn submit(&self, submission: &Submission) -> Result<Submitted, WarehouseError> {
        match self.query(&submission.name) {
            // Whoever submits counts from its own clock.
            Some(_) => Ok(Submitted {
                statement: StatementId(format!("{MARK}{}", submission.name)),
                since: Timestamp::from_micros(0),
            }),
            None => self.warehouse.submit(submission).await,
        }
    }

    async fn wait(&self, statement: &StatementId, at_most: Duration) -> Result<Progress, WarehouseError> {
        match is_call(statement) {
            true => Ok(Progress::Finished),
            false => self.warehouse.wait(statement, at_most).await,
        }
    }

    async fn cancel(&self, statement: &StatementId) -> Result<Cancelled, WarehouseError> {
        match is_call(statement) {
            true => Ok(Cancelled::Gone),
            false => self.warehouse.cancel(statement).await,
        }
    }

    async fn find(&self, name: &str, known: Option<&StatementId>) -> Result<Found, WarehouseError> {
        match self.query(name) {
            Some(_) => Ok(Found::Nothing),
            None => self.warehouse.find(name, known).await,
        }
    }

    async fn fetch(&self, statement: &StatementId) -> Result<Box<dyn Rows>, WarehouseError> {
        match statement.0.strip_prefix(MARK).and_then(|name| self.query(name)) {
            Some(query) => Ok(Box::new(self.ask(query).await?)),
            None => self.warehouse.fetch(statement).await,
        }
    }

    fn aws_calls(&self) -> Option<&dyn Calls> {
        self.warehouse.aws_calls()
    }
}

/// The rows of an answer.
struct Fetched {
    columns: Vec<Column>,
    rows: std::vec::IntoIter<Row>,
}

#[async_trait]
impl Rows for Fetched {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    async fn next(&mut self) -> Result<Option<Vec<Row>>, WarehouseError> {
        let rows: Vec<Row> = self.rows.by_ref().take(CHUNK).collect();
        Ok((!rows.is_empty()).then_some(rows))
    }
}
