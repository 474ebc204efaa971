//! Getting in, and being kept out.

use std::net::TcpListener;

use review_core::error_class::ErrorClass;
use review_core::identity::Deployment;
use review_warehouse::postgres::{ConnectError, Password, PasswordSource, PostgresWarehouse};
use review_warehouse::{Submission, Warehouse as _};

use crate::fixture::{PASSWORD, REVIEWER, Server, password};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_is_known_and_the_password_never_shown() {
    let server = Server::start();
    identity_names_server_user_and_databases(&server).await;
    a_database_without_the_right_to_connect_names_the_grant(&server).await;
    a_wrong_password_is_told_without_it(&server).await;
    a_missing_password_says_where_to_put_it(&server).await;
    a_password_file_lets_in(&server).await;
    a_missing_database_has_its_class(&server).await;
    too_many_connections_are_throttled(&server).await;
}

async fn identity_names_server_user_and_databases(server: &Server) {
    server.0.execute("create database sales");
    server.0.execute("create database closed");
    server.0.execute("revoke connect on database closed from public");
    let warehouse = server.warehouse().await;
    let identity = warehouse.identify().await.expect("an identity");
    assert_eq!(identity.name, format!("127.0.0.1-{}", server.0.port()));
    assert_eq!(identity.address, format!("postgres://127.0.0.1:{}/postgres", server.0.port()));
    assert_eq!(identity.deployment, Deployment::Postgresql);
    assert!(identity.version.starts_with("PostgreSQL "), "{}", identity.version);
    assert_eq!((identity.user.as_str(), identity.database.as_str()), (REVIEWER, "postgres"));
    assert_eq!(identity.databases, ["closed", "postgres", "sales"], "one that keeps us out is not dropped silently");
    assert!(!identity.sample);
    assert!(!format!("{warehouse:?} {identity:?} {:?}", password()).contains(PASSWORD));
}

async fn a_database_without_the_right_to_connect_names_the_grant(server: &Server) {
    let warehouse = server.warehouse().await;
    let submission = Submission {
        name: "run/Size@closed/1".to_owned(),
        attempt: 1,
        sql: "select 1".to_owned(),
        database: Some("closed".to_owned()),
        max_rows: 1,
        threshold: std::time::Duration::from_secs(30),
    };
    let error = warehouse.submit(&submission).await.expect_err("we may not connect");
    assert_eq!((error.class, error.code.as_deref()), (ErrorClass::Permission, Some("42501")), "{error}");
    let grant = format!("GRANT CONNECT ON DATABASE closed TO {REVIEWER};");
    assert!(error.remedy.as_deref().is_some_and(|remedy| remedy.contains(&grant)), "{:?}", error.remedy);
}

async fn refused(url: &str, password: PasswordSource) -> ConnectError {
    PostgresWarehouse::connect(url, password).await.expect_err("the server keeps us out")
}

async fn a_wrong_password_is_told_without_it(server: &Server) {
    let error = refused(&server.url(), PasswordSource::Given(Password::new("not-this-one"))).await;
    let ConnectError::Warehouse(said) = &error else { panic!("{error:?}") };
    assert_eq!((said.class, said.code.as_deref()), (ErrorClass::Permission, Some("28P01")));
    assert!(error.remedy().is_some_and(|remedy| remedy.contains("PGPASSWORD")));
    assert!(!format!("{error} {error:?} {:?}", error.remedy()).contains("not-this-one"));
}

async fn a_missing_password_says_where_to_put_it(server: &Server) {
    let error = refused(&server.url(), PasswordSource::None).await;
    let ConnectError::Warehouse(said) = &error else { panic!("{error:?}") };
    assert_eq!(said.class, ErrorClass::Permission);
    assert_eq!(said.message, format!("the server asks for a password of \"{REVIEWER}\""));
    assert!(error.remedy().is_some_and(|remedy| remedy.contains("password_file")));
}

async fn a_password_file_lets_in(server: &Server) {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), format!("{PASSWORD}\n")).expect("the password is written");
    let url = format!("{}&password_file={}", server.url(), file.path().display());
    assert!(PostgresWarehouse::connect(&url, PasswordSource::None).await.is_ok());
}

async fn a_missing_database_has_its_class(server: &Server) {
    let error = refused(&server.0.url(REVIEWER, "nowhere"), password()).await;
    let ConnectError::Warehouse(said) = &error else { panic!("{error:?}") };
    assert_eq!((said.class, said.code.as_deref()), (ErrorClass::MissingObject, Some("3D000")));
}

async fn too_many_connections_are_throttled(server: &Server) {
    server.0.execute(&format!("alter role {REVIEWER} connection limit 0"));
    let error = refused(&server.url(), password()).await;
    let ConnectError::Warehouse(said) = &error else { panic!("{error:?}") };
    assert_eq!((said.class, said.code.as_deref()), (ErrorClass::QueueLimit, Some("53300")));
}

#[tokio::test]
async fn a_server_that_is_not_there_says_what_to_check() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("an address").port()
    };
    let error = refused(&format!("postgres://a@127.0.0.1:{port}/b?sslmode=require"), password()).await;
    let ConnectError::Warehouse(said) = &error else { panic!("{error:?}") };
    assert_eq!(said.class, ErrorClass::Connection);
    assert!(said.message.contains("Connection refused"), "{said}");
    assert!(error.remedy().is_some_and(|remedy| remedy.contains("check host and port")));
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = silent.local_addr().expect("an address").port();
    let error =
        refused(&format!("postgres://a@127.0.0.1:{port}/b?sslmode=require&connect_timeout=1"), password()).await;
    assert_eq!(error.to_string(), "connection: no answer from the server for 1 s");
}
