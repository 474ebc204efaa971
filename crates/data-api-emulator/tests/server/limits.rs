//! Rates and limits.

use std::time::Duration;

use data_api_emulator::{Limits, Options, Rates};

use crate::fixture::{ONE_ROW, SLOW, Stage, client_that_tries, refused};

#[tokio::test]
async fn calls_above_the_rate_are_throttled_for_all_callers_together() {
    let stage = Stage::with(Options { rates: Rates::AWS, ..Options::default() }).await;
    let id = "d9b6c0c9-0747-4bf4-b142-e8883122f766";
    let others = client_that_tries(&stage.emulator.url(), "AKIAOTHER", 1);
    let mut names = Vec::new();
    for number in 0..12 {
        let client = if number % 2 == 0 { &stage.client } else { &others };
        names.push(refused(client.cancel_statement().id(id).send().await));
    }
    let throttled = names.iter().filter(|(name, ..)| name == "ThrottlingException").count();
    assert!(throttled >= 1, "three a second: {names:?}");
    assert!(names.iter().all(|(name, _, status)| name != "ThrottlingException" || *status == 400), "not 429");
    stage.clock.advance(Duration::from_secs(1));
    assert_eq!(refused(stage.client.cancel_statement().id(id).send().await).0, "ResourceNotFoundException");
}

#[tokio::test]
async fn active_statements_are_limited_and_ended_ones_do_not_count() {
    let limits = Limits { active_statements: 2, ..Limits::default() };
    let stage = Stage::with(Options { limits, ..Options::default() }).await;
    stage.finished(stage.execute(ONE_ROW)).await;
    let slow = || stage.execute(ONE_ROW).statement_name(SLOW).client_token("first");
    let first = slow().send().await.expect("taken").id.expect("an id");
    slow().client_token("second").send().await.expect("taken");
    let (name, message, status) = refused(stage.execute(ONE_ROW).send().await);
    assert_eq!((name.as_str(), status), ("ActiveStatementsExceededException", 400));
    assert!(message.contains('2'), "{message}");
    assert!(slow().send().await.is_ok(), "a token that is known starts nothing");
    stage.client.cancel_statement().id(&first).send().await.expect("cancelled");
    assert!(stage.execute(ONE_ROW).send().await.is_ok());
}

#[tokio::test]
async fn long_polls_for_one_statement_are_limited() {
    let limits = Limits { waiting_requests: Some(1), ..Limits::default() };
    let stage = Stage::with(Options { limits, ..Options::default() }).await;
    let id = stage.execute(ONE_ROW).statement_name(SLOW).send().await.expect("taken").id.expect("an id");
    let wait = || stage.client.describe_statement().id(&id).wait_time_seconds(2).send();
    let (one, other) = tokio::join!(wait(), wait());
    let (answered, limited) = if one.is_ok() { (one, other) } else { (other, one) };
    assert!(answered.is_ok());
    assert_eq!(refused(limited).0, "ActiveWaitingRequestsExceededException");
    assert!(wait().await.is_ok(), "the place is free again");
}

#[tokio::test]
async fn a_row_or_a_result_that_is_too_large_fails_the_statement() {
    let limits = Limits { row_bytes: 8, result_bytes: 20, ..Limits::default() };
    let stage = Stage::with(Options { limits, ..Options::default() }).await;
    for (sql, words) in [
        ("select 'more than that' as t", "Packet for query is too large"),
        ("select 'eight by' as t union all select 'eight by' union all select 'eight by'", "exceeded size limit"),
    ] {
        let id = stage.execute(sql).send().await.expect("taken").id.expect("an id");
        let described = stage.ended(&id).await;
        assert_eq!(described.status().map(|status| status.as_str()), Some("FAILED"), "{sql}");
        assert!(described.error().is_some_and(|error| error.contains(words)), "{:?}", described.error());
    }
}
