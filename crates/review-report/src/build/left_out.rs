//! Queries that were left out on purpose: what they would have shown is no gap that a reader has to be told of.

use review_core::QueryName;
use review_core::plan::SkipReason;

use crate::input::ReportInput;

/// Whether a query was planned and was not to run here: it is for another kind of warehouse, nobody asked for it, or
/// its databases are left out.
pub(super) fn on_purpose(input: &ReportInput, query: &QueryName) -> bool {
    let is_meant = |skip: &SkipReason| {
        matches!(skip, SkipReason::Deployment(_) | SkipReason::NotAskedFor | SkipReason::DatabaseLeftOut { .. })
    };
    let mut planned = input.run.plan.queries().filter(|planned| planned.id.name == *query).peekable();
    planned.peek().is_some() && planned.all(|planned| planned.skip.as_ref().is_some_and(is_meant))
}
