//! Drivers that die, are stopped, or meet each other on a run in S3.

use std::collections::BTreeSet;

use serde_json::Value;

use super::bucket::{BASE, S3, SLOW, findings_of_a_local_run, url};
use crate::crash::{ended, signal, until};

#[test]
fn killed_after_any_number_of_records_it_resumes_to_the_same_findings_and_runs_nothing_twice() {
    let expected = findings_of_a_local_run();
    for records_before in [0, 4] {
        let s3 = S3::start();
        let child = s3.begin(&["run", "--quiet", "--base", BASE]);
        let run = s3.only_run();
        until("records", || s3.below(&run, "records/").len() >= records_before || s3.has(&run, "run-manifest.json"));
        signal(&child, "-KILL");
        ended(child);
        let before: Vec<(String, String)> =
            s3.below(&run, "records/").into_iter().map(|key| (key.clone(), s3.text(&key))).collect();
        s3.run(&["resume", "latest", "--quiet", "--base", BASE]).exits(0);
        assert_eq!(s3.json(&run, "findings.json")["signals"], expected);
        assert!(before.iter().all(|(key, content)| s3.text(key) == *content), "a record is written once");
        let records = s3.below(&run, "records/");
        let queries: BTreeSet<&str> = records.iter().filter_map(|key| Some(key.rsplit_once('/')?.0)).collect();
        assert_eq!(queries.len(), records.len(), "each query has one record: {records:?}");
        assert_eq!(s3.server.open_uploads(), 0);
    }
}

#[test]
fn answers_that_get_lost_on_their_way_change_nothing() {
    let s3 = S3::start();
    // Every fourth write takes effect, and its answer is lost.
    let count = std::sync::atomic::AtomicUsize::new(0);
    s3.server.lose_answers(usize::MAX, move |call| {
        call.is_write() && count.fetch_add(1, std::sync::atomic::Ordering::Relaxed).is_multiple_of(4)
    });
    s3.run(&["run", "--quiet", "--base", BASE]).exits(0);
    let run = s3.only_run();
    assert_eq!(s3.json(&run, "findings.json")["signals"], findings_of_a_local_run());
    assert!(s3.below(&run, "records/").iter().all(|key| key.ends_with("/1-1.json")));
}

#[test]
fn stop_ends_a_run_in_s3_and_the_rest_is_reported() {
    let s3 = S3::start();
    let child = s3.begin(&["run", "--quiet", "--warehouse", SLOW, "--base", BASE]);
    let run = s3.only_run();
    until("the first record", || !s3.below(&run, "records/").is_empty());
    let stop = s3.run(&["stop", &url(&run)]).exits(0);
    assert!(stop.stdout.starts_with(&format!("asked {} to stop", url(&run))), "{}", stop.stdout);
    let said = ended(child).exits(2);
    assert!(said.stdout.contains("WorkloadEvaluation: the run was stopped first"), "{}", said.stdout);
    assert!(s3.has(&run, "report.html") && s3.has(&run, "run-manifest.json"));
}

#[test]
fn a_run_that_somebody_drives_is_not_resumed_unless_it_is_to_be_taken_over() {
    let s3 = S3::start();
    let slow = "sample:troubled?slow=WorkloadEvaluation:6";
    let child = s3.begin(&["run", "--quiet", "--warehouse", slow, "--base", BASE]);
    let run = s3.only_run();
    until("the first record", || !s3.below(&run, "records/").is_empty());
    let refused = s3.run(&["resume", &url(&run)]).exits(3);
    assert!(refused.stderr.contains(&format!("process {} of this machine", child.id())), "{}", refused.stderr);
    assert!(refused.stderr.contains(&format!("resume {} --take-over", url(&run))), "{}", refused.stderr);

    s3.edit(&format!("{run}/run.json"), |text| text.replace(slow, "sample:troubled"));
    s3.run(&["resume", &url(&run), "--take-over", "--quiet"]).exits(0);
    let lost = ended(child).exits(3);
    assert!(lost.stderr.contains("was taken over by driver"), "{}", lost.stderr);
    assert_eq!(s3.json(&run, "findings.json")["signals"], findings_of_a_local_run());
}

#[test]
fn who_else_may_drive_a_run_is_named() {
    let s3 = S3::start();
    let child = s3.begin(&["run", "--quiet", "--warehouse", SLOW, "--base", BASE]);
    let run = s3.only_run();
    until("the first record", || !s3.below(&run, "records/").is_empty());
    signal(&child, "-INT");
    ended(child).exits(130);
    s3.heal(&run);
    let execution = "arn:aws:states:eu-west-1:000000000000:execution:redshift-review-sfl2:x";
    for (driver, parts) in [
        (execution, [execution, "redshift-review stop s3://", "they would take the lanes back", "--take-over"]),
        ("another-machine:7:2026-11-22T07:30:00Z", ["another-machine:7", "has ended", "take the run", "--take-over"]),
    ] {
        for state in s3.below(&run, "state/") {
            let mut document: Value = serde_json::from_str(&s3.text(&state)).expect("JSON");
            document["state"]["driver"] = Value::from(driver);
            s3.edit(&state, |_| document.to_string());
        }
        let said = s3.run(&["resume", "latest", "--base", BASE]).exits(3);
        assert!(parts.iter().all(|part| said.stderr.contains(part)), "{}", said.stderr);
    }
    s3.run(&["resume", "latest", "--base", BASE, "--take-over", "--quiet"]).exits(0);
}

#[test]
fn a_run_that_was_interrupted_resumes_without_being_taken_over() {
    let s3 = S3::start();
    let child = s3.begin(&["run", "--warehouse", SLOW, "--base", BASE]);
    let run = s3.only_run();
    until("the first records", || s3.below(&run, "records/").len() >= 2);
    signal(&child, "-INT");
    let said = ended(child).exits(130);
    assert!(said.stderr.contains(&format!("redshift-review resume {}", url(&run))), "{}", said.stderr);
    assert!(!s3.has(&run, "run-manifest.json") && !s3.has(&run, "stop.json"));
    s3.heal(&run);
    s3.run(&["resume", &url(&run), "--quiet"]).exits(0);
    assert!(s3.has(&run, "run-manifest.json"));
}
