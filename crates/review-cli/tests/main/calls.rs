//! Queries that ask AWS: their results are results, and a call that is denied is skipped with what mends it.

use crate::program::{Folder, RunFiles};

fn account(run: &RunFiles, query: &str) -> serde_json::Value {
    let manifest = run.json("run-manifest.json");
    let queries = manifest["accounting"]["queries"].as_array().expect("queries");
    queries.iter().find(|one| one["query"] == query).unwrap_or_else(|| panic!("{query} is planned")).clone()
}

#[test]
fn what_aws_says_is_a_result_with_findings_csv_and_the_call_that_was_made() {
    let folder = Folder::new();
    folder.run(&["run", "--quiet", "--only", "ClusterFacts", "--only", "ClusterMetrics"]).exits(0);
    let run = folder.only_run();
    assert_eq!(account(&run, "ClusterFacts")["status"], "findings");
    assert!(run.text("csv/ClusterFacts.csv").contains("ra3.4xlarge"));
    let call = run.json("scripts/ClusterMetrics.json");
    assert_eq!((&call["call"], &call["days"]), (&"cloudwatch:GetMetricData".into(), &7.into()));
    assert_eq!(run.json("results/ClusterMetrics.json")["Records"].as_array().map(Vec::len), Some(168));
    assert!(run.text("report.html").contains("redshift:DescribeClusters"));
}

#[test]
fn a_call_that_is_denied_is_skipped_with_the_action_and_the_run_is_complete() {
    let folder = Folder::new();
    let denied = "sample:troubled?deny_call=redshift:ListRecommendations";
    folder.run(&["run", "--quiet", "--only", "ClusterFacts", "--only", "Advisor", "--warehouse", denied]).exits(0);
    let run = folder.only_run();
    let advisor = account(&run, "Advisor");
    assert_eq!(advisor["status"], "skipped");
    let reason = advisor["reason"].as_str().expect("a reason");
    assert!(reason.starts_with("not allowed to call redshift:ListRecommendations: let an administrator"), "{reason}");
    let signals = run.json("findings.json")["signals"].clone();
    let of_advisor = signals.as_array().expect("signals").iter().find(|one| one["signal"] == "advisor-recommends");
    assert_ne!(of_advisor.expect("a verdict")["verdict"], "fired");
    let preflight = folder.run(&["preflight", "--warehouse", denied]).exits(0).stdout;
    assert!(preflight.contains("not allowed to call redshift:ListRecommendations"), "{preflight}");
}

#[test]
fn a_plan_says_what_is_asked() {
    let folder = Folder::new();
    let plan = folder.run(&["plan"]).exits(0).stdout;
    assert!(plan.contains("Snapshots  asks redshift:DescribeClusterSnapshots, at most 120 s"), "{plan}");
}
