//! Logging in to a real PostgreSQL with temporary credentials.

use std::time::Duration;

use review_core::error_class::ErrorClass;
use review_warehouse::aws::credentials::Way;
use review_warehouse::{CredentialProvider as _, Warehouse as _};

use crate::fixture::{CLUSTER, Stage, USER_KEY, WORKGROUP, cell, cell_in, config, refused};

fn of_user(user: &str) -> Way {
    Way::ClusterUser { cluster: CLUSTER.to_owned(), user: user.to_owned(), database: "postgres".to_owned() }
}

#[tokio::test]
async fn a_database_user_of_a_cluster_logs_in_and_is_that_user() {
    let stage = Stage::new(|_, _| {}).await;
    let issuer = Stage::issuer(config(&stage.emulator, USER_KEY).await, of_user("reviewer"));
    let warehouse = stage.connect(issuer).await.expect("a login");
    assert_eq!(warehouse.identify().await.expect("an identity").user, "reviewer");
    assert!(cell(&warehouse, "select session_user::text").await.contains("IAM:reviewer"));
    assert_eq!(stage.calls("GetClusterCredentials"), 1, "one login serves every connection while it is good");
}

#[tokio::test]
async fn an_iam_identity_logs_in_to_a_cluster_and_to_a_workgroup() {
    let stage = Stage::new(|_, _| {}).await;
    for way in [
        Way::ClusterIam { cluster: CLUSTER.to_owned(), database: "postgres".to_owned() },
        Way::Serverless { workgroup: WORKGROUP.to_owned(), database: "postgres".to_owned() },
    ] {
        let issuer = Stage::issuer(config(&stage.emulator, USER_KEY).await, way.clone());
        let warehouse = stage.connect(issuer).await.expect("a login");
        assert_eq!(warehouse.identify().await.expect("an identity").user, format!("IAM:{USER_KEY}"), "{way:?}");
    }
}

#[tokio::test]
async fn a_user_that_does_not_exist_gets_credentials_and_the_refused_login_says_how_to_make_it() {
    let stage = Stage::new(|_, _| {}).await;
    let issuer = Stage::issuer(config(&stage.emulator, USER_KEY).await, of_user("no \"body"));
    assert!(issuer.credentials("postgres").await.is_ok(), "AWS issues credentials for any name");
    let error = refused(stage.connect(issuer).await);
    assert_eq!(error.class, ErrorClass::Permission);
    let remedy = error.remedy.expect("a remedy");
    assert!(remedy.contains("CREATE USER \"no \"\"body\" PASSWORD DISABLE;"), "{remedy}");
}

#[tokio::test]
async fn credentials_that_expire_are_replaced_between_two_queries() {
    let lifetime = Duration::from_secs(62);
    let stage = Stage::new(|_, control_plane| control_plane.lifetime = Some(lifetime)).await;
    let issuer = Stage::issuer(config(&stage.emulator, USER_KEY).await, of_user("reviewer"));
    let warehouse = stage.connect(issuer.clone()).await.expect("a login");
    let first = issuer.credentials("postgres").await.expect("a login");
    assert_eq!(stage.calls("GetClusterCredentials"), 1);
    // Two seconds before the margin of a minute: now they have come too near to their end.
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert!(cell(&warehouse, "select 1").await.contains('1'));
    assert_eq!(stage.calls("GetClusterCredentials"), 2);
    assert_ne!(issuer.credentials("postgres").await.expect("a login").password, first.password);
}

#[tokio::test]
async fn a_login_whose_time_is_over_is_refused_by_the_database_itself() {
    let lifetime = Duration::from_secs(1);
    let stage = Stage::new(|_, control_plane| control_plane.lifetime = Some(lifetime)).await;
    let issuer = Stage::issuer(config(&stage.emulator, USER_KEY).await, of_user("reviewer"));
    let late = issuer.credentials("postgres").await.expect("a login");
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let late = std::sync::Arc::new(Kept(late));
    let (port, roots) = (stage.postgres.port(), stage.postgres.ca_file());
    let address = format!("postgres://a@127.0.0.1:{port}/postgres?sslrootcert={}", roots.display());
    let address = address.parse().expect("an address");
    let error = refused(review_warehouse::postgres::PostgresWarehouse::connect_with(address, late).await);
    assert_eq!(error.code.as_deref(), Some("28P01"), "VALID UNTIL is past: {error}");
}

/// A login that somebody kept too long.
#[derive(Debug)]
struct Kept(review_warehouse::Credentials);

#[async_trait::async_trait]
impl review_warehouse::CredentialProvider for Kept {
    fn kind(&self) -> review_warehouse::CredentialKind {
        review_warehouse::CredentialKind::ForUser
    }

    async fn credentials(
        &self,
        _database: &str,
    ) -> Result<review_warehouse::Credentials, review_warehouse::WarehouseError> {
        Ok(self.0.clone())
    }
}

#[tokio::test]
async fn lanes_that_ask_at_the_same_time_share_one_call() {
    let stage = Stage::new(|_, _| {}).await;
    let issuer = Stage::issuer(config(&stage.emulator, USER_KEY).await, of_user("reviewer"));
    let asked =
        tokio::join!(issuer.credentials("postgres"), issuer.credentials("postgres"), issuer.credentials("postgres"));
    assert!(asked.0 == asked.1 && asked.1 == asked.2 && asked.0.is_ok());
    assert_eq!(stage.calls("GetClusterCredentials"), 1);
    let shown = format!("{issuer:?} {asked:?}");
    assert!(shown.contains("not shown"), "{shown}");
}

/// AWS's credentials open the database they were asked for, and a review goes through all of them.
#[tokio::test]
async fn every_database_has_credentials_of_its_own() {
    let stage = Stage::new(|_, _| {}).await;
    stage.postgres.execute("create database sales");
    let issuer = Stage::issuer(config(&stage.emulator, USER_KEY).await, of_user("reviewer"));
    let warehouse = stage.connect(issuer).await.expect("a login");
    for database in ["postgres", "sales", "sales", "postgres"] {
        let said = cell_in(&warehouse, Some(database), "select current_database()::text").await;
        assert!(said.contains(database), "{said}");
    }
    assert_eq!(stage.calls("GetClusterCredentials"), 2, "asked for once for each");
}
