//! What AWS says of the warehouses. A proof is a call, a pointer into its answer and the value that stands there; of a
//! metric its name, with `{Dimension=value}` where it has one, a value (or `>=` and the least), and how many hours at least
//! have it (one where nothing is said).

use super::{CLUSTERS, Trouble, Variant, near_miss, trouble};

const PROVISIONED: &[Variant] = &[Variant::Troubled, Variant::Healthy, Variant::MultiAz];
const SERVERLESS: &[Variant] = &[Variant::Serverless];

#[rustfmt::skip]
pub(super) const PLANTED: &[Trouble] = &[
    trouble("ClusterFacts", "the cluster", "has a public address", "cluster-open-to-the-public", CLUSTERS,
        "ask redshift:DescribeClusters /Clusters/0/PubliclyAccessible true"),
    trouble("ClusterFacts", "the cluster", "is not encrypted", "cluster-not-encrypted", CLUSTERS,
        "ask redshift:DescribeClusters /Clusters/0/Encrypted false"),
    trouble("ClusterFacts", "the cluster", "keeps automated snapshots for one day", "snapshots-kept-too-short", CLUSTERS,
        "ask redshift:DescribeClusters /Clusters/0/AutomatedSnapshotRetentionPeriod 1"),
    trouble("ClusterFacts", "the cluster", "is on the trailing track", "cluster-on-trailing-track", CLUSTERS,
        "ask redshift:DescribeClusters /Clusters/0/MaintenanceTrackName trailing"),
    near_miss("ClusterFacts", "the cluster", "keeps automated snapshots for seven days", "snapshots-kept-too-short", &[Variant::Healthy],
        "ask redshift:DescribeClusters /Clusters/0/AutomatedSnapshotRetentionPeriod 7"),
    near_miss("ClusterFacts", "the cluster", "its parameter group is in sync", "parameter-change-waits", PROVISIONED,
        "ask redshift:DescribeClusters /Clusters/0/ClusterParameterGroups/0/ParameterApplyStatus in-sync"),
    trouble("ClusterParameters", "require_ssl", "is false", "encryption-of-connections-not-required", CLUSTERS,
        "ask redshift:DescribeClusterParameters /Parameters/5/ParameterValue false"),
    trouble("Snapshots", "all snapshots", "the newest is 41 hours old", "no-snapshot-for-a-day", CLUSTERS,
        "ask redshift:DescribeClusterSnapshots /Snapshots/0/SnapshotIdentifier automated-41"),
    near_miss("Snapshots", "all snapshots", "the newest is five hours old", "no-snapshot-for-a-day", &[Variant::Healthy],
        "ask redshift:DescribeClusterSnapshots /Snapshots/0/SnapshotIdentifier automated-5"),
    near_miss("UsageLimits", "3f0a6c52-9b1d-4e77-a1c8-5d2e90b7f641", "is met on four days, and stops what it limits", "met-limit-only-logs", CLUSTERS,
        "ask redshift:DescribeUsageLimits /UsageLimits/0/BreachAction disable"),
    trouble("WorkgroupFacts", "the workgroup", "has a public address", "workgroup-open-to-the-public", SERVERLESS,
        "ask redshift-serverless:GetWorkgroup /workgroup/publiclyAccessible true"),
    trouble("WorkgroupFacts", "the workgroup", "has neither a maximum capacity nor a limit on compute", "capacity-without-ceiling", SERVERLESS,
        "ask redshift-serverless:GetWorkgroup /workgroup/maxCapacity null"),
    trouble("ServerlessLimits", "all limits", "none of them is one of compute", "no-limit-on-serverless-compute", SERVERLESS,
        "ask redshift-serverless:ListUsageLimits /usageLimits/0/usageType cross-region-datasharing"),
    trouble("Advisor", "Skip compression analysis during COPY", "Advisor recommends it, and no query of the pack does", "advisor-recommends", super::EVERYWHERE,
        "ask redshift:ListRecommendations /Recommendations/1/ImpactRanking MEDIUM"),
    near_miss("Advisor", "Alter sort keys on tables", "Advisor recommends it, and AlterTableRecommendations says it with tables and SQL", "advisor-sees-much-to-gain", super::EVERYWHERE,
        "ask redshift:ListRecommendations /Recommendations/0/ImpactRanking HIGH"),
    trouble("ClusterMetrics", "18 November, 14 o'clock", "the cluster does not answer its health check", "cluster-did-not-answer", CLUSTERS,
        "ask cloudwatch:GetMetricData HealthStatus 0 2"),
    near_miss("ClusterMetrics", "15 November, 3 o'clock", "the cluster does not answer while it is patched", "cluster-did-not-answer", PROVISIONED,
        "ask cloudwatch:GetMetricData MaintenanceMode 1"),
    near_miss("ClusterMetrics", "all hours", "CPUs are at 84 percent for one hour in 24", "cpu-busy-for-hours", PROVISIONED,
        "ask cloudwatch:GetMetricData CPUUtilization 84"),
    trouble("ClusterMetrics", "18 and 19 November, 3 o'clock", "eleven transactions stand in line to commit", "commits-stand-in-line", CLUSTERS,
        "ask cloudwatch:GetMetricData CommitQueueLength 11"),
    near_miss("QueueMetrics", "queue bi, 16 to 19 November, 9 and 14 o'clock", "dashboards wait 22 minutes of the hour, one at a time", "long-line-before-queue", CLUSTERS,
        "ask cloudwatch:GetMetricData WLMQueueWaitTime{QueueName=bi} >=1308000 8"),
    trouble("WorkgroupMetrics", "16 to 19 November, 9 and 14 o'clock", "queries wait 22 minutes of the hour at 160 RPU, and no maximum is set", "queries-wait-below-capacity-ceiling", SERVERLESS,
        "ask cloudwatch:GetMetricData QueryRuntimeBreakdown{Stage=QueryWaiting} >=1308000 8"),
    near_miss("WorkgroupMetrics", "working days, 9, 14 and 16 o'clock", "the workgroup needs 160 RPU, more than its base of 32", "base-capacity-never-exceeded", SERVERLESS,
        "ask cloudwatch:GetMetricData ComputeCapacity 160 10"),
    trouble("NamespaceFacts", "the namespace", "exports none of its logs", "audit-logs-not-exported", SERVERLESS,
        "ask redshift-serverless:GetNamespace /namespace/logExports []"),
    trouble("NamespaceFacts", "the namespace", "is encrypted with a key of AWS", "namespace-encrypted-with-key-of-aws", SERVERLESS,
        "ask redshift-serverless:GetNamespace /namespace/kmsKeyId AWS_OWNED_KMS_KEY"),
];
