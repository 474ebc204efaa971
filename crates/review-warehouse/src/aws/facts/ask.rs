//! Asking the control plane.

use aws_config::SdkConfig;

use super::decide::{Looked, decide, gone};
use super::{Endpoint, Kind, WarehouseFacts, cluster, workgroup};
use crate::WarehouseError;
use crate::aws::errors::require_region;

/// What AWS says of the cluster or workgroup of that name. Without a kind both are asked for.
///
/// # Errors
/// When AWS cannot be asked, when it has nothing of that name, and when the name is a cluster's and a workgroup's
/// and no kind says which is meant.
pub async fn facts(config: &SdkConfig, name: &str, kind: Option<Kind>) -> Result<WarehouseFacts, WarehouseError> {
    let region = require_region(config)?;
    let found = match kind {
        Some(Kind::Cluster) => cluster::describe(config, &region, name).await?,
        Some(Kind::Workgroup) => workgroup::get(config, &region, name).await?,
        None => {
            let answers = tokio::join!(cluster::describe(config, &region, name), workgroup::get(config, &region, name));
            decide(answers.0, answers.1)?
        }
    };
    match found {
        Some(facts) => Ok(facts),
        None => {
            let account = account(config).await;
            Err(gone(&Looked { name, region: &region, account: account.as_deref() }, kind))
        }
    }
}

/// The account the credentials belong to. Needs no permission (API reference of STS, GetCallerIdentity); what fails
/// here is not told, since the message is about something else.
async fn account(config: &SdkConfig) -> Option<String> {
    let answer = aws_sdk_sts::Client::new(config).get_caller_identity().send().await.ok()?;
    answer.account().map(str::to_owned)
}

impl Endpoint {
    /// An endpoint, if both parts are there.
    pub(super) fn new(host: Option<&str>, port: Option<i32>) -> Option<Self> {
        Some(Self { host: host?.to_owned(), port: u16::try_from(port?).ok()? })
    }
}
