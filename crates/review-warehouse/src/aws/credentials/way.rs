//! The ways in.

use crate::CredentialKind;
use crate::aws::policy::Place;

/// How a login is had from AWS.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
    /// The same way to another database. A secret is good for all of them.
    pub(super) fn for_database(mut self, wanted: &str) -> Self {
        match &mut self {
            Self::ClusterUser { database, .. }
            | Self::ClusterIam { database, .. }
            | Self::Serverless { database, .. } => wanted.clone_into(database),
            Self::Secret { .. } => {}
        }
        self
    }

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

    /// What vouches for the login.
    pub(super) const fn kind(&self) -> CredentialKind {
        match self {
            Self::ClusterUser { .. } => CredentialKind::ForUser,
            Self::ClusterIam { .. } | Self::Serverless { .. } => CredentialKind::ForIdentity,
            Self::Secret { .. } => CredentialKind::Secret,
        }
    }
}
