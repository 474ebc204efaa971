//! Many files at once.

use std::collections::BTreeMap;

use futures_util::FutureExt as _;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use crate::documents;
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

/// A file's content, when it has at most `max_bytes`; `None` when there is no such file. For whoever reads folders that
/// others made.
///
/// # Errors
/// [`StoreError::Damaged`] when it is larger; else when the store cannot be read.
pub async fn read_at_most(folder: &dyn RunFolder, key: &str, max_bytes: usize) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(mut download) = folder.open(key).await? else { return Ok(None) };
    let mut content = Vec::new();
    while let Some(piece) = download.next().await? {
        if content.len() + piece.len() > max_bytes {
            let why = format!("it is larger than {max_bytes} bytes, and no such file of a run is");
            return Err(documents::damaged(folder.location(), key, &why, documents::RESTORE));
        }
        content.extend_from_slice(&piece);
    }
    Ok(Some(content))
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
    async fn a_file_larger_than_expected_is_refused() {
        let folder = MemoryFolder::default();
        folder.put("run.json", b"12345").await.expect("written");
        assert_eq!(read_at_most(&folder, "run.json", 5).await.expect("read"), Some(b"12345".to_vec()));
        assert_eq!(read_at_most(&folder, "stop.json", 5).await.expect("read"), None);
        let error = read_at_most(&folder, "run.json", 4).await.expect_err("too large");
        assert!(error.to_string().contains("larger than 4 bytes"), "{error}");
    }

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
