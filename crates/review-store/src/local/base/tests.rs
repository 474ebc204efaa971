use super::*;
use crate::base::{LATEST, resolve, runs};

const OLDER: &str = "2026-11-21T07-30-00Z-ffffffff";
const NEWER: &str = "2026-11-22T07-30-00Z-4f2a91c3";

/// A base folder with the named files in it.
fn folder(files: &[&str]) -> (tempfile::TempDir, LocalBase) {
    let folder = tempfile::tempdir().expect("a folder");
    for file in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().expect("a folder above")).expect("made");
        fs::write(path, "{}").expect("written");
    }
    let base = LocalBase::new(folder.path());
    (folder, base)
}

#[tokio::test]
async fn runs_are_found_by_their_first_file_and_the_newest_is_first() {
    let (folder, base) = folder(&[
        &format!("a/redshift/{OLDER}/run.json"),
        &format!("z/redshift/{NEWER}/run.json"),
        // No runs: nothing begun, not a run's id, too high, too low.
        &format!("a/redshift/{}/state/s1-l01.json", NEWER.replace('4', "5")),
        "a/redshift/notes/run.json",
        &format!("a/{NEWER}/run.json"),
        &format!("a/redshift/{OLDER}/pack/{NEWER}/run.json"),
    ]);
    let runs = runs(&base).await.expect("readable");
    let found: Vec<_> = runs.iter().map(|run| (run.warehouse.as_str(), run.pack.as_str(), run.run.as_str())).collect();
    assert_eq!(found, [("z", "redshift", NEWER), ("a", "redshift", OLDER)]);
    assert_eq!(runs[0].location, folder.path().join(format!("z/redshift/{NEWER}")).display().to_string());
}

#[cfg(unix)]
#[tokio::test]
async fn links_are_not_followed() {
    let (elsewhere, _) = folder(&[&format!("redshift/{NEWER}/run.json")]);
    let (folder, base) = folder(&["file"]);
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("a")).expect("linked");
    assert_eq!(runs(&base).await.expect("readable"), []);
}

#[tokio::test]
async fn a_run_is_named_by_latest_by_its_folder_by_a_file_in_it_or_by_its_id() {
    let (folder, base) = folder(&[
        &format!("a/redshift/{OLDER}/run.json"),
        &format!("a/redshift/{OLDER}/report.html"),
        &format!("z/redshift/{NEWER}/run.json"),
        // Newer, and not begun.
        &format!("z/redshift/{}/pack/config.json", NEWER.replace("22T", "23T")),
    ]);
    let text = |path: &str| folder.path().join(path).display().to_string();
    let older = text(&format!("a/redshift/{OLDER}"));
    let resolved = async |word: &str| resolve(&base, word).await.expect("a run");
    assert_eq!(resolved(LATEST).await, text(&format!("z/redshift/{NEWER}")));
    assert_eq!(resolved(OLDER).await, older);
    assert_eq!(resolved(&older).await, older);
    assert_eq!(resolved(&format!("{older}/report.html")).await, older);
}

#[tokio::test]
async fn what_is_no_run_says_so() {
    let (folder, base) = folder(&["a/file"]);
    let path = folder.path().display().to_string();
    let complaint = async |base: &LocalBase, word: &str| resolve(base, word).await.expect_err("no run").to_string();
    assert_eq!(complaint(&base, LATEST).await, format!("there is no run under {path}"));
    let missing = LocalBase::new(folder.path().join("missing"));
    assert_eq!(complaint(&missing, LATEST).await, format!("there is no run under {path}/missing"));
    let other = format!("{path}/a");
    assert_eq!(complaint(&base, &other).await, format!("{other} is not a run's folder: it holds no run.json"));
    assert!(complaint(&base, NEWER).await.starts_with(&format!("there is no run `{NEWER}`: ")));
    assert!(complaint(&base, "2026").await.starts_with("there is no run `2026`: "));
    let file = LocalBase::new(folder.path().join("a/file"));
    assert!(matches!(runs(&file).await, Err(BaseError::Io { .. })), "a base that is a file");
}

#[tokio::test]
async fn a_file_beside_the_runs_is_put_into_a_base_that_is_not_there_yet() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = LocalBase::new(folder.path().join("new/reviews"));
    base.put("fleet.json", b"a longer text").await.expect("put");
    base.put("fleet.json", b"{}").await.expect("put again");
    assert_eq!(fs::read(folder.path().join("new/reviews/fleet.json")).expect("there"), b"{}");
    assert_eq!(fs::read_dir(folder.path().join("new/reviews")).expect("there").count(), 1, "nothing unfinished stays");
}

#[tokio::test]
async fn beside_a_run_lie_those_of_its_warehouse_and_pack() {
    let (folder, base) = folder(&[
        &format!("a/redshift/{OLDER}/run.json"),
        &format!("a/redshift/{NEWER}/run.json"),
        &format!("a/other/{NEWER}/run.json"),
        "a/redshift/notes/run.json",
    ]);
    let location = folder.path().join(format!("a/redshift/{NEWER}")).display().to_string();
    let mut beside = base.beside(&location).await.expect("readable");
    beside.sort_by(|one, other| one.run.cmp(&other.run));
    let found: Vec<_> =
        beside.iter().map(|run| (run.warehouse.as_str(), run.pack.as_str(), run.run.as_str())).collect();
    assert_eq!(found, [("a", "redshift", OLDER), ("a", "redshift", NEWER)]);
}
