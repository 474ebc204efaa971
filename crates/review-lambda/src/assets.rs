//! The assets function: a custom resource that copies the packs of a release into the results bucket.
//!
//! A release lies in a bucket of its own, perhaps in another Region. Functions read packs from the results bucket, so
//! that a review does not depend on the release's bucket, and a user can look at what ran.
//!
//! It owns one folder, which ends in `shipped/`, and keeps a manifest there of what it put. It never touches a key
//! outside of it, nor one inside that the manifest does not name; and it removes what the manifest names only while
//! that is still what it put there.

mod copying;
mod manifest;
mod place;
mod removing;

use aws_config::SdkConfig;
use serde::Serialize;
use serde_json::Value;

use self::place::Place;
use crate::aws;
use crate::custom_resource::{self, CustomResource, Outcome, RequestType, Unfinished};
use crate::invocation::Invocation;
use crate::named::NamedError;
use crate::serve::Function;

/// The assets function.
#[derive(Clone, Debug)]
pub struct AssetsFunction {
    config: SdkConfig,
}

/// What a call did, in files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Assets {
    /// Were copied.
    pub copied: usize,
    /// Were there already, and right.
    pub unchanged: usize,
    /// Were removed, since the release has them no more.
    pub removed: usize,
    /// Were to be removed and stay: somebody else has changed them.
    pub kept: usize,
}

impl AssetsFunction {
    /// The function with the environment of this process.
    ///
    /// # Errors
    /// Never.
    pub async fn begin() -> Result<Self, NamedError> {
        Ok(Self { config: aws::own_config().await })
    }
}

impl Function for AssetsFunction {
    type Payload = Value;
    type Answer = Option<Assets>;
    const NAME: &'static str = "assets";
    const WAY_OUT: &'static str = "update the stack again: what was copied stays";

    async fn answer(&self, payload: Value, invocation: &Invocation) -> Result<Option<Assets>, NamedError> {
        let resource = CustomResource::read(payload)?;
        let physical_id = physical_id(&resource);
        let work = work(self.config.clone(), resource.clone());
        let (done, heard) = tokio::sync::oneshot::channel();
        let resource_type = resource.request_type;
        let told = async move {
            let result = work.await;
            let outcome = outcome(resource_type, &result);
            // Nobody listens when the answer went out without it.
            let _ = done.send(result.ok());
            outcome
        };
        let otherwise = |why: Unfinished| without_success(resource_type, format!("{}; {}", why.words(), Self::WAY_OUT));
        custom_resource::answered(&resource, invocation, &physical_id, told, otherwise).await?;
        Ok(heard.await.ok().flatten())
    }
}

/// What the resource is to CloudFormation: the folder it fills. When an update names another one, CloudFormation takes
/// it for another resource, and asks to delete the old one when the update has succeeded.
fn physical_id(resource: &CustomResource) -> String {
    let named = |name: &str| resource.property(name).unwrap_or_default();
    match resource.request_type {
        RequestType::Delete => resource.physical_resource_id.clone().unwrap_or_default(),
        RequestType::Create | RequestType::Update => {
            format!("s3://{}/{}", named("TargetBucket"), named("TargetPrefix"))
        }
    }
}

async fn work(config: SdkConfig, resource: CustomResource) -> Result<Assets, NamedError> {
    match resource.request_type {
        RequestType::Create | RequestType::Update => copying::copy(&Place::of(&config, &resource).await?).await,
        RequestType::Delete => removing::remove(&Place::of(&config, &resource).await?).await,
    }
}

fn outcome(request: RequestType, result: &Result<Assets, NamedError>) -> Outcome {
    match result {
        Ok(assets) => {
            let Assets { copied, unchanged, removed, kept } = assets;
            tracing::info!(copied, unchanged, removed, kept, "the packs are in place");
            let data = [("Copied", copied), ("Unchanged", unchanged), ("Removed", removed), ("Kept", kept)];
            Outcome::Success(data.into_iter().map(|(name, count)| (name, count.to_string())).collect())
        }
        Err(error) => {
            tracing::error!(name = error.name.as_str(), error = %error, "the packs are not in place");
            without_success(request, error.to_string())
        }
    }
}

/// A deletion never keeps the stack: what is left are a few files of ours, and a creation that failed, whose
/// properties may name no place at all, is deleted as well.
fn without_success(request: RequestType, why: String) -> Outcome {
    match request {
        RequestType::Delete => Outcome::Success([("Kept", format!("unknown: {why}"))].into()),
        RequestType::Create | RequestType::Update => {
            Outcome::Failed { reason: format!("the packs are not in place: {why}"), everything: String::new() }
        }
    }
}
