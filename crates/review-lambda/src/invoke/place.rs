//! What the environment of the invoke function says, and the services behind it.

use aws_config::SdkConfig;
use review_core::Seconds;
use review_core::plan::Limits;
use review_store::S3Bucket;

use crate::aws::{Executions, Topic};
use crate::layout::Layout;
use crate::named::NamedError;
use crate::settings::Settings;

/// Where reviews are made, and with what.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) bucket: S3Bucket,
    pub(super) layout: Layout,
    pub(super) executions: Executions,
    /// The state machine of a run.
    pub(super) machine: String,
    pub(super) topic: Topic,
    /// The one role under which statements run, for addresses that name none.
    pub(super) warehouse_role: Option<String>,
    /// What is reviewed where nothing else is asked for.
    pub(super) warehouse: Option<String>,
    pub(super) pack: Option<String>,
    pub(super) workflow: Option<String>,
    pub(super) poll: Seconds,
}

impl Place {
    /// # Errors
    /// When a variable of the environment is missing or cannot be used.
    pub(super) fn of(settings: &Settings, config: &SdkConfig) -> Result<Self, NamedError> {
        let optional = |name: &str| settings.optional(name).map(str::to_owned);
        Ok(Self {
            bucket: S3Bucket::connect(config, settings.required("REVIEW_BUCKET")?)?,
            layout: Layout::of(settings)?,
            executions: Executions::new(config),
            machine: settings.required("REVIEW_REPORT_MACHINE_ARN")?.to_owned(),
            topic: Topic::new(config, settings.required("REVIEW_TOPIC_ARN")?),
            warehouse_role: optional("REVIEW_WAREHOUSE_ROLE_ARN"),
            warehouse: optional("REVIEW_WAREHOUSE"),
            pack: optional("REVIEW_PACK"),
            workflow: optional("REVIEW_WORKFLOW"),
            poll: Seconds(settings.parsed("REVIEW_POLL_SECONDS", Limits::POLL.0)?),
        })
    }

    /// The URL of an object of the bucket.
    pub(super) fn url(&self, key: &str) -> String {
        format!("s3://{}/{key}", self.bucket.name())
    }
}
