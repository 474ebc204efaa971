//! What differs between two runs as a whole.

use std::collections::BTreeSet;

use crate::documents::RunDocument;

/// What differs between two runs as a whole.
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
