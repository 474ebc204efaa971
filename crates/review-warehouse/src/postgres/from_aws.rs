//! Credentials from AWS, where an address asks for them.

use super::address::{Address, AwsParameters, IamTarget};
use crate::aws::credentials::{AwsCredentials, Way};
use crate::aws::{self, AwsOptions};

/// What gives temporary credentials. Asks nobody yet.
pub(super) async fn iam(address: &Address, target: &IamTarget) -> AwsCredentials {
    let database = address.database.clone();
    let way = match (target.clone(), address.user.clone()) {
        (IamTarget::Workgroup(workgroup), _) => Way::Serverless { workgroup, database },
        (IamTarget::Cluster(cluster), Some(user)) => Way::ClusterUser { cluster, user, database },
        (IamTarget::Cluster(cluster), None) => Way::ClusterIam { cluster, database },
    };
    provider(&address.aws, way).await
}

/// What gives the credentials in a secret. Asks nobody yet.
pub(super) async fn secret(address: &Address, secret: &str) -> AwsCredentials {
    provider(&address.aws, Way::Secret { secret: secret.to_owned() }).await
}

async fn provider(parameters: &AwsParameters, way: Way) -> AwsCredentials {
    let AwsParameters { region, profile, role_arn, external_id } = parameters.clone();
    AwsCredentials::new(aws::config(&AwsOptions { region, profile, role_arn, external_id }).await, way)
}
