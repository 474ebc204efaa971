//! Many files at once.

use std::collections::BTreeMap;

use futures_util::FutureExt as _;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use crate::error::StoreError;
use crate::port::RunFolder;

/// How many are read or written side by side: what hides the latency of a remote store.
const SIDE_BY_SIDE: usize = 16;

/// The files below a prefix (which is empty or ends in `/`), by what their keys have after it. One that goes while
/// they are read is left out.
///
/// # Errors
/// When the store cannot be read.
pub async fn below(folder: &dyn RunFolder, prefix: &str) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
    let keys = folder.list(prefix).await?;
    // Boxed, because the compiler cannot prove the unboxed stream `Send` for every lifetime (rust-lang/rust#102211).
    let reads: Vec<_> = keys.iter().map(|key| folder.read(key).boxed()).collect();
    let contents: Vec<Option<Vec<u8>>> = stream::iter(reads).buffered(SIDE_BY_SIDE).try_collect().await?;
    let named = keys.iter().zip(contents);
    Ok(named.filter_map(|(key, content)| Some((key.strip_prefix(prefix)?.to_owned(), content?))).collect())
}

/// Writes files, new or not, in no order.
///
/// # Errors
/// When the store cannot be written; some of them may be there then.
pub async fn put_all(folder: &dyn RunFolder, files: &[(String, &[u8])]) -> Result<(), StoreError> {
    let writes: Vec<_> = files.iter().map(|(key, content)| folder.put(key, content).boxed()).collect();
    stream::iter(writes).buffer_unordered(SIDE_BY_SIDE).try_collect().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::MemoryFolder;

    #[tokio::test]
    async fn files_are_written_and_read_by_what_follows_the_prefix() {
        let folder = MemoryFolder::default();
        let names: Vec<String> = (0..40).map(|number| format!("pack/scripts/{number}.sql")).collect();
        let files: Vec<(String, &[u8])> = names.iter().map(|name| (name.clone(), name.as_bytes())).collect();
        put_all(&folder, &files).await.expect("written");
        folder.put("run.json", b"{}").await.expect("written");
        let read = below(&folder, "pack/").await.expect("read");
        assert_eq!(read.len(), 40);
        assert_eq!(read["scripts/7.sql"], b"pack/scripts/7.sql");
        assert_eq!(below(&folder, "").await.expect("read").len(), 41);
    }
}
