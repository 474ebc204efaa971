//! Which account a warehouse belongs to, as far as an address tells.

/// The account of the first ARN that names one. Calls of a role are answered for its own account, and a secret that
/// logs in lies beside its warehouse.
pub(crate) fn account<'a>(arns: impl IntoIterator<Item = Option<&'a str>>) -> Option<String> {
    arns.into_iter().flatten().find_map(of_arn).map(str::to_owned)
}

/// The fifth part of `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`.
fn of_arn(text: &str) -> Option<&str> {
    text.strip_prefix("arn:")?.split(':').nth(3).filter(|part| is_account(part))
}

/// Whether a text has the form of an account's number.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_arn_that_names_an_account_tells() {
        let role = "arn:aws:iam::123456789012:role/reviewer";
        let secret = "arn:aws:secretsmanager:eu-west-1:210987654321:secret:reviewer-Ab";
        assert_eq!(account([Some(role), Some(secret)]).as_deref(), Some("123456789012"));
        assert_eq!(account([None, Some(secret)]).as_deref(), Some("210987654321"));
        assert_eq!(account([Some("reviewer"), Some("arn:aws:s3:::bucket"), None]), None);
    }
}
