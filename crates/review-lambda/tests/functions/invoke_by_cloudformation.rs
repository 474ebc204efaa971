//! Reviews that a stack starts.

use std::time::{Duration, Instant};

use data_api_emulator::{Fault, Injection};
use review_lambda::testing::Receiver;
use serde_json::{Value, json};

use crate::aws::{Aws, BUCKET};

fn only(mut answers: Vec<Value>) -> Value {
    assert_eq!(answers.len(), 1, "answered once: {answers:?}");
    answers.remove(0)
}

#[tokio::test]
async fn a_stack_reviews_on_create_and_when_the_trigger_changes() {
    let mut aws = Aws::start().await;
    let mut invoke = aws.invoke().await;
    invoke.call(aws.start_resource("Create", "r1", "1", "")).await.expect("an answer");
    let created = only(aws.answers());
    assert_eq!(
        (&created["Status"], &created["RequestId"], &created["LogicalResourceId"]),
        (&json!("SUCCESS"), &json!("r1"), &json!("It"))
    );
    assert_eq!(created["StackId"], "arn:aws:cloudformation:us-east-1:000000000000:stack/my-reviews/1");
    let run = created["Data"]["Runs"].as_str().expect("a run").to_owned();
    assert_eq!((aws.services.executions().len(), &created["Data"]["Refused"]), (1, &json!("")));

    // CloudFormation may deliver a request twice.
    invoke.call(aws.start_resource("Create", "r1", "1", "")).await.expect("an answer");
    assert_eq!(only(aws.answers())["Data"]["Runs"], run.as_str());
    for (kind, request, trigger, before, runs) in
        [("Update", "r2", "1", "1", 1), ("Update", "r3", "2", "1", 2), ("Delete", "r4", "2", "", 2)]
    {
        invoke.call(aws.start_resource(kind, request, trigger, before)).await.expect("an answer");
        let answer = only(aws.answers());
        assert_eq!(
            (&answer["Status"], &answer["PhysicalResourceId"]),
            (&json!("SUCCESS"), &created["PhysicalResourceId"])
        );
        assert_eq!(aws.services.executions().len(), runs, "{kind} {request}");
    }
}

#[tokio::test]
async fn a_wrong_pack_fails_the_stack_with_its_first_problems() {
    let aws = Aws::start().await;
    let queries: Vec<Value> = (0..200)
        .map(|number| json!({ "name": format!("Q{number}"), "script": "scripts/no.sql", "whatever": 1 }))
        .collect();
    let config = json!({ "pack": "broken", "queries": queries }).to_string();
    aws.s3.write(BUCKET, "rr/packs/broken/config.json", config.as_bytes());
    let mut invoke = aws.invoke().await;
    let properties = json!({ "Trigger": "1", "Pack": "broken" });
    invoke.call(aws.resource("Create", "r1", properties, json!({}))).await.expect("CloudFormation was answered");
    let answer = only(aws.answers());
    let reason = answer["Reason"].as_str().expect("a reason");
    assert_eq!(answer["Status"], "FAILED");
    assert!(reason.starts_with("the pack `broken` in ") && reason.contains("config.json:1:"), "{reason}");
    let record = aws.keys("rr/refused/").remove(0);
    assert!(reason.ends_with(&format!(" ... (everything: s3://{BUCKET}/{record})")), "{reason}");
    assert!(aws.json(&record)["diagnostics"].as_array().is_some_and(|all| all.len() > 200));
    assert_eq!((aws.statements(), aws.mailed().len()), (0, 0), "the stack says it");
}

#[tokio::test]
async fn a_warehouse_that_cannot_be_asked_does_not_roll_the_stack_back() {
    let aws = Aws::start().await;
    aws.data_api.set_status("sales", "paused");
    let mut invoke = aws.invoke().await;
    invoke.call(aws.start_resource("Create", "r1", "1", "")).await.expect("an answer");
    let answer = only(aws.answers());
    assert_eq!((&answer["Status"], &answer["Data"]["Runs"]), (&json!("SUCCESS"), &json!("")));
    assert!(
        answer["Data"]["Refused"].as_str().is_some_and(|text| text.contains("paused") && text.contains("rr/refused/")),
        "{answer}"
    );
    assert_eq!(aws.mailed()[0].0, "redshift-review: redshift://sales/dev was not reviewed");
}

#[tokio::test]
async fn the_stack_is_answered_before_the_time_is_up() {
    let aws = Aws::start().await;
    aws.data_api.inject(Injection::always("DescribeStatement", Fault::Delay(Duration::from_secs(60))));
    let mut invoke = aws.invoke().await;
    let began = Instant::now();
    let resource = aws.start_resource("Create", "r1", "1", "");
    invoke.call_within(resource, Duration::from_secs(8)).await.expect("an answer");
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    let answer = only(aws.answers());
    assert_eq!(answer["Status"], "SUCCESS");
    assert!(answer["Data"]["Refused"].as_str().is_some_and(|text| text.contains("time was up")), "{answer}");
}

#[tokio::test]
async fn a_stack_is_answered_whatever_is_missing() {
    let mut aws = Aws::start().await;
    let mut invoke = aws.invoke_with("REVIEW_BUCKET", "").await;
    invoke.call(aws.start_resource("Create", "r1", "1", "")).await.expect("CloudFormation was answered");
    let answer = only(aws.answers());
    assert_eq!(answer["Status"], "FAILED");
    assert!(answer["Reason"].as_str().is_some_and(|reason| reason.contains("REVIEW_BUCKET is not set")), "{answer}");

    let mut invoke = aws.invoke_with("REVIEW_BUCKET", "somebody-elses").await;
    invoke.call(aws.start_resource("Create", "r2", "1", "")).await.expect("CloudFormation was answered");
    let answer = only(aws.answers());
    assert!(answer["Reason"].as_str().is_some_and(|reason| reason.contains("somebody-elses")), "{answer}");

    // Its endpoint is not there at first.
    aws.cloudformation = Receiver::start(2).await;
    let mut invoke = aws.invoke().await;
    invoke.call(aws.start_resource("Delete", "r3", "1", "")).await.expect("an answer");
    assert_eq!(only(aws.answers())["Status"], "SUCCESS");
}
