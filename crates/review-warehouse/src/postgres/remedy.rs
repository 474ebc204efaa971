//! What to do about an error, where that is known.

use review_core::error_class::ErrorClass;

use super::errors::Peer;
use crate::CredentialKind;
use crate::grants::{grant, quoted};

pub(super) const PASSWORD: &str =
    "put the password into the environment variable PGPASSWORD or a file named by ?password_file= in the address";
pub(super) const CONNECTION: &str = "check host and port, that the server runs and accepts connections (a \
                                     paused cluster does not), and that firewalls and security groups let this \
                                     machine in";
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
        (_, "28P01") => format!(
            "check the password of {user}: {PASSWORD}; Redshift locks a user out after some failed logins in a row \
             (SHOW USER LOCKOUT)"
        ),
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

#[cfg(test)]
mod tests {
    use super::*;

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
