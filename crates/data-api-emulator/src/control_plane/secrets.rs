//! Secrets Manager: what a secret holds.

use serde_json::{Value, json};

use super::answer::Refusal;
use super::options::Secret;
use super::request::Request;
use super::{denial, names};
use crate::caller::Caller;
use crate::server::Server;

/// GetSecretValue, by name, by ARN, or by an ARN without its last six characters.
pub(super) fn get_value(server: &Server, caller: &Caller, request: &Request) -> Result<Value, Refusal> {
    let wanted = request.required("SecretId")?;
    let secrets = &server.options.control_plane.secrets;
    let found = secrets.iter().find(|(name, _)| {
        let arn = names::of_secret(name);
        wanted == name.as_str() || wanted == arn || arn.rsplit_once('-').is_some_and(|(short, _)| wanted == short)
    });
    let arn = found.map_or_else(|| names::of_secret(wanted), |(name, _)| names::of_secret(name));
    denial::check(server, caller, request, &arn)?;
    let Some((name, secret)) = found else {
        let message = "Secrets Manager can't find the specified secret.";
        return Err(Refusal::new("ResourceNotFoundException", message));
    };
    let mut answer = json!({
        "ARN": arn,
        "Name": name,
        "VersionId": "00000000-0000-0000-0000-000000000000",
        "VersionStages": ["AWSCURRENT"],
    });
    match secret {
        Secret::Text(text) => answer["SecretString"] = text.as_str().into(),
        Secret::Binary(bytes) => answer["SecretBinary"] = base64(bytes).into(),
    }
    Ok(answer)
}

/// Base 64 with padding (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let value = (0..3).fold(0_u32, |value, at| value << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for digit in 0..4 {
            let character = match digit <= chunk.len() {
                true => char::from(DIGITS[(value >> (18 - 6 * digit) & 63) as usize]),
                false => '=',
            };
            text.push(character);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_the_rfc_says() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
