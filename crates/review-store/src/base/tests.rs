use super::*;

const OLDER: &str = "2026-11-21T07-30-00Z-ffffffff";
const NEWER: &str = "2026-11-22T07-30-00Z-4f2a91c3";

/// A base folder with the named files in it.
fn base(files: &[&str]) -> tempfile::TempDir {
    let base = tempfile::tempdir().expect("a folder");
    for file in files {
        let path = base.path().join(file);
        fs::create_dir_all(path.parent().expect("a folder above")).expect("made");
        fs::write(path, "{}").expect("written");
    }
    base
}

#[test]
fn runs_are_found_by_their_first_file_and_the_newest_is_first() {
    let base = base(&[
        &format!("a/redshift/{OLDER}/run.json"),
        &format!("z/redshift/{NEWER}/run.json"),
        // No runs: nothing begun, not a run's id, too high, too low.
        &format!("a/redshift/{}/state/s1-l01.json", NEWER.replace('4', "5")),
        "a/redshift/notes/run.json",
        &format!("a/{NEWER}/run.json"),
        &format!("a/redshift/{OLDER}/pack/{NEWER}/run.json"),
    ]);
    let runs = runs(base.path()).expect("readable");
    let found: Vec<_> = runs.iter().map(|run| (run.warehouse.as_str(), run.pack.as_str(), run.run.as_str())).collect();
    assert_eq!(found, [("z", "redshift", NEWER), ("a", "redshift", OLDER)]);
    assert_eq!(runs[0].path, base.path().join(format!("z/redshift/{NEWER}")));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let elsewhere = base(&[&format!("redshift/{NEWER}/run.json")]);
    let base = base(&["file"]);
    std::os::unix::fs::symlink(elsewhere.path(), base.path().join("a")).expect("linked");
    assert_eq!(runs(base.path()).expect("readable"), []);
}

#[test]
fn a_run_is_named_by_latest_by_its_folder_by_a_file_in_it_or_by_its_id() {
    let base = base(&[
        &format!("a/redshift/{OLDER}/run.json"),
        &format!("a/redshift/{OLDER}/report.html"),
        &format!("z/redshift/{NEWER}/run.json"),
    ]);
    let older = base.path().join("a/redshift").join(OLDER);
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let resolved = |word: &str| resolve(base.path(), word).expect("a run");
    assert_eq!(resolved(LATEST), base.path().join("z/redshift").join(NEWER));
    assert_eq!(resolved(OLDER), older);
    assert_eq!(resolved(&text(&older)), older);
    assert_eq!(resolved(&text(&older.join("report.html"))), older);
}

#[test]
fn what_is_no_run_says_so() {
    let base = base(&["a/file"]);
    let complaint = |base: &Path, word: &str| resolve(base, word).expect_err("no run").to_string();
    let (path, missing) = (base.path(), base.path().join("missing"));
    assert_eq!(complaint(path, LATEST), format!("there is no run under {}", path.display()));
    assert_eq!(complaint(&missing, LATEST), format!("there is no run under {}", missing.display()));
    let folder = path.join("a");
    let folder = folder.to_str().expect("UTF-8");
    assert_eq!(complaint(path, folder), format!("{folder} is not a run's folder: it holds no run.json"));
    assert!(complaint(path, NEWER).starts_with(&format!("there is no run `{NEWER}`: ")));
    assert!(complaint(path, "2026").starts_with("there is no run `2026`: "));
    let file = path.join("a/file");
    assert!(matches!(runs(&file), Err(BaseError::Io { .. })), "a base that is a file");
}
