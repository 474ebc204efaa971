//! Who calls. Statements belong to the role that ran them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::http::HeaderMap;

use crate::error::{ApiError, ErrorKind};

/// The header in which LocalStack tells the ARN of the calling role.
const ROLE_HEADER: &str = "x-caller-role";

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Caller {
    /// The role's name, or the access key where no role is known: whose statements these are.
    pub(crate) role: String,
    /// The session of the role, where it is known.
    pub(crate) session: Option<String>,
}

impl Caller {
    /// A caller by what it goes by: a role's ARN, an assumed role's ARN, or an access key.
    fn of(identity: &str) -> Self {
        let resource = identity.rsplit(':').next().unwrap_or(identity);
        let named =
            |role: &str, session: Option<&str>| Self { role: role.to_owned(), session: session.map(str::to_owned) };
        if let Some(rest) = resource.strip_prefix("assumed-role/") {
            let (role, session) = rest.split_once('/').unwrap_or((rest, ""));
            return named(role, Some(session).filter(|session| !session.is_empty()));
        }
        match resource.strip_prefix("role/") {
            // The path of a role is no part of its name.
            Some(path) => named(path.rsplit('/').next().unwrap_or(path), None),
            None => named(identity, None),
        }
    }

    /// The database user that temporary credentials of this identity stand for.
    pub(crate) fn database_user(&self) -> String {
        match self.role.starts_with("AKIA") || self.role.starts_with("ASIA") {
            true => format!("IAM:{}", self.role),
            false => format!("IAMR:{}", self.role),
        }
    }
}

/// The roles behind access keys that were handed out here: where an emulated STS tells whose they are.
#[derive(Debug, Default)]
pub struct Identities(Mutex<HashMap<String, String>>);

impl Identities {
    /// Says that calls signed with an access key come from a role, by its ARN or its assumed role's ARN.
    pub fn assume(&self, access_key: impl Into<String>, arn: impl Into<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(access_key.into(), arn.into());
    }

    /// Who calls: by the header, else by the access key of the signature, which is not verified.
    pub(crate) fn caller(&self, headers: &HeaderMap) -> Result<Caller, ApiError> {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(role) = header(ROLE_HEADER).filter(|role| !role.is_empty()) {
            return Ok(Caller::of(role));
        }
        let key = header("authorization").and_then(access_key);
        let key =
            key.ok_or_else(|| ApiError::new(ErrorKind::MissingAuthenticationToken, "Missing Authentication Token"))?;
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
        Ok(Caller::of(known.as_deref().unwrap_or(key)))
    }
}

/// The access key in a Signature Version 4 header: `AWS4-HMAC-SHA256 Credential=KEY/date/region/service/..., ...`.
fn access_key(authorization: &str) -> Option<&str> {
    let (_, credential) = authorization.split_once("Credential=")?;
    credential.split('/').next().filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(role: &str, session: Option<&str>) -> Caller {
        Caller { role: role.to_owned(), session: session.map(str::to_owned) }
    }

    #[test]
    fn a_caller_is_its_role_whatever_the_session() {
        for (identity, caller) in [
            ("arn:aws:iam::000000000000:role/service/reviewer", named("reviewer", None)),
            ("arn:aws:sts::000000000000:assumed-role/reviewer/lane-1", named("reviewer", Some("lane-1"))),
            ("AKIAEXAMPLE", named("AKIAEXAMPLE", None)),
            ("test", named("test", None)),
        ] {
            assert_eq!(Caller::of(identity), caller, "{identity}");
        }
    }

    #[test]
    fn the_header_goes_before_the_signature() {
        let identities = Identities::default();
        let mut headers = HeaderMap::new();
        assert_eq!(
            identities.caller(&headers).map_err(|error| error.name),
            Err("MissingAuthenticationTokenException".to_owned())
        );
        let signature = "AWS4-HMAC-SHA256 Credential=AKIA1/20261122/us-east-1/redshift-data/aws4_request, Signature=0";
        headers.insert("authorization", signature.parse().expect("a header"));
        assert_eq!(identities.caller(&headers), Ok(named("AKIA1", None)));
        identities.assume("AKIA1", "arn:aws:sts::000000000000:assumed-role/reviewer/s");
        assert_eq!(identities.caller(&headers), Ok(named("reviewer", Some("s"))));
        headers.insert("x-caller-role", "arn:aws:iam::000000000000:role/other".parse().expect("a header"));
        assert_eq!(identities.caller(&headers), Ok(named("other", None)));
    }
}
