//! Which warehouse is asked, and as whom: what every call and every remedy needs to know.

use aws_sdk_redshiftdata::operation::execute_statement::builders::ExecuteStatementFluentBuilder;

use super::address::RedshiftAddress;
use crate::aws::Kind;

/// Which warehouse is asked, and as whom. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Caller {
    pub(super) kind: Kind,
    /// The name of the cluster or workgroup.
    pub(super) name: String,
    pub(super) region: String,
    /// The database of the address.
    pub(super) database: String,
    /// The profile that the address names.
    pub(super) profile: Option<String>,
    pub(super) way: Way,
}

/// How the Data API logs in to the database (Management Guide, "Choosing database authentication credentials").
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// With temporary credentials of this database user.
    DatabaseUser(String),
    /// With temporary credentials of the user that stands for the IAM identity, `IAM:name` or `IAMR:role`.
    Identity,
    /// With user and password of this secret.
    Secret(String),
}

impl Caller {
    pub(super) fn new(address: &RedshiftAddress, kind: Kind, region: String) -> Self {
        let way = match (&address.db_user, &address.secret_arn) {
            (Some(user), _) => Way::DatabaseUser(user.clone()),
            (None, Some(secret)) => Way::Secret(secret.clone()),
            (None, None) => Way::Identity,
        };
        let (name, database) = (address.name.clone(), address.database.clone());
        Self { kind, name, region, database, profile: address.aws.profile.clone(), way }
    }

    /// Says in a request which warehouse is meant and how to log in.
    pub(super) fn name_in(&self, request: ExecuteStatementFluentBuilder) -> ExecuteStatementFluentBuilder {
        let request = match self.kind {
            Kind::Cluster => request.cluster_identifier(&self.name),
            Kind::Workgroup => request.workgroup_name(&self.name),
        };
        match &self.way {
            Way::DatabaseUser(user) => request.db_user(user),
            Way::Secret(secret) => request.secret_arn(secret),
            Way::Identity => request,
        }
    }

    /// A policy statement with what is known here in place of the words in capitals. Account and a workgroup's id
    /// are not known and stay.
    pub(super) fn filled_in(&self, text: &str) -> String {
        let user = match &self.way {
            Way::DatabaseUser(user) => user.as_str(),
            Way::Identity | Way::Secret(_) => "USER",
        };
        let partition = match &self.region {
            region if region.starts_with("cn-") => "arn:aws-cn:",
            region if region.starts_with("us-gov-") => "arn:aws-us-gov:",
            _ => "arn:aws:",
        };
        text.replace("arn:aws:", partition)
            .replace(":REGION:", &format!(":{}:", self.region))
            .replace("dbuser:CLUSTER/USER", &format!("dbuser:{}/{user}", self.name))
            .replace("dbname:CLUSTER/DATABASE", &format!("dbname:{}/{}", self.name, self.database))
            .replace("cluster:CLUSTER", &format!("cluster:{}", self.name))
    }

    /// How to make the database user that logs in, where a missing one is what was refused.
    pub(super) fn create_user(&self) -> String {
        let create = |user: &str| {
            let user = crate::grants::quoted(user);
            format!("let an administrator run: CREATE USER {user} PASSWORD DISABLE; GRANT ROLE sys:monitor TO {user};")
        };
        match &self.way {
            Way::DatabaseUser(user) => create(user),
            Way::Identity => {
                format!("{} (the user stands for your IAM identity: IAM:name or IAMR:role)", create("IAMR:ROLE"))
            }
            Way::Secret(_) => {
                "check user and password in the secret: log in with them once by another program".to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(text: &str, kind: Kind, region: &str) -> Caller {
        Caller::new(&text.parse().expect("an address"), kind, region.to_owned())
    }

    #[test]
    fn the_address_says_how_to_log_in() {
        for (text, way) in [
            ("redshift://c/dev", Way::Identity),
            ("redshift://c/dev?db_user=reviewer", Way::DatabaseUser("reviewer".into())),
            ("redshift://c/dev?secret_arn=reviewer-secret", Way::Secret("reviewer-secret".into())),
        ] {
            assert_eq!(caller(text, Kind::Cluster, "eu-west-1").way, way, "{text}");
        }
    }

    #[test]
    fn a_policy_names_this_warehouse_as_far_as_it_is_known() {
        let caller = caller("redshift://sales/dev?db_user=rev", Kind::Cluster, "cn-north-1");
        let text = r#"["arn:aws:redshift:REGION:ACCOUNT:dbuser:CLUSTER/USER","arn:aws:redshift:REGION:ACCOUNT:dbname:CLUSTER/DATABASE"]"#;
        assert_eq!(
            caller.filled_in(text),
            r#"["arn:aws-cn:redshift:cn-north-1:ACCOUNT:dbuser:sales/rev","arn:aws-cn:redshift:cn-north-1:ACCOUNT:dbname:sales/dev"]"#
        );
    }
}
