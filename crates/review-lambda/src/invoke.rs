//! The invoke function: makes runs and starts them.
//!
//! Three kinds of callers: CloudFormation (a custom resource), an event (EventBridge, Scheduler), a person. What is
//! asked for is the same for all; how they are answered differs: CloudFormation waits for an answer of its own, and
//! only a pack that cannot be used makes its deployment fail. A warehouse that cannot be asked is a recorded refusal.
//!
//! A start is repeatable. Its idempotency key reserves a run (create-only); whoever comes with the same key goes on
//! with that run from wherever it stands, and everything on the way is create-only, or the same bytes again.

mod by_cloudformation;
mod notices;
mod packs;
mod place;
mod refusal;
mod request;
mod reservation;
mod review;
mod settings;
mod start;
mod targets;

use aws_config::SdkConfig;
use serde::Serialize;
use serde_json::Value;

use self::place::Place;
use self::request::Request;
use crate::aws;
use crate::custom_resource::CustomResource;
use crate::ids::RunRef;
use crate::invocation::Invocation;
use crate::named::NamedError;
use crate::serve::Function;
use crate::settings::Settings;

/// The invoke function.
#[derive(Clone, Debug)]
pub struct InvokeFunction {
    settings: Settings,
    config: SdkConfig,
}

/// What a call came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Invoked {
    /// The runs that were started, or had been started by the same key before.
    pub runs: Vec<StartedRun>,
    /// What could not be started.
    pub refused: Vec<RefusedRun>,
    /// What else should be known.
    pub notices: Vec<String>,
}

/// A run that was started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StartedRun {
    /// Where it is.
    #[serde(flatten)]
    pub run: RunRef,
    /// What is reviewed.
    pub warehouse: String,
}

/// What could not be started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefusedRun {
    /// What was to be reviewed, where that was known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warehouse: Option<String>,
    /// Why.
    pub error: String,
    /// What to do.
    pub remedy: String,
    /// The object that holds everything.
    pub record: String,
}

impl InvokeFunction {
    /// The function with the environment of this process. What is missing there shows at the first call, since a call
    /// of CloudFormation must be answered all the same.
    ///
    /// # Errors
    /// Never.
    pub async fn begin() -> Result<Self, NamedError> {
        Ok(Self { settings: Settings::of_environment(), config: aws::own_config().await })
    }
}

impl Function for InvokeFunction {
    type Payload = Value;
    type Answer = Invoked;
    const NAME: &'static str = "invoke";
    const WAY_OUT: &'static str = "call it again with the same idempotency key: runs that were started stay, the \
                                   others are begun; or split the fleet file into several";

    async fn answer(&self, payload: Value, invocation: &Invocation) -> Result<Invoked, NamedError> {
        if CustomResource::is_meant_by(&payload) {
            let resource = CustomResource::read(payload)?;
            return by_cloudformation::answer(self, resource, invocation).await;
        }
        let request = Request::of_event(payload, invocation)?;
        let place = Place::of(&self.settings, &self.config)?;
        review::review_and_tell(&place, &request, invocation).await
    }
}
