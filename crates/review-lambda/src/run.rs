//! The run function: the loop over a whole run, and what looks after runs that nobody drives.

mod drivers;
mod mail;
mod steps;
mod watchdog;

use aws_config::SdkConfig;
use review_core::{RunId, Timestamp};
use review_store::S3Bucket;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::drivers::Drivers;
use self::watchdog::{EndedBadly, Swept};
use crate::aws::{self, Topic};
use crate::folders::Folders;
use crate::ids::RunRef;
use crate::invocation::Invocation;
use crate::lane::TaskError;
use crate::layout::Layout;
use crate::named::NamedError;
use crate::serve::Function;
use crate::settings::Settings;

/// The run function.
#[derive(Debug)]
pub struct RunFunction {
    settings: Settings,
    config: SdkConfig,
    folders: Folders,
}

/// What it is asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum RunCall {
    /// By SFL3-Report: do what needs nobody else, and say what is due.
    Run {
        /// The run.
        #[serde(flatten)]
        run: RunRef,
    },
    /// By SFL3-Report: judging or rendering has failed for good.
    Failed {
        /// The run.
        #[serde(flatten)]
        run: RunRef,
        /// `evaluate` or `render`.
        step: Step,
        /// Why.
        error: TaskError,
    },
    /// By SFL3-Report: tell whoever wants to know.
    Notify {
        /// The run.
        #[serde(flatten)]
        run: RunRef,
        /// The execution that asks; the one mail of a run is its.
        execution: String,
    },
    /// By EventBridge, as the event comes: an execution was aborted, timed out or failed. An input transformer could
    /// not make a call of it: it does not escape the quotes of the execution's input.
    #[serde(skip_deserializing)]
    EndedBadly {
        /// The event's detail.
        detail: EndedBadly,
    },
    /// By EventBridge: look after the runs that are open.
    Sweep {},
}

/// What the function is called with: a call, or an event of EventBridge.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Value")]
pub struct RunPayload(RunCall);

impl TryFrom<Value> for RunPayload {
    type Error = serde_json::Error;

    fn try_from(value: Value) -> Result<Self, serde_json::Error> {
        if value.get("detail-type").is_some() {
            let detail = value.get("detail").cloned().unwrap_or_default();
            return Ok(Self(RunCall::EndedBadly { detail: serde_json::from_value(detail)? }));
        }
        serde_json::from_value(value).map(Self)
    }
}

/// A step after the last lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Judging.
    Evaluate,
    /// Writing the report.
    Render,
}

impl Step {
    /// Its name, as it stands in keys.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Evaluate => "evaluate",
            Self::Render => "render",
        }
    }
}

/// What it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum RunDue {
    /// Wait, then ask again.
    Wait {
        /// So long.
        seconds: u32,
    },
    /// Judge the results.
    Evaluate,
    /// Write the report.
    Render,
    /// Tell whoever wants to know.
    Notify,
    /// Nothing more.
    End,
    /// What was asked for is done.
    Done,
    /// What looking after open runs came to.
    Swept(Swept),
}

/// `failed/<step>.json`: why judging or rendering failed for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FailedStep {
    /// The format of this document.
    pub format: u32,
    /// Which.
    pub step: Step,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub error: String,
    /// What to do.
    pub remedy: String,
}

/// `complete.json` beside the run folders: the last run that ended with every query's result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LastComplete {
    pub(crate) format: u32,
    /// `None` while no run has been complete yet.
    pub(crate) run: Option<RunId>,
    /// When it ended; or when somebody first looked.
    pub(crate) at: Timestamp,
}

/// The services of one call.
struct Place {
    bucket: S3Bucket,
    layout: Layout,
    drivers: Drivers,
    topic: Topic,
    region: Option<String>,
}

impl RunFunction {
    /// The function in the environment of this process.
    ///
    /// # Errors
    /// Never: what is missing shows at the first call.
    pub async fn begin() -> Result<Self, NamedError> {
        let config = aws::own_config().await;
        Ok(Self { settings: Settings::of_environment(), folders: Folders::new(config.clone()), config })
    }

    fn place(&self) -> Result<Place, NamedError> {
        Ok(Place {
            bucket: S3Bucket::connect(&self.config, self.settings.required("REVIEW_BUCKET")?)?,
            layout: Layout::of(&self.settings)?,
            drivers: Drivers::new(
                &self.config,
                self.settings.required("REVIEW_LANE_MACHINE_ARN")?,
                self.settings.required("REVIEW_REPORT_MACHINE_ARN")?,
            ),
            topic: Topic::new(&self.config, self.settings.required("REVIEW_TOPIC_ARN")?),
            region: self.config.region().map(ToString::to_string),
        })
    }
}

impl Function for RunFunction {
    type Payload = RunPayload;
    type Answer = RunDue;
    const NAME: &'static str = "run";
    const WAY_OUT: &'static str = "give the run function more time; nothing is lost, the next call goes on";

    async fn answer(&self, RunPayload(payload): RunPayload, call: &Invocation) -> Result<RunDue, NamedError> {
        let place = self.place()?;
        match payload {
            RunCall::Run { run } => steps::run(&place, &self.folders, &run, call).await,
            RunCall::Failed { run, step, error } => steps::failed(&self.folders, &run, step, &error).await,
            RunCall::Notify { run, execution } => mail::notify(&place, &self.folders, &run, &execution).await,
            RunCall::EndedBadly { detail } => watchdog::ended_badly(&place, &self.folders, &detail).await,
            RunCall::Sweep {} => watchdog::sweep(&place, &self.folders, call).await,
        }
    }
}
