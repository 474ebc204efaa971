//! The least that each way in needs.

use super::{Place, Statement, for_action};

/// What runs a statement through the Data API, on a cluster or a workgroup; reading its result has no resource.
const DATA_API: [&str; 5] = [
    "redshift-data:ExecuteStatement",
    "redshift-data:DescribeStatement",
    "redshift-data:GetStatementResult",
    "redshift-data:CancelStatement",
    "redshift-data:ListStatements",
];

/// A way in, and the actions IAM must allow for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The Data API on a cluster, as the IAM identity.
    DataApiIdentity,
    /// The Data API on a cluster, as a database user that exists.
    DataApiUser,
    /// The Data API on a cluster, with a secret.
    DataApiSecret,
    /// The Data API on a Serverless workgroup, as the IAM identity.
    DataApiServerless,
    /// The wire to a cluster, as a database user that exists.
    WireUser,
    /// The wire to a cluster, as the IAM identity.
    WireIdentity,
    /// The wire to a Serverless workgroup, as the IAM identity.
    WireServerless,
    /// The wire, with a secret.
    WireSecret,
    /// Queries that ask AWS about a cluster, beside one of the ways above.
    CallsCluster,
    /// Queries that ask AWS about a Serverless workgroup, beside one of the ways above.
    CallsServerless,
    /// A role that is taken on: what the caller needs. The role has one of the others.
    Role,
}

impl Access {
    /// Every way, in the order of `docs/AWS_ACCESS.md`.
    pub const ALL: [Self; 11] = [
        Self::DataApiIdentity,
        Self::DataApiUser,
        Self::DataApiSecret,
        Self::DataApiServerless,
        Self::WireUser,
        Self::WireIdentity,
        Self::WireServerless,
        Self::WireSecret,
        Self::CallsCluster,
        Self::CallsServerless,
        Self::Role,
    ];

    /// The actions, each once.
    fn actions(self) -> Vec<&'static str> {
        let data_api = |before: &[&'static str]| [before, &DATA_API].concat();
        match self {
            Self::DataApiIdentity => data_api(&["redshift:DescribeClusters", "redshift:GetClusterCredentialsWithIAM"]),
            Self::DataApiUser => data_api(&["redshift:DescribeClusters", "redshift:GetClusterCredentials"]),
            Self::DataApiSecret => data_api(&["redshift:DescribeClusters", "secretsmanager:GetSecretValue"]),
            Self::DataApiServerless => {
                data_api(&["redshift-serverless:GetWorkgroup", "redshift-serverless:GetCredentials"])
            }
            Self::WireUser => vec!["redshift:GetClusterCredentials"],
            Self::WireIdentity => vec!["redshift:GetClusterCredentialsWithIAM"],
            Self::WireServerless => vec!["redshift-serverless:GetCredentials"],
            Self::WireSecret => vec!["secretsmanager:GetSecretValue"],
            Self::CallsCluster => vec![
                "redshift:DescribeClusters",
                "redshift:DescribeClusterParameters",
                "redshift:DescribeClusterSnapshots",
                "redshift:DescribeLoggingStatus",
                "redshift:DescribeUsageLimits",
                "redshift:ListRecommendations",
                "cloudwatch:GetMetricData",
            ],
            Self::CallsServerless => vec![
                "redshift-serverless:GetWorkgroup",
                "redshift-serverless:GetNamespace",
                "redshift-serverless:ListUsageLimits",
                "redshift:ListRecommendations",
                "cloudwatch:GetMetricData",
            ],
            Self::Role => vec!["sts:AssumeRole"],
        }
    }

    /// The statements, for a place.
    pub fn statements(self, place: &Place) -> Vec<Statement> {
        // Which of the two it is about is the way's to say, not the place's.
        let statement = |action: &&str| match (self, *action) {
            (Self::DataApiServerless, "redshift-data:ExecuteStatement") => {
                Some(Statement::new(*action, vec![place.workgroup()]))
            }
            _ => for_action(action, place),
        };
        self.actions().iter().filter_map(statement).collect()
    }

    /// The policy as JSON, a statement a line.
    pub fn policy(self, place: &Place) -> String {
        document(&self.statements(place).iter().map(ToString::to_string).collect::<Vec<_>>())
    }
}

/// The trust policy of a role: who may take it on, and the ExternalId that they must give. Without it, somebody who
/// reviews for several customers could be made to use one customer's role for another (IAM User Guide, "the confused
/// deputy problem").
pub fn trust_policy(caller: &str, external_id: &str) -> String {
    let (caller, external_id) = (serde_json::json!(caller), serde_json::json!(external_id));
    document(&[format!(
        "{{\"Effect\": \"Allow\", \"Principal\": {{\"AWS\": {caller}}}, \"Action\": \"sts:AssumeRole\", \
         \"Condition\": {{\"StringEquals\": {{\"sts:ExternalId\": {external_id}}}}}}}"
    )])
}

fn document(statements: &[String]) -> String {
    let statements = statements.join(",\n    ");
    format!("{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {statements}\n  ]\n}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_its_statement_and_every_policy_is_json() {
        for access in Access::ALL {
            assert_eq!(access.statements(&Place::default()).len(), access.actions().len(), "{access:?}");
            let policy: serde_json::Value = serde_json::from_str(&access.policy(&Place::default())).expect("JSON");
            assert_eq!(policy["Version"], "2012-10-17");
        }
        let trust: serde_json::Value = serde_json::from_str(&trust_policy("arn", "id")).expect("JSON");
        assert_eq!(trust["Statement"][0]["Condition"]["StringEquals"]["sts:ExternalId"], "id");
    }

    #[test]
    fn a_workgroup_is_no_cluster() {
        let text = Access::DataApiServerless.policy(&Place::default());
        assert!(text.contains("workgroup/WORKGROUP-ID") && !text.contains("cluster:"), "{text}");
        assert!(!Access::DataApiUser.policy(&Place::default()).contains("workgroup"));
    }
}
