//! Reviews that a person or an event starts.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::aws::{Aws, BUCKET, OTHER_ROLE, ROLE};

fn only_run(answer: &Value) -> (String, String) {
    let runs = answer["runs"].as_array().expect("runs");
    assert_eq!((runs.len(), &answer["refused"]), (1, &json!([])), "{answer}");
    let text = |name: &str| runs[0][name].as_str().expect("a text").to_owned();
    (text("run"), text("key"))
}

#[tokio::test]
async fn a_run_is_written_opened_and_started() {
    let mut aws = Aws::start().await;
    let mut invoke = aws.invoke().await;
    let answer = invoke.call(json!({})).await.expect("an answer");
    let (run, key) = only_run(&answer);
    assert_eq!(key, format!("rr/reviews/sales/starter/{run}/"));
    assert_eq!(
        (&answer["runs"][0]["bucket"], &answer["runs"][0]["warehouse"]),
        (&json!(BUCKET), &json!("redshift://sales/dev"))
    );

    let document = aws.json(&format!("{key}run.json"));
    assert_eq!((&document["plan"]["run"], &document["workflow"]), (&json!(run), &json!("default")));
    assert_eq!(document["plan"]["limits"]["poll"], 15);
    assert!(document["warehouse"].as_str().is_some_and(|url| url.contains("role_arn=arn%3Aaws%3Aiam")), "{document}");
    assert!(aws.keys(&key).contains(&format!("{key}pack/config.json")));
    assert!(aws.keys(&key).contains(&format!("{key}scripts/TableInfo.sql")));

    let open = aws.json(&format!("rr/open/{run}.json"));
    assert_eq!((&open["run"], &open["key"]), (&json!(run), &json!(key)));
    let started = json!([{ "name": run, "input": { "bucket": BUCKET, "key": key, "run": run } }]);
    assert_eq!(json!(aws.services.executions()), started);
    assert_eq!(answer["notices"], json!([]));

    let statements = aws.data_api.calls().into_iter().filter(|call| call.operation.ends_with("Statement"));
    assert!(statements.clone().count() > 0);
    assert!(statements.into_iter().all(|call| call.role == ROLE.rsplit_once('/').expect("a role").1), "one role");

    let log = invoke.log().await;
    assert!(log.iter().any(|line| line["message"] == "started" && line["run"] == run.as_str()), "{log:?}");
    assert!(log.iter().any(|line| line["RunsStarted"] == 1.0 && line["NamePrefix"] == "my-reviews"), "{log:?}");
    assert!(!log.iter().any(|line| line.to_string().to_lowercase().contains("select ")), "no query text");
}

#[tokio::test]
async fn one_key_is_one_run_from_wherever_the_first_call_stopped() {
    let mut aws = Aws::start().await;
    let mut invoke = aws.invoke().await;
    let payload = json!({ "idempotency_key": "nightly 2026-11-22T07:30:00Z" });
    // The first call writes the run folder, and dies before anything is started.
    let denied = s3_emulator::Refusal::new(403, "AccessDenied", "Access Denied");
    aws.s3.refuse(1, denied, |call| call.method == "PUT" && call.path.contains("/rr/open/"));
    let failure = invoke.call(payload.clone()).await.expect_err("a failure");
    assert_eq!(failure.error_type, "Refused", "{failure:?}");
    assert_eq!((aws.keys("rr/reviews/").is_empty(), aws.services.executions().len()), (false, 0));

    let (run, _) = only_run(&invoke.call(payload.clone()).await.expect("an answer"));
    let (again, _) = only_run(&invoke.call(payload).await.expect("an answer"));
    assert_eq!(run, again);
    assert_eq!(aws.keys("rr/starts/").len(), 1);
    assert_eq!(aws.keys("rr/open/"), [format!("rr/open/{run}.json")]);
    assert_eq!(aws.keys("rr/reviews/").iter().filter(|key| key.ends_with("/run.json")).count(), 1);
    assert_eq!(aws.services.executions().len(), 1);

    let (first, _) = only_run(&invoke.call(json!({})).await.expect("an answer"));
    let (second, _) = only_run(&invoke.call(json!({})).await.expect("an answer"));
    assert!(first != second && first != run, "without a key every call is a run");
}

#[tokio::test]
async fn an_event_that_is_delivered_twice_is_one_run() {
    let mut aws = Aws::start().await;
    let mut invoke = aws.invoke().await;
    let event = json!({ "detail-type": "Scheduled Event", "source": "aws.events", "id": "e-1",
                        "time": "2026-11-22T07:30:00Z", "detail": {} });
    let (run, key) = only_run(&invoke.call(event.clone()).await.expect("an answer"));
    // It has ended meanwhile: nothing is opened or started again.
    aws.s3.write(BUCKET, &format!("{key}run-manifest.json"), b"{}");
    let writes = |aws: &Aws| aws.s3.calls().iter().filter(|call| call.is_write()).count();
    let before = writes(&aws);
    let (again, _) = only_run(&invoke.call(event).await.expect("an answer"));
    assert_eq!((run, before, 1), (again, writes(&aws), aws.services.executions().len()));
}

#[tokio::test]
async fn a_pack_of_the_users_own_wins_and_is_read_anew_by_every_run() {
    let mut aws = Aws::start().await;
    let mut invoke = aws.invoke().await;
    for (path, content) in review_pack::init::starter() {
        aws.s3.write(BUCKET, &format!("rr/packs/starter/{path}"), &content);
    }
    aws.s3.write(BUCKET, "rr/packs/starter/.editor", b"hidden");
    aws.s3.write(BUCKET, "rr/packs/starter/scripts/", b"");
    let script = "scripts/TableInfo.sql";
    let edited =
        [aws.s3.content(BUCKET, &format!("rr/packs/starter/{script}")).expect("a script"), b"-- mine".to_vec()];
    aws.s3.write(BUCKET, &format!("rr/packs/starter/{script}"), &edited.concat());
    let payload = json!({ "parameters": { "days": 3 }, "workflow": "all-serial" });
    let (_, key) = only_run(&invoke.call(payload).await.expect("an answer"));
    assert_eq!(aws.s3.content(BUCKET, &format!("{key}pack/{script}")), Some(edited.concat()));
    let document = aws.json(&format!("{key}run.json"));
    assert_eq!((&document["workflow"], &document["parameters"]["days"]), (&json!("all-serial"), &json!("3")));
    assert!(!aws.keys(&key).iter().any(|key| key.contains(".editor")));
    assert_eq!(aws.services.executions().len(), 1);
}

#[tokio::test]
async fn a_fleet_is_a_run_for_each_warehouse_and_what_is_refused_is_mailed_once() {
    let mut aws = Aws::start().await;
    let fleet = format!(
        "warehouses:\n\
         - {{ name: sales, url: \"redshift://sales/dev\", tags: {{ stage: prod }} }}\n\
         - {{ name: elsewhere, url: \"redshift://sales/dev\", role_arn: \"{OTHER_ROLE}\", external_id: review-42, tags: {{ stage: prod }} }}\n\
         - {{ name: gone, url: \"redshift://gone/dev\", tags: {{ stage: prod }} }}\n\
         - {{ name: shop, url: \"redshift://shop/dev\", tags: {{ stage: test }} }}\n"
    );
    aws.s3.write(BUCKET, "rr/fleets/nightly.yaml", fleet.as_bytes());
    let mut invoke = aws.invoke_with("REVIEW_WAREHOUSE", "fleet:nightly.yaml").await;
    let payload = json!({ "tags": ["stage=prod"], "idempotency_key": "k" });
    let answer = invoke.call(payload.clone()).await.expect("an answer");
    let names: Vec<&Value> = answer["runs"].as_array().expect("runs").iter().map(|run| &run["warehouse"]).collect();
    assert_eq!(names, ["sales", "elsewhere"]);
    assert_eq!(
        (answer["refused"].as_array().map(Vec::len), &answer["refused"][0]["warehouse"]),
        (Some(1), &json!("gone"))
    );
    let calls = aws.data_api.calls();
    let roles: BTreeSet<&str> = calls.iter().filter(|call| call.id.is_some()).map(|call| call.role.as_str()).collect();
    assert_eq!(roles, BTreeSet::from(["my-reviews-warehouse-access", "reviewed-from-outside"]));
    let mails = aws.mailed();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].0, "redshift-review: gone was not reviewed");
    assert!(mails[0].1.contains("2 other warehouses"), "{}", mails[0].1);

    let again = invoke.call(payload).await.expect("an answer");
    assert_eq!(again["runs"], answer["runs"]);
    assert_eq!(aws.services.executions().len(), 2);
    let all = invoke.call(json!({})).await.expect("an answer");
    assert_eq!(all["runs"].as_array().map(Vec::len), Some(3), "a workgroup is woken");
}
