//! What AWS says of the provisioned samples.

use serde_json::{Value, json};

use super::{hours_ago, moment};
use crate::clock::november;
use crate::variant::Variant;
use crate::views::cluster::NODES;
use crate::warehouse_facts::{ACCOUNT, REDSHIFT_VERSION, REGION};

/// The cluster. In trouble: open to the public, not encrypted, one day of snapshots, on the trailing track.
pub(super) fn cluster(variant: Variant) -> Value {
    let troubled = variant.is_troubled();
    let (version, revision) = REDSHIFT_VERSION.rsplit_once('.').unwrap_or((REDSHIFT_VERSION, ""));
    let namespace = "7c1f9a52-3d40-4b5e-9a77-0c6f2b8e41d3";
    json!({
        "ClusterIdentifier": format!("sample-{variant}"),
        "NodeType": "ra3.4xlarge",
        "NumberOfNodes": NODES,
        "ClusterStatus": "available",
        "ClusterAvailabilityStatus": "Available",
        "ClusterCreateTime": moment(november(20, 0) - 400 * 24 * crate::clock::HOUR),
        "AvailabilityZone": format!("{REGION}a"),
        "MultiAZ": if variant == Variant::MultiAz { "Enabled" } else { "Disabled" },
        "ClusterVersion": version,
        "ClusterRevisionNumber": revision,
        "MaintenanceTrackName": if troubled { "trailing" } else { "current" },
        "AllowVersionUpgrade": true,
        "PreferredMaintenanceWindow": "sun:03:00-sun:03:30",
        "PubliclyAccessible": troubled,
        "Encrypted": !troubled,
        "KmsKeyId": (!troubled).then(|| format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/warehouse")),
        "EnhancedVpcRouting": !troubled,
        "AutomatedSnapshotRetentionPeriod": if troubled { 1 } else { 7 },
        "ManualSnapshotRetentionPeriod": -1,
        "SnapshotScheduleIdentifier": null,
        "ClusterSnapshotCopyStatus": {"DestinationRegion": (!troubled).then_some("eu-west-1")},
        "ClusterParameterGroups": [{"ParameterGroupName": "warehouse", "ParameterApplyStatus": "in-sync"}],
        "TotalStorageCapacityInMegaBytes": NODES * 128 * 1024 * 1024,
        "VpcId": "vpc-0a1b2c3d4e5f67890",
        "AvailabilityZoneRelocationStatus": "disabled",
        "ClusterNamespaceArn": format!("arn:aws:redshift:{REGION}:{ACCOUNT}:namespace:{namespace}"),
        "DBName": "dev",
    })
}

/// The parameter group. In trouble: connections need not be encrypted.
pub(super) fn parameters(variant: Variant) -> Vec<Value> {
    let troubled = variant.is_troubled();
    let parameter = |name: &str, value: &str, source: &str, kind: &str, apply: &str| {
        json!({"ParameterName": name, "ParameterValue": value, "Source": source, "DataType": kind, "ApplyType": apply,
            "IsModifiable": true})
    };
    vec![
        parameter("auto_analyze", "true", "engine-default", "boolean", "static"),
        parameter("auto_mv", "true", "engine-default", "boolean", "static"),
        parameter("datestyle", "ISO, MDY", "engine-default", "string", "static"),
        parameter("enable_user_activity_logging", if troubled { "false" } else { "true" }, "user", "boolean", "static"),
        parameter("max_concurrency_scaling_clusters", "1", "engine-default", "integer", "dynamic"),
        parameter("require_ssl", if troubled { "false" } else { "true" }, "user", "boolean", "static"),
        parameter("statement_timeout", "0", "engine-default", "integer", "static"),
        parameter("use_fips_ssl", "false", "engine-default", "boolean", "static"),
    ]
}

/// The snapshots. In trouble none was taken for 41 hours; a well kept cluster has one every eight hours.
pub(super) fn snapshots(variant: Variant) -> Vec<Value> {
    let troubled = variant.is_troubled();
    let snapshot = |hours: i64, kind: &str| {
        json!({
            "SnapshotIdentifier": format!("{kind}-{hours}"),
            "ClusterIdentifier": format!("sample-{variant}"),
            "SnapshotCreateTime": hours_ago(hours),
            "Status": "available",
            "SnapshotType": kind,
            "Encrypted": !troubled,
            "TotalBackupSizeInMegaBytes": 412_300.0,
            "ActualIncrementalBackupSizeInMegaBytes": 1_640.5,
            "ManualSnapshotRetentionPeriod": if kind == "manual" { -1 } else { 0 },
            "ManualSnapshotRemainingDays": null,
            "OwnerAccount": ACCOUNT,
            "SourceRegion": null,
        })
    };
    match troubled {
        true => vec![snapshot(41, "automated"), snapshot(49, "automated"), snapshot(4_800, "manual")],
        false => (0..21).map(|number| snapshot(5 + 8 * number, "automated")).collect(),
    }
}

/// Where the audit logs go: of the troubled cluster into a bucket that refuses them, of Multi-AZ nowhere. The whole
/// answer, which has no member around it.
pub(super) fn logging(variant: Variant) -> Value {
    let at = |day: i64, hour: i64| moment(november(day, hour));
    match variant {
        Variant::Troubled => {
            json!({"LoggingEnabled": true, "LogDestinationType": "s3", "BucketName": "sample-audit-logs",
            "S3KeyPrefix": "redshift/", "LogExports": [], "LastSuccessfulDeliveryTime": at(17, 4), "LastFailureTime": at(20, 5),
            "LastFailureMessage": "The bucket sample-audit-logs does not let Amazon Redshift put objects"})
        }
        Variant::MultiAz => json!({"LoggingEnabled": false, "LogExports": []}),
        Variant::Healthy | Variant::Serverless => json!({"LoggingEnabled": true, "LogDestinationType": "cloudwatch",
            "LogExports": ["connectionlog", "userlog"], "LastSuccessfulDeliveryTime": at(20, 5), "LastFailureTime": at(17, 5),
            "LastFailureMessage": "The log group does not exist"}),
    }
}

/// The limits whose ids `sys_query_history` shows where there is trouble.
pub(super) fn usage_limits(variant: Variant) -> Vec<Value> {
    let limit = |id: &str, feature: &str, kind: &str, amount: i64| {
        json!({"UsageLimitId": id, "ClusterIdentifier": format!("sample-{variant}"), "FeatureType": feature,
            "LimitType": kind, "Amount": amount, "Period": "daily", "BreachAction": "disable"})
    };
    match variant.is_troubled() {
        true => vec![
            limit("3f0a6c52-9b1d-4e77-a1c8-5d2e90b7f641", "spectrum", "data-scanned", 1),
            limit("concurrency-scaling-daily", "concurrency-scaling", "time", 60),
        ],
        false => vec![limit("7d20c1aa-52c8-4f1e-8a3b-f1d7c2b64e90", "concurrency-scaling", "time", 60)],
    }
}
