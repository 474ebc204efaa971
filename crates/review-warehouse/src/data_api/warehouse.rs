//! The adapter itself.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use aws_config::SdkConfig;
use review_core::error_class::ErrorClass;
use review_core::identity::Identity;
use review_core::{StatementId, digest};
use tokio::sync::OnceCell;

use super::address::{RedshiftAddress, ResultFormat};
use super::api::{Api, Handover};
use super::caller::Caller;
use super::described::{Ended, moment};
use super::limiter::Limiter;
use super::open::{Named, OpenError, assumed, named};
use super::quotas::Calls;
use super::result::Pages;
use super::{find, identify, watch};
use crate::aws::errors::require_region;
use crate::aws::{self, AwsCalls, Kind};
use crate::{Cancelled, Found, Progress, Rows, Submission, Submitted, Warehouse, WarehouseError};

/// How often a statement is told to end, and for how long its end is waited for each time. A request may come
/// before the statement has begun, and meet nothing.
const CANCEL_REQUESTS: u32 = 3;
const CANCEL_WAIT: Duration = Duration::from_secs(2);

/// A Redshift warehouse behind the Data API: a provisioned cluster or a Serverless workgroup.
///
/// Dropped, it leaves its statements running; [`find`](Warehouse::find) of another one takes them up again.
pub struct DataApiWarehouse {
    api: Arc<Api>,
    address: RedshiftAddress,
    named: Named,
    identity: OnceCell<Identity>,
    statements: Mutex<HashMap<StatementId, Known>>,
    aws: AwsCalls,
}

/// What is remembered of a statement, so that nothing is asked twice.
#[derive(Clone, Default)]
struct Known {
    /// `None` for a statement that an earlier driver handed over.
    max_rows: Option<u64>,
    told_to_end: bool,
    ended: Option<Ended>,
}

impl DataApiWarehouse {
    /// Opens the warehouse at `url`, for example `redshift://my-cluster/dev?region=eu-west-1`. Asks the control plane
    /// what the name names; asks nothing of the warehouse yet, so that nothing is woken.
    ///
    /// # Errors
    /// When the address cannot be used, when no Region is set, when AWS has no such warehouse or does not say what
    /// it is, and when it is paused or in maintenance.
    pub async fn connect(url: &str) -> Result<Self, OpenError> {
        let address: RedshiftAddress = url.parse()?;
        let config = aws::config(&address.aws).await;
        require_region(&config)?;
        let named = named(&config, &address).await?;
        Ok(Self::new(address, &config, named)?)
    }

    /// Opens it with a configuration that is there already, and without asking the control plane.
    ///
    /// # Errors
    /// When the configuration has no Region.
    pub fn with_config(address: RedshiftAddress, config: &SdkConfig, kind: Kind) -> Result<Self, WarehouseError> {
        Self::new(address, config, assumed(kind, None))
    }

    fn new(address: RedshiftAddress, config: &SdkConfig, named: Named) -> Result<Self, WarehouseError> {
        let region = require_region(config)?;
        let limiter = Limiter::of_region(&region);
        let api = Arc::new(Api::new(config, Caller::new(&address, named.kind, region), limiter));
        let account = named.account.clone().or_else(|| address.account());
        let aws = AwsCalls::new(config, named.kind, &address.name, account.as_deref())?;
        Ok(Self { api, address, named, identity: OnceCell::new(), statements: Mutex::default(), aws })
    }

    /// What could not be found out about the warehouse and is assumed, a sentence each.
    pub fn assumptions(&self) -> &[String] {
        &self.named.assumed
    }

    /// How many calls this adapter made, by operation.
    pub fn calls(&self) -> Arc<Calls> {
        Arc::clone(self.api.calls())
    }

    fn known(&self, statement: &StatementId) -> Known {
        self.statements.lock().unwrap_or_else(PoisonError::into_inner).get(statement).cloned().unwrap_or_default()
    }

    fn remember(&self, statement: &StatementId, change: impl FnOnce(&mut Known)) {
        let mut statements = self.statements.lock().unwrap_or_else(PoisonError::into_inner);
        change(statements.entry(statement.clone()).or_default());
    }

    /// How the statement ended; `None` when it still runs after so long.
    async fn end(&self, statement: &StatementId, at_most: Duration) -> Result<Option<Ended>, WarehouseError> {
        if let Some(ended) = self.known(statement).ended {
            return Ok(Some(ended));
        }
        let ended = watch::end(&self.api, statement, at_most).await?;
        if let Some(ended) = &ended {
            self.remember(statement, |known| known.ended = Some(ended.clone()));
        }
        Ok(ended)
    }

    /// What an end means to whoever wanted it.
    fn became(&self, statement: &StatementId, ended: &Ended) -> Cancelled {
        match ended {
            Ended::Aborted(_) => Cancelled::Gone,
            Ended::Failed(error) if error.class == ErrorClass::Aborted && self.known(statement).told_to_end => {
                Cancelled::Gone
            }
            Ended::Finished { .. } | Ended::Failed(_) => Cancelled::Ended,
        }
    }

    /// Whether the CSV form is asked for.
    const fn wants_csv(&self) -> bool {
        match self.address.result_format {
            ResultFormat::Csv => true,
            ResultFormat::Json | ResultFormat::Auto => false,
        }
    }
}

/// The same for every try of one attempt, so that the service makes one statement of them: 64 characters, as many as
/// it takes (API reference, ClientToken).
fn client_token(name: &str, attempt: u16) -> String {
    digest::sha256_hex(format!("{name} {attempt}").as_bytes())
}

#[async_trait]
impl Warehouse for DataApiWarehouse {
    async fn identify(&self) -> Result<Identity, WarehouseError> {
        let identity = self.identity.get_or_try_init(|| identify::identify(&self.api, &self.address, &self.named));
        identity.await.cloned()
    }

    async fn submit(&self, submission: &Submission) -> Result<Submitted, WarehouseError> {
        crate::reading::check(&submission.sql)?;
        let handover = Handover {
            name: &submission.name,
            token: client_token(&submission.name, submission.attempt),
            sql: &submission.sql,
            database: submission.database.as_deref().unwrap_or(&self.address.database),
            csv: self.wants_csv(),
        };
        let answer = self.api.execute(&handover).await?;
        let Some(id) = answer.id else { return Err(without_id()) };
        let statement = StatementId(id);
        self.remember(&statement, |known| known.max_rows = Some(submission.max_rows));
        Ok(Submitted { since: answer.created_at.as_ref().map_or_else(find::now, moment), statement })
    }

    async fn wait(&self, statement: &StatementId, at_most: Duration) -> Result<Progress, WarehouseError> {
        Ok(self.end(statement, at_most).await?.map_or(Progress::Running, Ended::progress))
    }

    async fn cancel(&self, statement: &StatementId) -> Result<Cancelled, WarehouseError> {
        if let Some(ended) = self.known(statement).ended {
            return Ok(self.became(statement, &ended));
        }
        for _ in 0..CANCEL_REQUESTS {
            match self.api.cancel(statement).await {
                Ok(true) => self.remember(statement, |known| known.told_to_end = true),
                // It has ended, or has not begun: describing it says which.
                Ok(false) => {}
                Err(failure) if failure.is_unknown_statement() => {}
                Err(failure) => return Err(failure.into()),
            }
            if let Some(ended) = self.end(statement, CANCEL_WAIT).await? {
                return Ok(self.became(statement, &ended));
            }
        }
        Ok(Cancelled::StillRunning)
    }

    async fn find(&self, name: &str, known: Option<&StatementId>) -> Result<Found, WarehouseError> {
        find::find(&self.api, name, known).await
    }

    fn aws_calls(&self) -> Option<&dyn crate::Calls> {
        Some(&self.aws)
    }

    async fn fetch(&self, statement: &StatementId) -> Result<Box<dyn Rows>, WarehouseError> {
        let max_rows = self.known(statement).max_rows.unwrap_or(u64::MAX);
        let csv = match self.end(statement, Duration::ZERO).await? {
            Some(Ended::Finished { csv }) => csv,
            Some(Ended::Failed(error) | Ended::Aborted(error)) => return Err(error),
            None => return Err(WarehouseError::new(ErrorClass::Unknown, format!("statement {statement} still runs"))),
        };
        let pages = Pages::begin(Arc::clone(&self.api), statement.clone(), csv, max_rows).await?;
        Ok(Box::new(pages))
    }
}

fn without_id() -> WarehouseError {
    WarehouseError::new(ErrorClass::Unknown, "the service took the statement and gave it no id")
}

impl fmt::Debug for DataApiWarehouse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("DataApiWarehouse");
        shown.field("address", &self.address.to_string()).field("named", &self.named).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_the_same_for_one_attempt_and_another_for_the_next() {
        let token = client_token("run/Query/1", 1);
        assert_eq!(token.len(), 64);
        assert_eq!(token, client_token("run/Query/1", 1));
        assert_ne!(token, client_token("run/Query/1", 2));
        assert_ne!(client_token("run/Query/1", 11), client_token("run/Query/1 1", 1));
    }
}
