//! A network that breaks.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use review_core::StatementId;
use review_core::error_class::ErrorClass;
use review_core::result::{Cell, Column};
use review_warehouse::postgres::PostgresWarehouse;
use review_warehouse::testing::ServerCertificate;
use review_warehouse::{Progress, Submission, Warehouse as _, WarehouseError};

use crate::fixture::{Server, password};

/// What does not come through as it was sent.
const SPOILT: &str = "spoilt-on-the-way";

/// Bytes that are replaced by others of the same number.
type Replaced = (Vec<u8>, Vec<u8>);

/// Passes connections on to the server, until they are cut.
struct Proxy {
    port: u16,
    clients: Arc<Mutex<Vec<TcpStream>>>,
}

impl Proxy {
    /// The server is not told when a client's side is cut, as when a firewall forgets a connection.
    fn to(server_port: u16) -> Self {
        Self::replacing(server_port, (Vec::new(), Vec::new()))
    }

    /// Of what the server sends, the bytes are replaced where they arrive in one piece, as those of a short answer do.
    fn replacing(server_port: u16, replaced: Replaced) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let clients = Arc::new(Mutex::new(Vec::new()));
        let accepted = Arc::clone(&clients);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(("127.0.0.1", server_port)).expect("the server is there");
                let copy = |stream: &TcpStream| stream.try_clone().expect("a second handle");
                pass_on(copy(&client), copy(&server), None);
                pass_on(copy(&server), copy(&client), Some(replaced.clone()));
                accepted.lock().expect("nobody panicked").push(client);
                std::mem::forget(server);
            }
        });
        Self { port, clients }
    }

    fn cut_all(&self) {
        for client in self.clients.lock().expect("nobody panicked").drain(..) {
            // Those that have been closed before are cut already.
            let _cut = client.shutdown(Shutdown::Both);
        }
    }
}

/// Passes on what the server sends, with something replaced, or what the client sends.
fn pass_on(from: TcpStream, to: TcpStream, from_server: Option<Replaced>) {
    thread::spawn(move || {
        // An end or an error of either side is the end of this direction.
        let _passed = copy(&from, &to, from_server.as_ref());
        if from_server.is_some() {
            let _closed = to.shutdown(Shutdown::Both);
        }
    });
}

fn copy(mut from: &TcpStream, mut to: &TcpStream, replaced: Option<&Replaced>) -> io::Result<()> {
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = match from.read(&mut buffer)? {
            0 => return Ok(()),
            length => length,
        };
        let bytes = &mut buffer[..length];
        if let Some((old, new)) = replaced.filter(|(old, _)| !old.is_empty())
            && let Some(at) = bytes.windows(old.len()).position(|window| window == old)
        {
            bytes[at..at + new.len()].copy_from_slice(new);
        }
        to.write_all(bytes)?;
    }
}

async fn through(proxy: &Proxy, server: &Server) -> PostgresWarehouse {
    let url = server.url().replace(&server.0.port().to_string(), &proxy.port.to_string());
    PostgresWarehouse::connect(&url, password()).await.expect("the proxy passes us on")
}

fn submission(sql: &str) -> Submission {
    Submission {
        name: "run/Long/1".to_owned(),
        attempt: 1,
        sql: sql.to_owned(),
        database: None,
        max_rows: 1,
        threshold: Duration::from_secs(300),
    }
}

async fn failure(warehouse: &PostgresWarehouse, statement: &StatementId) -> WarehouseError {
    match warehouse.wait(statement, Duration::from_secs(60)).await {
        Ok(Progress::Failed(error)) => error,
        other => panic!("a failure was expected, not {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_that_breaks() {
    let server = Server::start();
    let proxy = Proxy::to(server.0.port());
    what_runs_on_a_broken_connection_is_ended(&server, &proxy).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bytes_that_are_no_text_are_told() {
    // Nobody can change what TLS protects.
    let server = Server::start_with(ServerCertificate::NoTls);
    let mut spoilt = SPOILT.as_bytes().to_vec();
    spoilt[0] = 0xff;
    let proxy = Proxy::replacing(server.0.port(), (SPOILT.as_bytes().to_vec(), spoilt));
    bytes_that_are_no_text_come_through(&server, &proxy).await;
    a_type_that_only_redshift_knows_has_its_name(&server).await;
}

async fn what_runs_on_a_broken_connection_is_ended(server: &Server, proxy: &Proxy) {
    let warehouse = through(proxy, server).await;
    let submitted = warehouse.submit(&submission("select pg_sleep(300)")).await.expect("the server takes it");
    wait_for_live(server, 1);
    proxy.cut_all();
    let error = failure(&warehouse, &submitted.statement).await;
    assert_eq!(error.class, ErrorClass::Connection, "{error}");
    wait_for_live(server, 0);
}

/// PostgreSQL checks what it sends, Redshift does not always.
async fn bytes_that_are_no_text_come_through(server: &Server, proxy: &Proxy) {
    let warehouse = through(proxy, server).await;
    let sql = "select 1 as good, lower('SPOILT-on-the-way') as bad";
    let submitted = warehouse.submit(&submission(sql)).await.expect("the server takes it");
    let error = failure(&warehouse, &submitted.statement).await;
    assert_eq!(error.message, "a value of column bad is not UTF-8 text");
}

/// An enumeration of PostgreSQL whose number becomes, on the way, that of Redshift's SUPER, and then one that nobody
/// knows.
async fn a_type_that_only_redshift_knows_has_its_name(server: &Server) {
    server.0.execute("create type many as enum ('{\"a\":1}')");
    let own: u32 = server.0.execute("select oid from pg_type where typname = 'many'").parse().expect("a number");
    for (oid, name) in [(4000_u32, "super"), (6551, "varbyte"), (9876, "type_9876")] {
        let replaced = (own.to_be_bytes().to_vec(), oid.to_be_bytes().to_vec());
        let proxy = Proxy::replacing(server.0.port(), replaced);
        let warehouse = through(&proxy, server).await;
        let sql = "select 7::int8 as n, '{\"a\":1}'::many as m, 1.50::numeric(38,2) as d";
        let submitted = warehouse.submit(&submission(sql)).await.expect("the server takes it");
        let progress = warehouse.wait(&submitted.statement, Duration::from_secs(60)).await;
        assert_eq!(progress, Ok(Progress::Finished), "{name}");
        let mut result = warehouse.fetch(&submitted.statement).await.expect("a result");
        let columns = [Column::new("n", "int8"), Column::new("m", name), Column::decimal("d", 38, 2)];
        assert_eq!(result.columns(), columns);
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(result.next().await, Ok(Some(vec![vec![Cell::Long(7), text("{\"a\":1}"), text("1.50")]])));
    }
}

fn wait_for_live(server: &Server, wanted: usize) {
    let until = Instant::now() + Duration::from_secs(30);
    while server.live("run/Long/1 1 */ select") != wanted {
        assert!(Instant::now() < until, "{wanted} live statements were awaited");
    }
}
