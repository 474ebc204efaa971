//! The adapter itself.

use async_trait::async_trait;
use aws_config::SdkConfig;
use review_core::Timestamp;
use review_core::call::{Answer, CallDenied, CallName, CallScript};
use review_core::error_class::ErrorClass;
use serde_json::Value;

use super::{cluster, metrics, recommendations, serverless};
use crate::aws::Kind;
use crate::aws::errors::{Denied, require_region};
use crate::aws::policy::Place;
use crate::{Calls, WarehouseError};

/// Asks AWS about one cluster or workgroup.
#[derive(Debug)]
pub struct AwsCalls {
    config: SdkConfig,
    kind: Kind,
    name: String,
    place: Place,
}

/// What every call needs to know.
pub(super) struct Asking<'a> {
    pub(super) config: &'a SdkConfig,
    /// The name of the cluster or workgroup.
    pub(super) name: &'a str,
    pub(super) place: &'a Place,
    /// How many pages are followed.
    pub(super) pages: usize,
}

impl AwsCalls {
    /// The calls about the cluster or workgroup of that name, with this configuration's credentials and Region.
    ///
    /// # Errors
    /// When the configuration has no Region.
    pub fn new(config: &SdkConfig, kind: Kind, name: &str, account: Option<&str>) -> Result<Self, WarehouseError> {
        let mut place = Place { region: require_region(config)?, ..Place::default() };
        if kind == Kind::Cluster {
            name.clone_into(&mut place.cluster);
        }
        if let Some(account) = account {
            account.clone_into(&mut place.account);
        }
        Ok(Self { config: config.clone(), kind, name: name.to_owned(), place })
    }

    fn asking(&self, pages: usize) -> Asking<'_> {
        Asking { config: &self.config, name: &self.name, place: &self.place, pages }
    }

    async fn answer(&self, call: CallName, pages: usize) -> Result<Value, WarehouseError> {
        let asking = self.asking(pages);
        match call {
            CallName::DescribeClusters => cluster::describe(&asking).await,
            CallName::DescribeClusterParameters => cluster::parameters(&asking).await,
            CallName::DescribeClusterSnapshots => cluster::snapshots(&asking).await,
            CallName::DescribeLoggingStatus => cluster::logging(&asking).await,
            CallName::DescribeUsageLimits => cluster::usage_limits(&asking).await,
            CallName::ListRecommendations => recommendations::list(&asking, self.kind).await,
            CallName::GetWorkgroup => serverless::workgroup(&asking).await,
            CallName::GetNamespace => serverless::namespace(&asking).await,
            CallName::ListUsageLimits => serverless::usage_limits(&asking).await,
            CallName::GetMetricData => metrics::probe(&asking, self.kind).await,
        }
    }
}

#[async_trait]
impl Calls for AwsCalls {
    async fn ask(&self, script: &CallScript, until: Timestamp) -> Result<Answer, WarehouseError> {
        let json = match script.call {
            CallName::GetMetricData => metrics::get(&self.asking(super::PAGES_MAX), script, until).await?,
            call => self.answer(call, super::PAGES_MAX).await?,
        };
        Ok(Answer { json, at: until })
    }

    async fn denied(&self, call: CallName) -> Option<CallDenied> {
        denied(call, self.answer(call, 1).await.err()?)
    }
}

/// What an error says of a right that is missing; other errors are told when the call is made.
fn denied(call: CallName, error: WarehouseError) -> Option<CallDenied> {
    if error.class != ErrorClass::Permission {
        return None;
    }
    let action =
        Denied::parse(&error.message).map_or_else(|| call.word().to_owned(), |denied| denied.action.to_owned());
    let remedy = error.remedy.unwrap_or_else(|| format!("let an administrator allow {action}"));
    Some(CallDenied { action, remedy })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denial_names_the_action_that_was_denied_and_what_mends_it() {
        let message = "DescribeClusters of redshift: User: arn:aws:iam::1:user/a is not authorized to perform: \
                       redshift:DescribeClusters on resource: arn:aws:redshift:eu-west-1:1:cluster:sales";
        let error =
            WarehouseError { remedy: Some("allow".into()), ..WarehouseError::new(ErrorClass::Permission, message) };
        let expected = CallDenied { action: "redshift:DescribeClusters".into(), remedy: "allow".into() };
        assert_eq!(denied(CallName::DescribeClusterParameters, error), Some(expected));
        let throttled = WarehouseError::new(ErrorClass::Throttle, "slow down");
        assert_eq!(denied(CallName::DescribeClusters, throttled), None);
    }
}
