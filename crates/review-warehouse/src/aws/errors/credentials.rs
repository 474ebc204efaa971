//! Why there are no AWS credentials.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::error::ProvideErrorMetadata;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use review_core::error_class::ErrorClass;

use super::chain::chain;
use super::refused::EXPIRED;
use super::{Call, refused};
use crate::WarehouseError;
use crate::aws::profile::ProfileUnusable;

const NONE: &str = "set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, log in (aws sso login), name a \
                    profile in the address (?profile=), or run on a machine with a role";
const PROFILE: &str = "name a profile that `aws configure list-profiles` shows, and check its keys in ~/.aws/config and \
                       ~/.aws/credentials";

/// What a chain of errors says of credentials, if that is what it is about.
pub(super) fn from_chain(error: &(dyn Error + 'static)) -> Option<WarehouseError> {
    let all: Vec<_> = chain(error).collect();
    let credentials = all.iter().find_map(|error| error.downcast_ref::<CredentialsError>())?;
    if let Some(role) = all.iter().find_map(|error| error.downcast_ref::<AssumeRoleError>()) {
        return Some(refused(Call::new("sts", "AssumeRole"), role.code(), role.message().unwrap_or_default()));
    }
    let words = all.iter().map(|error| error.to_string()).collect::<Vec<_>>();
    let profile = all.iter().find_map(|error| error.downcast_ref::<ProfileUnusable>());
    Some(of(credentials, profile, &words))
}

/// What the credentials' own error says. Its inner texts name profiles, files and keys of the configuration, never
/// a value.
fn of(error: &CredentialsError, profile: Option<&ProfileUnusable>, words: &[String]) -> WarehouseError {
    let text = words.join(": ");
    if text.contains("expired") || text.contains("token refresh") {
        return with(ErrorClass::Permission, said("the AWS credentials have expired", words), EXPIRED);
    }
    if let Some(profile) = profile {
        return with(ErrorClass::Permission, said(&profile.to_string(), words), PROFILE);
    }
    // The machine's role is asked last, so that its silence means that nobody before it had any.
    if text.contains("IMDS") || text.contains("instance metadata") {
        return with(
            ErrorClass::Permission,
            said("no AWS credentials were found, and this machine has no role", words),
            NONE,
        );
    }
    match error {
        CredentialsError::CredentialsNotLoaded(_) => none(),
        CredentialsError::InvalidConfiguration(_) => {
            with(ErrorClass::Permission, said("the AWS configuration cannot be used", words), PROFILE)
        }
        CredentialsError::ProviderTimedOut(_) => with(
            ErrorClass::Connection,
            said("AWS credentials did not arrive in time", words),
            "check that this machine reaches the place its credentials come from",
        ),
        _ => with(ErrorClass::Permission, said("AWS credentials could not be had", words), NONE),
    }
}

/// There are no credentials.
pub(super) fn none() -> WarehouseError {
    with(ErrorClass::Permission, "no AWS credentials were found".to_owned(), NONE)
}

/// The sentence, with the last cause, which is the one that says most.
fn said(sentence: &str, words: &[String]) -> String {
    match words.last() {
        Some(cause) => format!("{sentence}: {cause}"),
        None => sentence.to_owned(),
    }
}

fn with(class: ErrorClass, message: String, remedy: &str) -> WarehouseError {
    WarehouseError { remedy: Some(remedy.to_owned()), ..WarehouseError::new(class, message) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_for_having_no_credentials_has_its_words_and_remedy() {
        for (error, message, remedy) in [
            (CredentialsError::not_loaded_no_source(), "no AWS credentials were found", "AWS_PROFILE"),
            (
                CredentialsError::invalid_configuration("sso-session named `x` was not found"),
                "sso-session named `x` was not found",
                "list-profiles",
            ),
            (CredentialsError::provider_error("the SSO token has expired"), "have expired", "sso login"),
            (
                CredentialsError::provider_error("request forbidden: IMDS is disabled"),
                "no AWS credentials were found, and this machine has no role",
                "AWS_PROFILE",
            ),
            (CredentialsError::provider_error("exit status 1"), "exit status 1", "AWS_PROFILE"),
        ] {
            let error = from_chain(&error).expect("about credentials");
            assert_eq!(error.class, ErrorClass::Permission);
            assert!(error.message.contains(message), "{}", error.message);
            assert!(error.remedy.is_some_and(|text| text.contains(remedy)), "{message}");
        }
        let late = CredentialsError::provider_timed_out(std::time::Duration::from_secs(5));
        assert_eq!(from_chain(&late).map(|error| error.class), Some(ErrorClass::Connection));
    }

    #[test]
    fn a_role_that_was_denied_is_found_inside() {
        let denied = AssumeRoleError::generic(
            aws_sdk_sts::error::ErrorMetadata::builder()
                .code("AccessDenied")
                .message("User: arn:aws:iam::1:user/r is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::2:role/x")
                .build(),
        );
        let error = from_chain(&CredentialsError::provider_error(denied)).expect("about credentials");
        assert_eq!(error.code.as_deref(), Some("AccessDenied"));
        assert!(error.remedy.is_some_and(|text| text.contains("trust policy of arn:aws:iam::2:role/x")));
    }

    #[test]
    fn other_errors_are_left_alone() {
        assert_eq!(from_chain(&std::io::Error::other("connection reset")), None);
    }
}
