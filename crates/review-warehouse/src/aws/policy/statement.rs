//! The statement that allows an action.

use std::fmt;

use serde_json::json;

use super::Place;

/// One statement of an IAM policy that allows something. Shown as JSON on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The actions, `service:Operation`.
    pub actions: Vec<String>,
    /// The ARNs, or patterns of ARNs, they are allowed on.
    pub resources: Vec<String>,
}

impl Statement {
    /// Allows one action on resources.
    pub fn new(action: impl Into<String>, resources: Vec<String>) -> Self {
        Self { actions: vec![action.into()], resources }
    }

    /// The statement as JSON, a single action or resource without brackets, as IAM's own examples have it.
    pub fn to_json(&self) -> serde_json::Value {
        json!({"Effect": "Allow", "Action": one_or_many(&self.actions), "Resource": one_or_many(&self.resources)})
    }
}

fn one_or_many(values: &[String]) -> serde_json::Value {
    match values {
        [one] => json!(one),
        many => json!(many),
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Written out, since a JSON map is sorted and everybody reads Effect, Action, Resource in this order.
        let (action, resource) = (one_or_many(&self.actions), one_or_many(&self.resources));
        write!(f, "{{\"Effect\": \"Allow\", \"Action\": {action}, \"Resource\": {resource}}}")
    }
}

/// The statement that allows an action of the ones a review may need, as narrow as IAM lets it be. `None` for
/// actions that a review never calls.
///
/// Which resources an action takes: Service Authorization Reference of Amazon Redshift, Redshift Serverless,
/// Redshift Data API, CloudWatch, Secrets Manager and STS. An action without resources takes `*` only.
pub fn for_action(action: &str, place: &Place) -> Option<Statement> {
    let Place { cluster, database, user, .. } = place;
    let resources = match action {
        "redshift:DescribeClusters" | "redshift:DescribeLoggingStatus" => {
            vec![place.redshift(&format!("cluster:{cluster}"))]
        }
        "redshift:GetClusterCredentials" => vec![
            place.redshift(&format!("dbuser:{cluster}/{user}")),
            place.redshift(&format!("dbname:{cluster}/{database}")),
        ],
        "redshift:GetClusterCredentialsWithIAM" => vec![place.redshift(&format!("dbname:{cluster}/{database}"))],
        "redshift-serverless:GetWorkgroup" | "redshift-serverless:GetCredentials" => vec![place.workgroup()],
        "redshift-data:ExecuteStatement" | "redshift-data:BatchExecuteStatement" => {
            vec![match place.is_workgroup() {
                true => place.workgroup(),
                false => place.redshift(&format!("cluster:{cluster}")),
            }]
        }
        "redshift:DescribeClusterParameters" => vec![place.redshift("parametergroup:*")],
        "redshift:DescribeClusterSnapshots"
        | "redshift:DescribeUsageLimits"
        | "redshift:ListRecommendations"
        | "redshift-serverless:ListUsageLimits"
        | "cloudwatch:GetMetricData" => vec!["*".to_owned()],
        "redshift-serverless:GetNamespace" => vec![place.namespace()],
        "redshift-data:DescribeStatement"
        | "redshift-data:GetStatementResult"
        | "redshift-data:CancelStatement"
        | "redshift-data:ListStatements" => vec!["*".to_owned()],
        "secretsmanager:GetSecretValue" => vec![place.secret.clone()],
        "sts:AssumeRole" => vec![place.role.clone()],
        _ => return None,
    };
    Some(Statement::new(action, resources))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_reads_as_iam_shows_it_and_is_json() {
        let statement = for_action("redshift:DescribeClusters", &Place::default()).expect("known");
        let text = r#"{"Effect": "Allow", "Action": "redshift:DescribeClusters", "Resource": "arn:aws:redshift:REGION:ACCOUNT:cluster:CLUSTER"}"#;
        assert_eq!(statement.to_string(), text);
        let parsed: serde_json::Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(parsed, statement.to_json());
    }

    #[test]
    fn temporary_credentials_need_the_user_and_the_database() {
        let statement = for_action("redshift:GetClusterCredentials", &Place::default()).expect("known");
        assert!(statement.to_string().ends_with(
            r#""Resource": ["arn:aws:redshift:REGION:ACCOUNT:dbuser:CLUSTER/USER","arn:aws:redshift:REGION:ACCOUNT:dbname:CLUSTER/DATABASE"]}"#
        ));
    }

    #[test]
    fn an_action_that_no_review_calls_is_not_offered() {
        assert_eq!(for_action("redshift:DeleteCluster", &Place::default()), None);
    }
}
