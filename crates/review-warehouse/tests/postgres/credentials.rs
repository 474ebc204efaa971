//! Credentials that come from elsewhere and change while a review runs.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use review_core::error_class::ErrorClass;
use review_warehouse::postgres::{Address, ConnectError, Password, PostgresWarehouse};
use review_warehouse::{
    CredentialKind, CredentialProvider, Credentials, Progress, Submission, Warehouse as _, WarehouseError,
};

use crate::fixture::{PASSWORD, REVIEWER, Server, password};

/// Gives what it was told to, and counts how often it was asked.
#[derive(Debug)]
struct Provider {
    kind: CredentialKind,
    now: Mutex<Result<Credentials, WarehouseError>>,
    asked: AtomicUsize,
}

impl Provider {
    fn new(kind: CredentialKind, user: &str, password: &str) -> Arc<Self> {
        let now = Ok(Credentials { user: user.to_owned(), password: Password::new(password) });
        Arc::new(Self { kind, now: Mutex::new(now), asked: AtomicUsize::new(0) })
    }

    fn gives(&self, now: Result<Credentials, WarehouseError>) {
        *self.now.lock().expect("nobody panicked") = now;
    }
}

#[async_trait]
impl CredentialProvider for Provider {
    fn kind(&self) -> CredentialKind {
        self.kind
    }

    async fn credentials(&self, _database: &str) -> Result<Credentials, WarehouseError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.now.lock().expect("nobody panicked").clone()
    }
}

async fn connect(server: &Server, user: &str, provider: &Arc<Provider>) -> Result<PostgresWarehouse, ConnectError> {
    let url = server.url().replace(&format!("{REVIEWER}@"), user);
    let parameters = "&credentials=iam&cluster=c1";
    let address: Address = format!("{url}{parameters}").parse().expect("an address");
    PostgresWarehouse::connect_with(address, Arc::clone(provider) as Arc<dyn CredentialProvider>).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credentials_are_asked_for_before_every_connection() {
    let server = Server::start();
    what_was_changed_meanwhile_is_used(&server).await;
    a_login_that_is_refused_says_what_is_behind_it(&server).await;
    a_secret_of_somebody_else_is_refused(&server).await;
    an_address_for_aws_is_told_when_aws_is_not_there(&server).await;
}

async fn what_was_changed_meanwhile_is_used(server: &Server) {
    let provider = Provider::new(CredentialKind::ForIdentity, REVIEWER, PASSWORD);
    let warehouse = connect(server, "", &provider).await.expect("the credentials let in");
    assert_eq!(provider.asked.load(Ordering::SeqCst), 1);
    server.0.execute("create role second login password 'second'; grant pg_monitor to second");
    let second = Credentials { user: "second".to_owned(), password: Password::new("second") };
    provider.gives(Ok(second));
    let statement = warehouse.submit(&submission("select current_user")).await.expect("it is taken").statement;
    assert_eq!(warehouse.wait(&statement, Duration::from_secs(60)).await, Ok(Progress::Finished));
    let rows = warehouse.fetch(&statement).await.expect("a result").next().await.expect("a chunk");
    assert!(format!("{rows:?}").contains("second"), "{rows:?}");
    assert_eq!(provider.asked.load(Ordering::SeqCst), 2);
    let expired = WarehouseError::new(ErrorClass::Permission, "the session of AWS has expired");
    provider.gives(Err(expired.clone()));
    assert_eq!(warehouse.submit(&submission("select 1")).await, Err(expired));
    assert!(!format!("{provider:?} {warehouse:?}").contains(PASSWORD));
}

async fn a_login_that_is_refused_says_what_is_behind_it(server: &Server) {
    let provider = Provider::new(CredentialKind::ForUser, "IAM:nobody", "temporary");
    let error = connect(server, "nobody@", &provider).await.expect_err("there is no such user");
    let ConnectError::Warehouse(said) = &error else { panic!("{error:?}") };
    assert_eq!((said.class, said.code.as_deref()), (ErrorClass::Permission, Some("28P01")));
    let remedy = error.remedy().expect("a remedy");
    assert!(remedy.contains("nobody probably does not exist") && remedy.contains("CREATE USER nobody"), "{remedy}");
}

async fn a_secret_of_somebody_else_is_refused(server: &Server) {
    let provider = Provider::new(CredentialKind::Secret, REVIEWER, PASSWORD);
    assert!(connect(server, &format!("{REVIEWER}@"), &provider).await.is_ok());
    let error = connect(server, "other@", &provider).await.expect_err("two users");
    assert!(error.to_string().contains("the address names the user other, and the secret is reviewer's"), "{error}");
}

async fn an_address_for_aws_is_told_when_aws_is_not_there(server: &Server) {
    let url = format!("{}&credentials=iam&cluster=c1", server.url());
    if cfg!(feature = "aws") {
        return;
    }
    let error = PostgresWarehouse::connect(&url, password()).await.expect_err("nobody to ask");
    assert!(matches!(error, ConnectError::BuiltWithoutAws), "{error:?}");
    assert!(error.remedy().is_some_and(|remedy| remedy.contains("feature `aws`")));
}

fn submission(sql: &str) -> Submission {
    Submission {
        name: "run/Credentials/1".to_owned(),
        attempt: 1,
        sql: sql.to_owned(),
        database: None,
        max_rows: 10,
        threshold: Duration::from_secs(300),
    }
}
