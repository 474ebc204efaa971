//! Reviews that cannot begin: recorded, mailed, answered; never a word less than what to do.

use serde_json::{Value, json};

use crate::aws::{Aws, BUCKET};

fn refused(aws: &Aws, answer: &Value) -> Value {
    assert_eq!((&answer["runs"], answer["refused"].as_array().map(Vec::len)), (&json!([]), Some(1)), "{answer}");
    let record = answer["refused"][0]["record"].as_str().expect("a record");
    let key = record.strip_prefix(&format!("s3://{BUCKET}/")).expect("in the bucket");
    assert!(key.starts_with("rr/refused/20"), "{key}");
    let record = aws.json(key);
    assert_eq!(
        (&record["error"], &record["remedy"]),
        (&answer["refused"][0]["error"], &answer["refused"][0]["remedy"])
    );
    record
}

#[tokio::test]
async fn a_wrong_pack_is_refused_with_all_its_problems_before_any_statement() {
    let aws = Aws::start().await;
    aws.s3.write(BUCKET, "rr/packs/broken/config.json", b"{ \"pack\": \"broken\", \"querys\": [] }");
    let mut invoke = aws.invoke().await;
    let record = refused(&aws, &invoke.call(json!({ "pack": "broken" })).await.expect("an answer"));
    let diagnostics = record["diagnostics"].as_array().expect("diagnostics");
    assert!(diagnostics.len() > 1 && diagnostics.iter().all(|one| one["place"]["file"].is_string()), "{record}");
    for (payload, said) in [
        (json!({ "pack": "nowhere" }), "there is no pack `nowhere`"),
        (json!({ "pack": "../starter" }), "there is no pack `../starter`"),
        (json!({ "workflow": "nightly" }), "has no workflow `nightly`"),
        (json!({ "parameters": { "day": 3 } }), "has no parameter `day`"),
        (json!({ "parameters": { "days": "many" } }), "the parameter `days`"),
    ] {
        let record = refused(&aws, &invoke.call(payload).await.expect("an answer"));
        assert!(record["error"].as_str().is_some_and(|error| error.contains(said)), "{record}");
    }
    assert_eq!((aws.statements(), aws.keys("rr/reviews/").len(), aws.mailed().len()), (0, 0, 6));
}

#[tokio::test]
async fn a_warehouse_that_cannot_be_asked_is_refused_with_what_mends_it() {
    let aws = Aws::start().await;
    let mut invoke = aws.invoke().await;
    let said = |record: &Value, error: &str, remedy: &str| {
        let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        assert!(text("error").contains(error) && text("remedy").contains(remedy), "{record}");
    };
    let record = refused(&aws, &invoke.call(json!({ "warehouse": "redshift://gone/dev" })).await.expect("an answer"));
    said(&record, "redshift://gone/dev cannot be reviewed: warehouse gone", "check the name");
    let record =
        refused(&aws, &invoke.call(json!({ "warehouse": "postgres://me:hunter2@h/db" })).await.expect("an answer"));
    said(&record, "through the Data API only", "redshift-review run");
    assert!(!record.to_string().contains("hunter2"));
    aws.data_api.set_status("sales", "paused");
    let record = refused(&aws, &invoke.call(json!({})).await.expect("an answer"));
    said(&record, "paused", "resume-cluster --cluster-identifier sales");
    let mails = aws.mailed();
    assert_eq!(mails.len(), 3);
    assert!(mails.iter().all(|(subject, text)| subject.len() < 100 && text.contains("What to do: ")), "{mails:?}");
}

#[tokio::test]
async fn a_fleet_file_that_cannot_be_used_names_its_lines() {
    let aws = Aws::start().await;
    let wrong =
        "warehouses:\n- { name: a, url: \"sample:troubled\" }\n- { name: a, url: \"redshift://me:hunter2@c/dev\" }\n";
    aws.s3.write(BUCKET, "rr/fleets/wrong.yaml", wrong.as_bytes());
    let mut invoke = aws.invoke().await;
    let record = refused(&aws, &invoke.call(json!({ "warehouse": "fleet:wrong.yaml" })).await.expect("an answer"));
    let lines: Vec<u64> = record["diagnostics"]
        .as_array()
        .expect("diagnostics")
        .iter()
        .filter_map(|one| one["place"]["line"].as_u64())
        .collect();
    assert!(lines.contains(&2) && lines.contains(&3), "{record}");
    assert!(!record.to_string().contains("hunter2"));
    for (name, said) in
        [("fleet:missing.yaml", "there is no fleet file"), ("fleet:../x", "is no name for a fleet file")]
    {
        let record = refused(&aws, &invoke.call(json!({ "warehouse": name })).await.expect("an answer"));
        assert!(record["error"].as_str().is_some_and(|error| error.contains(said)), "{record}");
    }
}
