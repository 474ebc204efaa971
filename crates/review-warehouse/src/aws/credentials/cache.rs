//! How long a login is used.

use std::time::{Duration, SystemTime};

use crate::Credentials;

/// A login and its end.
#[derive(Clone, Debug)]
pub(super) struct Issued {
    pub(super) credentials: Credentials,
    /// When logging in with it stops to work; connections that are open then stay open. `None` when nobody said.
    pub(super) expires: Option<SystemTime>,
}

/// A login is replaced so long before it expires: a connection that is being made (10 s by default), a clock that is
/// off by some seconds, and a slow answer must all fit. Own choice.
const MARGIN: Duration = Duration::from_secs(60);

/// Whether a login is still good to begin a connection with. One whose issuer named no end is good until it is
/// replaced.
pub(super) fn is_fresh(issued: &Issued, now: SystemTime) -> bool {
    match issued.expires {
        Some(expires) => now + MARGIN < expires,
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postgres::Password;

    #[test]
    fn a_login_is_replaced_a_minute_before_it_expires() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let fresh = |expires: Option<u64>| {
            let expires = expires.map(|seconds| now + Duration::from_secs(seconds));
            let credentials = Credentials { user: "u".to_owned(), password: Password::new("x") };
            is_fresh(&Issued { credentials, expires }, now)
        };
        for (seconds, expected) in [(900, true), (61, true), (60, false), (1, false), (0, false)] {
            assert_eq!(fresh(Some(seconds)), expected, "{seconds} s left");
        }
        assert!(fresh(None));
    }
}
