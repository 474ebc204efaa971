//! What AWS says of the Serverless sample. In trouble: open to the public, nothing holds its
//! capacity down, and no log leaves it.

use serde_json::{Value, json};

use super::hours_ago;
use crate::warehouse_facts::{ACCOUNT, REDSHIFT_VERSION, REGION};

const ID: &str = "1d9f6a7e-8c3b-4a52-b0d4-6e7f81c2a935";

fn arn(kind: &str) -> String {
    format!("arn:aws:redshift-serverless:{REGION}:{ACCOUNT}:{kind}/{ID}")
}

pub(super) fn namespace_arn() -> String {
    arn("namespace")
}

/// It rests on 32 RPU, as `sys_serverless_usage` shows.
pub(super) fn workgroup() -> Value {
    json!({
        "workgroupName": "sample-serverless",
        "workgroupArn": arn("workgroup"),
        "namespaceName": "sample",
        "status": "AVAILABLE",
        "baseCapacity": 32,
        "maxCapacity": null,
        "pricePerformanceTarget": {"status": "DISABLED", "level": null},
        "publiclyAccessible": true,
        "enhancedVpcRouting": false,
        "creationDate": hours_ago(9_600),
        "trackName": "current",
        "workgroupVersion": "1.0",
        "patchVersion": REDSHIFT_VERSION,
        "port": 5439,
        "configParameters": [{"parameterKey": "require_ssl", "parameterValue": "false"}],
    })
}

pub(super) fn namespace() -> Value {
    json!({
        "namespaceName": "sample",
        "namespaceArn": arn("namespace"),
        "status": "AVAILABLE",
        "dbName": "dev",
        "kmsKeyId": "AWS_OWNED_KMS_KEY",
        "creationDate": hours_ago(9_600),
        "defaultIamRoleArn": null,
        "iamRoles": [format!("arn:aws:iam::{ACCOUNT}:role/load")],
        "logExports": [],
    })
}

/// The limits whose ids `sys_query_history` shows; none of them is one of compute.
pub(super) fn usage_limits() -> Vec<Value> {
    let limit = |id: &str| {
        json!({"usageLimitId": id, "resourceArn": arn("workgroup"), "usageType": "cross-region-datasharing",
            "amount": 1, "period": "daily", "breachAction": "deactivate"})
    };
    vec![limit("3f0a6c52-9b1d-4e77-a1c8-5d2e90b7f641"), limit("concurrency-scaling-daily")]
}
