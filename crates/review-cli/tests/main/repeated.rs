//! A warehouse that was reviewed many times: the report of the last run tells as much as that of the first.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::program::Folder;

const EARLIER: usize = 12;

/// A run like the one in `folder`, one for each day before it.
fn run_before(folder: &Path, days: usize) {
    let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
    let id = format!("2026-01-{:02}{}", 28 - days, &name["2026-01-01".len()..]);
    let copy = folder.with_file_name(&id);
    fs::create_dir(&copy).expect("a folder");
    for file in ["run.json", "findings.json", "run-manifest.json", "series.json"] {
        fs::copy(folder.join(file), copy.join(file)).expect("a copy");
    }
    let series = copy.join("series.json");
    let mut value: Value = serde_json::from_slice(&fs::read(&series).expect("a series")).expect("JSON");
    value["run"]["run"] = json!(id);
    value["run"]["started_at"] = json!(format!("{}T07:30:00Z", &id[..10]));
    fs::write(series, value.to_string()).expect("a file");
}

/// The rows that stand under each caption that begins so.
fn rows_under(page: &str, caption: &str) -> Vec<usize> {
    let begin = format!("<caption class=\"vh\">{caption}");
    let tables = page.split(&begin).skip(1);
    tables.map(|rest| rest.split("</table>").next().unwrap_or_default().matches("<td").count()).collect()
}

#[test]
fn the_report_after_twelve_runs_keeps_evidence_rows_and_sql_and_its_exports_are_as_before() {
    let folder = Folder::new();
    let run = || folder.run(&["run", "--quiet", "--warehouse", "sample:troubled"]);
    run();
    let export = |form: &str| folder.run(&["export", "latest", "--as", form]).exits(0).stdout;
    let places = |sarif: &str| {
        let sarif: Value = serde_json::from_str(sarif).expect("JSON");
        let results = sarif["runs"][0]["results"].as_array().expect("results").clone();
        let told = |result: &Value| format!("{}{}", result["partialFingerprints"], result["locations"]);
        results.iter().map(told).collect::<Vec<_>>()
    };
    let first = places(&export("sarif"));
    let path = folder.runs().pop().expect("a run").path;
    (1..=EARLIER - 1).for_each(|days| run_before(&path, days));
    run();
    let last = folder.runs().pop().expect("a run");
    let series = last.json("series.json");
    assert_eq!(series["earlier"].as_array().map(Vec::len), Some(EARLIER));
    assert_eq!(places(&export("sarif")), first, "what programs read does not depend on the page");

    let page = fs::read_to_string(last.path.join("report.html")).expect("a report");
    assert!(page.len() <= 1_000_000 && page.len() > 950_000, "{}", page.len());
    let evidence = rows_under(&page, "Evidence of ");
    let findings = page.matches("<article class=\"finding\"").count();
    assert!(findings > 100 && evidence.len() * 10 >= findings * 9, "{findings}: {evidence:?}");
    assert!(evidence.iter().all(|cells| *cells > 0), "{evidence:?}");
    let queries = page.matches("<details class=\"query\"").count();
    let rows = rows_under(&page, "Rows of ");
    assert!(rows.len() * 4 >= queries * 3, "{queries}: {rows:?}");
    let scripts = page.matches("<details class=\"script\">").count();
    assert!(scripts * 4 >= queries * 3, "{queries}: {scripts}");
}
