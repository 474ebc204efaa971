//! Records: the commit points of attempts.

use futures_util::FutureExt as _;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use review_core::accounting::Records;
use review_core::plan::Plan;
use review_core::record::Record;
use review_core::{QueryId, Round, keys};

use crate::documents;
use crate::error::StoreError;
use crate::port::RunFolder;

/// How many records are read side by side: what hides the latency of a remote store.
const SIDE_BY_SIDE: usize = 16;

/// Writes the record of an attempt, and returns the record that stands. When that attempt has a record already,
/// the one that is there stands and nothing is written: whoever came first has decided.
///
/// # Errors
/// When the store cannot be written, or the record that is there is damaged.
pub async fn write(folder: &dyn RunFolder, record: &Record) -> Result<Record, StoreError> {
    let key = keys::record(&record.query, record.round, record.attempt);
    match documents::create(folder, &key, record).await {
        Ok(_) => Ok(record.clone()),
        Err(StoreError::Exists { location, .. }) => {
            let gone = || StoreError::Conflict { key: key.clone(), location };
            read(folder, &key).await?.ok_or_else(gone)
        }
        Err(error) => Err(error),
    }
}

/// The records of one query, in the order of their attempts; the last one counts.
///
/// # Errors
/// When the store cannot be read, or a record is damaged.
pub async fn of_query(folder: &dyn RunFolder, query: &QueryId) -> Result<Vec<Record>, StoreError> {
    let listed = folder.list(&keys::records_of(query)).await?;
    read_all(folder, in_order(&listed)).await
}

/// The records of every query of a plan that has some.
///
/// # Errors
/// When the store cannot be read, or a record is damaged.
pub async fn all(folder: &dyn RunFolder, plan: &Plan) -> Result<Records, StoreError> {
    // One listing for all: a remote store is asked once for every thousand records, not once for every query.
    let listed = folder.list(keys::RECORDS).await?;
    let mut records = Records::new();
    for query in plan.queries() {
        let prefix = keys::records_of(&query.id);
        let begin = listed.partition_point(|key| *key < prefix);
        let count = listed[begin..].iter().take_while(|key| key.starts_with(&prefix)).count();
        let found = read_all(folder, in_order(&listed[begin..begin + count])).await?;
        if !found.is_empty() {
            records.insert(query.id.clone(), found);
        }
    }
    Ok(records)
}

/// The keys that name an attempt, in the order of the attempts: as text, 10 comes before 2.
fn in_order(listed: &[String]) -> Vec<&str> {
    let mut keys: Vec<((Round, u16), &str)> =
        listed.iter().filter_map(|key| Some((keys::attempt_of_record(key)?, key.as_str()))).collect();
    keys.sort_unstable();
    keys.into_iter().map(|(_, key)| key).collect()
}

async fn read_all(folder: &dyn RunFolder, keys: Vec<&str>) -> Result<Vec<Record>, StoreError> {
    // Boxed, because the compiler cannot prove the unboxed stream `Send` for every lifetime (rust-lang/rust#102211).
    let reads: Vec<_> = keys.into_iter().map(|key| read(folder, key).boxed()).collect();
    let records: Vec<Option<Record>> = stream::iter(reads).buffered(SIDE_BY_SIDE).try_collect().await?;
    Ok(records.into_iter().flatten().collect())
}

async fn read(folder: &dyn RunFolder, key: &str) -> Result<Option<Record>, StoreError> {
    let record: Option<Record> = documents::read(folder, key).await?;
    let Some(record) = record else { return Ok(None) };
    if keys::record(&record.query, record.round, record.attempt) != key {
        let problem =
            format!("it is the record of {}, round {}, attempt {}", record.query, record.round, record.attempt);
        return Err(documents::damaged(folder.location(), key, &problem, documents::RESTORE));
    }
    Ok(Some(record))
}

#[cfg(test)]
mod tests;
