//! Which databases of a warehouse a run visits, and why it does not visit the others.

use serde::{Deserialize, Serialize};

use crate::accounting::left_out_words;
use crate::identity::Identity;
use crate::plan::{Plan, SkipReason};

/// A database that no query of a run was run in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotVisited {
    /// Its name.
    pub database: String,
    /// Why, as a sentence fragment.
    pub reason: String,
}

/// The databases that no query of scope `database` was meant to run in, sorted by name: local ones that the lists
/// leave out, and those that hold no data of this warehouse. A plan without such queries leaves out no local one.
pub fn not_visited(plan: &Plan, identity: &Identity) -> Vec<NotVisited> {
    let left_out = identity.databases.iter().filter_map(|database| left_out(plan, database));
    let other = identity.other_databases.iter();
    let other = other.map(|other| NotVisited { database: other.name.clone(), reason: other.kind.words().to_owned() });
    let mut all: Vec<NotVisited> = left_out.chain(other).collect();
    all.sort_by(|one, two| one.database.cmp(&two.database));
    all
}

fn left_out(plan: &Plan, database: &str) -> Option<NotVisited> {
    let mut queries = plan.queries().filter(|query| query.id.database.as_deref() == Some(database));
    // The lists speak of databases: where they leave out one query, they leave out all of its database.
    match &queries.next()?.skip {
        Some(SkipReason::DatabaseLeftOut { excluded_by }) => {
            let reason = format!("left out: {}", left_out_words(excluded_by.as_deref()));
            Some(NotVisited { database: database.to_owned(), reason })
        }
        Some(
            SkipReason::Deployment(_) | SkipReason::NotAskedFor | SkipReason::NoAccount | SkipReason::NotAllowed { .. },
        )
        | None => None,
    }
}
