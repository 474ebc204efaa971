//! What stands in a secret.

use serde_json::{Map, Value};

use crate::postgres::Password;

/// The parts of a login, by the keys that Redshift's own secrets have (Management Guide, data-api-secrets).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SecretText {
    pub(super) user: String,
    pub(super) password: Password,
    pub(super) host: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) database: Option<String>,
    pub(super) cluster: Option<String>,
}

/// The login in a secret's text; else what is wrong with it, to follow its name. The answer holds no contents.
pub(super) fn parse(text: &str) -> Result<SecretText, &'static str> {
    // The parser's own message is dropped on purpose: it may quote what it found.
    let value: Value = serde_json::from_str(text).map_err(|_| "is not JSON")?;
    let Value::Object(object) = value else { return Err("is JSON but not an object") };
    let user = needed(&object, "username").ok_or("has no text under the key username")?;
    let password = needed(&object, "password").ok_or("has no text under the key password")?;
    Ok(SecretText {
        user,
        password: Password::new(password),
        host: needed(&object, "host"),
        port: port(&object)?,
        database: needed(&object, "dbname").or_else(|| needed(&object, "database")),
        cluster: needed(&object, "dbClusterIdentifier"),
    })
}

/// A text that is there and not empty.
fn needed(object: &Map<String, Value>, key: &str) -> Option<String> {
    object.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A number, or a text that is one: both are common.
fn port(object: &Map<String, Value>) -> Result<Option<u16>, &'static str> {
    let port = match object.get("port") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Number(number)) => number.as_u64().and_then(|number| u16::try_from(number).ok()),
        Some(Value::String(text)) if text.is_empty() => return Ok(None),
        Some(Value::String(text)) => text.parse().ok(),
        Some(_) => None,
    };
    port.filter(|port| *port > 0).map(Some).ok_or("has no port number under the key port")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_may_name_its_warehouse() {
        let text = parse(
            r#"{"username": "reviewer", "password": "p\"w", "engine": "redshift", "host": "h.example", "port": 5439,
                "dbname": "dev", "dbClusterIdentifier": "sales"}"#,
        )
        .expect("a login");
        assert_eq!((text.user.as_str(), &text.password), ("reviewer", &Password::new("p\"w")));
        assert_eq!((text.host.as_deref(), text.port), (Some("h.example"), Some(5439)));
        assert_eq!((text.database.as_deref(), text.cluster.as_deref()), (Some("dev"), Some("sales")));
        let text = parse(r#"{"username": "u", "password": "p", "port": "5440", "host": ""}"#).expect("a login");
        assert_eq!((text.host, text.port), (None, Some(5440)));
    }

    #[test]
    fn what_is_no_login_is_told_without_its_contents() {
        for (text, what) in [
            ("hunter2", "is not JSON"),
            (r#"{"username": "hunter2", "password": "hunt"#, "is not JSON"),
            (r#"["hunter2"]"#, "is JSON but not an object"),
            (r#"{"password": "hunter2"}"#, "has no text under the key username"),
            (r#"{"username": "", "password": "hunter2"}"#, "has no text under the key username"),
            (r#"{"username": "u", "password": 7}"#, "has no text under the key password"),
            (r#"{"username": "u", "password": "p", "port": 70000}"#, "has no port number under the key port"),
        ] {
            assert_eq!(parse(text).expect_err("no login"), what);
        }
    }
}
