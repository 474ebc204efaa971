//! What to do about an error, where that is known.

use review_core::error_class::ErrorClass;

use super::errors::Peer;
use crate::CredentialKind;

pub(super) const PASSWORD: &str =
    "put the password into the environment variable PGPASSWORD or a file named by ?password_file= in the address";
pub(super) const CONNECTION: &str = "check host and port, that the server runs and accepts connections, and that \
                                     firewalls and security groups let this machine in";
pub(super) const HOST: &str = "check the spelling of the host; a warehouse's endpoint stands in its console and may only be known inside its network";
pub(super) const OTHER_AUTHENTICATION: &str =
    "let the server identify the user by a password of kind scram-sha-256 or md5";

/// The remedy for what the server said to who asks.
pub(super) fn for_error(class: ErrorClass, code: &str, message: &str, peer: &Peer) -> Option<String> {
    let user = &peer.user;
    let text = match (class, code) {
        // What a server says that lets users in over TLS only.
        (_, "28000") if ["no encryption", "SSL off"].iter().any(|words| message.contains(words)) => {
            "connect with TLS: leave sslmode=disable out of the address".to_owned()
        }
        (_, "28P01" | "28000") if peer.kind != CredentialKind::Password => login_refused(peer),
        (_, "28P01") => format!("check the password of {user}: {PASSWORD}"),
        (_, "28000") => format!("let the server's pg_hba.conf let {user} in from this machine with a password"),
        (_, "25006") => "use only statements that read: a review changes nothing".to_owned(),
        (_, "3D000") => "name a database that exists".to_owned(),
        (_, "53300") => "run fewer lanes at a time, or let the server accept more connections".to_owned(),
        (ErrorClass::Permission, _) => return grant(message, user),
        _ => return None,
    };
    Some(text)
}

/// What to do when the server refuses credentials that AWS gave. For a user that was named AWS gives them without
/// knowing whether the database has such a user, and puts `IAM:` or `IAMA:` before the name (API reference of
/// Redshift, GetClusterCredentials).
fn login_refused(peer: &Peer) -> String {
    let named = peer.user.split_once(':').map_or(peer.user.as_str(), |(_, name)| name);
    match peer.kind {
        CredentialKind::ForUser => {
            let user = quoted(named);
            format!(
                "the database user {named} probably does not exist (GetClusterCredentials gives credentials for any \
                 name); let an administrator run: CREATE USER {user} PASSWORD DISABLE; GRANT ROLE sys:monitor TO \
                 {user}; or leave the user out of the address, which logs in as the IAM identity's own user; or have \
                 somebody with redshift:CreateClusterUser create it: aws redshift get-cluster-credentials \
                 --auto-create --db-user {named} ... and log in once"
            )
        }
        CredentialKind::ForIdentity => format!(
            "check that cluster= or workgroup= names the warehouse that the host is, that the IAM identity may connect \
             to the database, and that nobody made a database user {} with a password",
            quoted(&peer.user)
        ),
        CredentialKind::Secret => format!(
            "check that the secret holds the password that {} has now (rotate the secret), and that it is this \
             warehouse's",
            peer.user
        ),
        CredentialKind::Password => format!("check the password of {}: {PASSWORD}", peer.user),
    }
}

/// The GRANT that mends `permission denied for <kind> <name>`.
fn grant(message: &str, user: &str) -> Option<String> {
    let (_, denied) = message.split_once("permission denied for ")?;
    let (kind, name) = denied.split_once(' ')?;
    let name = name.trim_matches('"');
    let user = quoted(user);
    let statement = match kind {
        "table" | "view" | "relation" | "column" if is_of_the_system(name) => {
            return Some(format!(
                "let an administrator run: GRANT ROLE sys:monitor TO {user}; (on PostgreSQL: GRANT pg_monitor TO {user};)"
            ));
        }
        "table" | "view" | "relation" | "materialized" => format!("GRANT SELECT ON TABLE {} TO {user};", quoted(name)),
        "schema" => format!("GRANT USAGE ON SCHEMA {} TO {user};", quoted(name)),
        "database" => format!("GRANT CONNECT ON DATABASE {} TO {user};", quoted(name)),
        "sequence" => format!("GRANT SELECT ON SEQUENCE {} TO {user};", quoted(name)),
        "function" => format!("GRANT EXECUTE ON FUNCTION {}(...) TO {user};", quoted(name)),
        _ => return None,
    };
    Some(format!("let an administrator run: {statement}"))
}

/// Whether a relation is one of the views about the warehouse itself.
fn is_of_the_system(name: &str) -> bool {
    const STARTS: [&str; 8] = ["pg_", "stl_", "stv_", "stll_", "svl_", "svv_", "svcs_", "sys_"];
    STARTS.iter().any(|start| name.starts_with(start))
}

/// An identifier as it stands in SQL.
fn quoted(name: &str) -> String {
    let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    match plain && !name.starts_with(|first: char| first.is_ascii_digit()) && !name.is_empty() {
        true => name.to_owned(),
        false => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denied_object_names_the_grant_that_mends_it() {
        for (message, remedy) in [
            ("permission denied for table t", "GRANT SELECT ON TABLE t TO reviewer;"),
            ("permission denied for relation Odd\"Name", "GRANT SELECT ON TABLE \"Odd\"\"Name\" TO reviewer;"),
            ("permission denied for schema \"s\"", "GRANT USAGE ON SCHEMA s TO reviewer;"),
            ("permission denied for database d", "GRANT CONNECT ON DATABASE d TO reviewer;"),
            ("permission denied for relation stl_query", "GRANT ROLE sys:monitor TO reviewer;"),
        ] {
            let grant = grant(message, "reviewer").expect("a remedy");
            assert!(grant.contains(remedy), "{message}: {grant}");
        }
        assert_eq!(grant("permission denied for language c", "reviewer"), None);
        assert_eq!(grant("must be superuser", "reviewer"), None);
    }

    #[test]
    fn a_wrong_password_says_where_it_is_looked_for() {
        let remedy = refused("reviewer", CredentialKind::Password);
        assert!(remedy.contains("check the password of reviewer") && remedy.contains("PGPASSWORD"), "{remedy}");
    }

    fn refused(user: &str, kind: CredentialKind) -> String {
        let address = "postgres://reviewer@localhost/dev".parse().expect("an address");
        let peer = Peer::new(&address, user.to_owned(), kind);
        for_error(ErrorClass::Permission, "28P01", "password authentication failed", &peer).expect("a remedy")
    }

    #[test]
    fn credentials_for_a_user_that_does_not_exist_say_how_to_make_it() {
        let remedy = refused("IAM:odd name", CredentialKind::ForUser);
        assert!(remedy.starts_with("the database user odd name probably does not exist"), "{remedy}");
        assert!(remedy.contains("CREATE USER \"odd name\" PASSWORD DISABLE; GRANT ROLE sys:monitor TO \"odd name\";"));
        assert!(remedy.contains("leave the user out of the address") && remedy.contains("--auto-create"), "{remedy}");
        let remedy = refused("IAMR:reviewer", CredentialKind::ForIdentity);
        assert!(remedy.contains("nobody made a database user \"IAMR:reviewer\""), "{remedy}");
        assert!(refused("reviewer", CredentialKind::Secret).contains("rotate the secret"));
    }
}
