//! What a query needs the reviewer's user to see, from its script and from what Amazon documents of the views.

use std::collections::BTreeSet;

use crate::reads::{UnreadableScript, reads};
use crate::system_views::{Visibility, system_views};

/// The role that opens all system views to a user who is no superuser (database guide, "Amazon Redshift
/// system-defined roles").
pub const OPENING_ROLE: &str = "sys:monitor";

/// The roles that open all system views (the same page: monitor and operator by name, dba inherits operator, superuser
/// has everything).
pub const OPENING_ROLES: [&str; 4] = ["sys:monitor", "sys:operator", "sys:dba", "sys:superuser"];

/// The system views that a script reads, by what a user without a role sees of them. Names in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// Permission is denied until SELECT is granted, or a role.
    pub denied: BTreeSet<String>,
    /// Only the user's own rows; SYSLOG ACCESS UNRESTRICTED or a role shows all.
    pub own_rows: BTreeSet<String>,
    /// Only what concerns the user; a role shows all, and SYSLOG ACCESS UNRESTRICTED does not help.
    pub own_metadata: BTreeSet<String>,
    /// Everybody sees all of them.
    pub open: BTreeSet<String>,
    /// No page of these was found, so what they show to whom is not known.
    pub unknown: BTreeSet<String>,
}

/// What a script needs. Its parameters may stand as `:name`.
///
/// # Errors
/// When our parser cannot read the script.
pub fn rights(script: &str) -> Result<Rights, UnreadableScript> {
    let mut rights = Rights::default();
    for relation in reads(script)?.relations {
        let in_catalogue = matches!(relation.schema.as_deref(), None | Some("pg_catalog"));
        let name = relation.name;
        let documented = system_views().get(&name).filter(|_| in_catalogue).map(|view| view.visibility);
        let kind = match documented {
            Some(Visibility::Superuser) => &mut rights.denied,
            // It shows the transactions of all users to everybody ("Visibility of data in system tables and views").
            Some(Visibility::User) if name == "svv_transactions" => &mut rights.open,
            Some(Visibility::User) if name.starts_with("svv_") => &mut rights.own_metadata,
            Some(Visibility::User) => &mut rights.own_rows,
            None if in_catalogue && name.starts_with("pg_") => &mut rights.open,
            None => &mut rights.unknown,
        };
        kind.insert(name);
    }
    Ok(rights)
}

impl Rights {
    /// Whether a user without a role sees all that the script reads.
    pub fn is_open(&self) -> bool {
        self.denied.is_empty() && self.own_rows.is_empty() && self.own_metadata.is_empty() && self.unknown.is_empty()
    }

    /// What a user without a role meets, in one line; empty when nothing.
    pub fn words(&self) -> String {
        let list = |names: &BTreeSet<String>| names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let parts = [
            ("denied", &self.denied),
            ("own rows only of", &self.own_rows),
            ("own objects only of", &self.own_metadata),
            ("not documented", &self.unknown),
        ];
        let told = parts.iter().filter(|(_, names)| !names.is_empty());
        told.map(|(word, names)| format!("{word} {}", list(names))).collect::<Vec<_>>().join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_are_told_apart_by_what_a_user_without_a_role_sees() {
        let script =
            "select * from svv_table_info t, sys_query_history h, svv_mv_info m, svv_transactions x, pg_class c";
        let rights = rights(script).expect("a script");
        assert_eq!(
            rights.words(),
            "denied svv_table_info; own rows only of sys_query_history; own objects only of svv_mv_info"
        );
        assert_eq!(rights.open.len(), 2);
        assert!(!rights.is_open());
    }

    #[test]
    fn what_everybody_sees_needs_nothing_and_what_no_page_tells_is_not_called_open() {
        assert!(super::rights("select relname from pg_class").expect("a script").is_open());
        let unknown = super::rights("select * from sales.orders, stl_something").expect("a script");
        assert_eq!(unknown.words(), "not documented orders, stl_something");
        assert!(super::rights("select from where").is_err());
    }
}
