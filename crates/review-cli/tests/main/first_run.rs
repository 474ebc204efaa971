//! What a newcomer's first command does.

use std::path::Path;

use crate::program::Folder;
use crate::shipped;

#[test]
fn the_sample_is_reviewed_without_arguments_and_leaves_a_complete_run_folder() {
    let folder = Folder::new();
    let said = folder.run(&["run"]).exits(0);
    let run = folder.only_run();
    assert!(folder.at(said.answer()).ends_with(Path::new(&run.name()).join("report.html")), "{}", said.stdout);
    for key in ["run.json", "findings.json", "report.html", "run-manifest.json"] {
        assert!(run.exists(key), "{key}");
    }
    let accounting = run.json("run-manifest.json")["accounting"].clone();
    let count = |name: &str| usize::try_from(accounting[name].as_u64().expect("a number")).expect("a size");
    assert_eq!(count("planned"), shipped::planned());
    assert_eq!(
        count("planned"),
        count("ok") + count("findings") + count("failed") + count("timed_out") + count("skipped")
    );
    assert_eq!(
        (count("failed"), count("timed_out"), count("skipped")),
        (0, 0, shipped::not_for("single_az")),
        "only what is about Serverless is skipped here"
    );
    let ran = shipped::planned() - shipped::not_for("single_az");
    assert_eq!(run.list("results").len(), ran);
    assert_eq!(run.list("csv").len(), ran);
    assert_eq!(run.list("errors").len(), 0);
    assert!(said.stdout.contains("skipped   ServerlessScaling: needs serverless"), "{}", said.stdout);
}

#[test]
fn two_reviews_of_the_sample_give_the_same_results_and_findings() {
    let reviews = [(), ()].map(|()| {
        let folder = Folder::new();
        folder.run(&["run", "--quiet"]).exits(0);
        folder
    });
    let [one, two] = reviews.each_ref().map(Folder::only_run);
    for kind in ["results", "csv"] {
        assert_eq!(one.list(kind), two.list(kind));
        for name in one.list(kind) {
            assert_eq!(one.text(&format!("{kind}/{name}")), two.text(&format!("{kind}/{name}")), "{kind}/{name}");
        }
    }
    assert_eq!(one.json("findings.json")["signals"], two.json("findings.json")["signals"]);
}

#[test]
fn progress_goes_to_stderr_and_only_the_answer_to_stdout() {
    let folder = Folder::new();
    let said = folder.run(&["run", "--only", "TableInfo", "--json"]).exits(0);
    for line in said.stderr.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}"));
        assert!(event["event"].is_string(), "{line}");
    }
    assert!(said.stderr.contains("\"query_ended\""), "{}", said.stderr);
    assert!(said.answer().ends_with("report.html"));
    let quiet = folder.run(&["run", "--only", "TableInfo", "--quiet"]).exits(0);
    assert_eq!(quiet.stderr, "");
}

#[test]
fn all_serial_and_all_parallel_review_the_same() {
    let [serial, parallel] = ["all-serial", "all-parallel"].map(|workflow| {
        let folder = Folder::new();
        folder.run(&["run", "--workflow", workflow, "--quiet"]).exits(0);
        let run = folder.only_run();
        (run.list("state").len(), run.json("findings.json")["signals"].clone())
    });
    assert_eq!(serial.0, 1, "one lane");
    assert!(parallel.0 > 5, "a lane for each query");
    assert_eq!(serial.1, parallel.1);
}

#[test]
fn a_gate_turns_findings_into_an_exit_code() {
    let folder = Folder::new();
    folder.run(&["run", "--quiet", "--fail-on", "high"]).exits(1);
    let healthy = Folder::new();
    healthy.run(&["run", "--quiet", "--warehouse", "sample:healthy", "--fail-on", "medium"]).exits(0);
}
