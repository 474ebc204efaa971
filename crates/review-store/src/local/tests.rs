use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use review_core::{RunId, keys};
use tempfile::TempDir;

use super::{LocalFolder, part, tree};
use crate::conformance;
use crate::error::StoreError;
use crate::port::RunFolder;

fn temporary() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn drive(path: &Path) -> LocalFolder {
    LocalFolder::open_to_drive(path).expect("nobody else drives it")
}

fn run_id() -> RunId {
    "2026-11-22T07-30-00Z-4f2a91c3".parse().expect("a run's id")
}

fn kind_of<T: std::fmt::Debug>(result: Result<T, StoreError>) -> ErrorKind {
    match result {
        Err(StoreError::Io { source, .. }) => source.kind(),
        other => panic!("expected an error of the file system, got {other:?}"),
    }
}

/// The names in a folder, sorted.
fn names(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = entries.map(|name| name.to_str().expect("UTF-8").to_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn it_is_a_run_folder() {
    let (base, count) = (temporary(), std::cell::Cell::new(0));
    let fresh = || {
        count.set(count.get() + 1);
        let path = base.path().join(count.get().to_string());
        fs::create_dir(&path).expect("made");
        async move { Arc::new(drive(&path)) as Arc<dyn RunFolder> }
    };
    conformance::all(fresh).await;
}

#[test]
fn one_driver_at_a_time_and_the_other_learns_who() {
    let root = temporary();
    let first = drive(root.path());
    let clone = first.clone();
    drop(first);
    let error = LocalFolder::open_to_drive(root.path()).expect_err("a clone still holds the lock");
    let StoreError::Locked { holder, .. } = &error else { panic!("{error}") };
    assert!(holder.starts_with(&format!("process {} on ", std::process::id())), "{holder}");
    assert!(holder.contains(", since 20") && holder.ends_with('Z'), "{holder}");
    assert!(error.remedy().is_some_and(|remedy| remedy.starts_with("wait")));
    LocalFolder::open_to_read(root.path()).expect("a reader does not mind");
    drop(clone);

    fs::write(root.path().join(keys::LOCK), "x".repeat(1_000)).expect("a longer text of an earlier holder");
    let second = drive(root.path());
    let text = fs::read_to_string(root.path().join(keys::LOCK)).expect("readable");
    assert!(text.starts_with("process ") && text.ends_with("Z\n"), "{text}");
    drop(second);
}

#[tokio::test]
async fn a_reader_may_create_what_is_new_and_replace_nothing() {
    let root = temporary();
    let driver = drive(root.path());
    let version = driver.create("state/s1-l01.json", b"1").await.expect("created");
    let reader = LocalFolder::open_to_read(root.path()).expect("a folder");
    reader.create(keys::STOP, b"{}").await.expect("a reader asks the run to stop");
    assert_eq!(driver.read(keys::STOP).await.expect("readable").as_deref(), Some(&b"{}"[..]));
    let refused = reader.replace("state/s1-l01.json", b"2", &version).await.expect_err("no driver");
    assert!(refused.to_string().contains("opened to read"), "{refused}");
    assert!(reader.put("state/s1-l01.json", b"2").await.is_err());
    assert!(reader.stream("state/s1-l01.json").await.is_err());
    assert_eq!(names(&root.path().join("state")), ["s1-l01.json"]);
}

#[tokio::test]
async fn what_a_dead_driver_left_unfinished_is_not_listed_and_is_swept() {
    let root = temporary();
    fs::create_dir_all(root.path().join("results")).expect("made");
    for left in [".part-0123456789abcdef-0", "results/.part-0123456789abcdef-7"] {
        fs::write(root.path().join(left), "half").expect("written");
    }
    fs::write(root.path().join("results/A.json"), "whole").expect("written");
    let reader = LocalFolder::open_to_read(root.path()).expect("a folder");
    assert_eq!(reader.list("").await.expect("listed"), ["results/A.json"]);
    assert_eq!(names(&root.path().join("results")).len(), 2, "a reader sweeps nothing");
    drive(root.path());
    assert_eq!(names(root.path()), [keys::LOCK, "results"]);
    assert_eq!(names(&root.path().join("results")), ["A.json"]);
}

#[tokio::test]
async fn writes_leave_no_unfinished_files() {
    let root = temporary();
    let folder = drive(root.path());
    let version = folder.create("a/file", b"1").await.expect("created");
    folder.create("a/file", b"1").await.expect_err("exists");
    folder.replace("a/file", b"2", &version).await.expect("replaced");
    folder.replace("a/file", b"3", &version).await.expect_err("stale");
    let mut upload = folder.stream("a/file").await.expect("begun");
    assert_eq!(names(&root.path().join("a")).len(), 2, "an unfinished file lies beside");
    upload.write(b"4").await.expect("written");
    upload.finish().await.expect("finished");
    drop(folder.stream("a/file").await.expect("begun"));
    assert_eq!(names(&root.path().join("a")), ["file"]);
}

#[tokio::test]
async fn a_stream_goes_to_the_disk_as_it_comes() {
    let root = temporary();
    let mut upload = drive(root.path()).stream("file").await.expect("begun");
    for _ in 0..20 {
        upload.write(&[b'x'; 50_000]).await.expect("written");
    }
    let sizes = names(root.path()).into_iter().filter(|name| name.starts_with(".part-"));
    let sizes: Vec<u64> = sizes.map(|name| fs::metadata(root.path().join(name)).expect("there").len()).collect();
    assert!(matches!(sizes[..], [size] if size > 800_000), "{sizes:?}");
}

#[test]
fn an_unfinished_file_that_was_swept_meanwhile_is_written_again() {
    // A driver may open the folder, and sweep it, between a reader's write and its link: `create` then tries again
    // for this kind of error.
    let root = temporary();
    let mut part = part::Part::begin(root.path(), root.path().join("stop.json")).expect("begun");
    tree::sweep(root.path()).expect("swept");
    assert_eq!(part.link().expect_err("it is gone").kind(), ErrorKind::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_sees_the_old_document_or_the_new_one_never_half() {
    let root = temporary();
    let driver = drive(root.path());
    let old_or_new = [vec![b'o'; 40_000], vec![b'n'; 20_000]];
    let mut version = driver.create("state.json", &old_or_new[0]).await.expect("created");
    let reader = LocalFolder::open_to_read(root.path()).expect("a folder");
    let expected = old_or_new.clone();
    let reading = tokio::spawn(async move {
        for _ in 0..200 {
            let seen = reader.read("state.json").await.expect("readable").expect("always there");
            assert!(expected.contains(&seen), "half a document of {} bytes", seen.len());
        }
    });
    for turn in 1..=30 {
        version = driver.replace("state.json", &old_or_new[turn % 2], &version).await.expect("replaced");
    }
    reading.await.expect("never half");
}

#[tokio::test]
async fn a_new_run_has_a_folder_of_its_own() {
    let base = temporary();
    let reviews = base.path().join("new/reviews");
    let folder = LocalFolder::create_run(&reviews, "my-cluster", "redshift", &run_id()).expect("created");
    assert_eq!(folder.path(), reviews.join("my-cluster/redshift/2026-11-22T07-30-00Z-4f2a91c3"));
    folder.create(keys::RUN, b"{}").await.expect("it can be driven");
    let again = LocalFolder::create_run(&reviews, "my-cluster", "redshift", &run_id());
    assert!(matches!(again, Err(StoreError::Exists { .. })), "{again:?}");
    for component in ["", ".", "..", "a/b", "a\\b"] {
        assert_eq!(
            kind_of(LocalFolder::create_run(&reviews, component, "redshift", &run_id())),
            ErrorKind::InvalidInput,
            "{component}"
        );
        assert!(LocalFolder::create_run(&reviews, "my-cluster", component, &run_id()).is_err(), "{component}");
    }
    assert_eq!(names(&reviews), ["my-cluster"]);
}

#[tokio::test]
async fn a_file_where_a_folder_is_needed_is_named() {
    let root = temporary();
    let file = root.path().join("file");
    fs::write(&file, "x").expect("written");
    assert_eq!(kind_of(LocalFolder::open_to_drive(&file)), ErrorKind::NotADirectory);
    assert_eq!(kind_of(LocalFolder::open_to_read(&root.path().join("none"))), ErrorKind::NotFound);
    let below = LocalFolder::create_run(&file, "my-cluster", "redshift", &run_id()).expect_err("a file");
    assert_eq!(
        below.remedy(),
        Some("remove the file that stands where a folder is needed, or choose another `--base`")
    );
    let instead = LocalFolder::create_run(root.path(), "file", "redshift", &run_id()).expect_err("a file");
    assert!(instead.remedy().is_some_and(|remedy| remedy.starts_with("remove the file")), "{instead}");

    let folder = drive(root.path());
    let error = folder.create("file/state.json", b"x").await.expect_err("a file");
    assert!(error.to_string().starts_with("cannot write `file/state.json` in "), "{error}");
    assert_eq!(kind_of::<()>(Err(error)), ErrorKind::NotADirectory);
    assert!(folder.read("file/state.json").await.is_err());
}

#[tokio::test]
async fn a_run_folder_that_was_deleted_is_not_made_again() {
    let base = temporary();
    let root: PathBuf = base.path().join("run");
    fs::create_dir(&root).expect("made");
    let folder = drive(&root);
    fs::remove_dir_all(&root).expect("removed");
    assert_eq!(kind_of(folder.create("state/s1-l01.json", b"x").await), ErrorKind::NotFound);
    assert_eq!(folder.list("").await.expect("nothing is there"), [""; 0]);
    assert!(!root.exists());
}

#[tokio::test]
async fn the_lock_cannot_be_written_over() {
    let root = temporary();
    let folder = drive(root.path());
    assert_eq!(kind_of(folder.put(keys::LOCK, b"x").await), ErrorKind::InvalidInput);
    assert!(folder.read(keys::LOCK).await.expect("readable").expect("there").starts_with(b"process "));
}

#[cfg(unix)]
#[tokio::test]
async fn links_are_not_listed() {
    let (root, elsewhere) = (temporary(), temporary());
    fs::write(elsewhere.path().join("file"), "x").expect("written");
    std::os::unix::fs::symlink(elsewhere.path(), root.path().join("pack")).expect("linked");
    let folder = LocalFolder::open_to_read(root.path()).expect("a folder");
    for prefix in ["", "pack", "pack/", "pack/f"] {
        assert_eq!(folder.list(prefix).await.expect("listed"), [""; 0], "{prefix}");
    }
    assert_eq!(kind_of(folder.read("pack/file").await), ErrorKind::InvalidInput);
}
