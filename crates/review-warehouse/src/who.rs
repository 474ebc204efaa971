//! The questions that say who and what answers, whichever way they are asked.

/// Version, user and database of the connection, in one row.
pub(crate) const SELF: &str = "select version(), current_user, current_database()";

/// The same, and the time zone of the session, where it cannot be set.
pub(crate) const SELF_AND_ZONE: &str =
    "select version(), current_user, current_database(), current_setting('timezone')";

/// Whether a version is Redshift's.
pub(crate) fn is_redshift(version: &str) -> bool {
    version.contains("Redshift")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_tells_redshift_from_postgresql() {
        let redshift = "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 (Red Hat \
                        3.4.2-6.fc3), Redshift 1.0.77433";
        assert!(is_redshift(redshift));
        let postgresql = "PostgreSQL 15.4 on x86_64-pc-linux-gnu";
        assert!(!is_redshift(postgresql));
    }
}
