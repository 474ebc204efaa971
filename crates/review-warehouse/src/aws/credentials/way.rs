//! The ways in.

use crate::aws::policy::Place;
use crate::aws::users;

/// How a login is had from AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Temporary credentials of a cluster for a database user that exists (GetClusterCredentials). The user is never
    /// created.
    ClusterUser {
        /// The cluster.
        cluster: String,
        /// The database user.
        user: String,
        /// The database to connect to.
        database: String,
    },
    /// Temporary credentials of a cluster for the IAM identity that asks (GetClusterCredentialsWithIAM). Redshift
    /// makes the user, `IAM:user` or `IAMR:role`, at its first login.
    ClusterIam {
        /// The cluster.
        cluster: String,
        /// The database to connect to.
        database: String,
    },
    /// Temporary credentials of a Serverless workgroup for the IAM identity that asks (GetCredentials). Redshift
    /// makes the user, `IAM:user` or `IAMR:role`, at its first login.
    Serverless {
        /// The workgroup.
        workgroup: String,
        /// The database to connect to.
        database: String,
    },
    /// User and password that Secrets Manager keeps (GetSecretValue).
    Secret {
        /// The secret's name or ARN.
        secret: String,
    },
}

impl Way {
    /// What is known of the place permissions are needed at.
    pub(super) fn place(&self) -> Place {
        let place = Place::default();
        match self {
            Self::ClusterUser { cluster, user, database } => {
                Place { cluster: cluster.clone(), user: user.clone(), database: database.clone(), ..place }
            }
            Self::ClusterIam { cluster, database } => {
                Place { cluster: cluster.clone(), database: database.clone(), ..place }
            }
            Self::Serverless { database, .. } => Place { database: database.clone(), ..place },
            Self::Secret { secret } if secret.starts_with("arn:") => Place { secret: secret.clone(), ..place },
            Self::Secret { .. } => place,
        }
    }

    /// What to do when the warehouse refuses the login of `user`.
    pub(super) fn if_refused(&self, user: &str) -> String {
        match self {
            // AWS issues credentials for any name; that the user is missing shows only here.
            Self::ClusterUser { user, .. } => format!(
                "check that the database user {user} exists (AWS issues credentials for any name); if not, let an \
                 administrator run: {} {}",
                users::create_user(user),
                users::grant_monitor(user)
            ),
            Self::ClusterIam { database, .. } | Self::Serverless { database, .. } => format!(
                "check that the IAM identity may connect to {database} and that no database user {} was made with \
                 another password",
                users::quoted(user)
            ),
            Self::Secret { secret } => {
                format!("check that the secret {secret} holds the present password of {user}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_that_may_be_missing_is_told_with_the_statements_that_make_it() {
        let way =
            Way::ClusterUser { cluster: "sales".to_owned(), user: "re\"viewer".to_owned(), database: "dev".to_owned() };
        let remedy = way.if_refused("IAM:re\"viewer");
        assert!(
            remedy.ends_with(
                "CREATE USER \"re\"\"viewer\" PASSWORD DISABLE; GRANT ROLE sys:monitor TO \"re\"\"viewer\";"
            )
        );
    }
}
