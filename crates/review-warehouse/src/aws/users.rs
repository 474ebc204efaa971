//! The SQL that makes a database user for a review.

/// An identifier as it stands in SQL. Always in quotes: the users of IAM identities have a colon in their names.
pub fn quoted(user: &str) -> String {
    format!("\"{}\"", user.replace('"', "\"\""))
}

/// Makes a user who logs in with temporary credentials only.
pub fn create_user(user: &str) -> String {
    format!("CREATE USER {} PASSWORD DISABLE;", quoted(user))
}

/// Lets a user see what a review reads: all rows of the system views, and nothing of the data.
pub fn grant_monitor(user: &str) -> String {
    format!("GRANT ROLE sys:monitor TO {};", quoted(user))
}

/// The database user of an IAM identity, by its ARN: `IAM:user`, or `IAMR:role` for a role or a session of one
/// (Management Guide, data-api-iam). `None` for the account itself and for what is no ARN of an identity.
pub fn user_of_identity(arn: &str) -> Option<String> {
    let resource = super::arn::Arn::parse(arn)?.resource;
    let (kind, path) = resource.split_once('/')?;
    match kind {
        "user" => Some(format!("IAM:{}", path.rsplit('/').next()?)),
        "role" => Some(format!("IAMR:{}", path.rsplit('/').next()?)),
        // A session's ARN has the role's name without its path, then the session's.
        "assumed-role" => Some(format!("IAMR:{}", path.split('/').next()?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_of_an_identity_is_named_as_redshift_names_it() {
        for (arn, user) in [
            ("arn:aws:iam::123456789012:user/alice", Some("IAM:alice")),
            ("arn:aws:iam::123456789012:user/teams/data/alice", Some("IAM:alice")),
            ("arn:aws:iam::123456789012:role/service/reviewer", Some("IAMR:reviewer")),
            ("arn:aws:sts::123456789012:assumed-role/reviewer/redshift-review", Some("IAMR:reviewer")),
            ("arn:aws:iam::123456789012:root", None),
            ("alice", None),
        ] {
            assert_eq!(user_of_identity(arn).as_deref(), user, "{arn}");
        }
    }

    #[test]
    fn statements_quote_the_user() {
        assert_eq!(create_user("IAMR:re\"viewer"), "CREATE USER \"IAMR:re\"\"viewer\" PASSWORD DISABLE;");
        assert_eq!(grant_monitor("reviewer"), "GRANT ROLE sys:monitor TO \"reviewer\";");
    }
}
