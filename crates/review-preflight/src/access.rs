//! What the user would see of one relation.

use review_core::identity::Deployment;
use review_pack::system_views::{Visibility, is_withheld, system_views};
use review_pack::{OPENING_ROLES, RelationName};

use crate::facts::{Fact, Facts, FoundRelation};

/// What the user would see of a relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Every row.
    Whole,
    /// The rows that are the user's own, or rows with columns left empty.
    OwnRows,
    /// Nothing: permission is denied, and a grant mends it. Holds the schema it is in.
    Denied(String),
    /// Nothing: this kind of deployment does not have it, whatever is granted.
    Withheld,
    /// It is not there.
    Missing,
    /// Not known, and why.
    Unknown(String),
}

/// PostgreSQL's views that show others' rows with empty columns to whoever lacks `pg_read_all_stats`
/// (PostgreSQL documentation, "The Cumulative Statistics System" and "pg_stat_statements").
const NEEDS_ALL_STATS: [&str; 8] = [
    "pg_stat_activity",
    "pg_stat_gssapi",
    "pg_stat_replication",
    "pg_stat_ssl",
    "pg_stat_statements",
    "pg_stat_subscription",
    "pg_stat_wal_receiver",
    "pg_stat_progress_vacuum",
];

/// PostgreSQL's view that leaves settings out for whoever lacks `pg_read_all_settings`.
const NEEDS_ALL_SETTINGS: &str = "pg_settings";

/// What the user would see of `relation`.
pub(crate) fn access(facts: &Facts, relation: &RelationName) -> Access {
    if facts.rights.is_superuser.known() == Some(&true) && facts.identity.deployment == Deployment::Postgresql {
        return present(facts, relation);
    }
    match facts.identity.deployment {
        Deployment::Postgresql => of_postgresql(facts, relation),
        Deployment::SingleAz | Deployment::MultiAz | Deployment::Serverless => of_redshift(facts, relation),
    }
}

/// Whether every system view is open to the user; `None` when that is not known.
pub(crate) fn sees_everything(facts: &Facts) -> Option<bool> {
    let roles = &facts.rights.roles;
    let opens = |role: &String| OPENING_ROLES.contains(&role.as_str()) || role == "pg_monitor";
    match (facts.rights.is_superuser.known(), roles.known().map(|roles| roles.iter().any(opens))) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        (_, None) | (None, _) => None,
    }
}

fn of_redshift(facts: &Facts, relation: &RelationName) -> Access {
    let name = relation.name.as_str();
    let in_catalogue = matches!(relation.schema.as_deref(), None | Some("pg_catalog"));
    if in_catalogue && is_withheld(name, facts.identity.deployment) {
        return Access::Withheld;
    }
    match system_views().get(name).filter(|_| in_catalogue) {
        Some(view) => documented(facts, relation, view.visibility),
        None => match present(facts, relation) {
            // Everybody may read the catalogue, whether or not pg_class lists it.
            Access::Missing if is_catalogue(relation) => Access::Whole,
            other => other,
        },
    }
}

fn documented(facts: &Facts, relation: &RelationName, visibility: Visibility) -> Access {
    match sees_everything(facts) {
        Some(true) => return Access::Whole,
        // Why they are not known is said of the user, once.
        None => return unknown("what roles the user has is not known"),
        Some(false) => {}
    }
    let granted = find(facts, relation).map(|found| found.is_readable);
    match (granted, visibility) {
        (Some(false), _) => Access::Denied("pg_catalog".to_owned()),
        // SELECT on a view for superusers shows the whole view.
        (Some(true), Visibility::Superuser) => Access::Whole,
        (None, Visibility::Superuser) => Access::Denied("pg_catalog".to_owned()),
        (_, Visibility::User) if shows_all_to_unrestricted(facts, &relation.name) => Access::Whole,
        (_, Visibility::User) => Access::OwnRows,
    }
}

/// SYSLOG ACCESS UNRESTRICTED opens every view for users but those of metadata, and SVV_TRANSACTIONS shows all rows
/// to everybody (database guide, "Visibility of data in system tables and views").
fn shows_all_to_unrestricted(facts: &Facts, name: &str) -> bool {
    name == "svv_transactions" || (!name.starts_with("svv_") && facts.rights.unrestricted_syslog.known() == Some(&true))
}

fn of_postgresql(facts: &Facts, relation: &RelationName) -> Access {
    let holds = |role: &str| facts.rights.roles.known().map(|roles| roles.iter().any(|one| one == role));
    let needed = match relation.name.as_str() {
        NEEDS_ALL_SETTINGS => Some("pg_read_all_settings"),
        name if NEEDS_ALL_STATS.contains(&name) => Some("pg_read_all_stats"),
        _ => None,
    };
    match (present(facts, relation), needed.map(holds)) {
        (Access::Whole, Some(Some(false))) => Access::OwnRows,
        (Access::Whole, Some(None)) => unknown("what roles the user has is not known"),
        (access, _) => access,
    }
}

/// By what the warehouse said of the relation itself.
fn present(facts: &Facts, relation: &RelationName) -> Access {
    match (&facts.relations, find(facts, relation)) {
        (Fact::Unknown(reason), _) => unknown(&format!("the warehouse did not say what is readable: {reason}")),
        (Fact::Known(_), Some(found)) if found.is_readable => Access::Whole,
        (Fact::Known(_), Some(found)) => Access::Denied(found.schema.clone()),
        (Fact::Known(_), None) => Access::Missing,
    }
}

/// The relation a name means: the one in its schema; without one the catalogue's, then that of `public`, then any.
fn find<'a>(facts: &'a Facts, relation: &RelationName) -> Option<&'a FoundRelation> {
    let of_name = facts.relations.known()?.iter().filter(|found| found.name == relation.name);
    let rank = |found: &&FoundRelation| match (&relation.schema, found.schema.as_str()) {
        (Some(schema), own) => {
            if schema == own {
                Some(0)
            } else {
                None
            }
        }
        (None, "pg_catalog") => Some(0),
        (None, "public") => Some(1),
        (None, _) => Some(2),
    };
    of_name.filter_map(|found| Some((rank(&found)?, found))).min_by_key(|(rank, _)| *rank).map(|(_, found)| found)
}

fn is_catalogue(relation: &RelationName) -> bool {
    match &relation.schema {
        None => relation.name.starts_with("pg_"),
        Some(schema) => schema == "pg_catalog" || schema == "information_schema",
    }
}

fn unknown(why: &str) -> Access {
    Access::Unknown(why.to_owned())
}
