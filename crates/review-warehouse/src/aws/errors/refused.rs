//! What a service refused.

use review_core::error_class::ErrorClass;

use super::codes::{Meaning, meaning};
use super::{Call, Denied, Obstacle};
use crate::WarehouseError;
use crate::aws::policy::{Place, Statement, for_action};

pub(super) const EXPIRED: &str = "get new AWS credentials (for SSO: aws sso login), then run the review again; what has \
                                  finished stays";
pub(super) const BAD_CREDENTIALS: &str =
    "check the access key, its secret and the session token: aws sts get-caller-identity must succeed with them";
const CLOCK: &str = "set this machine's clock: AWS refuses requests that are more than five minutes off";
const REGION_OFF: &str = "let an administrator enable the Region for the account and sign it up for the service";
const SECRET: &str = "check the secret's name or ARN, its Region and its account";

/// An answer of a service that says no, by its code and its words. The words are AWS's and hold no secret.
pub fn refused(call: Call, code: Option<&str>, message: &str) -> WarehouseError {
    refused_at(call, &Place::default(), code, message)
}

/// The same where more is known of the place, so that a policy statement has names in place of placeholders.
pub fn refused_at(call: Call, place: &Place, code: Option<&str>, message: &str) -> WarehouseError {
    let meaning = meaning(call.service, code.unwrap_or_default());
    let denied = Denied::parse(message);
    let (class, remedy) = match (meaning, denied) {
        // STS and some proxies deny under other codes; the words are unmistakable.
        (_, Some(denied)) => (ErrorClass::Permission, Some(allow(call, place, denied))),
        (Meaning::Denied, None) => (ErrorClass::Permission, Some(allow_call(call, place))),
        (Meaning::Expired, None) => (ErrorClass::Permission, Some(EXPIRED.to_owned())),
        (Meaning::BadCredentials, None) if message.contains("Signature expired") => {
            (ErrorClass::Permission, Some(CLOCK.to_owned()))
        }
        (Meaning::BadCredentials, None) => (ErrorClass::Permission, Some(BAD_CREDENTIALS.to_owned())),
        (Meaning::Clock, None) => (ErrorClass::Permission, Some(CLOCK.to_owned())),
        (Meaning::Class(class), None) => (class, of_class(call, class)),
    };
    let said = match message.trim() {
        "" => "no words",
        words => words,
    };
    let message = format!("{} of {}: {said}", call.operation, call.service);
    WarehouseError { class, code: code.map(str::to_owned), message, remedy }
}

fn of_class(call: Call, class: ErrorClass) -> Option<String> {
    match class {
        ErrorClass::Permission => Some(REGION_OFF.to_owned()),
        ErrorClass::MissingObject if call.service == "secretsmanager" => Some(SECRET.to_owned()),
        _ => None,
    }
}

/// What mends a denial. AWS names the resource exactly; where it does not, the pattern is ours.
fn allow(call: Call, place: &Place, denied: Denied<'_>) -> String {
    if denied.action == "sts:AssumeRole" {
        return take_on(denied);
    }
    let whose = denied.who.map_or_else(String::new, |who| format!(" of {who}"));
    match denied.obstacle {
        Obstacle::ExplicitDeny => format!(
            "let an administrator find the policy that denies {}{whose}: no further statement helps against a deny",
            denied.action
        ),
        Obstacle::Limit(limit) => {
            format!("let an administrator allow {} in {limit}, beside the caller's own policy", denied.action)
        }
        Obstacle::ResourcePolicy | Obstacle::NotAllowed => {
            let statement = statement(call, place, denied);
            format!("let an administrator add to the IAM policy{whose}: {statement}")
        }
    }
}

/// The resource that AWS named, or, where an action needs several and AWS names the first it missed, all of them.
fn statement(call: Call, place: &Place, denied: Denied<'_>) -> Statement {
    let place = denied.resource.map_or_else(|| place.clone(), |resource| place.clone().refined(resource));
    let ours = for_action(denied.action, &place).or_else(|| for_action(&call.action(), &place));
    match (denied.resource.filter(|resource| resource.starts_with("arn:")), ours) {
        (Some(_), Some(ours)) if ours.resources.len() > 1 && ours.actions == [denied.action] => ours,
        (Some(resource), _) => Statement::new(denied.action, vec![resource.to_owned()]),
        (None, Some(ours)) => ours,
        (None, None) => Statement::new(denied.action, vec!["*".to_owned()]),
    }
}

fn allow_call(call: Call, place: &Place) -> String {
    let action = call.action();
    let statement = for_action(&action, place).unwrap_or_else(|| Statement::new(action, vec!["*".to_owned()]));
    format!("let an administrator add to the IAM policy of the caller: {statement}")
}

/// A role that may not be taken on: both sides must agree, and STS does not say which does not.
fn take_on(denied: Denied<'_>) -> String {
    let who = denied.who.unwrap_or("the caller");
    let place = Place { role: denied.resource.unwrap_or("the role").to_owned(), ..Place::default() };
    let role = &place.role;
    let statement = Statement::new("sts:AssumeRole", vec![role.clone()]);
    format!(
        "check the role's name, give the ExternalId it asks for (?external_id=), let the trust policy of {role} name \
         {who}, and let the caller's IAM policy hold: {statement}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESCRIBE: Call = Call::new("redshift", "DescribeClusters");

    fn denied(rest: &str) -> WarehouseError {
        let message = format!("User: arn:aws:iam::123456789012:user/r is not authorized to perform: {rest}");
        refused(DESCRIBE, Some("AccessDenied"), &message)
    }

    #[test]
    fn a_denial_names_the_statement_on_the_resource_that_aws_named() {
        let error = denied(
            "redshift:DescribeClusters on resource: arn:aws:redshift:eu-west-1:123456789012:cluster:sales because no \
             identity-based policy allows the redshift:DescribeClusters action",
        );
        assert_eq!(error.class, ErrorClass::Permission);
        assert_eq!(
            error.remedy.as_deref(),
            Some(
                "let an administrator add to the IAM policy of arn:aws:iam::123456789012:user/r: {\"Effect\": \
                 \"Allow\", \"Action\": \"redshift:DescribeClusters\", \"Resource\": \
                 \"arn:aws:redshift:eu-west-1:123456789012:cluster:sales\"}"
            )
        );
    }

    #[test]
    fn a_denial_without_a_resource_names_the_pattern() {
        let remedy = denied("redshift:DescribeClusters").remedy.expect("a remedy");
        assert!(remedy.ends_with("\"arn:aws:redshift:REGION:ACCOUNT:cluster:CLUSTER\"}"), "{remedy}");
        let remedy = refused(DESCRIBE, Some("AccessDeniedException"), "no").remedy.expect("a remedy");
        assert!(remedy.contains("cluster:CLUSTER"), "{remedy}");
    }

    #[test]
    fn an_action_that_needs_several_resources_names_them_all_at_once() {
        let call = Call::new("redshift", "GetClusterCredentials");
        let place = Place { database: "dev".to_owned(), user: "reviewer".to_owned(), ..Place::default() };
        let message = "User: arn:aws:iam::123456789012:user/r is not authorized to perform: \
                       redshift:GetClusterCredentials on resource: \
                       arn:aws:redshift:eu-west-1:123456789012:dbuser:sales/reviewer because no identity-based \
                       policy allows the redshift:GetClusterCredentials action";
        let remedy = refused_at(call, &place, Some("AccessDenied"), message).remedy.expect("a remedy");
        for part in ["dbuser:sales/reviewer\"", "eu-west-1:123456789012:dbname:sales/dev\""] {
            assert!(remedy.contains(part), "{part}: {remedy}");
        }
    }

    #[test]
    fn against_a_deny_or_a_limit_no_statement_is_offered() {
        let remedy = denied("redshift:DescribeClusters on resource: * with an explicit deny").remedy.expect("one");
        assert!(remedy.contains("no further statement helps") && !remedy.contains("Effect"), "{remedy}");
        let remedy = denied("redshift:DescribeClusters because no permissions boundary allows it").remedy.expect("one");
        assert!(remedy.contains("permissions boundary") && !remedy.contains("Effect"), "{remedy}");
    }

    #[test]
    fn a_role_that_may_not_be_taken_on_names_role_external_id_and_trust_policy() {
        let role = "arn:aws:iam::210987654321:role/reviewer";
        let remedy = denied(&format!("sts:AssumeRole on resource: {role}")).remedy.expect("a remedy");
        for part in [role, "external_id", "trust policy", "arn:aws:iam::123456789012:user/r"] {
            assert!(remedy.contains(part), "{part}: {remedy}");
        }
    }

    #[test]
    fn each_kind_of_refusal_has_its_class_and_remedy() {
        for (code, message, class, words) in [
            (
                "ExpiredToken",
                "The security token included in the request is expired",
                ErrorClass::Permission,
                "sso login",
            ),
            ("InvalidClientTokenId", "The security token is invalid", ErrorClass::Permission, "get-caller-identity"),
            ("SignatureDoesNotMatch", "Signature expired: 1 is now earlier than 2", ErrorClass::Permission, "clock"),
            ("OptInRequired", "not subscribed", ErrorClass::Permission, "Region"),
        ] {
            let error = refused(DESCRIBE, Some(code), message);
            assert_eq!(error.class, class, "{code}");
            assert!(error.remedy.is_some_and(|remedy| remedy.contains(words)), "{code}");
        }
        let error = refused(DESCRIBE, Some("Throttling"), "Rate exceeded");
        assert_eq!((error.class, error.remedy), (ErrorClass::Throttle, None));
        assert_eq!(error.message, "DescribeClusters of redshift: Rate exceeded");
    }
}
