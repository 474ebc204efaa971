//! What a run collected, as the judge takes it.

use std::collections::BTreeMap;

use review_core::accounting::{account, skip_words};
use review_core::lane::Outcome;
use review_core::plan::{PlannedQuery, SkipReason};
use review_core::{QueryId, QueryName};
use review_engine::Collected;
use review_judge::{QueryResult, ResultState};
use review_store::{ReadResult, StoreError, read_result};

/// What there is of each planned query of the pack.
pub(crate) async fn read(collected: &Collected<'_>) -> Result<BTreeMap<QueryName, ResultState>, StoreError> {
    let accounting = account(&collected.run.plan, &collected.records, &[], collected.halt);
    let mut have: BTreeMap<QueryName, Vec<QueryResult>> = BTreeMap::new();
    let mut missing: BTreeMap<QueryName, Vec<(QueryId, String)>> = BTreeMap::new();
    let mut left_out: BTreeMap<QueryName, (QueryId, String)> = BTreeMap::new();
    for (planned, account) in collected.run.plan.queries().zip(&accounting.queries) {
        let name = planned.id.name.clone();
        if let Some(skip @ SkipReason::DatabaseLeftOut { .. }) = &planned.skip {
            let words = format!("{}: {}", account.status.words(), skip_words(skip));
            left_out.insert(name, (planned.id.clone(), words));
            continue;
        }
        match result(collected, planned).await? {
            Some(result) => have.entry(name).or_default().push(result),
            None => {
                let reason =
                    account.reason.clone().unwrap_or_else(|| "its stored result is gone or damaged".to_owned());
                let words = format!("{}: {reason}{}", account.status.words(), remedy(collected, planned));
                missing.entry(name).or_default().push((planned.id.clone(), words));
            }
        }
    }
    let mut states = BTreeMap::new();
    for (name, have) in have {
        let state = match missing.remove(&name) {
            None => ResultState::Have(have),
            Some(missing) => ResultState::Partial { have, missing },
        };
        states.insert(name, state);
    }
    // A database that was left out on purpose is no gap in what the others say; where all were, nothing is there.
    for (name, left_out) in left_out {
        if !states.contains_key(&name) {
            missing.entry(name).or_insert_with(|| vec![left_out]);
        }
    }
    for (name, missing) in missing {
        let reason = missing.into_iter().map(|(_, reason)| reason).next().unwrap_or_default();
        states.insert(name, ResultState::Missing { reason });
    }
    Ok(states)
}

/// What mends the failure of a query, such as the GRANT it lacks, as the end of a sentence.
fn remedy(collected: &Collected<'_>, planned: &PlannedQuery) -> String {
    let last = collected.records.get(&planned.id).and_then(|records| records.last());
    let remedy = last.and_then(|last| last.error.as_ref()).and_then(|error| error.remedy.as_ref());
    remedy.map(|remedy| format!("; to mend it, {remedy}")).unwrap_or_default()
}

/// A result that somebody damaged is missing: what else was collected is judged and rendered all the same.
pub(crate) fn readable(read: Result<Option<ReadResult>, StoreError>) -> Result<Option<ReadResult>, StoreError> {
    match read {
        Err(StoreError::Damaged { .. }) => Ok(None),
        other => other,
    }
}

async fn result(collected: &Collected<'_>, planned: &PlannedQuery) -> Result<Option<QueryResult>, StoreError> {
    let last = collected.records.get(&planned.id).and_then(|records| records.last());
    let Some(stored) = last.filter(|last| last.outcome == Outcome::Finished).and_then(|last| last.result.as_ref())
    else {
        return Ok(None);
    };
    let read = readable(read_result(collected.folder, &stored.json.key, u64::MAX).await)?;
    Ok(read.map(|read| QueryResult {
        query: planned.id.clone(),
        columns: read.columns,
        rows: read.rows,
        cut: stored.cut,
    }))
}
