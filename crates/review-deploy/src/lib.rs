//! Deploying the AWS driver: the folder that `deploy/package` made goes into a bucket of each Region, and a stack is
//! created or updated from there by a change set, which says beforehand what it will do.
//!
//! Nothing here is needed to deploy: `aws s3 sync` and `aws cloudformation deploy` do the same. What this adds are the
//! checks before (every file's digest), the words while it goes on, and the outputs in the end.
//!
//! **This crate never** reads a warehouse or a run folder.

mod bucket;
mod change;
mod dist;
mod error;
mod events;
mod links;
mod stack;
mod upload;

use aws_config::SdkConfig;

pub use bucket::{ArtifactsBucket, make_bucket};
pub use change::{Change, Prepared};
pub use dist::Dist;
pub use error::DeployError;
pub use events::StackEvent;
pub use links::{launch_link, template_url};
pub use stack::{Given, Stack};
pub use upload::{Uploaded, upload};

/// The number of the account that these credentials belong to.
///
/// # Errors
/// When there are no credentials, or they are refused.
pub async fn account(config: &SdkConfig) -> Result<String, DeployError> {
    let answer = aws_sdk_sts::Client::new(config).get_caller_identity().send().await;
    let answer = answer.map_err(|error| DeployError::of_sdk("sts", "GetCallerIdentity", &error))?;
    answer.account.ok_or_else(|| DeployError::Service {
        message: "STS names no account for these credentials".to_owned(),
        remedy: "check the credentials with `aws sts get-caller-identity`".to_owned(),
    })
}
