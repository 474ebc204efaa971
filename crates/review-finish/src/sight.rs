//! What the user of a run did not see: a view that shows a user only rows of the user's own answers without an error,
//! and silence about it would pass for a healthy warehouse.

use std::collections::{BTreeMap, BTreeSet};

use review_core::QueryName;
use review_core::identity::{Deployment, Identity, Rights};
use review_judge::ResultState;
use review_pack::{OPENING_ROLE, OPENING_ROLES, Pack, rights};

/// Replaces the results of queries whose rows are the user's own only; their rows stay in the run folder and in the
/// report. Where the rights are not known, nothing is withheld.
pub(crate) fn withhold(results: &mut BTreeMap<QueryName, ResultState>, pack: &Pack, identity: &Identity) {
    for (query, state) in results.iter_mut() {
        let script = pack.query(query).map(|query| query.script.as_str()).unwrap_or_default();
        let has_rows = matches!(state, ResultState::Have(_) | ResultState::Partial { .. });
        if let Some(reason) = unseen(script, identity).filter(|_| has_rows) {
            *state = ResultState::OwnOnly { reason };
        }
    }
}

/// What a script leaves unseen to the user, and what opens it; none when it sees all, or when that is not known.
fn unseen(script: &str, identity: &Identity) -> Option<String> {
    let held = identity.rights.as_ref().filter(|_| identity.deployment != Deployment::Postgresql)?;
    if opens_all(held)? {
        return None;
    }
    let needed = rights(script).ok()?;
    let mut hidden: BTreeSet<&String> = needed.own_metadata.iter().collect();
    if held.sees_all_rows != Some(true) {
        hidden.extend(&needed.own_rows);
    }
    let views: Vec<&str> = hidden.into_iter().map(String::as_str).collect();
    let user = identity.user.replace('"', "\"\"");
    (!views.is_empty())
        .then(|| format!("{}; let an administrator run: GRANT ROLE {OPENING_ROLE} TO \"{user}\";", views.join(", ")))
}

/// Whether all system views are open to the user; none when that is not known.
fn opens_all(held: &Rights) -> Option<bool> {
    let by_role = held.roles.as_ref().map(|roles| roles.iter().any(|role| OPENING_ROLES.contains(&role.as_str())));
    match (held.is_superuser, by_role) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "select 1 from sys_query_history h, svv_mv_info m, svv_table_info t";

    fn identity(deployment: Deployment, rights: Option<Rights>) -> Identity {
        Identity {
            name: "w".to_owned(),
            address: "w".to_owned(),
            deployment,
            version: String::new(),
            user: "IAMR:review".to_owned(),
            database: "dev".to_owned(),
            databases: vec![],
            other_databases: vec![],
            sample: false,
            account: None,
            region: None,
            time_zone: None,
            rights,
        }
    }

    fn held(is_superuser: Option<bool>, roles: Option<&[&str]>, sees_all_rows: Option<bool>) -> Option<Rights> {
        let roles = roles.map(|roles| roles.iter().map(|role| (*role).to_owned()).collect());
        Some(Rights { is_superuser, roles, sees_all_rows })
    }

    #[test]
    fn a_user_without_a_role_is_told_the_views_and_the_grant() {
        let cluster = |rights| unseen(SCRIPT, &identity(Deployment::SingleAz, rights));
        let told = cluster(held(Some(false), Some(&[]), Some(false))).expect("a reason");
        assert_eq!(
            told,
            "svv_mv_info, sys_query_history; let an administrator run: GRANT ROLE sys:monitor TO \"IAMR:review\";"
        );
        // Unrestricted access to the log opens the rows of the log, and no metadata.
        let told = cluster(held(Some(false), Some(&[]), Some(true))).expect("a reason");
        assert!(told.starts_with("svv_mv_info; "), "{told}");
    }

    #[test]
    fn whoever_sees_all_or_is_not_known_to_see_less_is_judged() {
        for rights in [
            held(Some(true), None, None),
            held(Some(false), Some(&["sys:monitor"]), Some(false)),
            held(None, Some(&["sys:dba"]), None),
            held(None, Some(&[]), Some(false)),
            held(Some(false), None, None),
            None,
        ] {
            assert_eq!(unseen(SCRIPT, &identity(Deployment::Serverless, rights.clone())), None, "{rights:?}");
        }
        let none = || held(Some(false), Some(&[]), Some(false));
        assert_eq!(unseen(SCRIPT, &identity(Deployment::Postgresql, none())), None);
        assert_eq!(unseen("select relname from pg_class", &identity(Deployment::SingleAz, none())), None);
    }
}
