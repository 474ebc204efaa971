//! How AWS names what is emulated here.

use crate::caller::Caller;

/// The one account there is.
pub(super) const ACCOUNT: &str = "000000000000";
/// The one Region there is, whatever Region a client believes to talk to.
pub(super) const REGION: &str = "us-east-1";

/// The ARN of a caller.
pub(super) fn of_caller(caller: &Caller) -> String {
    match (caller.database_user().strip_prefix("IAMR:"), &caller.session) {
        (Some(role), session) => {
            let session = session.as_deref().unwrap_or("session");
            format!("arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{session}")
        }
        (None, _) => format!("arn:aws:iam::{ACCOUNT}:user/{}", caller.role),
    }
}

/// The ARN of something of Redshift's.
pub(super) fn of_redshift(resource: &str) -> String {
    format!("arn:aws:redshift:{REGION}:{ACCOUNT}:{resource}")
}

/// A UUID that belongs to a name, the same every time.
fn uuid_of(name: &str) -> String {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(name.as_bytes());
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..32])
}

/// The ARN of a namespace.
pub(super) fn of_namespace(service: &str, separator: char, name: &str) -> String {
    format!("arn:aws:{service}:{REGION}:{ACCOUNT}:namespace{separator}{}", uuid_of(name))
}

/// A workgroup's id.
pub(super) fn workgroup_id(name: &str) -> String {
    uuid_of(&format!("workgroup/{name}"))
}

/// The ARN of a workgroup, which holds its id in place of its name.
pub(super) fn of_workgroup(name: &str) -> String {
    format!("arn:aws:redshift-serverless:{REGION}:{ACCOUNT}:workgroup/{}", workgroup_id(name))
}

/// The ARN of a secret: six characters follow its name.
pub(super) fn of_secret(name: &str) -> String {
    format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}-{}", &uuid_of(name)[..6])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_every_time_and_of_the_right_form() {
        assert_eq!(of_workgroup("w"), of_workgroup("w"));
        let id = workgroup_id("w");
        assert!(id.split('-').map(str::len).eq([8, 4, 4, 4, 12]), "{id}");
        assert_ne!(of_secret("a"), of_secret("b"));
    }
}
