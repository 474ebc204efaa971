//! The words in which IAM says no.

/// What a denial says: `User: ARN is not authorized to perform: ACTION on resource: ARN because REASON`. Older
/// services leave the resource or the reason out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied<'a> {
    /// Who asked, by ARN.
    pub who: Option<&'a str>,
    /// The action.
    pub action: &'a str,
    /// On what, by ARN.
    pub resource: Option<&'a str>,
    /// What stands in the way.
    pub obstacle: Obstacle,
}

/// What stands in the way of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// No policy of the caller's allows it, as far as is said: a statement mends it.
    NotAllowed,
    /// A policy denies it: no further statement helps.
    ExplicitDeny,
    /// A limit above the caller's own policies does not allow it: a permissions boundary, a session policy, a
    /// service or resource control policy, a VPC endpoint's policy.
    Limit(&'static str),
    /// The policy of the thing asked for does not allow it (a secret's, a role's trust policy).
    ResourcePolicy,
}

const LIMITS: [(&str, &str); 5] = [
    ("permissions boundary", "the permissions boundary of the caller"),
    ("session policy", "the session policy under which the role was taken on"),
    ("service control policy", "a service control policy of the organization"),
    ("resource control policy", "a resource control policy of the organization"),
    ("VPC endpoint policy", "the policy of the VPC endpoint"),
];

impl<'a> Denied<'a> {
    /// The parts of a denial's message, if it is one.
    pub fn parse(message: &'a str) -> Option<Self> {
        let (before, after) = message.split_once("is not authorized to perform:")?;
        let who = before.trim().strip_prefix("User:").map(str::trim).filter(|who| !who.is_empty());
        let action = word(after)?;
        let resource = after.split_once("on resource:").and_then(|(_, rest)| word(rest));
        Some(Self { who, action, resource, obstacle: Obstacle::of(after) })
    }
}

impl Obstacle {
    fn of(words: &str) -> Self {
        if words.contains("explicit deny") {
            return Self::ExplicitDeny;
        }
        if let Some((_, limit)) = LIMITS.into_iter().find(|(name, _)| words.contains(name)) {
            return Self::Limit(limit);
        }
        match words.contains("no resource-based policy allows") {
            true => Self::ResourcePolicy,
            false => Self::NotAllowed,
        }
    }
}

/// The first word, without the stops and quotes that may surround it. A colon is part of it.
fn word(text: &str) -> Option<&str> {
    let word = text.split_whitespace().next()?.trim_matches(['"', '\'', ',', '.', ';', '(', ')']);
    (!word.is_empty()).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: &str = "arn:aws:sts::123456789012:assumed-role/reviewer/redshift-review";

    fn parse(rest: &str) -> Option<(String, Option<String>, Obstacle)> {
        let message = format!("User: {USER} is not authorized to perform: {rest}");
        let denied = Denied::parse(&message)?;
        assert_eq!(denied.who, Some(USER));
        Some((denied.action.to_owned(), denied.resource.map(str::to_owned), denied.obstacle))
    }

    #[test]
    fn action_resource_and_reason_are_read_from_the_message() {
        let cluster = "arn:aws:redshift:eu-west-1:123456789012:cluster:sales";
        for (reason, obstacle) in [
            (" because no identity-based policy allows the redshift:DescribeClusters action", Obstacle::NotAllowed),
            ("", Obstacle::NotAllowed),
            (" with an explicit deny in an identity-based policy", Obstacle::ExplicitDeny),
            (" with an explicit deny in a service control policy", Obstacle::ExplicitDeny),
            (
                " because no permissions boundary allows the redshift:DescribeClusters action",
                Obstacle::Limit(LIMITS[0].1),
            ),
            (" because no session policy allows the redshift:DescribeClusters action", Obstacle::Limit(LIMITS[1].1)),
            (" because no service control policy allows the action", Obstacle::Limit(LIMITS[2].1)),
            (" because no resource-based policy allows the action", Obstacle::ResourcePolicy),
        ] {
            let expected = Some(("redshift:DescribeClusters".to_owned(), Some(cluster.to_owned()), obstacle));
            assert_eq!(parse(&format!("redshift:DescribeClusters on resource: {cluster}{reason}")), expected);
        }
    }

    #[test]
    fn a_message_without_a_resource_still_names_the_action() {
        assert_eq!(parse("sts:AssumeRole."), Some(("sts:AssumeRole".to_owned(), None, Obstacle::NotAllowed)));
    }

    #[test]
    fn other_messages_are_no_denials() {
        assert_eq!(Denied::parse("The security token included in the request is expired"), None);
        assert_eq!(Denied::parse("User: x is not authorized to perform: "), None);
    }
}
