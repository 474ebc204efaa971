//! The program killed in the middle, and two of them on one run.

use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::program::{Folder, RunFiles, Said};

/// One query hangs until it is cancelled; the others are quick.
const SLOW: &str = "sample:troubled?slow=WorkloadEvaluation:600";

/// Waits for something that another process does.
pub(crate) fn until(what: &str, mut happened: impl FnMut() -> bool) {
    let began = Instant::now();
    while !happened() {
        assert!(began.elapsed() < Duration::from_secs(60), "{what} did not happen");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn records(run: &RunFiles) -> usize {
    run.list("records").len()
}

fn only_run_when_there(folder: &Folder) -> RunFiles {
    until("run.json", || folder.try_only_run().is_some());
    folder.only_run()
}

pub(crate) fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
}

pub(crate) fn ended(child: Child) -> Said {
    let output = child.wait_with_output().expect("the program ends");
    Said {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Makes the run's warehouse quick, as it would be on another day.
fn heal(run: &RunFiles) {
    let document = run.text("run.json").replace(SLOW, "sample:troubled");
    std::fs::write(run.path.join("run.json"), document).expect("written");
}

#[test]
fn killed_after_any_number_of_records_it_resumes_to_the_same_findings_and_runs_nothing_twice() {
    let whole = Folder::new();
    whole.run(&["run", "--quiet"]).exits(0);
    let expected = whole.only_run().json("findings.json")["signals"].clone();
    for records_before in [0, 1, 3, 6, 9] {
        let folder = Folder::new();
        let child = folder.start(&["run", "--quiet"]);
        let run = only_run_when_there(&folder);
        until("records", || records(&run) >= records_before || run.exists("run-manifest.json"));
        signal(&child, "-KILL");
        ended(child);
        let before: Vec<(String, String)> = kept(&run);
        folder.run(&["resume", "latest", "--quiet"]).exits(0);
        assert_eq!(run.json("findings.json")["signals"], expected);
        for (name, content) in before {
            assert_eq!(run.text(&name), content, "a record is written once");
        }
        for query in run.list("records") {
            let attempts = run.list(&format!("records/{query}"));
            assert_eq!(attempts.len(), 1, "{query} has one record: {attempts:?}");
        }
    }
}

/// Every record with its content.
fn kept(run: &RunFiles) -> Vec<(String, String)> {
    let queries = run.list("records").into_iter();
    let names = queries.flat_map(|query| {
        let records = run.list(&format!("records/{query}")).into_iter().filter(|name| name.ends_with(".json"));
        records
            .filter(|name| !name.starts_with('.'))
            .map(|record| format!("records/{query}/{record}"))
            .collect::<Vec<_>>()
    });
    names.map(|name| (name.clone(), run.text(&name))).collect()
}

#[test]
fn ctrl_c_cancels_what_runs_says_how_to_go_on_and_leaves_a_run_that_resumes() {
    let folder = Folder::new();
    let child = folder.start(&["run", "--warehouse", SLOW]);
    let run = only_run_when_there(&folder);
    until("the first records", || records(&run) >= 2);
    signal(&child, "-INT");
    let said = ended(child).exits(130);
    assert!(said.stderr.contains("redshift-review resume"), "{}", said.stderr);
    assert!(!run.exists("run-manifest.json") && !run.exists("stop.json"));
    heal(&run);
    folder.run(&["resume", "latest", "--quiet"]).exits(0);
    assert!(run.exists("run-manifest.json"));
}

#[test]
fn of_two_drivers_on_one_run_the_second_is_refused_and_says_why() {
    let folder = Folder::new();
    let child = folder.start(&["run", "--quiet", "--warehouse", SLOW]);
    let run = only_run_when_there(&folder);
    until("the first record", || records(&run) >= 1);
    let said = folder.run(&["resume", "latest"]).exits(3);
    assert!(said.stderr.contains("another driver"), "{}", said.stderr);
    assert!(said.stderr.contains(&child.id().to_string()), "it names the process: {}", said.stderr);
    signal(&child, "-INT");
    ended(child).exits(130);
}

#[test]
fn stop_cancels_what_runs_and_the_rest_is_reported() {
    let folder = Folder::new();
    let child = folder.start(&["run", "--quiet", "--warehouse", SLOW]);
    let run = only_run_when_there(&folder);
    until("the first record", || records(&run) >= 1);
    folder.run(&["stop", "latest"]).exits(0);
    let said = ended(child).exits(2);
    assert!(said.stdout.contains("WorkloadEvaluation: the run was stopped first"), "{}", said.stdout);
    assert!(run.exists("report.html") && run.exists("run-manifest.json"));
}
