use review_core::Timestamp;
use review_core::accounting::Accounting;
use review_core::documents::FORMAT;

use super::*;
use crate::local::LocalFolder;
use crate::memory::MemoryFolder;

fn manifest(files: Vec<StoredFile>) -> RunManifest {
    RunManifest {
        format: FORMAT,
        run: "2026-11-22T07-30-00Z-4f2a91c3".parse().expect("a run's id"),
        closed_at: Timestamp::from_micros(0),
        halt: None,
        partial: false,
        accounting: Accounting::default(),
        files,
    }
}

async fn fill(folder: &dyn RunFolder) {
    let states = ["state/s1-l01.json", keys::RUN_MANIFEST, "stop.json"];
    for key in ["run.json", "results/A.json", keys::NOTIFIED, &keys::notified(2)].into_iter().chain(states) {
        folder.put(key, key.as_bytes()).await.expect("written");
    }
}

#[tokio::test]
async fn every_file_of_a_run_is_fingerprinted_but_lock_states_later_mails_and_the_manifest() {
    let root = tempfile::tempdir().expect("a folder");
    let local = LocalFolder::open_to_drive(root.path()).expect("nobody else drives it");
    let memory = MemoryFolder::default();
    fill(&local).await;
    fill(&memory).await;
    let files = fingerprint(&local).await.expect("readable");
    let keys: Vec<&str> = files.iter().map(|file| file.key.as_str()).collect();
    assert_eq!(keys, ["notified.json", "results/A.json", "run.json", "stop.json"]);
    assert_eq!(files[2].bytes, 8);
    assert_eq!(files, fingerprint(&memory).await.expect("readable"), "the same wherever it lies");
}

#[tokio::test]
async fn what_was_changed_after_the_run_was_closed_is_named() {
    let folder = MemoryFolder::default();
    fill(&folder).await;
    folder.put("csv/A.csv", b"gone in the next manifest").await.expect("written");
    let whole = manifest(fingerprint(&folder).await.expect("readable"));
    assert_eq!(verify(&folder, &whole).await.expect("readable"), []);

    folder.put("results/A.json", b"other").await.expect("written");
    let mut other = whole.clone();
    other.files.retain(|file| file.key != "csv/A.csv");
    other.files.push(StoredFile { key: "report.html".to_owned(), bytes: 1, sha256: "00".to_owned() });
    let problems = verify(&folder, &other).await.expect("readable");
    let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(words.len(), 3, "{words:?}");
    assert_eq!((words[0].as_str(), words[1].as_str()), ("`csv/A.csv` was added", "`report.html` is missing"));
    assert!(words[2].starts_with("`results/A.json` was changed: 5 bytes, SHA-256 "), "{}", words[2]);
}
