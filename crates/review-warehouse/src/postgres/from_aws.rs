//! Credentials from AWS, where an address asks for them.

use super::address::{Address, AwsParameters, CredentialsFrom, IamTarget};
use crate::aws::credentials::{AwsCredentials, Way};
use crate::aws::{self, AwsCalls, AwsOptions, Kind};

/// What gives temporary credentials. Asks nobody yet.
pub(super) async fn iam(address: &Address, target: &IamTarget) -> AwsCredentials {
    provider(&address.aws, way(address, target)).await
}

fn way(address: &Address, target: &IamTarget) -> Way {
    let database = address.database.clone();
    match (target.clone(), address.user.clone()) {
        (IamTarget::Workgroup(workgroup), _) => Way::Serverless { workgroup, database },
        (IamTarget::Cluster(cluster), Some(user)) => Way::ClusterUser { cluster, user, database },
        (IamTarget::Cluster(cluster), None) => Way::ClusterIam { cluster, database },
    }
}

/// What gives the credentials in a secret. Asks nobody yet.
pub(super) async fn secret(address: &Address, secret: &str) -> AwsCredentials {
    provider(&address.aws, Way::Secret { secret: secret.to_owned() }).await
}

/// What may be asked of AWS about the warehouse: only an address that has its login from IAM says that there is an
/// account, and what the warehouse is called there.
pub(super) async fn calls(address: &Address) -> Option<AwsCalls> {
    let (kind, name) = match &address.credentials {
        CredentialsFrom::Iam(IamTarget::Cluster(name)) => (Kind::Cluster, name),
        CredentialsFrom::Iam(IamTarget::Workgroup(name)) => (Kind::Workgroup, name),
        CredentialsFrom::Password | CredentialsFrom::Secret(_) => return None,
    };
    let (account, _) = super::deployment::place(address);
    AwsCalls::new(&config(&address.aws).await, kind, name, account.as_deref()).ok()
}

async fn config(parameters: &AwsParameters) -> aws_config::SdkConfig {
    let AwsParameters { region, profile, role_arn, external_id } = parameters.clone();
    aws::config(&AwsOptions { region, profile, role_arn, external_id }).await
}

async fn provider(parameters: &AwsParameters, way: Way) -> AwsCredentials {
    AwsCredentials::new(config(parameters).await, way)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_stands_in_the_address_decides_the_call() {
        let way_of = |text: &str| {
            let address: Address = text.parse().expect("an address");
            let CredentialsFrom::Iam(target) = &address.credentials else { panic!("{text}") };
            way(&address, target)
        };
        let (cluster, database) = ("c".to_owned(), "d".to_owned());
        assert_eq!(
            way_of("postgres://a@h/d?credentials=iam&cluster=c"),
            Way::ClusterUser { cluster: cluster.clone(), user: "a".to_owned(), database: database.clone() }
        );
        assert_eq!(
            way_of("postgres://h/d?credentials=iam&cluster=c"),
            Way::ClusterIam { cluster, database: database.clone() }
        );
        assert_eq!(
            way_of("postgres://h/d?credentials=iam&workgroup=w"),
            Way::Serverless { workgroup: "w".to_owned(), database }
        );
    }
}
