//! What the settings set aside, whom findings belong to, and what a run says of the runs before it.

use crate::program::{Folder, RunFiles};

const SETTINGS: &str = "
classification: Internal, data platform
suppressions:
  - signal: large-table-skewed
    object: { table_name: order_items }
    reason: rebuilt with the next release
    owner: sales team
    until: 2999-12-31
  - { signal: large-table-*, reason: looked at last year, owner: dba, until: 2020-01-31 }
owners:
  - { owner: sales team, object: { schema_name: sales } }
  - { owner: data platform }
";

fn verdict(run: &RunFiles, signal: &str) -> serde_json::Value {
    let findings = run.json("findings.json");
    let signals = findings["signals"].as_array().expect("signals");
    signals.iter().find(|one| one["signal"] == signal).expect("the signal").clone()
}

#[test]
fn what_is_set_aside_stays_to_be_seen_and_what_expired_comes_back() {
    let folder = Folder::new();
    folder.write("settings.yaml", SETTINGS);
    let only = ["run", "--quiet", "--only", "TableInfo", "--settings", "settings.yaml"];
    let said = folder.run(&only).exits(0);
    let run = folder.only_run();
    assert!(said.stdout.contains("  set aside 1: large-table-skewed; the first until 2999-12-31"), "{}", said.stdout);
    let back = said.stdout.lines().find(|line| line.contains("expired   suppression of ")).expect("a line");
    assert!(
        back.contains("large-table-unsorted")
            && !back.contains("large-table-skewed")
            && back.ends_with(": dba had it set aside until 2020-01-31"),
        "{back}"
    );
    assert_eq!(said.stderr, "", "every suppression fits a signal");
    let skewed = verdict(&run, "large-table-skewed");
    assert!(skewed["set_aside"][0]["total"].as_u64().expect("a number") >= 1, "{skewed}");
    let report = run.text("report.html");
    for part in ["Internal, data platform", "rebuilt with the next release", "looked at last year", "sales team"] {
        assert!(report.contains(part), "{part}");
    }
    let uses = run.json("findings.json")["suppressions"].clone();
    assert_eq!((&uses[0]["status"], &uses[1]["status"]), (&"used".into(), &"expired".into()));

    let all = SETTINGS.replace("    object: { table_name: order_items }\n", "");
    folder.write("all.yaml", &all);
    let id = run.id();
    folder.run(&["evaluate", &id, "--settings", "all.yaml"]).exits(0);
    assert_eq!(verdict(&run, "large-table-skewed")["verdict"], "suppressed");
    assert_eq!(run.json("settings.json")["suppressions"][0]["object"], serde_json::Value::Null);
}

#[test]
fn a_run_says_what_changed_since_the_one_before_it() {
    let folder = Folder::new();
    folder.run(&["init", "pack"]).exits(0);
    let whole = ["run", "pack", "--quiet"];
    folder.run(&whole).exits(0);
    let first = folder.only_run();
    assert!(!first.exists("comparison.json"));
    assert_eq!(first.json("series.json")["earlier"], serde_json::json!([]));
    folder.run(&whole).exits(0);
    let mut runs = folder.runs();
    runs.sort_by_key(RunFiles::id);
    let [first, second] = runs.as_slice() else { panic!("two runs") };
    assert_eq!(second.json("comparison.json")["before"], first.id().as_str());
    let series = second.json("series.json");
    assert_eq!(series["earlier"].as_array().expect("runs").len(), 1);
    let since = &series["run"]["signals"]["stale-statistics"]["since"];
    assert_eq!(*since, first.json("run.json")["started_at"]);
    let report = second.text("report.html");
    assert!(report.contains(&first.id()), "the report names the run before");
}

#[test]
fn settings_that_are_wrong_stop_the_run_before_it_begins() {
    let folder = Folder::new();
    folder.write("settings.yaml", "suppressions:\n  - { signal: a, reason: b, owner: c, until: tomorrow }\n");
    let said = folder.run(&["run", "--settings", "settings.yaml"]).exits(3);
    assert!(said.stderr.contains("C077") && said.stderr.contains("settings.yaml:2:"), "{}", said.stderr);
    assert!(said.stderr.contains("the settings settings.yaml cannot be used; nothing ran"), "{}", said.stderr);
    let missing = folder.run(&["run", "--settings", "nothing.yaml"]).exits(3);
    assert!(missing.stderr.contains("cannot read the settings nothing.yaml"), "{}", missing.stderr);
    assert!(folder.runs().is_empty());
}

#[test]
fn a_suppression_that_fits_no_signal_is_warned_of() {
    let folder = Folder::new();
    let signal = |signal: &str| SETTINGS.replace("signal: large-table-skewed", &format!("signal: {signal}"));
    folder.write("typo.yaml", &signal("large-table-skewd")).write("none.yaml", &signal("\"nothing-like-it-*\""));
    let run = ["run", "--quiet", "--only", "TableInfo", "--settings", "typo.yaml"];
    let said = folder.run(&run).exits(0).stderr;
    assert!(said.contains("warning: the suppression of `large-table-skewd` (sales team, until 2999-12-31)"), "{said}");
    assert!(said.contains("did you mean `large-table-skewed`?"), "{said}");
    let said = folder.run(&["check", "redshift", "--settings", "none.yaml"]).exits(0).stderr;
    assert!(said.contains("`nothing-like-it-*`") && said.contains("fits no signal of the pack `redshift`"), "{said}");
    folder.run(&["check", "redshift", "--settings", "none.yaml", "--deny-warnings"]).exits(3);
}

#[test]
fn the_settings_that_the_documentation_shows_fit_the_shipped_pack() {
    let document = include_str!("../../../../docs/SETTINGS.md");
    let (_, rest) = document.split_once("```yaml\n").expect("an example");
    let folder = Folder::new();
    folder.write("settings.yaml", rest.split_once("```").expect("its end").0);
    let said = folder.run(&["check", "redshift", "--settings", "settings.yaml"]).exits(0);
    assert!(!said.stderr.contains("the suppression of"), "{}", said.stderr);
}
