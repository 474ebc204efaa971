//! One call for one login.

use std::time::{Duration, SystemTime};

use aws_config::SdkConfig;
use aws_sdk_sts::primitives::DateTime;
use review_core::error_class::ErrorClass;

use super::cache::Issued;
use super::{Way, secret};
use crate::aws::errors::{Call, from_sdk_at, require_region};
use crate::postgres::Password;
use crate::{Credentials, WarehouseError};

/// How long temporary credentials are asked for: the shortest that all three calls allow, and their default.
const DURATION_SECONDS: i32 = 900;
/// How long a secret is used before it is read again, since it may be rotated meanwhile. Own choice: a rotation that
/// keeps only one user breaks logins for at most so long.
const KEEP_SECRET: Duration = Duration::from_secs(5 * 60);

/// Asks AWS for a login.
pub(super) async fn fetch(config: &SdkConfig, way: &Way) -> Result<Issued, WarehouseError> {
    require_region(config)?;
    match way {
        Way::ClusterUser { cluster, user, database } => cluster_user(config, way, [cluster, user, database]).await,
        Way::ClusterIam { cluster, database } => cluster_iam(config, way, cluster, database).await,
        Way::Serverless { workgroup, database } => serverless(config, way, workgroup, database).await,
        Way::Secret { secret } => {
            let login = secret::read_secret(config, secret).await?;
            Ok(Issued { credentials: login.credentials, expires: Some(SystemTime::now() + KEEP_SECRET) })
        }
    }
}

async fn cluster_user(
    config: &SdkConfig,
    way: &Way,
    [cluster, user, database]: [&String; 3],
) -> Result<Issued, WarehouseError> {
    let call = Call::new("redshift", "GetClusterCredentials");
    let request = aws_sdk_redshift::Client::new(config)
        .get_cluster_credentials()
        .cluster_identifier(cluster)
        .db_user(user)
        .db_name(database)
        .auto_create(false)
        .duration_seconds(DURATION_SECONDS);
    let answer = request.send().await.map_err(|error| from_sdk_at(call, &way.place(), &error))?;
    issued(call, answer.db_user, answer.db_password, answer.expiration)
}

async fn cluster_iam(config: &SdkConfig, way: &Way, cluster: &str, database: &str) -> Result<Issued, WarehouseError> {
    let call = Call::new("redshift", "GetClusterCredentialsWithIAM");
    let request = aws_sdk_redshift::Client::new(config)
        .get_cluster_credentials_with_iam()
        .cluster_identifier(cluster)
        .db_name(database)
        .duration_seconds(DURATION_SECONDS);
    let answer = request.send().await.map_err(|error| from_sdk_at(call, &way.place(), &error))?;
    issued(call, answer.db_user, answer.db_password, answer.expiration)
}

async fn serverless(config: &SdkConfig, way: &Way, workgroup: &str, database: &str) -> Result<Issued, WarehouseError> {
    let call = Call::new("redshift-serverless", "GetCredentials");
    let request = aws_sdk_redshiftserverless::Client::new(config)
        .get_credentials()
        .workgroup_name(workgroup)
        .db_name(database)
        .duration_seconds(DURATION_SECONDS);
    let answer = request.send().await.map_err(|error| from_sdk_at(call, &way.place(), &error))?;
    issued(call, answer.db_user, answer.db_password, answer.expiration)
}

/// The login in an answer.
fn issued(
    call: Call,
    user: Option<String>,
    password: Option<String>,
    expires: Option<DateTime>,
) -> Result<Issued, WarehouseError> {
    let (Some(user), Some(password)) = (user, password) else {
        let message = format!("{} of {}: the answer has no user or no password", call.operation, call.service);
        return Err(WarehouseError::new(ErrorClass::Unknown, message));
    };
    // A time that cannot be read counts as past: the login is used once and asked for again.
    let expires = expires.map(|time| SystemTime::try_from(time).unwrap_or(SystemTime::UNIX_EPOCH));
    Ok(Issued { credentials: Credentials { user, password: Password::new(password) }, expires })
}
