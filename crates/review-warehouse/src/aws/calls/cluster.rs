//! Calls about a provisioned cluster.

use aws_sdk_redshift::Client;
use aws_sdk_redshift::operation::describe_logging_status::DescribeLoggingStatusOutput;
use aws_sdk_redshift::types::{Cluster, Parameter, Snapshot, UsageLimit};
use serde_json::{Value, json};

use super::adapter::Asking;
use super::moment::{moment, number};
use crate::WarehouseError;
use crate::aws::errors::{Call, from_sdk_at};

const CLUSTERS: Call = Call::new("redshift", "DescribeClusters");
const PARAMETERS: Call = Call::new("redshift", "DescribeClusterParameters");
const SNAPSHOTS: Call = Call::new("redshift", "DescribeClusterSnapshots");
const LOGGING: Call = Call::new("redshift", "DescribeLoggingStatus");
const LIMITS: Call = Call::new("redshift", "DescribeUsageLimits");

pub(super) async fn describe(asking: &Asking<'_>) -> Result<Value, WarehouseError> {
    let answer = Client::new(asking.config).describe_clusters().cluster_identifier(asking.name).send().await;
    let answer = answer.map_err(|error| from_sdk_at(CLUSTERS, asking.place, &error))?;
    Ok(json!({"Clusters": answer.clusters().iter().map(cluster).collect::<Vec<_>>()}))
}

/// The parameters of the group that the cluster uses, which only its description names.
pub(super) async fn parameters(asking: &Asking<'_>) -> Result<Value, WarehouseError> {
    let described = describe(asking).await?;
    let group = described.pointer("/Clusters/0/ClusterParameterGroups/0/ParameterGroupName").and_then(Value::as_str);
    let Some(group) = group else { return Ok(json!({"Parameters": []})) };
    let request = Client::new(asking.config).describe_cluster_parameters().parameter_group_name(group);
    let mut pages = request.into_paginator().send();
    let mut found = Vec::new();
    for _ in 0..asking.pages {
        let Some(page) = pages.next().await else { break };
        let page = page.map_err(|error| from_sdk_at(PARAMETERS, asking.place, &error))?;
        found.extend(page.parameters().iter().map(parameter));
    }
    Ok(json!({"Parameters": found}))
}

pub(super) async fn snapshots(asking: &Asking<'_>) -> Result<Value, WarehouseError> {
    let request = Client::new(asking.config).describe_cluster_snapshots().cluster_identifier(asking.name);
    let mut pages = request.into_paginator().send();
    let mut found = Vec::new();
    for _ in 0..asking.pages {
        let Some(page) = pages.next().await else { break };
        let page = page.map_err(|error| from_sdk_at(SNAPSHOTS, asking.place, &error))?;
        found.extend(page.snapshots().iter().map(snapshot));
    }
    Ok(json!({"Snapshots": found}))
}

pub(super) async fn logging(asking: &Asking<'_>) -> Result<Value, WarehouseError> {
    let answer = Client::new(asking.config).describe_logging_status().cluster_identifier(asking.name).send().await;
    Ok(logging_status(&answer.map_err(|error| from_sdk_at(LOGGING, asking.place, &error))?))
}

pub(super) async fn usage_limits(asking: &Asking<'_>) -> Result<Value, WarehouseError> {
    let request = Client::new(asking.config).describe_usage_limits().cluster_identifier(asking.name);
    let mut pages = request.into_paginator().send();
    let mut found = Vec::new();
    for _ in 0..asking.pages {
        let Some(page) = pages.next().await else { break };
        let page = page.map_err(|error| from_sdk_at(LIMITS, asking.place, &error))?;
        found.extend(page.usage_limits().iter().map(usage_limit));
    }
    Ok(json!({"UsageLimits": found}))
}

fn cluster(cluster: &Cluster) -> Value {
    let groups = cluster.cluster_parameter_groups().iter().map(|group| {
        json!({
            "ParameterGroupName": group.parameter_group_name(),
            "ParameterApplyStatus": group.parameter_apply_status(),
        })
    });
    let copy = cluster.cluster_snapshot_copy_status();
    json!({
        "ClusterIdentifier": cluster.cluster_identifier(),
        "NodeType": cluster.node_type(),
        "NumberOfNodes": cluster.number_of_nodes(),
        "ClusterStatus": cluster.cluster_status(),
        "ClusterAvailabilityStatus": cluster.cluster_availability_status(),
        "ClusterCreateTime": moment(cluster.cluster_create_time()),
        "AvailabilityZone": cluster.availability_zone(),
        "MultiAZ": cluster.multi_az(),
        "ClusterVersion": cluster.cluster_version(),
        "ClusterRevisionNumber": cluster.cluster_revision_number(),
        "MaintenanceTrackName": cluster.maintenance_track_name(),
        "AllowVersionUpgrade": cluster.allow_version_upgrade(),
        "PreferredMaintenanceWindow": cluster.preferred_maintenance_window(),
        "PubliclyAccessible": cluster.publicly_accessible(),
        "Encrypted": cluster.encrypted(),
        "KmsKeyId": cluster.kms_key_id(),
        "EnhancedVpcRouting": cluster.enhanced_vpc_routing(),
        "AutomatedSnapshotRetentionPeriod": cluster.automated_snapshot_retention_period(),
        "ManualSnapshotRetentionPeriod": cluster.manual_snapshot_retention_period(),
        "SnapshotScheduleIdentifier": cluster.snapshot_schedule_identifier(),
        "ClusterSnapshotCopyStatus": {"DestinationRegion": copy.and_then(|copy| copy.destination_region())},
        "ClusterParameterGroups": groups.collect::<Vec<_>>(),
        "TotalStorageCapacityInMegaBytes": cluster.total_storage_capacity_in_mega_bytes(),
        "VpcId": cluster.vpc_id(),
        "AvailabilityZoneRelocationStatus": cluster.availability_zone_relocation_status(),
        "ClusterNamespaceArn": cluster.cluster_namespace_arn(),
        "DBName": cluster.db_name(),
    })
}

fn parameter(parameter: &Parameter) -> Value {
    json!({
        "ParameterName": parameter.parameter_name(),
        "ParameterValue": parameter.parameter_value(),
        "Source": parameter.source(),
        "DataType": parameter.data_type(),
        "ApplyType": parameter.apply_type().map(|kind| kind.as_str()),
        "IsModifiable": parameter.is_modifiable(),
    })
}

fn snapshot(snapshot: &Snapshot) -> Value {
    json!({
        "SnapshotIdentifier": snapshot.snapshot_identifier(),
        "ClusterIdentifier": snapshot.cluster_identifier(),
        "SnapshotCreateTime": moment(snapshot.snapshot_create_time()),
        "Status": snapshot.status(),
        "SnapshotType": snapshot.snapshot_type(),
        "Encrypted": snapshot.encrypted(),
        "TotalBackupSizeInMegaBytes": number(snapshot.total_backup_size_in_mega_bytes()),
        "ActualIncrementalBackupSizeInMegaBytes": number(snapshot.actual_incremental_backup_size_in_mega_bytes()),
        "ManualSnapshotRetentionPeriod": snapshot.manual_snapshot_retention_period(),
        "ManualSnapshotRemainingDays": snapshot.manual_snapshot_remaining_days(),
        "OwnerAccount": snapshot.owner_account(),
        "SourceRegion": snapshot.source_region(),
    })
}

fn logging_status(status: &DescribeLoggingStatusOutput) -> Value {
    json!({
        "LoggingEnabled": status.logging_enabled(),
        "LogDestinationType": status.log_destination_type().map(|word| word.as_str()),
        "BucketName": status.bucket_name(),
        "S3KeyPrefix": status.s3_key_prefix(),
        "LogExports": status.log_exports(),
        "LastSuccessfulDeliveryTime": moment(status.last_successful_delivery_time()),
        "LastFailureTime": moment(status.last_failure_time()),
        "LastFailureMessage": status.last_failure_message(),
    })
}

fn usage_limit(limit: &UsageLimit) -> Value {
    json!({
        "UsageLimitId": limit.usage_limit_id(),
        "ClusterIdentifier": limit.cluster_identifier(),
        "FeatureType": limit.feature_type().map(|word| word.as_str()),
        "LimitType": limit.limit_type().map(|word| word.as_str()),
        "Amount": limit.amount(),
        "Period": limit.period().map(|word| word.as_str()),
        "BreachAction": limit.breach_action().map(|word| word.as_str()),
    })
}

#[cfg(test)]
mod tests {
    use aws_sdk_redshift::primitives::DateTime;
    use aws_sdk_redshift::types::{
        ClusterParameterGroupStatus, ClusterSnapshotCopyStatus, LogDestinationType, ParameterApplyType,
        UsageLimitBreachAction, UsageLimitFeatureType, UsageLimitLimitType, UsageLimitPeriod,
    };
    use review_core::call::CallName;

    use super::super::recommendations::tests::holds_all_members;
    use super::*;

    #[test]
    fn a_cluster_is_written_out_as_its_members_are_listed() {
        let group =
            ClusterParameterGroupStatus::builder().parameter_group_name("g").parameter_apply_status("in-sync").build();
        let full = Cluster::builder()
            .cluster_identifier("c")
            .node_type("ra3.4xlarge")
            .number_of_nodes(2)
            .cluster_status("available")
            .cluster_availability_status("Available")
            .cluster_create_time(DateTime::from_secs(0))
            .availability_zone("eu-west-1a")
            .multi_az("Disabled")
            .cluster_version("1.0")
            .cluster_revision_number("1")
            .maintenance_track_name("current")
            .allow_version_upgrade(true)
            .preferred_maintenance_window("sun:03:00-sun:03:30")
            .publicly_accessible(false)
            .encrypted(true)
            .kms_key_id("k")
            .enhanced_vpc_routing(false)
            .automated_snapshot_retention_period(1)
            .manual_snapshot_retention_period(-1)
            .snapshot_schedule_identifier("s")
            .cluster_snapshot_copy_status(ClusterSnapshotCopyStatus::builder().destination_region("us-east-1").build())
            .cluster_parameter_groups(group)
            .total_storage_capacity_in_mega_bytes(1)
            .vpc_id("v")
            .availability_zone_relocation_status("disabled")
            .cluster_namespace_arn("arn")
            .db_name("dev")
            .build();
        holds_all_members(CallName::DescribeClusters, &json!({"Clusters": [cluster(&full)]}));
    }

    #[test]
    fn parameters_snapshots_logs_and_limits_are_written_out_as_their_members_are_listed() {
        let one = Parameter::builder()
            .parameter_name("require_ssl")
            .parameter_value("false")
            .source("engine-default")
            .data_type("boolean")
            .apply_type(ParameterApplyType::Dynamic)
            .is_modifiable(true)
            .build();
        holds_all_members(CallName::DescribeClusterParameters, &json!({"Parameters": [parameter(&one)]}));
        let one = Snapshot::builder()
            .snapshot_identifier("s")
            .cluster_identifier("c")
            .snapshot_create_time(DateTime::from_secs(0))
            .status("available")
            .snapshot_type("automated")
            .encrypted(true)
            .total_backup_size_in_mega_bytes(1.5)
            .actual_incremental_backup_size_in_mega_bytes(1.5)
            .manual_snapshot_retention_period(1)
            .manual_snapshot_remaining_days(1)
            .owner_account("123456789012")
            .source_region("eu-west-1")
            .build();
        holds_all_members(CallName::DescribeClusterSnapshots, &json!({"Snapshots": [snapshot(&one)]}));
        let one = DescribeLoggingStatusOutput::builder()
            .logging_enabled(true)
            .log_destination_type(LogDestinationType::S3)
            .bucket_name("b")
            .s3_key_prefix("p/")
            .log_exports("connectionlog")
            .last_successful_delivery_time(DateTime::from_secs(0))
            .last_failure_time(DateTime::from_secs(0))
            .last_failure_message("denied")
            .build();
        holds_all_members(CallName::DescribeLoggingStatus, &logging_status(&one));
        let one = UsageLimit::builder()
            .usage_limit_id("u")
            .cluster_identifier("c")
            .feature_type(UsageLimitFeatureType::ConcurrencyScaling)
            .limit_type(UsageLimitLimitType::Time)
            .amount(60)
            .period(UsageLimitPeriod::Daily)
            .breach_action(UsageLimitBreachAction::Log)
            .build();
        holds_all_members(CallName::DescribeUsageLimits, &json!({"UsageLimits": [usage_limit(&one)]}));
    }
}
