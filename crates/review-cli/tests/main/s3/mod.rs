//! Run folders and packs in S3, by the built program, over the S3 API.

mod bucket;
mod driving;

use std::fs;
use std::path::Path;

use s3_emulator::{Emulator, Refusal};
use serde_json::Value;

use bucket::{BASE, BUCKET, S3, findings_of_a_local_run, url};

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
