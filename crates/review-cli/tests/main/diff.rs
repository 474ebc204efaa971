//! Two runs side by side.

use crate::program::Folder;

fn run(folder: &Folder, warehouse: &str) {
    folder.run(&["run", "--quiet", "--only", "TableInfo", "--warehouse", warehouse]).exits(0);
}

#[test]
fn a_run_is_compared_with_the_one_before_it() {
    let folder = Folder::new();
    run(&folder, "sample:troubled");
    let alone = folder.run(&["diff"]).exits(3);
    assert!(alone.stderr.contains("no earlier complete run"), "{}", alone.stderr);
    run(&folder, "sample:troubled");
    let same = folder.run(&["diff", "--fail-on", "new:info", "--fail-on", "worse:info"]).exits(0);
    assert!(same.stdout.contains("0 new, 0 worse"), "{}", same.stdout);
    let all = folder.run(&["diff", "--all"]).exits(0);
    assert!(all.stdout.contains("large-table-skewed"), "{}", all.stdout);
    assert!(!same.stdout.contains("large-table-skewed"), "{}", same.stdout);
}

#[test]
fn what_is_new_and_what_is_fixed_is_named_and_gates() {
    let folder = Folder::new();
    run(&folder, "sample:healthy");
    run(&folder, "sample:troubled");
    let mut runs: Vec<(String, String)> =
        folder.runs().iter().map(|run| (run.json("run.json")["warehouse"].to_string(), run.name())).collect();
    runs.sort();
    let [(_, healthy), (_, troubled)] = runs.as_slice() else { panic!("two runs: {runs:?}") };
    let worse = folder.run(&["diff", healthy, troubled, "--fail-on", "new:high"]).exits(1);
    for part in
        ["note: warehouse: sample-healthy before, sample-troubled now", "\nnew\n", "dev.sales.order_items  7.40"]
    {
        assert!(worse.stdout.contains(part), "{part}: {}", worse.stdout);
    }
    let better = folder.run(&["diff", troubled, healthy, "--fail-on", "new:info", "--json"]).exits(0);
    let json: serde_json::Value = serde_json::from_str(&better.stdout).expect("JSON alone on stdout");
    let fixed = json["signals"].as_array().expect("signals").iter().filter(|one| one["change"] == "fixed").count();
    assert!(fixed >= 5, "{json}");
    let wrong = folder.run(&["diff", "--fail-on", "fixed:high"]).exits(4);
    assert!(wrong.stderr.contains("such as new:high"), "{}", wrong.stderr);
}

#[test]
fn after_a_resize_only_what_does_not_depend_on_the_nodes_is_compared() {
    let folder = Folder::new();
    let few = ["run", "--quiet", "--only", "NodeDetails", "--only", "UsagePattern", "--only", "CopyPerformance"];
    folder.run(&few).exits(0);
    let earlier = folder.only_run();
    folder.run(&few).exits(0);
    let findings = earlier.text("findings.json");
    let mut resized: serde_json::Value = serde_json::from_str(&findings).expect("JSON");
    let measures = resized["measures"].as_array_mut().expect("measures");
    let nodes = measures.iter_mut().find(|one| one["id"] == "nodes").expect("how many nodes there are");
    assert_eq!(nodes["value"], "4");
    nodes["value"] = "2".into();
    std::fs::write(earlier.path.join("findings.json"), resized.to_string()).expect("written");
    let names: Vec<String> = folder.runs().iter().map(|run| run.name()).collect();
    let said = folder.run(&["diff", &names[0], &names[1], "--json"]).exits(0);
    let comparison: serde_json::Value = serde_json::from_str(&said.stdout).expect("JSON");
    assert_eq!(comparison["differences"], serde_json::json!(["nodes: 2 before, 4 now"]));
    let of = |signal: &str| {
        let all = comparison["signals"].as_array().expect("signals");
        all.iter().find(|one| one["signal"] == signal).unwrap_or_else(|| panic!("{signal} in {comparison}"))
    };
    assert_eq!(of("queries-wait-in-queue")["change"], "not_comparable");
    assert_eq!(of("queries-wait-in-queue")["reason"], "nodes: 2 before, 4 now");
    assert_eq!(of("load-fails")["change"], "unchanged");
}
