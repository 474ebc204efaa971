//! Amazon Resource Names.

/// The parts of an ARN, `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arn<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub(super) partition: &'a str,
    pub(super) service: &'a str,
    pub(super) region: &'a str,
    pub(super) account: &'a str,
    /// What follows, colons and slashes included.
    pub(super) resource: &'a str,
}

impl<'a> Arn<'a> {
    /// The parts of a text, if it is an ARN.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        let mut next = || parts.next();
        match (next()?, next()?, next()?, next()?, next()?, next()?) {
            ("arn", partition, service, region, account, resource) => {
                Some(Self { partition, service, region, account, resource })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_has_six_parts_and_the_last_may_hold_colons() {
        let arn = Arn::parse("arn:aws-cn:redshift:cn-north-1:123456789012:dbuser:sales/reviewer").expect("an ARN");
        assert_eq!((arn.partition, arn.service, arn.region), ("aws-cn", "redshift", "cn-north-1"));
        assert_eq!((arn.account, arn.resource), ("123456789012", "dbuser:sales/reviewer"));
        assert_eq!(Arn::parse("sales"), None);
        assert_eq!(Arn::parse("arn:aws:redshift:eu-west-1"), None);
    }
}
