//! What AWS would say of each sample, in the shape of its API references, and consistent with what the system views
//! say.

mod advice;
mod cluster;
mod metrics;
mod workgroup;
mod workload;

use async_trait::async_trait;
use review_core::Timestamp;
use review_core::call::{Answer, CallDenied, CallName, CallScript};
use review_core::error_class::ErrorClass;
use review_warehouse::{Calls, WarehouseError};
use serde_json::{Value, json};

use crate::clock::{self, NOW};
use crate::variant::Variant;
use crate::warehouse::SampleWarehouse;

#[async_trait]
impl Calls for SampleWarehouse {
    /// The same answer every time: its moment is that of the sample, and ages count to there.
    async fn ask(&self, script: &CallScript, _until: Timestamp) -> Result<Answer, WarehouseError> {
        match self.denied(script.call).await {
            None => Ok(Answer { json: answer(self.variant(), script), at: NOW }),
            Some(denied) => Err(WarehouseError {
                remedy: Some(denied.remedy),
                ..WarehouseError::new(ErrorClass::Permission, format!("{} is denied", denied.action))
            }),
        }
    }

    async fn denied(&self, call: CallName) -> Option<CallDenied> {
        let fits = call.deployments().contains(&self.variant().deployment());
        (!fits || self.denies(call)).then(|| CallDenied {
            action: call.word().to_owned(),
            remedy: format!("let an administrator allow {call} in the IAM policy"),
        })
    }
}

fn answer(variant: Variant, script: &CallScript) -> Value {
    match script.call {
        CallName::DescribeClusters => json!({"Clusters": [cluster::cluster(variant)]}),
        CallName::DescribeClusterParameters => json!({"Parameters": cluster::parameters(variant)}),
        CallName::DescribeClusterSnapshots => json!({"Snapshots": cluster::snapshots(variant)}),
        CallName::DescribeLoggingStatus => cluster::logging(variant),
        CallName::DescribeUsageLimits => json!({"UsageLimits": cluster::usage_limits(variant)}),
        CallName::ListRecommendations => json!({"Recommendations": advice::recommendations(variant)}),
        CallName::GetWorkgroup => json!({"workgroup": workgroup::workgroup()}),
        CallName::GetNamespace => json!({"namespace": workgroup::namespace()}),
        CallName::ListUsageLimits => json!({"usageLimits": workgroup::usage_limits()}),
        CallName::GetMetricData => metrics::answer(variant, script),
    }
}

/// A moment as AWS writes it.
fn moment(micros: i64) -> String {
    Timestamp::from_micros(micros).to_string()
}

/// So many hours before the sample's own moment.
fn hours_ago(hours: i64) -> String {
    moment(NOW.micros() - hours * clock::HOUR)
}
