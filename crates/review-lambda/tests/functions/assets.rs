//! The packs of a release, copied into the results bucket.

use serde_json::{Value, json};

use crate::aws::{ARTIFACTS, Aws, BUCKET};

fn properties() -> Value {
    json!({
        "SourceBucket": ARTIFACTS, "SourcePrefix": "v1/packs/", "SourceRegion": "us-east-1", "TargetBucket": BUCKET,
        "TargetPrefix": "results/shipped/", "PacksDigest": "1"
    })
}

fn release(aws: &Aws, files: &[(&str, &str)]) {
    for (path, content) in files {
        aws.s3.write(ARTIFACTS, &format!("v1/packs/{path}"), content.as_bytes());
    }
}

async fn ask(aws: &Aws, kind: &str, properties: Value) -> Value {
    let mut assets = aws.assets().await;
    assets.call(aws.resource(kind, "r", properties, json!({}))).await.expect("CloudFormation was answered");
    let mut answers = aws.answers();
    assert_eq!(answers.len(), 1, "{answers:?}");
    answers.remove(0)
}

fn counts(answer: &Value) -> [String; 4] {
    ["Copied", "Unchanged", "Removed", "Kept"].map(|name| answer["Data"][name].as_str().unwrap_or("none").to_owned())
}

/// The keys under `results/`, and the writes since the last look.
fn there(aws: &Aws) -> Vec<String> {
    aws.keys("results/")
}

#[tokio::test]
async fn only_what_changed_is_copied_and_only_what_was_put_is_removed() {
    let aws = Aws::start().await;
    release(&aws, &[("a/config.json", "{}"), ("a/scripts/Q.sql", "select 1"), ("b/config.json", "{}")]);
    for mine in ["results/packs/a/config.json", "results/shipped/packs/mine/config.json", "results/reviews/x"] {
        aws.s3.write(BUCKET, mine, b"mine");
    }
    let answer = ask(&aws, "Create", properties()).await;
    assert_eq!((&answer["Status"], counts(&answer)), (&json!("SUCCESS"), ["3", "0", "0", "0"].map(String::from)));
    assert_eq!(answer["PhysicalResourceId"], format!("s3://{BUCKET}/results/shipped/"));
    assert_eq!(aws.s3.content(BUCKET, "results/shipped/packs/a/scripts/Q.sql"), Some(b"select 1".to_vec()));
    let manifest = aws.json("results/shipped/manifest.json");
    assert_eq!(manifest["files"].as_object().map(serde_json::Map::len), Some(3));

    aws.s3.forget();
    let answer = ask(&aws, "Update", properties()).await;
    assert_eq!(counts(&answer), ["0", "3", "0", "0"].map(String::from));
    let calls = aws.s3.calls();
    assert!(!calls.iter().any(s3_emulator::Call::is_write), "nothing changed: {calls:?}");
    assert!(!calls.iter().any(|call| call.path.contains("/v1/packs/a")), "nothing was read: {calls:?}");

    // One file changes in the release, one is gone here, and one that the release drops was changed here.
    release(&aws, &[("a/scripts/Q.sql", "select 2"), ("c/config.json", "{}")]);
    let mut changed = properties();
    changed["SourcePrefix"] = json!("v2/packs/");
    for (path, content) in [("a/config.json", "{}"), ("a/scripts/Q.sql", "select 2"), ("c/config.json", "{}")] {
        aws.s3.write(ARTIFACTS, &format!("v2/packs/{path}"), content.as_bytes());
    }
    aws.s3.write(BUCKET, "results/shipped/packs/a/config.json", b"damaged");
    aws.s3.write(BUCKET, "results/shipped/packs/b/config.json", b"changed by somebody");
    let answer = ask(&aws, "Update", changed.clone()).await;
    assert_eq!(counts(&answer), ["3", "0", "0", "1"].map(String::from), "{answer}");
    assert_eq!(aws.s3.content(BUCKET, "results/shipped/packs/a/config.json"), Some(b"{}".to_vec()));

    let answer = ask(&aws, "Delete", changed).await;
    assert_eq!(counts(&answer), ["0", "0", "3", "0"].map(String::from));
    let left = [
        "results/packs/a/config.json",
        "results/reviews/x",
        "results/shipped/packs/b/config.json",
        "results/shipped/packs/mine/config.json",
    ];
    assert_eq!(there(&aws), left);
}

#[tokio::test]
async fn what_was_cut_short_is_known_and_removed() {
    let aws = Aws::start().await;
    release(&aws, &[("a/config.json", "{}"), ("a/scripts/Q.sql", "select 1")]);
    let denied = s3_emulator::Refusal::new(403, "AccessDenied", "Access Denied");
    aws.s3.refuse(1, denied, |call| call.method == "PUT" && call.path.ends_with("/scripts/Q.sql"));
    let answer = ask(&aws, "Create", properties()).await;
    assert_eq!(answer["Status"], "FAILED");
    assert!(
        answer["Reason"].as_str().is_some_and(|reason| reason.contains("Q.sql") && reason.contains("s3:PutObject")),
        "{answer}"
    );
    assert_eq!(there(&aws), ["results/shipped/manifest.json", "results/shipped/packs/a/config.json"]);
    let answer = ask(&aws, "Delete", properties()).await;
    assert_eq!(counts(&answer), ["0", "0", "1", "0"].map(String::from));
    assert_eq!(there(&aws), Vec::<String>::new());
}

#[tokio::test]
async fn a_folder_that_is_not_its_own_is_refused_and_a_deletion_never_fails() {
    let aws = Aws::start().await;
    release(&aws, &[("a/config.json", "{}")]);
    for (name, value, said) in [
        ("TargetPrefix", "results/packs/", "folders named shipped/ only"),
        ("TargetPrefix", "", "TargetPrefix is missing"),
        ("SourcePrefix", "v9/packs/", "holds no pack"),
        ("SourceBucket", "not-there-at-all", "not-there-at-all"),
    ] {
        let mut wrong = properties();
        wrong[name] = json!(value);
        let answer = ask(&aws, "Create", wrong.clone()).await;
        assert_eq!(answer["Status"], "FAILED");
        assert!(answer["Reason"].as_str().is_some_and(|reason| reason.contains(said)), "{answer}");
        assert_eq!(ask(&aws, "Delete", wrong).await["Status"], "SUCCESS");
    }
    assert_eq!(there(&aws), Vec::<String>::new());
    let mut gone = properties();
    gone["TargetBucket"] = json!("deleted-before");
    assert_eq!(counts(&ask(&aws, "Delete", gone).await), ["0", "0", "0", "0"].map(String::from));
}
