//! What is refused, and the policy that would allow it.

use std::time::Duration;

use aws_config::{BehaviorVersion, Region};
use data_api_emulator::ControlPlane;
use review_core::error_class::ErrorClass;
use review_warehouse::CredentialProvider as _;
use review_warehouse::aws::credentials::Way;
use review_warehouse::aws::{AwsOptions, facts};

use crate::fixture::{CLUSTER, Stage, USER_KEY, WORKGROUP, config, emulator};

#[tokio::test]
async fn a_denied_question_names_the_statement_that_allows_it() {
    let emulator = emulator(ControlPlane::default()).await;
    let config = config(&emulator, USER_KEY).await;
    emulator.deny("redshift:DescribeClusters", true);
    let error = facts(&config, CLUSTER, None).await.expect_err("denied");
    assert_eq!((error.class, error.code.as_deref()), (ErrorClass::Permission, Some("AccessDenied")));
    let remedy = error.remedy.expect("a remedy");
    let statement = r#"{"Effect": "Allow", "Action": "redshift:DescribeClusters", "Resource": "arn:aws:redshift:us-east-1:000000000000:cluster:sales"}"#;
    assert!(remedy.ends_with(statement) && remedy.contains("user/AKIAALICE"), "{remedy}");
    assert!(facts(&config, WORKGROUP, None).await.is_ok(), "what the other service has is found all the same");
    emulator.deny("redshift-serverless:GetWorkgroup", true);
    let remedy = facts(&config, WORKGROUP, None).await.expect_err("denied").remedy.expect("a remedy");
    assert!(remedy.contains("for a cluster") && remedy.contains("redshift-serverless:GetWorkgroup"), "{remedy}");
}

#[tokio::test]
async fn denied_credentials_name_every_resource_the_statement_needs() {
    let emulator = emulator(ControlPlane::default()).await;
    emulator.deny("redshift:GetClusterCredentials", true);
    let way = Way::ClusterUser { cluster: CLUSTER.into(), user: "reviewer".into(), database: "dev".into() };
    let error = Stage::issuer(config(&emulator, USER_KEY).await, way).credentials("dev").await.expect_err("denied");
    let remedy = error.remedy.expect("a remedy");
    for part in ["us-east-1:000000000000:dbuser:sales/reviewer\"", "us-east-1:000000000000:dbname:sales/dev\""] {
        assert!(remedy.contains(part), "{part}: {remedy}");
    }
}

#[tokio::test]
async fn a_cluster_that_is_not_there_gives_no_credentials() {
    let emulator = emulator(ControlPlane::default()).await;
    let way = Way::ClusterIam { cluster: "nothing".into(), database: "dev".into() };
    let error = Stage::issuer(config(&emulator, USER_KEY).await, way).credentials("dev").await.expect_err("gone");
    assert_eq!(error.class, ErrorClass::Gone, "{error}");
}

#[tokio::test]
async fn aws_out_of_reach_is_a_failure_of_the_connection() {
    let emulator = emulator(ControlPlane::default()).await;
    let config = config(&emulator, USER_KEY).await;
    drop(emulator);
    tokio::time::sleep(Duration::from_millis(200)).await;
    let error = facts(&config, CLUSTER, None).await.expect_err("nobody answers");
    assert_eq!(error.class, ErrorClass::Connection);
    assert!(error.message.starts_with("DescribeClusters of redshift: AWS cannot be reached: "), "{error}");
}

#[tokio::test]
async fn a_region_that_nobody_named_is_asked_for() {
    let emulator = emulator(ControlPlane::default()).await;
    let config = config(&emulator, USER_KEY).await.into_builder().region(None).build();
    let error = facts(&config, CLUSTER, None).await.expect_err("no Region");
    assert_eq!(error.message, "no AWS Region is set");
}

#[tokio::test]
async fn a_profile_that_is_not_there_is_named() {
    let profile = Some("no-such-profile-anywhere".to_owned());
    let options = AwsOptions { profile, region: Some("us-east-1".to_owned()), ..AwsOptions::default() };
    let config = review_warehouse::aws::config(&options).await;
    let error = facts(&config, CLUSTER, Some(review_warehouse::aws::Kind::Cluster)).await.expect_err("no profile");
    assert_eq!(error.class, ErrorClass::Permission, "{error}");
    assert!(error.message.contains("no-such-profile-anywhere"), "{error}");
    assert!(error.remedy.is_some_and(|remedy| remedy.contains("list-profiles")));
}

#[tokio::test]
async fn no_credentials_at_all_say_where_they_are_looked_for() {
    let emulator = emulator(ControlPlane::default()).await;
    let config = aws_config::SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(emulator.url())
        .region(Region::new("us-east-1"))
        .build();
    let error = facts(&config, CLUSTER, Some(review_warehouse::aws::Kind::Cluster)).await.expect_err("nobody asks");
    assert!(error.remedy.is_some_and(|remedy| remedy.contains("AWS_PROFILE")), "{}", error.message);
}
