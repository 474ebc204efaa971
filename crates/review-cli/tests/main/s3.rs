//! Run folders and packs in S3, by the built program, over the S3 API.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Child;

use s3_emulator::{Emulator, Refusal};
use serde_json::Value;

use crate::crash::{ended, signal, until};
use crate::program::{Folder, Said};

const BUCKET: &str = "team-reviews";
const BASE: &str = "s3://team-reviews/prod";
/// One query takes its time; the others are quick.
const SLOW: &str = "sample:troubled?slow=WorkloadEvaluation:600";

/// An S3 with one bucket, and a folder in which nothing is to appear.
struct S3 {
    server: Emulator,
    folder: Folder,
}

impl S3 {
    fn start() -> Self {
        Self { server: Emulator::start(&[BUCKET]), folder: Folder::new() }
    }

    fn with<T>(&self, run: impl FnOnce(&[(&str, &str)]) -> T) -> T {
        let environment = self.server.environment();
        let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
        run(&environment)
    }

    fn run(&self, arguments: &[&str]) -> Said {
        self.with(|environment| self.folder.run_with(arguments, environment))
    }

    fn begin(&self, arguments: &[&str]) -> Child {
        self.with(|environment| self.folder.start_with(arguments, environment))
    }

    /// The key of the only run's folder, once its `run.json` is there.
    fn only_run(&self) -> String {
        until("run.json", || self.runs().len() == 1);
        self.runs().remove(0)
    }

    fn runs(&self) -> Vec<String> {
        let keys = self.server.keys(BUCKET).into_iter();
        keys.filter_map(|key| Some(key.strip_suffix("/run.json")?.to_owned())).collect()
    }

    fn below(&self, run: &str, what: &str) -> Vec<String> {
        let prefix = format!("{run}/{what}");
        self.server.keys(BUCKET).into_iter().filter(|key| key.starts_with(&prefix)).collect()
    }

    fn has(&self, run: &str, key: &str) -> bool {
        self.server.content(BUCKET, &format!("{run}/{key}")).is_some()
    }

    fn text(&self, key: &str) -> String {
        let content = self.server.content(BUCKET, key).unwrap_or_else(|| panic!("{key} is not there"));
        String::from_utf8(content).expect("UTF-8")
    }

    fn json(&self, run: &str, key: &str) -> Value {
        serde_json::from_str(&self.text(&format!("{run}/{key}"))).expect("JSON")
    }

    /// Rewrites a file of the run past the program.
    fn edit(&self, key: &str, edit: impl FnOnce(String) -> String) {
        self.server.write(BUCKET, key, edit(self.text(key)).as_bytes());
    }

    /// Makes the run's warehouse quick, as it would be on another day.
    fn heal(&self, run: &str) {
        self.edit(&format!("{run}/run.json"), |text| text.replace(SLOW, "sample:troubled"));
    }
}

fn url(run: &str) -> String {
    format!("s3://{BUCKET}/{run}")
}

/// The findings of the same review with its run folder on this machine.
fn findings_of_a_local_run() -> Value {
    let folder = Folder::new();
    folder.run(&["run", "--quiet"]).exits(0);
    folder.only_run().json("findings.json")["signals"].clone()
}

#[test]
fn a_review_lies_in_s3_and_can_be_listed_judged_and_rendered_again() {
    let s3 = S3::start();
    let said = s3.run(&["run", "--quiet", "--base", BASE]).exits(0);
    let run = s3.only_run();
    let (report, folder) = (format!("{}/report.html", url(&run)), url(&run));
    assert_eq!(said.answer(), report);
    assert!(run.starts_with("prod/") && s3.has(&run, "report.html") && s3.has(&run, "run-manifest.json"), "{run}");
    assert_eq!(s3.json(&run, "findings.json")["signals"], findings_of_a_local_run());
    assert!(fs::read_dir(s3.folder.path.path()).expect("a folder").next().is_none(), "nothing lies on this machine");

    let listed = s3.run(&["runs", "--base", BASE]).exits(0);
    assert!(listed.stdout.starts_with(&format!("{folder}  complete: ")), "{}", listed.stdout);
    // By `latest`, by its id, by its address, and by the report that `run` answered with.
    let id = run.rsplit('/').next().expect("an id");
    for evaluate in [&["evaluate", "latest", "--base", BASE][..], &["evaluate", &report]] {
        assert_eq!(s3.run(evaluate).exits(0).answer(), report);
    }
    for render in [&["render", id, "--base", BASE][..], &["render", &folder]] {
        assert_eq!(s3.run(render).exits(0).answer(), report);
    }
    let stop = s3.run(&["stop", &folder]).exits(0);
    assert!(stop.stdout.contains("complete already"), "{}", stop.stdout);
    assert_eq!(s3.run(&["resume", &folder]).exits(0).answer(), report);
}

#[test]
fn killed_after_any_number_of_records_it_resumes_to_the_same_findings_and_runs_nothing_twice() {
    let expected = findings_of_a_local_run();
    for records_before in [0, 2, 6] {
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

/// Puts a folder below a key.
fn upload(s3: &S3, folder: &Path, key: &str) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let key = format!("{key}/{}", entry.file_name().to_string_lossy());
        match entry.file_type().expect("a type").is_dir() {
            true => upload(s3, &entry.path(), &key),
            false => s3.server.write(BUCKET, &key, &fs::read(entry.path()).expect("readable")),
        }
    }
}

#[test]
fn a_pack_lies_in_s3_as_well() {
    let s3 = S3::start();
    s3.folder.run(&["init", "mine"]).exits(0);
    upload(&s3, &s3.folder.at("mine"), "packs/mine");
    // What the console's "create folder" leaves, and what an editor leaves.
    s3.server.write(BUCKET, "packs/mine/scripts/", b"");
    s3.server.write(BUCKET, "packs/mine/.notes", b"x");
    let pack = format!("s3://{BUCKET}/packs/mine");
    let local = s3.folder.run(&["check", "mine"]).exits(0);
    let said = s3.run(&["check", &pack]).exits(0);
    assert_eq!(said.stdout, local.stdout.replace("mine:", &format!("{pack}:")));
    assert_eq!(s3.run(&["plan", &pack]).exits(0).stdout, s3.folder.run(&["plan", "mine"]).stdout);
    let said = s3.run(&["run", &pack, "--quiet", "--base", BASE]).exits(0);
    assert!(said.answer().starts_with("s3://"), "{}", said.stdout);
    assert!(!s3.below(&s3.only_run(), "pack/scripts/").is_empty());
    let said = s3.run(&["check", &format!("s3://{BUCKET}/packs/min")]).exits(3);
    assert!(said.stderr.contains("there is no pack at s3://"), "{}", said.stderr);
}

#[test]
fn several_warehouses_are_reviewed_into_s3_side_by_side() {
    let s3 = S3::start();
    let warehouses = ["--warehouse", "sample:troubled", "--warehouse", "sample:healthy"];
    let said = s3.run(&[&["run", "--quiet", "--base", BASE], &warehouses[..]].concat()).exits(0);
    assert_eq!(s3.runs().len(), 2, "{}", said.stdout);
    let summary = s3.server.keys(BUCKET).into_iter().find(|key| key.starts_with("prod/fleet-")).expect("a summary");
    let summary: Value = serde_json::from_str(&s3.text(&summary)).expect("JSON");
    let folders = summary["warehouses"].as_array().expect("warehouses").iter();
    assert!(folders.map(|one| one["folder"].as_str().expect("a folder")).all(|folder| folder.starts_with(BASE)));
    assert_eq!(s3.run(&["runs", "--base", BASE]).exits(0).stdout.lines().count(), 2);
}

#[test]
fn what_s3_refuses_is_said_with_its_remedy() {
    let s3 = S3::start();
    let said = s3.run(&["run", "--quiet", "--base", "s3://nobodys-bucket/x"]).exits(3);
    assert!(said.stderr.contains("NoSuchBucket") && said.stderr.contains("aws s3 mb s3://nobodys-bucket"), "{said:?}");
    s3.server.refuse(usize::MAX, Refusal::new(403, "AccessDenied", "Access Denied"), |call| call.is_write());
    let said = s3.run(&["run", "--quiet", "--base", BASE]).exits(3);
    let statement = r#""Action": "s3:PutObject", "Resource": "arn:aws:s3:::team-reviews/prod/*""#;
    assert!(said.stderr.contains(statement), "{}", said.stderr);
    let said = s3.run(&["runs", "--base", "s3://Team_Reviews"]).exits(4);
    assert!(said.stderr.contains("lower-case") && said.stderr.contains("s3://BUCKET/PREFIX"), "{}", said.stderr);
    let said = s3.run(&["evaluate", "latest", "--base", BASE]).exits(3);
    assert!(said.stderr.contains(&format!("there is no run under {BASE}")), "{}", said.stderr);
    let said = s3.run(&["stop", BASE]).exits(3);
    assert!(said.stderr.contains("is not a run's folder"), "{}", said.stderr);
}

#[test]
fn an_endpoint_for_s3_alone_a_region_and_a_profile_are_taken() {
    let s3 = S3::start();
    let keys = format!(
        "[team]\naws_access_key_id = {}\naws_secret_access_key = {}\n",
        Emulator::ACCESS_KEY,
        Emulator::SECRET_KEY
    );
    s3.folder.write("credentials", &keys).write("config", "[profile team]\n");
    let (credentials, config) = (s3.folder.at("credentials"), s3.folder.at("config"));
    let endpoint = s3.server.endpoint();
    let environment = [
        ("AWS_ENDPOINT_URL_S3", endpoint.as_str()),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
        ("AWS_SHARED_CREDENTIALS_FILE", credentials.to_str().expect("UTF-8")),
        ("AWS_CONFIG_FILE", config.to_str().expect("UTF-8")),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ];
    let base = format!("{BASE}?region=eu-west-1&profile=team");
    let said = s3.folder.run_with(&["run", "--quiet", "--base", &base], &environment).exits(0);
    let report = said.answer().to_owned();
    assert!(report.ends_with("/report.html?region=eu-west-1&profile=team"), "{report}");
    // What it answered can be given back.
    assert_eq!(s3.folder.run_with(&["render", &report], &environment).exits(0).answer(), report);
    let unknown = format!("{BASE}?region=eu-west-1&profile=nobody");
    let said = s3.folder.run_with(&["runs", "--base", &unknown], &environment).exits(3);
    assert!(said.stderr.contains("nobody") && said.stderr.contains("AWS_PROFILE"), "{}", said.stderr);
}
