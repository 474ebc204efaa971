//! Servers with good and bad certificates and without any, in every mode.

use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;

use review_core::error_class::ErrorClass;
use review_warehouse::postgres::{ConnectError, PostgresWarehouse};
use review_warehouse::testing::ServerCertificate;
use review_warehouse::{Cancelled, Progress, Submission, Warehouse as _};

use crate::fixture::{REVIEWER, Server, password};

const MODES: [&str; 4] = ["disable", "require", "verify-ca", "verify-full"];

/// What is said of a connection in a mode: the message, or nothing when the server lets us in.
async fn said(server: &Server, host: &str, parameters: &str) -> Option<(String, String)> {
    let url = format!("postgres://{REVIEWER}@{host}:{}/postgres?{parameters}", server.0.port());
    match PostgresWarehouse::connect(&url, password()).await {
        Ok(_) => None,
        Err(error) => {
            let class = match &error {
                ConnectError::Warehouse(said) => Some(said.class),
                _ => None,
            };
            assert!(matches!(class, None | Some(ErrorClass::Connection | ErrorClass::Permission)), "{error:?}");
            Some((error.to_string(), error.remedy().unwrap_or_default()))
        }
    }
}

/// Checks every mode: what of [`MODES`] is not in `refused` lets in, and the others say those words.
async fn check(server: &Server, host: &str, roots: &Path, refused: &[(&str, &str, &str)]) {
    for mode in MODES {
        let parameters = format!("sslmode={mode}&sslrootcert={}&hostaddr=127.0.0.1", roots.display());
        let said = said(server, host, &parameters).await;
        let expected = refused.iter().find(|(of, ..)| *of == mode);
        match (&said, expected) {
            (None, None) => {}
            (Some((message, remedy)), Some((_, words, help))) => {
                assert!(message.contains(words) && remedy.contains(help), "{mode}: {message} ({remedy})");
            }
            _ => panic!("{mode} at {host}: {said:?}, expected {expected:?}"),
        }
    }
}

const ONLY_TLS: (&str, &str, &str) = ("disable", "no encryption", "leave sslmode=disable out");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_good_certificate_is_verified() {
    let server = Server::start();
    let roots = server.0.ca_file();
    for host in ["127.0.0.1", "localhost"] {
        check(&server, host, &roots, &[ONLY_TLS]).await;
    }
    let name =
        ("verify-full", "not for `warehouse.example.com`, but for localhost, 127.0.0.1", "add ?hostaddr=127.0.0.1");
    check(&server, "warehouse.example.com", &roots, &[ONLY_TLS, name]).await;
    let machines_own = said(&server, "localhost", "").await.expect("no authority of the machine signed this");
    // A machine may have none at all.
    let words = ["is not by an authority that is trusted here", "this machine has no root certificates"];
    assert!(words.iter().any(|words| machines_own.0.contains(words)), "{machines_own:?}");
    assert!(machines_own.1.contains("sslrootcert=FILE"), "{machines_own:?}");
    the_servers_own_word_on_it(&server).await;
    a_statement_is_cancelled_over_tls(&server).await;
}

async fn the_servers_own_word_on_it(server: &Server) {
    let warehouse = server.warehouse().await;
    let own = "select version from pg_stat_ssl where pid = pg_backend_pid() and ssl";
    let statement = warehouse.submit(&submission(own)).await.expect("the server takes it").statement;
    assert_eq!(warehouse.wait(&statement, Duration::from_secs(60)).await, Ok(Progress::Finished));
    let row = warehouse.fetch(&statement).await.expect("a result").next().await.expect("a chunk").expect("a row");
    assert!(format!("{row:?}").contains("TLSv1.3"), "{row:?}");
}

/// The server has no way in without TLS, for cancel requests neither.
async fn a_statement_is_cancelled_over_tls(server: &Server) {
    let warehouse = server.warehouse().await;
    let statement = warehouse.submit(&submission("select pg_sleep(300)")).await.expect("it is taken").statement;
    assert_eq!(warehouse.wait(&statement, Duration::from_millis(300)).await, Ok(Progress::Running));
    assert_eq!(warehouse.cancel(&statement).await, Ok(Cancelled::Gone));
    assert_eq!(server.live("run/Tls/1"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_of_somebody_else_is_refused() {
    let (server, stranger) = (Server::start_with(ServerCertificate::OtherName), Server::start());
    let roots = server.0.ca_file();
    let name = ("verify-full", "not for `localhost`, but for warehouse.invalid", "add ?hostaddr=127.0.0.1");
    check(&server, "localhost", &roots, &[ONLY_TLS, name]).await;
    check(&server, "warehouse.invalid", &roots, &[ONLY_TLS]).await;
    let authority = |mode| (mode, "is not by an authority that is trusted here", "sslrootcert=FILE");
    let strange = [ONLY_TLS, authority("verify-ca"), authority("verify-full")];
    check(&stranger, "localhost", &roots, &strange).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_certificate_is_refused() {
    let server = Server::start_with(ServerCertificate::Expired);
    let expired = |mode| (mode, "has expired", "renew its certificate");
    check(&server, "localhost", &server.0.ca_file(), &[ONLY_TLS, expired("verify-ca"), expired("verify-full")]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_tls_is_refused_unless_the_address_says_so() {
    let server = Server::start_with(ServerCertificate::NoTls);
    let none = |mode| (mode, "does not offer TLS", "sslmode=disable");
    let refused = ["require", "verify-ca", "verify-full"].map(none);
    check(&server, "localhost", &server.0.ca_file(), &refused).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_server_is_told() {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    let url = format!("postgres://a@localhost:1/b?sslrootcert={}", file.path().display());
    let error = PostgresWarehouse::connect(&url, password()).await.expect_err("no certificate in the file");
    assert!(matches!(error, ConnectError::Tls(_)), "{error:?}");
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        for mut client in listener.incoming().flatten() {
            // A web server, for one, that answers what it does not understand.
            let (_read, _written) = (client.read(&mut [0; 8]), client.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n"));
        }
    });
    let url = format!("postgres://a@localhost:{port}/b?hostaddr=127.0.0.1&sslmode=require");
    let error = PostgresWarehouse::connect(&url, password()).await.expect_err("a web server is no warehouse");
    assert!(error.to_string().contains("does not offer TLS"), "{error}");
    assert!(error.remedy().is_some_and(|remedy| remedy.contains("check that host and port")), "{error:?}");
    let error = PostgresWarehouse::connect("postgres://a@nowhere.invalid/b?sslmode=require", password()).await;
    let error = error.expect_err("`.invalid` has no hosts");
    assert!(error.to_string().contains("there is no host `nowhere.invalid`"), "{error}");
}

fn submission(sql: &str) -> Submission {
    Submission {
        name: "run/Tls/1".to_owned(),
        attempt: 1,
        sql: sql.to_owned(),
        database: None,
        max_rows: 10,
        threshold: Duration::from_secs(300),
    }
}
