//! What every implementation of [`RunFolder`] must do, as a suite to run against it.
//!
//! A case that fails panics with its sentence. [`all`] runs every case on a fresh folder of its own.

use std::sync::Arc;

use futures_util::future::join_all;

use crate::error::StoreError;
use crate::port::{RunFolder, Version};

/// A folder under test.
pub type Folder = Arc<dyn RunFolder>;

/// Runs every case, each on a folder that `fresh` makes. Whatever else an implementation keeps in an empty folder
/// must lie outside of the keys that begin with `case/`.
///
/// # Panics
/// When the implementation does not conform.
pub async fn all<F: Future<Output = Folder>>(fresh: impl Fn() -> F) {
    a_file_is_created_once(fresh().await).await;
    of_many_creates_at_once_exactly_one_wins(fresh().await).await;
    a_document_is_replaced_only_by_its_last_version(fresh().await).await;
    of_many_replaces_at_once_exactly_one_wins(fresh().await).await;
    put_writes_what_is_new_and_what_is_not(fresh().await).await;
    a_stream_appears_when_it_is_finished(fresh().await).await;
    a_stream_that_is_dropped_leaves_nothing(fresh().await).await;
    a_large_file_comes_back_as_it_was(fresh().await).await;
    a_file_being_read_is_the_one_that_was_opened(fresh().await).await;
    keys_are_listed_by_prefix_and_sorted(fresh().await).await;
    what_is_not_a_key_is_refused(fresh().await).await;
}

async fn content(folder: &Folder, key: &str) -> Option<Vec<u8>> {
    folder.read(key).await.expect("the file can be read")
}

async fn version(folder: &Folder, key: &str) -> Version {
    folder.load(key).await.expect("the file can be read").expect("the file is there").1
}

async fn listed(folder: &Folder, prefix: &str) -> Vec<String> {
    folder.list(prefix).await.expect("keys can be listed")
}

/// A file is created once; the second create says so and changes nothing.
///
/// # Panics
/// When it is not so.
pub async fn a_file_is_created_once(folder: Folder) {
    assert_eq!(content(&folder, "case/new.json").await, None, "a file that was never written is read");
    assert!(folder.load("case/new.json").await.expect("readable").is_none(), "and loaded");
    let created = folder.create("case/new.json", b"first").await.expect("a new file can be created");
    let again = folder.create("case/new.json", b"second").await;
    assert!(matches!(again, Err(StoreError::Exists { ref key, .. }) if key == "case/new.json"), "{again:?}");
    assert_eq!(content(&folder, "case/new.json").await.as_deref(), Some(&b"first"[..]), "the first stays");
    assert_eq!(version(&folder, "case/new.json").await, created, "create returns the version that load does");
    folder.create("case/empty", b"").await.expect("an empty file can be created");
    assert_eq!(content(&folder, "case/empty").await.as_deref(), Some(&b""[..]), "an empty file is a file");
}

/// Of many creates of one key at the same time, exactly one wins, and its content is what stays.
///
/// # Panics
/// When it is not so.
pub async fn of_many_creates_at_once_exactly_one_wins(folder: Folder) {
    let contents: Vec<String> = (0..16).map(|number| format!("content of {number}")).collect();
    let created = join_all(contents.iter().map(|content| folder.create("case/one", content.as_bytes()))).await;
    let winners: Vec<usize> = (0..16).filter(|number| created[*number].is_ok()).collect();
    assert_eq!(winners.len(), 1, "exactly one create wins: {created:?}");
    assert_eq!(count_of(&created, is_exists), 15, "every other create is told that the file exists: {created:?}");
    assert_eq!(content(&folder, "case/one").await, Some(contents[winners[0]].clone().into_bytes()));
}

/// A document is replaced only by who knows its last version.
///
/// # Panics
/// When it is not so.
pub async fn a_document_is_replaced_only_by_its_last_version(folder: Folder) {
    let first = folder.create("case/state.json", b"1").await.expect("created");
    let second = folder.replace("case/state.json", b"2", &first).await.expect("the version is the last");
    assert_ne!(first, second, "another content has another version");
    let stale = folder.replace("case/state.json", b"3", &first).await;
    assert!(is_conflict(&stale), "a stale version is a conflict: {stale:?}");
    assert_eq!(content(&folder, "case/state.json").await.as_deref(), Some(&b"2"[..]), "and changes nothing");
    assert_eq!(version(&folder, "case/state.json").await, second, "replace returns the version that load does");
    let missing = folder.replace("case/none.json", b"1", &first).await;
    assert!(is_conflict(&missing), "what is not there cannot be replaced: {missing:?}");
    assert_eq!(content(&folder, "case/none.json").await, None);
}

/// Of many replaces from one version at the same time, exactly one wins.
///
/// # Panics
/// When it is not so.
pub async fn of_many_replaces_at_once_exactly_one_wins(folder: Folder) {
    let mut version = folder.create("case/state.json", b"0").await.expect("created");
    // A race that is lost now and then is found by starting it more than once.
    for round in 1..=8 {
        let contents: Vec<String> = (1..=12).map(|number| format!("{number} in round {round}")).collect();
        let replace = |content: &String| {
            let (folder, version, content) = (Arc::clone(&folder), version.clone(), content.clone());
            async move { folder.replace("case/state.json", content.as_bytes(), &version).await }
        };
        let replaced = join_all(contents.iter().map(replace)).await;
        assert_eq!(count_of(&replaced, is_conflict), 11, "all but one are told of the conflict: {replaced:?}");
        let winner = contents.iter().zip(replaced).find_map(|(content, replaced)| Some((content, replaced.ok()?)));
        let (winner, next) = winner.expect("one replace wins");
        assert_eq!(content(&folder, "case/state.json").await.as_deref(), Some(winner.as_bytes()));
        version = next;
    }
}

/// Put writes a file whether it is there or not, and replaces a longer one as a whole.
///
/// # Panics
/// When it is not so.
pub async fn put_writes_what_is_new_and_what_is_not(folder: Folder) {
    folder.put("case/deep/er/report.html", b"a longer text").await.expect("a new file is put");
    folder.put("case/deep/er/report.html", b"short").await.expect("an old one too");
    assert_eq!(content(&folder, "case/deep/er/report.html").await.as_deref(), Some(&b"short"[..]));
}

/// A streamed file is not there before it is finished, and then replaces one that was.
///
/// # Panics
/// When it is not so.
pub async fn a_stream_appears_when_it_is_finished(folder: Folder) {
    for (round, before) in [(1, None), (2, Some(&b"round 1 ends"[..]))] {
        let mut upload = folder.stream("case/result.json").await.expect("a stream begins");
        upload.write(format!("round {round}").as_bytes()).await.expect("a piece is written");
        upload.write(b"").await.expect("an empty piece is written");
        assert_eq!(content(&folder, "case/result.json").await.as_deref(), before, "seen before it was finished");
        upload.write(b" ends").await.expect("another piece is written");
        upload.finish().await.expect("the stream is finished");
    }
    assert_eq!(content(&folder, "case/result.json").await.as_deref(), Some(&b"round 2 ends"[..]));
    folder.stream("case/empty").await.expect("a stream begins").finish().await.expect("finished at once");
    assert_eq!(content(&folder, "case/empty").await.as_deref(), Some(&b""[..]));
}

/// A stream that is dropped before it is finished leaves nothing, and what was there stays.
///
/// # Panics
/// When it is not so.
pub async fn a_stream_that_is_dropped_leaves_nothing(folder: Folder) {
    folder.put("case/old", b"old").await.expect("written");
    for key in ["case/new", "case/old"] {
        let mut upload = folder.stream(key).await.expect("a stream begins");
        upload.write(&vec![b'x'; 300_000]).await.expect("a piece is written");
        drop(upload);
    }
    assert_eq!(listed(&folder, "case/").await, ["case/old"]);
    assert_eq!(content(&folder, "case/old").await.as_deref(), Some(&b"old"[..]));
}

/// A file of some megabytes, written in uneven pieces, comes back as it was: whole and piece by piece.
///
/// # Panics
/// When it is not so.
pub async fn a_large_file_comes_back_as_it_was(folder: Folder) {
    // A period that is no divisor of any buffer's size, so that a piece out of place shows.
    let whole: Vec<u8> = (0..3_000_000_u32).map(|number| (number % 251) as u8).collect();
    let mut upload = folder.stream("case/large").await.expect("a stream begins");
    for piece in whole.chunks(70_001) {
        upload.write(piece).await.expect("a piece is written");
    }
    upload.finish().await.expect("finished");
    assert!(content(&folder, "case/large").await.as_deref() == Some(&whole), "as a whole it is another");
    assert!(downloaded(&folder, "case/large").await == whole, "piece by piece it is another");
    assert!(folder.open("case/none").await.expect("readable").is_none(), "a file that is not there opens");
}

/// A file that is replaced while it is read goes on being the one that was opened.
///
/// # Panics
/// When it is not so.
pub async fn a_file_being_read_is_the_one_that_was_opened(folder: Folder) {
    folder.put("case/file", &vec![b'a'; 600_000]).await.expect("written");
    let mut download = folder.open("case/file").await.expect("readable").expect("there");
    let mut read = download.next().await.expect("readable").expect("a piece");
    folder.put("case/file", &vec![b'b'; 600_000]).await.expect("written");
    while let Some(piece) = download.next().await.expect("readable") {
        assert!(!piece.is_empty(), "a piece is never empty");
        read.extend(piece);
    }
    assert!(read == vec![b'a'; 600_000], "two files were mixed");
}

async fn downloaded(folder: &Folder, key: &str) -> Vec<u8> {
    let mut download = folder.open(key).await.expect("readable").expect("there");
    let mut read = Vec::new();
    while let Some(piece) = download.next().await.expect("readable") {
        assert!(!piece.is_empty(), "a piece is never empty");
        read.extend(piece);
    }
    read
}

/// Keys are listed by the text they begin with, sorted by their bytes.
///
/// # Panics
/// When it is not so.
pub async fn keys_are_listed_by_prefix_and_sorted(folder: Folder) {
    let keys = ["case/a/10.json", "case/a/2.json", "case/a-b", "case/a.json", "case/ab/ä €.json", "case/b/c/d/e"];
    for key in keys.iter().rev() {
        folder.put(key, b"x").await.expect("written");
    }
    let mut sorted = keys.to_vec();
    sorted.sort_unstable();
    assert_eq!(listed(&folder, "case/").await, sorted);
    assert_eq!(listed(&folder, "case").await, sorted);
    assert_eq!(listed(&folder, "case/a/").await, ["case/a/10.json", "case/a/2.json"]);
    assert_eq!(listed(&folder, "case/a/1").await, ["case/a/10.json"]);
    assert_eq!(listed(&folder, "case/b/c").await, ["case/b/c/d/e"]);
    assert_eq!(listed(&folder, "case/ab/ä €.json").await, ["case/ab/ä €.json"]);
    assert!(listed(&folder, "case/none/").await.is_empty());
    let everything = listed(&folder, "").await;
    assert!(sorted.iter().all(|key| everything.iter().any(|listed| listed == key)), "{everything:?}");
}

/// What would lead out of the folder is refused, and nothing is written.
///
/// # Panics
/// When it is not so.
pub async fn what_is_not_a_key_is_refused(folder: Folder) {
    let version = folder.create("case/file", b"x").await.expect("created");
    for key in ["", "/case", "case//file", "case/", "../case", "case/../../x", "./case", "case\\file"] {
        assert!(folder.read(key).await.is_err(), "read `{key}`");
        assert!(folder.open(key).await.is_err(), "open `{key}`");
        assert!(folder.load(key).await.is_err(), "load `{key}`");
        assert!(folder.create(key, b"x").await.is_err(), "create `{key}`");
        assert!(folder.replace(key, b"x", &version).await.is_err(), "replace `{key}`");
        assert!(folder.put(key, b"x").await.is_err(), "put `{key}`");
        assert!(folder.stream(key).await.is_err(), "stream `{key}`");
    }
    for prefix in ["/", "../", "case/../"] {
        assert!(folder.list(prefix).await.is_err(), "list `{prefix}`");
    }
    assert_eq!(listed(&folder, "case").await, ["case/file"]);
}

fn is_exists<T>(result: &Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::Exists { .. }))
}

fn is_conflict<T>(result: &Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::Conflict { .. }))
}

fn count_of<T>(results: &[Result<T, StoreError>], is: fn(&Result<T, StoreError>) -> bool) -> usize {
    results.iter().filter(|result| is(result)).count()
}

#[cfg(test)]
mod tests;
