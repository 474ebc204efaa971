//! The query function: what is done to one statement in the warehouse, and the storing of what it gives.

use std::time::Duration;

use aws_config::SdkConfig;
use review_core::Seconds;
use review_core::lane::Outcome;
use review_engine::collect;
use review_engine::steps::{Due, LaneSteps, May};
use review_store::csv_from_json;
use review_warehouse::data_api::share_quotas_among;
use serde::Deserialize;

use super::{LaneDue, TaskError, attempt, steps};
use crate::aws;
use crate::folders::{Folders, Opened};
use crate::ids::{AttemptRef, LaneRef};
use crate::invocation::Invocation;
use crate::named::NamedError;
use crate::serve::Function;
use crate::settings::Settings;
use crate::warehouses::{Warehouses, describing_role};

/// How long a statement is waited for within the call that submits it. By list prices three seconds of this function
/// cost less than half a state transition (AWS Lambda and Step Functions pricing pages, 2026-11), and most statements
/// of a review end within that time.
const BRIEFLY: Duration = Duration::from_secs(3);

/// The query function.
#[derive(Debug)]
pub struct QueryFunction {
    folders: Folders,
    warehouses: Warehouses,
    region: Option<String>,
}

/// What it is asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum QueryCall {
    /// By SFL1: submit the attempt, or find it again.
    Submit {
        /// The attempt.
        #[serde(flatten)]
        attempt: AttemptRef,
    },
    /// By SFL1: whether to wait on.
    Watch {
        /// The attempt.
        #[serde(flatten)]
        attempt: AttemptRef,
    },
    /// By SFL1: the statement has ended; store what came of it.
    Store {
        /// The attempt.
        #[serde(flatten)]
        attempt: AttemptRef,
    },
    /// By SFL1-Error: what the core says of the attempt now.
    Expire {
        /// The attempt.
        #[serde(flatten)]
        attempt: AttemptRef,
        /// What SFL1 failed with, if that is the reason.
        error: Option<TaskError>,
    },
    /// By SFL1-Error: see the statement gone and record it.
    Settle {
        /// The attempt.
        #[serde(flatten)]
        attempt: AttemptRef,
    },
    /// By SFL3: make up CSV files that are missing.
    Csv {
        /// The lane.
        #[serde(flatten)]
        lane: LaneRef,
    },
}

impl QueryFunction {
    /// The function in the environment of this process.
    ///
    /// # Errors
    /// When a setting cannot be used.
    pub async fn begin() -> Result<Self, NamedError> {
        share_quotas_among(Settings::of_environment().parsed("REVIEW_DATA_API_SHARE", 1)?);
        Ok(Self::with(aws::own_config().await))
    }

    /// The function with this configuration.
    pub fn with(config: SdkConfig) -> Self {
        let region = config.region().map(ToString::to_string);
        Self { folders: Folders::new(config), warehouses: Warehouses::default(), region }
    }

    async fn opened(&self, of: &AttemptRef, call: &Invocation) -> Result<(LaneSteps, Option<String>), NamedError> {
        let opened = self.folders.open(&of.lane.run).await?;
        let role = describing_role(&opened.run, self.region.as_deref())?;
        let warehouse = self.warehouses.of_run(&opened.run).await?;
        Ok((steps(&opened, &of.lane, &of.driver, Some(warehouse), call)?, role))
    }

    async fn advance(&self, of: &AttemptRef, may: May, call: &Invocation) -> Result<LaneDue, NamedError> {
        let (mut steps, role) = self.opened(of, call).await?;
        Ok(match steps.advance(may, Some(&attempt(of))).await? {
            Due::Watch(_, statement, Seconds(seconds)) if may != May::Tell => {
                LaneDue::Watch { statement, role, seconds }
            }
            Due::Store(_) => LaneDue::Store,
            Due::Cancel(to, statement) if may == May::Tell => {
                LaneDue::Cancel { query: to.query, round: to.round, attempt: to.attempt, statement, role, turn: 0 }
            }
            // Whatever else is due is SFL2's to ask for.
            Due::Watch(..)
            | Due::Cancel(..)
            | Due::Submit(..)
            | Due::Rest(_)
            | Due::Manifest
            | Due::Ended
            | Due::Over => LaneDue::Done,
        })
    }
}

/// CSV is written beside the JSON; this makes up what is missing, so that a result can be opened before the run ends.
async fn make_up_csv(opened: &Opened, lane: &LaneRef) -> Result<(), NamedError> {
    let Some(planned) = opened.run.plan.lane(lane.lane) else { return Ok(()) };
    let collected = collect(&*opened.folder, &opened.run).await?;
    let there = opened.folder.list("csv/").await?;
    for query in &planned.queries {
        let last = collected.records.get(&query.id).and_then(|records| records.last());
        let finished = last.is_some_and(|last| last.outcome == Outcome::Finished);
        if finished && there.binary_search(&review_core::keys::csv(&query.id)).is_err() {
            csv_from_json(&*opened.folder, &query.id, opened.run.csv_formula_guard).await?;
        }
    }
    Ok(())
}

impl Function for QueryFunction {
    type Payload = QueryCall;
    type Answer = LaneDue;
    const NAME: &'static str = "query";
    const WAY_OUT: &'static str = "lower `max_rows` of the query, let its script return less, or review this warehouse \
                                   with the local driver, which has no such limit";

    async fn answer(&self, payload: QueryCall, call: &Invocation) -> Result<LaneDue, NamedError> {
        match payload {
            QueryCall::Submit { attempt } => self.advance(&attempt, May::Submit(BRIEFLY), call).await,
            QueryCall::Watch { attempt } => self.advance(&attempt, May::Watch(Duration::ZERO), call).await,
            QueryCall::Store { attempt } => self.advance(&attempt, May::Store, call).await,
            QueryCall::Settle { attempt } => self.advance(&attempt, May::Settle, call).await,
            QueryCall::Expire { attempt, error: None } => self.advance(&attempt, May::Tell, call).await,
            QueryCall::Expire { attempt: of, error: Some(error) } => {
                let (mut steps, _) = self.opened(&of, call).await?;
                steps.fail(&attempt(&of), &error.words()).await?;
                Ok(LaneDue::Done)
            }
            QueryCall::Csv { lane } => {
                let opened = self.folders.open(&lane.run).await?;
                make_up_csv(&opened, &lane).await?;
                Ok(LaneDue::Done)
            }
        }
    }
}
