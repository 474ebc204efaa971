//! What differs between two runs as a whole.

use std::collections::BTreeSet;

use super::Side;
use crate::documents::RunDocument;
use crate::identity::Identity;
use crate::ids::QueryName;

/// Rights as one line; what is not known is not told apart from what is not held.
fn rights(identity: &Identity) -> String {
    let Some(rights) = &identity.rights else { return "not known".to_owned() };
    let superuser = rights.is_superuser.unwrap_or(false).then(|| "superuser".to_owned());
    let all_rows = rights.sees_all_rows.unwrap_or(false).then(|| "rows of all users".to_owned());
    let held: Vec<String> =
        superuser.into_iter().chain(rights.roles.clone().unwrap_or_default()).chain(all_rows).collect();
    if held.is_empty() { "none".to_owned() } else { held.join(", ") }
}

/// Why what one run saw of a query, the other may not have seen: another user, other rights, other databases.
pub fn sight(before: &RunDocument, now: &RunDocument, query: &QueryName) -> Option<String> {
    let (then, since) = (&before.identity, &now.identity);
    if then.user != since.user {
        return Some(format!("`{}` may see more or less than `{}` did", since.user, then.user));
    }
    if let (Some(held), Some(holds)) = (&then.rights, &since.rights)
        && held != holds
    {
        return Some(format!("the user held other rights: {} before, {} now", rights(then), rights(since)));
    }
    let (then, since) = (databases(before, query), databases(now, query));
    let differing: Vec<&str> = then.symmetric_difference(&since).copied().collect();
    (!differing.is_empty()).then(|| format!("`{query}` ran in other databases: {}", differing.join(", ")))
}

/// Why what happened in the window of one run is not to be held against that of the other: they looked back over times of
/// other lengths.
pub(super) fn other_window(before: Side<'_>, now: Side<'_>) -> Option<String> {
    let (then, since) = (before.findings.window.as_ref()?, now.findings.window.as_ref()?);
    then.differs(since).then(|| "the runs looked back over different times".to_owned())
}

/// The databases a query of scope `database` ran in.
fn databases<'a>(run: &'a RunDocument, query: &QueryName) -> BTreeSet<&'a str> {
    let of_query = run.plan.queries().filter(|planned| planned.id.name == *query && planned.skip.is_none());
    of_query.filter_map(|planned| planned.id.database.as_deref()).collect()
}

/// What differs between two runs as a whole, by their descriptions.
pub(super) fn differences(before: &RunDocument, now: &RunDocument) -> Vec<String> {
    let mut found = Vec::new();
    let mut differs = |what: &str, then: &str, since: &str| {
        if then != since {
            found.push(format!("{what}: {then} before, {since} now"));
        }
    };
    let (then, since) = (&before.identity, &now.identity);
    differs("warehouse", &then.name, &since.name);
    differs("kind of warehouse", then.deployment.word(), since.deployment.word());
    differs("version", &then.version, &since.version);
    differs("user", &then.user, &since.user);
    differs("rights", &rights(then), &rights(since));
    differs("databases", &then.databases.join(", "), &since.databases.join(", "));
    differs("pack", &before.pack, &now.pack);
    differs("workflow", &before.workflow, &now.workflow);
    let absent = "not there".to_owned();
    let names: BTreeSet<&String> = before.parameters.keys().chain(now.parameters.keys()).collect();
    for name in names {
        let value = |run: &RunDocument| run.parameters.get(name).unwrap_or(&absent).clone();
        differs(&format!("parameter `{name}`"), &value(before), &value(now));
    }
    if before.pack == now.pack && before.pack_digest != now.pack_digest {
        found.push("the pack was edited in between".to_owned());
    }
    found
}
