//! The questions that say who and what answers, whichever way they are asked.

/// Version, user and database of the connection, in one row.
pub(crate) const SELF: &str = "select version(), current_user, current_database()";

/// Every database that holds data of its own and that the user may connect to.
const DATABASES_OF_POSTGRESQL: &str = "select datname from pg_database \
     where datallowconn and not datistemplate and has_database_privilege(datname, 'CONNECT')";

/// The same of Redshift, whose `has_database_privilege` knows no CONNECT. Databases of a datashare are not local.
const DATABASES_OF_REDSHIFT: &str = "select database_name from svv_redshift_databases \
     where database_type = 'local' and database_name not in ('padb_harvest', 'template0', 'template1')";

/// Whether a version is Redshift's.
pub(crate) fn is_redshift(version: &str) -> bool {
    version.contains("Redshift")
}

/// The question for the local databases, for a server of that version.
pub(crate) fn databases(version: &str) -> &'static str {
    match is_redshift(version) {
        true => DATABASES_OF_REDSHIFT,
        false => DATABASES_OF_POSTGRESQL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_tells_redshift_from_postgresql() {
        let redshift = "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 (Red Hat \
                        3.4.2-6.fc3), Redshift 1.0.77433";
        assert!(is_redshift(redshift) && databases(redshift).contains("svv_redshift_databases"));
        let postgresql = "PostgreSQL 15.4 on x86_64-pc-linux-gnu";
        assert!(!is_redshift(postgresql) && databases(postgresql).contains("pg_database"));
    }
}
