//! What S3 said, as a [`StoreError`] with what to do about it.

mod answer;
mod denied;

use std::io;

use aws_credential_types::provider::error::CredentialsError;

pub(super) use answer::Answer;

use super::endpoint::partition;
use crate::error::{ServiceError, StoreError, Trouble};
use crate::port::Version;

const EXPIRED: &str = "get new AWS credentials (for SSO: aws sso login), then try again; what has finished stays";
const NO_CREDENTIALS: &str = "set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, log in (aws sso login), \
                              name a profile in the address (?profile=), or run on a machine with a role";
const BAD_CREDENTIALS: &str =
    "check the access key, its secret and the session token: aws sts get-caller-identity must succeed with them";
const CLOCK: &str = "set this machine's clock: AWS refuses requests that are more than fifteen minutes off";
const REACH: &str = "check the Region's name, and that this machine reaches S3: proxy, firewall, VPC endpoint, \
                     AWS_ENDPOINT_URL";
const REGION: &str = "name the Region in the address (?region=), in AWS_REGION, or in the profile";
const AGAIN: &str = "try again; if it stays, look at the AWS Health Dashboard";

/// What is being done to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    Open,
    Read,
    Write,
    List,
    Delete,
}

impl Doing {
    const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Read => "read",
            Self::Write => "write",
            Self::List => "list",
            Self::Delete => "delete",
        }
    }
}

/// What is being done, where.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    pub(super) doing: Doing,
    pub(super) key: &'a str,
    pub(super) bucket: &'a str,
    pub(super) region: &'a str,
}

impl At<'_> {
    /// That there is no such object, or what else is the matter.
    pub(super) fn none_or_error<T>(&self, error: &object_store::Error) -> Result<Option<T>, StoreError> {
        let answer = Answer::of(error);
        match answer.status == Some(404) && answer.code.as_deref() != Some("NoSuchBucket") {
            true => Ok(None),
            false => Err(self.error(error)),
        }
    }

    pub(super) fn error(&self, error: &object_store::Error) -> StoreError {
        if let Some(credentials) = answer::cause::<CredentialsError>(error) {
            return self.without_credentials(credentials);
        }
        let answer = Answer::of(error);
        let (trouble, remedy) = self.meaning(&answer);
        self.service(trouble, answer.said(error), remedy)
    }

    pub(super) fn io(&self, source: io::Error) -> StoreError {
        let (doing, key, location) = (self.doing.word(), self.key.to_owned(), self.location());
        StoreError::Io { doing, key, location, source }
    }

    /// An ETag as a version. S3 always sends one.
    pub(super) fn version(&self, etag: Option<String>) -> Result<Version, StoreError> {
        let without = || self.service(Trouble::Refused, "the answer has no ETag".to_owned(), REACH.to_owned());
        etag.map(Version).ok_or_else(without)
    }

    fn location(&self) -> String {
        format!("s3://{}", self.bucket)
    }

    fn service(&self, trouble: Trouble, why: String, remedy: String) -> StoreError {
        let (doing, key, location) = (self.doing.word(), self.key.to_owned(), self.location());
        StoreError::Service(Box::new(ServiceError { trouble, doing, key, location, why, remedy }))
    }

    /// Codes: S3 API reference, "Error responses".
    fn meaning(&self, answer: &Answer) -> (Trouble, String) {
        let bucket = self.bucket;
        match (answer.code.as_deref().unwrap_or_default(), answer.status) {
            ("NoSuchBucket", _) => (
                Trouble::NoBucket,
                format!("check the bucket's name, or create it: aws s3 mb s3://{bucket} --region {}", self.region),
            ),
            ("ExpiredToken" | "TokenRefreshRequired", _) => (Trouble::Credentials, EXPIRED.to_owned()),
            ("RequestTimeTooSkewed" | "RequestExpired", _) => (Trouble::Credentials, CLOCK.to_owned()),
            ("InvalidAccessKeyId" | "SignatureDoesNotMatch" | "InvalidToken" | "InvalidSecurity", _) => {
                (Trouble::Credentials, BAD_CREDENTIALS.to_owned())
            }
            ("PermanentRedirect" | "TemporaryRedirect" | "AuthorizationHeaderMalformed", _)
            | (_, Some(300..=303 | 305..=399)) => (Trouble::WrongRegion, self.in_its_region(answer)),
            ("AccessDenied" | "AllAccessDisabled", _) | (_, Some(401 | 403)) => {
                (Trouble::Denied, denied::remedy(self, partition(self.region), answer))
            }
            ("SlowDown" | "InternalError" | "ServiceUnavailable" | "RequestTimeout", _) | (_, Some(429 | 500..)) => {
                (Trouble::Unavailable, AGAIN.to_owned())
            }
            (_, None) if answer.is_redirect => (Trouble::WrongRegion, self.in_its_region(answer)),
            (_, None) if answer.is_unreachable => (Trouble::Unavailable, REACH.to_owned()),
            _ => (Trouble::Refused, String::new()),
        }
    }

    fn in_its_region(&self, answer: &Answer) -> String {
        match &answer.region {
            Some(region) => format!("name the bucket's Region in the address: ?region={region}"),
            None => format!(
                "name the bucket's Region in the address (?region=); aws s3api get-bucket-location --bucket {} tells it",
                self.bucket
            ),
        }
    }

    /// Its inner texts name profiles, files and keys of the configuration, never a value.
    fn without_credentials(&self, error: &CredentialsError) -> StoreError {
        let causes = answer::words(error);
        let (sentence, remedy) = match causes.to_lowercase() {
            text if text.contains("expired") || text.contains("token refresh") => {
                ("the AWS credentials have expired", EXPIRED)
            }
            _ if matches!(error, CredentialsError::InvalidConfiguration(_)) => {
                ("the AWS configuration cannot be used", NO_CREDENTIALS)
            }
            _ => ("no AWS credentials were found", NO_CREDENTIALS),
        };
        self.service(Trouble::Credentials, format!("{sentence}: {causes}"), remedy.to_owned())
    }
}

/// No Region is set anywhere.
pub(super) fn no_region(bucket: &str) -> StoreError {
    let at = At { doing: Doing::Open, key: ".", bucket, region: "" };
    at.service(Trouble::WrongRegion, "no AWS Region is set".to_owned(), REGION.to_owned())
}

#[cfg(test)]
mod tests;
