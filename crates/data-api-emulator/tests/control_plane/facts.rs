//! What stands where.

use data_api_emulator::ControlPlane;
use review_core::error_class::ErrorClass;
use review_core::identity::Deployment;
use review_warehouse::aws::facts::Endpoint;
use review_warehouse::aws::{Kind, facts};

use crate::fixture::{CLUSTER, Stage, USER_KEY, WORKGROUP, config, emulator};

#[tokio::test]
async fn a_cluster_is_found_by_its_name_with_where_it_accepts_connections() {
    let stage = Stage::new(|_, _| {}).await;
    let config = config(&stage.emulator, USER_KEY).await;
    let found = facts(&config, CLUSTER, None).await.expect("a cluster");
    assert_eq!((found.kind, found.deployment), (Kind::Cluster, Deployment::SingleAz));
    assert_eq!(found.endpoint, Some(Endpoint { host: "127.0.0.1".to_owned(), port: stage.postgres.port() }));
    assert_eq!(found.arn.as_deref(), Some("arn:aws:redshift:us-east-1:000000000000:cluster:sales"));
    assert_eq!((found.version.as_deref(), found.availability()), (Some("1.0.0"), Ok(())));
}

#[tokio::test]
async fn a_workgroup_is_found_by_its_name() {
    let emulator = emulator(ControlPlane::default()).await;
    let found = facts(&config(&emulator, USER_KEY).await, WORKGROUP, None).await.expect("a workgroup");
    assert_eq!((found.kind, found.deployment), (Kind::Workgroup, Deployment::Serverless));
    assert_eq!((found.status.as_str(), found.endpoint), ("available", None));
    assert_eq!(found.account.as_deref(), Some("000000000000"));
    assert!(found.arn.is_some_and(|arn| arn.contains(":workgroup/") && !arn.ends_with(WORKGROUP)));
}

#[tokio::test]
async fn a_name_that_is_both_needs_the_kind_and_has_it() {
    let emulator = emulator(ControlPlane::default()).await;
    let config = config(&emulator, USER_KEY).await;
    let error = facts(&config, "both", None).await.expect_err("ambiguous");
    assert!(error.remedy.is_some_and(|remedy| remedy.contains("?kind=")));
    let kind = async |kind| facts(&config, "both", Some(kind)).await.map(|facts| facts.kind);
    assert_eq!(kind(Kind::Cluster).await, Ok(Kind::Cluster));
    assert_eq!(kind(Kind::Workgroup).await, Ok(Kind::Workgroup));
}

#[tokio::test]
async fn a_name_that_nothing_has_is_told_with_region_and_account() {
    let emulator = emulator(ControlPlane::default()).await;
    let error = facts(&config(&emulator, USER_KEY).await, "nothing", None).await.expect_err("gone");
    assert_eq!(error.class, ErrorClass::Gone);
    assert_eq!(error.message, "there is no cluster or workgroup nothing in us-east-1 of account 000000000000");
}

#[tokio::test]
async fn a_paused_cluster_is_told_with_how_to_resume_it() {
    let emulator = emulator(ControlPlane::default()).await;
    emulator.set_status(CLUSTER, "paused");
    let found = facts(&config(&emulator, USER_KEY).await, CLUSTER, None).await.expect("a cluster");
    let error = found.availability().expect_err("paused");
    assert_eq!(error.class, ErrorClass::Paused);
    assert!(error.remedy.is_some_and(|remedy| remedy.contains("resume-cluster --cluster-identifier sales")));
    emulator.set_status(WORKGROUP, "MODIFYING");
    let found = facts(&config(&emulator, USER_KEY).await, WORKGROUP, None).await.expect("a workgroup");
    assert_eq!(found.availability().map_err(|error| error.class), Err(ErrorClass::Maintenance));
}
