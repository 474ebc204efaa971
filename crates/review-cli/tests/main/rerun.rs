//! Runs that fail, time out, stop, and are judged again.

use std::time::{Duration, Instant};

use crate::program::Folder;

#[test]
fn a_query_that_fails_once_succeeds_in_round_two() {
    let folder = Folder::new();
    let warehouse = "sample:troubled?fail=TableInfo:1";
    folder.run(&["run", "--quiet", "--only", "TableInfo", "--warehouse", warehouse]).exits(0);
    let run = folder.only_run();
    assert_eq!(run.list("records/TableInfo@dev"), ["1-1.json", "2-1.json"]);
    assert_eq!(run.json("records/TableInfo@dev/1-1.json")["outcome"]["failed"], "connection");
    assert!(run.exists("errors/TableInfo@dev.json"));
}

#[test]
fn errors_that_persist_are_named_and_the_rest_is_reported() {
    let folder = Folder::new();
    let warehouse = "sample:troubled?fail=UsagePattern";
    let said = folder.run(&["run", "--quiet", "--warehouse", warehouse]).exits(2);
    assert!(said.stdout.contains("failed    UsagePattern"), "{}", said.stdout);
    let run = folder.only_run();
    assert_eq!(run.list("records/UsagePattern"), ["1-1.json", "2-1.json", "3-1.json"]);
    assert!(run.text("report.html").contains("UsagePattern"));
    let signals = run.json("findings.json")["signals"].as_array().expect("signals").clone();
    let of_it = signals.iter().filter(|one| one["query"] == "UsagePattern");
    let reasons: Vec<&str> = of_it.filter_map(|one| one["verdict"]["not_evaluated"].as_str()).collect();
    assert!(!reasons.is_empty() && reasons.iter().all(|reason| reason.contains("failed")), "{reasons:?}");
}

#[test]
fn a_permission_that_is_missing_is_not_tried_again() {
    let folder = Folder::new();
    let warehouse = "sample:troubled?deny=WLMConfig";
    folder.run(&["run", "--quiet", "--only", "WLMConfig", "--warehouse", warehouse]).exits(2);
    let run = folder.only_run();
    assert_eq!(run.list("records/WLMConfig"), ["1-1.json"]);
    assert_eq!(run.json("records/WLMConfig/1-1.json")["outcome"]["failed"], "permission");
    // Its signals are no silence: each says that it was not judged, why, and which role mends it.
    let signals = run.json("findings.json")["signals"].as_array().expect("signals").clone();
    let of_it = signals.iter().filter(|one| one["query"] == "WLMConfig");
    let reasons: Vec<&str> = of_it.map(|one| one["verdict"]["not_evaluated"].as_str().unwrap_or("judged")).collect();
    let says = |reason: &&str| reason.contains("permission denied for relation") && reason.contains("sys:monitor");
    assert!(reasons.len() > 5 && reasons.iter().all(says), "{reasons:?}");
}

/// A pack of one query whose threshold is a second, so that a slow warehouse passes it.
fn hasty(folder: &Folder, workflow_defaults: &str) {
    folder.run(&["init", "pack"]).exits(0);
    let config = folder.read("pack/config.json");
    let mut config: serde_json::Value = serde_json::from_str(&config).expect("the starter's config is JSON");
    let extra: serde_json::Value = serde_json::from_str(workflow_defaults).expect("defaults in JSON");
    for (key, value) in extra.as_object().expect("an object") {
        config["defaults"][key] = value.clone();
    }
    folder.write("pack/config.json", &serde_json::to_string_pretty(&config).expect("JSON"));
}

/// The first planned query of the pack, and the name it is asked for by.
fn first_query(folder: &Folder) -> (String, String) {
    let config: serde_json::Value = serde_json::from_str(&folder.read("pack/config.json")).expect("JSON");
    let first = &config["queries"][0];
    let name = first["name"].as_str().expect("a query");
    let planned = if first["scope"] == "database" { format!("{name}@dev") } else { name.to_owned() };
    (planned, name.to_owned())
}

#[test]
fn a_statement_past_its_threshold_is_cancelled_and_recorded() {
    let folder = Folder::new();
    hasty(&folder, r#"{ "time_threshold_seconds": 1, "max_rounds": 2 }"#);
    let (planned, query) = first_query(&folder);
    let warehouse = format!("sample:troubled?slow={query}:600");
    let began = Instant::now();
    let said = folder.run(&["run", "pack", "--quiet", "--only", &query, "--warehouse", &warehouse]).exits(2);
    assert!(began.elapsed() < Duration::from_secs(60), "it was cancelled, not waited for");
    assert!(said.stdout.contains(&format!("timed out {planned}")), "{}", said.stdout);
    let record = folder.only_run().json(&format!("records/{planned}/2-1.json"));
    assert_eq!(record["outcome"], "timed_out");
    assert_eq!(record["left_behind"], false);
}

#[test]
fn past_its_deadline_a_run_is_halted_judged_and_reported() {
    let folder = Folder::new();
    hasty(&folder, r#"{ "deadline_seconds": 2 }"#);
    let (_, query) = first_query(&folder);
    let warehouse = format!("sample:troubled?slow={query}:600");
    let said = folder.run(&["run", "pack", "--quiet", "--warehouse", &warehouse]).exits(2);
    assert!(said.stdout.contains("deadline"), "{}", said.stdout);
    let run = folder.only_run();
    assert_eq!(run.json("stop.json")["halt"], "deadline");
    assert!(run.exists("report.html"));
    let again = folder.run(&["resume", "latest"]).exits(2);
    assert_eq!(again.answer(), said.answer(), "a run that is over is answered, not run again");
}

#[test]
fn judging_again_with_another_threshold_changes_the_findings_and_not_the_results() {
    let folder = Folder::new();
    folder.run(&["run", "--quiet", "--only", "TableInfo"]).exits(0);
    let run = folder.only_run();
    let (before, results) = (run.json("findings.json"), run.text("results/TableInfo@dev.json"));
    let fired = before["signals"].as_array().expect("signals").iter().find(|one| one["verdict"] == "fired");
    let fired = fired.expect("something fires on the troubled sample");
    let signal = fired["signal"].as_str().expect("an id");
    let thresholds = fired["thresholds"].as_object().expect("thresholds");
    let sets: Vec<String> = thresholds.keys().map(|name| format!("--set={signal}.{name}=999999999999")).collect();
    let mut arguments = vec!["evaluate", "latest"];
    arguments.extend(sets.iter().map(String::as_str));
    folder.run(&arguments).exits(0);
    let after = run.json("findings.json");
    let verdict = |findings: &serde_json::Value| {
        let signals = findings["signals"].as_array().expect("signals").clone();
        signals.into_iter().find(|one| one["signal"] == signal).expect("the signal")["verdict"].clone()
    };
    assert_eq!(verdict(&before), "fired");
    assert_ne!(verdict(&after), "fired");
    assert_eq!(run.text("results/TableInfo@dev.json"), results);
    folder.run(&["evaluate", "latest"]).exits(0);
    assert_eq!(run.json("findings.json"), before, "without --set it is as it was");
}

#[test]
fn rendering_again_gives_the_same_report_byte_for_byte() {
    let folder = Folder::new();
    folder.run(&["run", "--quiet", "--only", "TableInfo", "--only", "UsagePattern"]).exits(0);
    let run = folder.only_run();
    let before = run.text("report.html");
    std::fs::remove_file(run.path.join("report.html")).expect("removed");
    folder.run(&["render", "latest"]).exits(0);
    assert_eq!(run.text("report.html"), before);
}

#[test]
fn a_parameter_from_the_command_line_is_in_the_sql_that_is_sent_and_kept() {
    let folder = Folder::new();
    folder.run(&["run", "--quiet", "--only", "UsagePattern", "--param", "days=3"]).exits(0);
    let run = folder.only_run();
    assert_eq!(run.json("run.json")["parameters"]["days"], "3");
    assert!(!run.text("scripts/UsagePattern.sql").contains(":days"));
    let said = folder.run(&["run", "--quiet", "--param", "days=three"]).exits(4);
    assert!(said.stderr.contains("days") && said.stderr.contains("three"), "{}", said.stderr);
    folder.run(&["run", "--quiet", "--param", "dayz=3"]).exits(4);
}

#[test]
fn one_damaged_result_does_not_keep_the_others_from_being_judged() {
    let folder = Folder::new();
    folder.run(&["run", "--quiet", "--only", "TableInfo", "--only", "UsagePattern"]).exits(0);
    let run = folder.only_run();
    std::fs::write(run.path.join("results/UsagePattern.json"), "{ \"ColumnMetadata\": [").expect("written");
    std::fs::remove_file(run.path.join("csv/TableInfo@dev.csv")).expect("removed");
    folder.run(&["evaluate", "latest"]).exits(0);
    let signals = run.json("findings.json")["signals"].as_array().expect("signals").clone();
    let verdicts = |query: &str| -> Vec<serde_json::Value> {
        signals.iter().filter(|one| one["query"] == query).map(|one| one["verdict"].clone()).collect()
    };
    assert!(verdicts("UsagePattern").iter().all(|verdict| verdict["not_evaluated"].is_string()));
    assert!(verdicts("TableInfo").contains(&"fired".into()));
    assert!(run.exists("csv/TableInfo@dev.csv"), "a missing CSV is made up from its JSON");
}

#[test]
fn a_run_that_is_not_over_is_not_judged_and_so_closed() {
    let folder = Folder::new();
    let mut child = folder.start(&["run", "--quiet", "--warehouse", "sample:troubled?slow=TableInfo:600"]);
    let began = Instant::now();
    while !folder.at("reviews").is_dir() || folder.try_only_run().is_none() {
        assert!(began.elapsed() < Duration::from_secs(60), "no run began");
    }
    child.kill().expect("killed");
    child.wait().expect("ended");
    let said = folder.run(&["evaluate", "latest"]).exits(3);
    assert!(said.stderr.contains("not complete") && said.stderr.contains("resume"), "{}", said.stderr);
    assert!(!folder.only_run().exists("findings.json"));
}
