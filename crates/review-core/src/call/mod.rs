//! Queries that ask AWS instead of the warehouse: which calls there are, what a script of one says, and how an answer
//! becomes rows.
//!
//! The calls are the only thing that is code. Which of them a query makes, and which columns it takes from the
//! answer, stands in the pack.

mod members;
mod namespace;
mod rights;
mod rows;
mod script;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::identity::Deployment;

pub use members::{MemberKind, member, members, metric_dimensions, metrics};
pub use namespace::MetricNamespace;
pub use rights::{CallDenied, CallRights};
pub use rows::{Answer, AnswerError, TEXT_CHARACTERS_MAX, rows_of};
pub use script::{CallColumn, CallScript, EACH, METRICS_MAX, Metric, TAKEN_FROM, Taken, metric_id};

/// A call that a query may make. All of them only read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CallName {
    /// What a cluster is.
    #[serde(rename = "redshift:DescribeClusters")]
    DescribeClusters,
    /// The parameters of the cluster's parameter group.
    #[serde(rename = "redshift:DescribeClusterParameters")]
    DescribeClusterParameters,
    /// The cluster's snapshots.
    #[serde(rename = "redshift:DescribeClusterSnapshots")]
    DescribeClusterSnapshots,
    /// Which audit logs of the cluster are delivered, and where to.
    #[serde(rename = "redshift:DescribeLoggingStatus")]
    DescribeLoggingStatus,
    /// The usage limits of a cluster.
    #[serde(rename = "redshift:DescribeUsageLimits")]
    DescribeUsageLimits,
    /// What Redshift Advisor recommends for the warehouse.
    #[serde(rename = "redshift:ListRecommendations")]
    ListRecommendations,
    /// What a Serverless workgroup is.
    #[serde(rename = "redshift-serverless:GetWorkgroup")]
    GetWorkgroup,
    /// What the namespace of the workgroup is.
    #[serde(rename = "redshift-serverless:GetNamespace")]
    GetNamespace,
    /// The usage limits of the workgroup.
    #[serde(rename = "redshift-serverless:ListUsageLimits")]
    ListUsageLimits,
    /// Metrics of a warehouse.
    #[serde(rename = "cloudwatch:GetMetricData")]
    GetMetricData,
}

const CLUSTERS: &[Deployment] = &[Deployment::SingleAz, Deployment::MultiAz];
const SERVERLESS: &[Deployment] = &[Deployment::Serverless];
const REDSHIFT: &[Deployment] = &[Deployment::SingleAz, Deployment::MultiAz, Deployment::Serverless];

impl CallName {
    /// Every call, in a fixed order.
    pub const ALL: [Self; 10] = [
        Self::DescribeClusters,
        Self::DescribeClusterParameters,
        Self::DescribeClusterSnapshots,
        Self::DescribeLoggingStatus,
        Self::DescribeUsageLimits,
        Self::ListRecommendations,
        Self::GetWorkgroup,
        Self::GetNamespace,
        Self::ListUsageLimits,
        Self::GetMetricData,
    ];

    /// The call as packs write it, which is also the action that IAM must allow.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DescribeClusters => "redshift:DescribeClusters",
            Self::DescribeClusterParameters => "redshift:DescribeClusterParameters",
            Self::DescribeClusterSnapshots => "redshift:DescribeClusterSnapshots",
            Self::DescribeLoggingStatus => "redshift:DescribeLoggingStatus",
            Self::DescribeUsageLimits => "redshift:DescribeUsageLimits",
            Self::ListRecommendations => "redshift:ListRecommendations",
            Self::GetWorkgroup => "redshift-serverless:GetWorkgroup",
            Self::GetNamespace => "redshift-serverless:GetNamespace",
            Self::ListUsageLimits => "redshift-serverless:ListUsageLimits",
            Self::GetMetricData => "cloudwatch:GetMetricData",
        }
    }

    /// The call for its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|call| call.word() == word)
    }

    /// The kinds of warehouse it can be asked about. Of metrics see [`MetricNamespace::deployments`] too.
    pub const fn deployments(self) -> &'static [Deployment] {
        match self {
            Self::DescribeClusters
            | Self::DescribeClusterParameters
            | Self::DescribeClusterSnapshots
            | Self::DescribeLoggingStatus
            | Self::DescribeUsageLimits => CLUSTERS,
            Self::GetWorkgroup | Self::GetNamespace | Self::ListUsageLimits => SERVERLESS,
            Self::ListRecommendations | Self::GetMetricData => REDSHIFT,
        }
    }
}

impl fmt::Display for CallName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_survives_its_word_and_its_json() {
        for call in CallName::ALL {
            assert_eq!(CallName::from_word(call.word()), Some(call));
            assert_eq!(serde_json::to_value(call).expect("JSON"), call.word());
        }
    }
}
