//! The core function: what is due for a lane. It reads and writes the run folder and nothing else.

use aws_config::SdkConfig;
use review_core::{DriverId, QueryId, Seconds};
use review_engine::steps::{Due, May};
use serde::Deserialize;

use super::{LaneDue, TaskError, attempt, steps};
use crate::aws;
use crate::folders::{Folders, Opened};
use crate::ids::{AttemptRef, LaneRef};
use crate::invocation::Invocation;
use crate::named::NamedError;
use crate::serve::Function;
use crate::settings::Settings;

/// What SFL2's time limit for an SFL1 grants beyond the threshold, in seconds: the longest a Lambda function runs, for
/// storing the result, and a minute for starting.
const BEYOND_THE_THRESHOLD: u32 = 900 + 60;
/// After so many answers an execution of SFL2 ends and another goes on. An answer costs at most 19 events of the 25,000
/// that an execution may have (Step Functions quotas); measured on the machines here.
const TURNS: u32 = 1_000;

/// The core function.
#[derive(Debug)]
pub struct CoreFunction {
    folders: Folders,
    turns: u32,
}

/// What it is asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum CoreCall {
    /// By SFL3: take the lane over, write the manifest of a round that is over, say whether there is another.
    Round {
        /// The lane.
        #[serde(flatten)]
        lane: LaneRef,
        /// The execution that drives it.
        driver: DriverId,
    },
    /// By SFL2: what is due now.
    Step {
        /// The lane.
        #[serde(flatten)]
        lane: LaneRef,
        /// The execution that drives it.
        driver: DriverId,
        /// What the last answer said; 0 at first.
        turn: u32,
    },
    /// By SFL2: neither SFL1 nor SFL1-Error could end the attempt.
    GiveUp {
        /// The attempt.
        #[serde(flatten)]
        attempt: AttemptRef,
        /// Why.
        error: TaskError,
    },
}

impl CoreFunction {
    /// The function in the environment of this process.
    ///
    /// # Errors
    /// When a setting cannot be used.
    pub async fn begin() -> Result<Self, NamedError> {
        Self::with(&Settings::of_environment(), aws::own_config().await)
    }

    /// The function with these settings.
    ///
    /// # Errors
    /// When a setting cannot be used.
    pub fn with(settings: &Settings, config: SdkConfig) -> Result<Self, NamedError> {
        Ok(Self { folders: Folders::new(config), turns: settings.parsed("REVIEW_HANDOVER_TURNS", TURNS)? })
    }

    async fn round(&self, lane: &LaneRef, driver: &DriverId, call: &Invocation) -> Result<LaneDue, NamedError> {
        let mut steps = steps(&self.folders.open(&lane.run).await?, lane, driver, None, call)?;
        steps.take_over().await?;
        match steps.advance(May::Manifests, None).await? {
            Due::Ended => Ok(LaneDue::Csv),
            Due::Submit(..)
            | Due::Watch(..)
            | Due::Store(_)
            | Due::Cancel(..)
            | Due::Rest(_)
            | Due::Manifest
            | Due::Over => Ok(LaneDue::Lane),
        }
    }

    async fn step(
        &self,
        lane: &LaneRef,
        driver: &DriverId,
        turn: u32,
        call: &Invocation,
    ) -> Result<LaneDue, NamedError> {
        if turn >= self.turns {
            return Ok(LaneDue::Back);
        }
        let opened = self.folders.open(&lane.run).await?;
        let mut steps = steps(&opened, lane, driver, None, call)?;
        let turn = turn + 1;
        Ok(match steps.advance(May::Tell, None).await? {
            Due::Submit(of) | Due::Watch(of, ..) | Due::Store(of) => LaneDue::Query {
                seconds: threshold_seconds(&opened, lane, &of.query).saturating_add(BEYOND_THE_THRESHOLD),
                query: of.query,
                round: of.round,
                attempt: of.attempt,
                turn,
            },
            Due::Cancel(of, _) => LaneDue::Cancel {
                query: of.query,
                round: of.round,
                attempt: of.attempt,
                statement: None,
                role: None,
                turn,
            },
            Due::Rest(Seconds(seconds)) => LaneDue::Rest { seconds, turn },
            Due::Manifest | Due::Ended | Due::Over => LaneDue::Back,
        })
    }
}

fn threshold_seconds(opened: &Opened, lane: &LaneRef, query: &QueryId) -> u32 {
    let planned = opened.run.plan.lane(lane.lane).and_then(|lane| lane.queries.iter().find(|one| one.id == *query));
    planned.map_or(0, |planned| planned.threshold_seconds)
}

impl Function for CoreFunction {
    type Payload = CoreCall;
    type Answer = LaneDue;
    const NAME: &'static str = "core";
    const WAY_OUT: &'static str = "give the core function more memory, which makes it faster, or split the lane";

    async fn answer(&self, payload: CoreCall, call: &Invocation) -> Result<LaneDue, NamedError> {
        match payload {
            CoreCall::Round { lane, driver } => self.round(&lane, &driver, call).await,
            CoreCall::Step { lane, driver, turn } => self.step(&lane, &driver, turn, call).await,
            CoreCall::GiveUp { attempt: of, error } => {
                let opened = self.folders.open(&of.lane.run).await?;
                let mut steps = steps(&opened, &of.lane, &of.driver, None, call)?;
                steps.fail(&attempt(&of), &error.words()).await?;
                Ok(LaneDue::Done)
            }
        }
    }
}
