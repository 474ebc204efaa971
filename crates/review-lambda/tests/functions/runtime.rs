//! How failures leave a function.

use std::time::Duration;

use data_api_emulator::{Fault, Injection};
use serde_json::json;

use crate::aws::Aws;

#[tokio::test]
async fn a_failure_has_a_name_of_its_own_and_says_what_to_do() {
    let aws = Aws::start().await;
    let mut invoke = aws.invoke().await;
    let failure = invoke.call(json!({ "packs": "starter" })).await.expect_err("a failure");
    assert_eq!(failure.error_type, "Refused");
    assert!(failure.error_message.contains("unknown field `packs`") && failure.error_message.contains("call it with"));

    let throttled = s3_emulator::Refusal::new(503, "SlowDown", "Please reduce your request rate.");
    aws.s3.refuse(1_000, throttled, |_| true);
    let failure = invoke.call_within(json!({}), Duration::from_secs(120)).await.expect_err("a failure");
    assert_eq!(failure.error_type, "StoreUnavailable", "{failure:?}");
    aws.s3.forget();

    aws.data_api.inject(Injection::always("DescribeStatement", Fault::Delay(Duration::from_secs(60))));
    let failure = invoke.call_within(json!({}), Duration::from_secs(6)).await.expect_err("a failure");
    assert_eq!(failure.error_type, "OutOfTime");
    assert!(failure.error_message.contains("same idempotency key"), "{failure:?}");
    let log = invoke.log().await;
    let errors: Vec<_> = log.iter().filter(|line| line["level"] == "ERROR").map(|line| line["name"].clone()).collect();
    assert_eq!(errors, ["Refused", "StoreUnavailable", "OutOfTime"]);
    assert_eq!(log.iter().filter(|line| line["Errors"] == 1.0).count(), 3);
}

#[tokio::test]
async fn what_the_environment_lacks_is_named_at_every_call() {
    let aws = Aws::start().await;
    let mut invoke = aws.invoke_with("REVIEW_TOPIC_ARN", "").await;
    for _ in 0..2 {
        let failure = invoke.call(json!({})).await.expect_err("a failure");
        assert_eq!(failure.error_type, "Refused");
        assert!(failure.error_message.contains("REVIEW_TOPIC_ARN is not set"), "{failure:?}");
    }
}
