//! A login that Secrets Manager keeps.

use aws_config::SdkConfig;
use review_core::error_class::ErrorClass;

use super::Way;
use super::secret_text::{self, SecretText};
use crate::aws::errors::{Call, from_sdk_at, require_region};
use crate::{Credentials, WarehouseError};

const CALL: Call = Call::new("secretsmanager", "GetSecretValue");

/// What a secret holds. Its `Debug` does not show the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretLogin {
    /// User and password.
    pub credentials: Credentials,
    /// The warehouse's host, where the secret names it.
    pub host: Option<String>,
    /// The warehouse's port, where the secret names it.
    pub port: Option<u16>,
    /// The database, where the secret names it.
    pub database: Option<String>,
    /// The cluster, where the secret names it.
    pub cluster: Option<String>,
}

/// Reads a secret, by its name or ARN.
///
/// # Errors
/// When it cannot be read, or is not a login: text that is a JSON object with `username` and `password`. No message
/// holds any of its contents.
pub async fn read_secret(config: &SdkConfig, secret: &str) -> Result<SecretLogin, WarehouseError> {
    require_region(config)?;
    let client = aws_sdk_secretsmanager::Client::new(config);
    let place = Way::Secret { secret: secret.to_owned() }.place();
    let answer = client.get_secret_value().secret_id(secret).send().await;
    let answer = answer.map_err(|error| from_sdk_at(CALL, &place, &error))?;
    let text = match (answer.secret_string(), answer.secret_binary()) {
        (Some(text), _) => secret_text::parse(text),
        (None, Some(_)) => Err("is binary"),
        (None, None) => Err("is empty"),
    };
    text.map(login).map_err(|what| not_a_login(secret, what))
}

fn login(text: SecretText) -> SecretLogin {
    let SecretText { user, password, host, port, database, cluster } = text;
    let credentials = Credentials { user, password };
    SecretLogin { credentials, host, port, database, cluster }
}

fn not_a_login(secret: &str, what: &str) -> WarehouseError {
    WarehouseError {
        remedy: Some(
            "store it as a JSON object with the keys username and password, and optionally host, port, dbname and \
             dbClusterIdentifier"
                .to_owned(),
        ),
        ..WarehouseError::new(ErrorClass::Permission, format!("the secret {secret} {what}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_from_a_secret_does_not_show_the_password() {
        let text = secret_text::parse(r#"{"username": "reviewer", "password": "hunter2"}"#).expect("a login");
        let shown = format!("{:?}", login(text));
        assert!(shown.contains("reviewer") && !shown.contains("hunter2"), "{shown}");
    }
}
