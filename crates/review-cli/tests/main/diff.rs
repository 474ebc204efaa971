//! Two runs side by side.

use crate::program::{Folder, RunFiles};

fn run(folder: &Folder, warehouse: &str) {
    folder.run(&["run", "--quiet", "--only", "TableInfo", "--warehouse", warehouse]).exits(0);
}

/// A small pack of two queries, and a whole review with it.
fn starter() -> Folder {
    let folder = Folder::new();
    folder.run(&["init", "pack"]).exits(0);
    folder.run(&["run", "pack", "--quiet"]).exits(0);
    folder
}

/// Waits for the next second: runs of the same one are in the order of their ids, not in that of their making.
fn later() {
    std::thread::sleep(std::time::Duration::from_millis(1_001));
}

/// The run that is not among these yet.
fn newest(folder: &Folder, known: &mut Vec<String>) -> RunFiles {
    let run = folder.runs().into_iter().find(|run| !known.contains(&run.id())).expect("a run");
    known.push(run.id());
    run
}

#[test]
fn a_run_is_compared_with_the_one_before_it() {
    let folder = starter();
    let alone = folder.run(&["diff"]).exits(3);
    assert!(alone.stderr.contains("no earlier complete run"), "{}", alone.stderr);
    let first = folder.only_run().id();
    later();
    let again = folder.run(&["run", "pack", "--quiet"]).exits(0);
    // What changed is said where the review ends, before the report.
    let since = again.stdout.lines().rev().nth(1).expect("a line before the report");
    let says = format!("since {first}: 1 unchanged; `redshift-review diff ");
    assert!(since.starts_with(&says) && since.ends_with("` shows them"), "{since}");
    let same = folder.run(&["diff", "--fail-on", "new:info", "--fail-on", "worse:info"]).exits(0);
    assert!(same.stdout.contains("0 new, 0 worse"), "{}", same.stdout);
    let all = folder.run(&["diff", "--all"]).exits(0);
    assert!(all.stdout.contains("stale-statistics"), "{}", all.stdout);
    assert!(!same.stdout.contains("stale-statistics"), "{}", same.stdout);
}

#[test]
fn part_of_a_review_and_a_run_that_was_halted_are_no_baseline() {
    let folder = starter();
    let mut known = Vec::new();
    let first = newest(&folder, &mut known);
    later();
    let part = folder.run(&["run", "pack", "--quiet", "--only", "UsagePattern"]).exits(0);
    assert!(part.stdout.contains(&format!("since {}: ", first.id())), "{}", part.stdout);
    let part = newest(&folder, &mut known);
    assert_eq!(part.json("run-manifest.json")["partial"], true);
    assert!(!part.text("report.html").contains("<p class=\"trend\">"), "part of a review is no point of a trend");
    later();
    let slow = "sample:troubled?slow=UsagePattern:600";
    let halting = ["run", "pack", "--quiet", "--warehouse", slow, "--max-warehouse-seconds", "6"];
    folder.run(&[&halting[..], &["--workflow", "all-serial"]].concat()).exits(2);
    let halted = newest(&folder, &mut known);
    assert_eq!(halted.json("run-manifest.json")["halt"], "budget");
    later();
    folder.run(&["run", "pack", "--quiet"]).exits(0);
    let last = newest(&folder, &mut known);
    assert_eq!(last.json("comparison.json")["before"], first.id().as_str());
    let earlier = last.json("series.json")["earlier"].clone();
    assert_eq!(earlier.as_array().expect("runs").iter().map(|one| &one["run"]).collect::<Vec<_>>(), [&first.id()]);
    let said = folder.run(&["diff"]).exits(0);
    assert!(said.stdout.starts_with(&format!("{} compared with {}\n", last.id(), first.id())), "{}", said.stdout);
    assert!(said.stderr.contains("is passed over: part of a review (--only)"), "{}", said.stderr);
    assert!(said.stderr.contains("is passed over: cut short, its warehouse time is used up"), "{}", said.stderr);
    let listed = folder.run(&["runs"]).exits(0).stdout;
    let stands = |run: &RunFiles| listed.lines().find(|line| line.contains(&run.id())).expect("a line").to_owned();
    assert!(stands(&part).contains("  part of a review (--only): 1 of 2 queries ran, 0 with findings"), "{listed}");
    assert!(stands(&halted).contains("  cut short, its warehouse time is used up: "), "{listed}");
    assert!(stands(&last).contains("  complete: 2 planned, 1 with findings, 0 failed"), "{listed}");
    // One that was named is compared all the same, and what it did not judge has no number.
    let named = folder.run(&["diff", &first.name(), &part.name()]).exits(0);
    assert!(named.stdout.contains("(1 tables -> not judged)"), "{}", named.stdout);
    let page = folder.run(&["runs", "--html", "fleet.html"]).exits(0);
    assert!(
        page.stdout.contains("fleet.html") && folder.read("fleet.html").contains("part of a review: nothing found")
    );
}

#[test]
fn a_run_that_cannot_be_read_is_named_and_the_others_are_listed_and_compared() {
    let folder = starter();
    for _ in 0..2 {
        folder.run(&["run", "pack", "--quiet"]).exits(0);
    }
    // Runs of the same second are in the order of their ids, not in that of their making.
    let mut runs = folder.runs();
    runs.sort_by_key(RunFiles::id);
    let [earlier, later, broken] = runs.as_slice() else { panic!("three runs") };
    std::fs::write(broken.path.join("run-manifest.json"), "{ \"format\": 1, ").expect("written");
    let listed = folder.run(&["runs"]).exits(0).stdout;
    assert_eq!(listed.lines().count(), 3, "{listed}");
    assert!(listed.lines().any(|line| line.contains(&broken.id()) && line.contains("  unreadable: ")), "{listed}");
    let said = folder.run(&["diff"]).exits(0);
    let compared = format!("{} compared with {}", later.id(), earlier.id());
    assert!(said.stdout.contains(&compared), "{}", said.stdout);
    assert!(said.stderr.contains(&broken.id()) && said.stderr.contains("unreadable: "), "{}", said.stderr);
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
