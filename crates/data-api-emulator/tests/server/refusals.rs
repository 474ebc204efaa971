//! What the service's model does not allow.

use aws_sdk_redshiftdata::types::SqlParameter;
use data_api_emulator::Options;

use crate::fixture::{CLUSTER, DATABASE, ONE_ROW, Stage, refused};

fn is_validation(answer: (String, String, u16), words: &str) {
    let (name, message, status) = answer;
    assert_eq!((name.as_str(), status), ("ValidationException", 400), "{message}");
    assert!(message.contains(words), "{message}");
}

#[tokio::test]
async fn a_submission_is_as_the_model_says() {
    let stage = Stage::with(Options { workgroups: vec!["serverless".to_owned()], ..Options::default() }).await;
    let bare = || stage.client.execute_statement();
    let good = || stage.execute(ONE_ROW);
    is_validation(refused(bare().cluster_identifier(CLUSTER).database(DATABASE).send().await), "at 'sql'");
    is_validation(refused(stage.execute("").send().await), "'sql'");
    is_validation(refused(stage.execute(&"x".repeat(200 * 1024 + 1)).send().await), "larger than 200kB");
    is_validation(refused(bare().sql(ONE_ROW).database(DATABASE).send().await), "Either ClusterIdentifier");
    is_validation(refused(good().workgroup_name("serverless").send().await), "together");
    is_validation(refused(bare().sql(ONE_ROW).cluster_identifier(CLUSTER).send().await), "Database");
    is_validation(refused(good().db_user("me").secret_arn("arn:x").send().await), "SecretArn and DbUser");
    let workgroup = bare().sql(ONE_ROW).database(DATABASE).workgroup_name("serverless");
    is_validation(refused(workgroup.clone().db_user("me").send().await), "DbUser");
    let unknown = bare().sql(ONE_ROW).database(DATABASE).cluster_identifier("unknown");
    is_validation(refused(unknown.send().await), "Redshift endpoint doesn't exist in this region.");
    is_validation(refused(good().statement_name("n".repeat(2049)).send().await), "2048");
    is_validation(refused(good().client_token("t".repeat(65)).send().await), "64");
    is_validation(refused(good().wait_time_seconds(31).send().await), "'waitTimeSeconds'");
    is_validation(refused(good().wait_time_seconds(0).send().await), "greater than or equal to 1");
    is_validation(refused(good().result_format("csv".into()).send().await), "[JSON, CSV]");
    is_validation(refused(good().session_keep_alive_seconds(5).send().await), "sessions");
    let unused = SqlParameter::builder().name("p").value("1").build().expect("a parameter");
    is_validation(refused(good().parameters(unused).send().await), "unused");
    let batch = stage.client.batch_execute_statement().cluster_identifier(CLUSTER).database(DATABASE);
    let many = (0..41).fold(batch.clone(), |batch, _| batch.sqls(ONE_ROW));
    is_validation(refused(many.send().await), "40");
    is_validation(refused(batch.set_sqls(Some(Vec::new())).send().await), "'sqls'");
    let arn = "arn:aws:redshift-serverless:us-east-1:000000000000:workgroup/x/serverless";
    assert!(bare().sql(ONE_ROW).database(DATABASE).workgroup_name(arn).send().await.is_ok());
    assert!(good().secret_arn("arn:x").send().await.expect("taken").secret_arn().is_some());
    assert!(good().statement_name("n".repeat(2048)).client_token("t".repeat(64)).send().await.is_ok());
}

#[tokio::test]
async fn an_id_has_its_form_and_is_known() {
    let stage = Stage::new().await;
    is_validation(refused(stage.client.describe_statement().id("x").send().await), "regular expression pattern");
    is_validation(refused(stage.client.describe_statement().send().await), "at 'id'");
    let unknown = "d9b6c0c9-0747-4bf4-b142-e8883122f766";
    let (name, message, status) = refused(stage.client.describe_statement().id(unknown).send().await);
    assert_eq!((name.as_str(), status), ("ResourceNotFoundException", 400));
    assert_eq!(message, "Query does not exist.");
}

#[tokio::test]
async fn an_operation_that_is_not_served_says_so() {
    let stage = Stage::new().await;
    let answer = stage.client.list_tables().cluster_identifier(CLUSTER).database(DATABASE).send().await;
    let (name, message, status) = refused(answer);
    assert_eq!((name.as_str(), status), ("UnknownOperationException", 400));
    assert!(message.contains("ListTables"), "{message}");
}
