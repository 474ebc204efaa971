//! The house: which crate may know which, and that only what evaluates links the SQL engine.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// What each crate of the workspace may depend on within it. Dependencies point one way: front ends, then
/// engine and judge, then warehouse, store, report, sql, then core.
const MAY_KNOW: [(&str, &[&str]); 20] = [
    // A front end for developers: nothing of the product may know it.
    ("data-api-emulator", &["review-core", "review-sample", "review-warehouse"]),
    ("s3-emulator", &[]),
    ("review-core", &[]),
    ("review-dashboard", &["review-core", "review-report", "review-store"]),
    ("review-deploy", &["review-core", "review-store", "review-warehouse"]),
    ("review-dialect", &["review-core"]),
    ("review-pack", &["review-core", "review-dialect"]),
    ("review-sql", &["review-core"]),
    ("review-warehouse", &["review-core"]),
    ("review-store", &["review-core"]),
    ("review-report", &["review-core"]),
    ("review-mail", &["review-core", "review-pack", "review-report"]),
    ("review-preflight", &["review-core", "review-pack", "review-warehouse"]),
    ("review-sample", &["review-core", "review-pack", "review-sql", "review-warehouse"]),
    ("review-judge", &["review-core", "review-pack", "review-sql"]),
    ("review-engine", &["review-core", "review-store", "review-warehouse"]),
    (
        "review-finish",
        &["review-core", "review-engine", "review-judge", "review-pack", "review-report", "review-store"],
    ),
    (
        "review-lambda",
        &[
            "review-core",
            "review-engine",
            "review-pack",
            "review-preflight",
            "review-report",
            "review-store",
            "review-warehouse",
        ],
    ),
    (
        "review-lambda-report",
        &["review-core", "review-engine", "review-finish", "review-lambda", "review-pack", "review-store"],
    ),
    (
        "review-cli",
        &[
            "review-core",
            "review-dashboard",
            "review-deploy",
            "review-engine",
            "review-finish",
            "review-judge",
            "review-mail",
            "review-pack",
            "review-preflight",
            "review-report",
            "review-sample",
            "review-store",
            "review-warehouse",
        ],
    ),
];

/// The crates that evaluate SQL and so link the engine, which takes minutes to build.
const LINK_THE_ENGINE: [&str; 7] = [
    "data-api-emulator",
    "review-cli",
    "review-finish",
    "review-judge",
    "review-lambda-report",
    "review-sample",
    "review-sql",
];

/// Direct dependencies by crate, those for tests apart.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let arguments = ["metadata", "--format-version", "1", "--no-deps", "--offline", "--locked"];
    let output =
        Command::new(cargo).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages = metadata["packages"].as_array().expect("packages");
    let of_package = |package: &Value| {
        let dependencies = package["dependencies"].as_array().expect("dependencies").iter();
        dependencies.filter(|one| one["kind"] != "dev").map(|one| text(&one["name"])).collect()
    };
    packages.iter().map(|package| (text(&package["name"]), of_package(package))).collect()
}

#[test]
fn dependencies_point_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_KNOW.into_iter().collect();
    let found = dependencies();
    assert_eq!(found.keys().map(String::as_str).collect::<Vec<_>>(), allowed.keys().copied().collect::<Vec<_>>());
    for (name, known) in &found {
        let ours = known.iter().filter(|other| found.contains_key(*other));
        let wrong: Vec<_> = ours.filter(|other| !allowed[name.as_str()].contains(&other.as_str())).collect();
        assert!(wrong.is_empty(), "{name} must not know {wrong:?}");
    }
}

#[test]
fn only_what_evaluates_links_the_sql_engine() {
    let found = dependencies();
    let mut linked: BTreeSet<&str> = BTreeSet::from(["datafusion"]);
    loop {
        let reaches = |known: &BTreeSet<String>| known.iter().any(|other| linked.contains(other.as_str()));
        let more: Vec<&str> = found.iter().filter(|(_, known)| reaches(known)).map(|(name, _)| name.as_str()).collect();
        let before = linked.len();
        linked.extend(more);
        if linked.len() == before {
            break;
        }
    }
    linked.remove("datafusion");
    assert_eq!(linked.into_iter().collect::<Vec<_>>(), LINK_THE_ENGINE);
}

#[test]
fn the_core_knows_no_clock_file_network_or_environment() {
    let allowed = ["chrono", "serde", "serde_json", "sha2", "thiserror", "wildmatch"];
    let known = &dependencies()["review-core"];
    assert_eq!(
        known.iter().map(String::as_str).collect::<Vec<_>>(),
        allowed,
        "a new dependency of the core is argued first"
    );
    let sources = sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(sources.len() > 10, "the sources of the core were not found");
    for (path, text) in sources {
        for forbidden in
            ["std::fs", "std::env", "std::net", "SystemTime", "Instant::now", "Utc::now", "tokio", "async fn"]
        {
            assert!(!text.contains(forbidden), "{path} uses {forbidden}");
        }
    }
}

fn sources(folder: &std::path::Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.display().to_string(), std::fs::read_to_string(&path).expect("a source file")));
        }
    }
    found
}
