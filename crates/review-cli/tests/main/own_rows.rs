//! A user without rights: system views answer it without an error, with its own rows only, and silence about that would
//! pass for a healthy warehouse.

use serde_json::Value;

use crate::program::{Folder, RunFiles, Said};

const WITHOUT_RIGHTS: &str = "sample:troubled?user=own-rows";
/// Two queries that such a user may run, each with the views that show it only its own rows.
const READABLE: [(&str, &str); 2] =
    [("ErrorsByKind", "sys_query_history"), ("UsagePattern", "sys_query_detail, sys_query_history")];
const GRANT: &str = "GRANT ROLE sys:monitor TO \"redshift_review\";";

fn run(folder: &Folder, url: &str, more: &[&str]) -> Said {
    let mut arguments = vec!["run", "--quiet", "--warehouse", url];
    arguments.extend(READABLE.iter().flat_map(|(query, _)| ["--only", *query]));
    arguments.extend(more);
    folder.run(&arguments)
}

/// What is said of each signal of a query.
fn reason(query: &str, views: &str) -> String {
    format!("`{query}` saw only what is the reviewer's own: {views}; let an administrator run: {GRANT}")
}

/// The signals over the two queries.
fn signals(run: &RunFiles) -> Vec<Value> {
    let all = run.json("findings.json")["signals"].as_array().expect("signals").clone();
    all.into_iter().filter(|one| READABLE.iter().any(|(query, _)| one["query"] == *query)).collect()
}

#[test]
fn what_only_shows_the_users_own_rows_is_withheld_with_the_views_and_the_grant() {
    let folder = Folder::new();
    let said = run(&folder, WITHOUT_RIGHTS, &[]).exits(0);
    let files = folder.only_run();
    let rights = files.json("run.json")["identity"]["rights"].clone();
    assert_eq!((&rights["roles"], &rights["sees_all_rows"]), (&Value::Array(vec![]), &Value::Bool(false)), "{rights}");
    let withheld = signals(&files);
    assert!(withheld.len() > 5, "both queries have signals");
    for signal in &withheld {
        let told = signal["verdict"]["not_evaluated"].as_str();
        let told = told.unwrap_or_else(|| panic!("{}: {}", signal["signal"], signal["verdict"]));
        let is_whole = |(query, views): &(&str, &str)| told == reason(query, views);
        assert!(READABLE.iter().any(is_whole), "{told}");
    }
    // The terminal says it too, and nothing that sounds as if all were well.
    assert!(said.stdout.starts_with("nothing could be judged\n"), "{}", said.stdout);
    assert!(!said.stdout.contains("no findings"), "{}", said.stdout);
    for (query, views) in READABLE {
        assert!(said.stdout.contains(&reason(query, views)), "{query}: {}", said.stdout);
    }
    // And the report, where quotation marks are written as HTML has them.
    let report = files.text("report.html");
    assert!(report.contains("Nothing could be judged"), "the verdict");
    assert!(report.contains("sys_query_history; let an administrator run: GRANT ROLE sys:monitor TO"), "the reason");
    // The rows are there all the same: they are the user's own.
    assert!(files.exists("results/UsagePattern.json") && files.exists("csv/ErrorsByKind.csv"));
}

#[test]
fn the_same_queries_find_something_once_the_role_is_granted() {
    let folder = Folder::new();
    let said = run(&folder, "sample:troubled", &[]).exits(0);
    assert!(said.stdout.starts_with("findings: "), "{}", said.stdout);
    let judged = signals(&folder.only_run());
    assert!(judged.iter().any(|one| one["verdict"] == "fired"), "{judged:#?}");
    assert!(judged.iter().all(|one| one["verdict"]["not_evaluated"].is_null()), "{judged:#?}");
}

#[test]
fn what_is_for_superusers_is_denied_and_named_beside_what_was_withheld() {
    let folder = Folder::new();
    let said = run(&folder, WITHOUT_RIGHTS, &["--only", "TableInfo"]).exits(2);
    assert!(said.stdout.contains("TableInfo"), "{}", said.stdout);
    assert!(said.stdout.contains("permission denied for relation"), "{}", said.stdout);
    assert!(said.stdout.contains(GRANT), "{}", said.stdout);
    assert!(!said.stdout.contains("no findings\n"), "{}", said.stdout);
}

#[test]
fn preflight_tells_it_before_the_run() {
    let said = Folder::new().run(&["preflight", "--warehouse", WITHOUT_RIGHTS]).exits(2);
    assert!(said.stdout.contains("not ready"), "{}", said.stdout);
    assert!(said.stdout.contains(GRANT), "{}", said.stdout);
}
