//! A network that breaks.

use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use review_core::error_class::ErrorClass;
use review_warehouse::postgres::PostgresWarehouse;
use review_warehouse::{Progress, Submission, Warehouse as _};

use crate::fixture::{REVIEWER, Server, password};

/// Passes connections on to the server, until they are cut.
struct Proxy {
    port: u16,
    clients: Arc<Mutex<Vec<TcpStream>>>,
}

impl Proxy {
    /// The server is not told when a client's side is cut, as when a firewall forgets a connection.
    fn to(server_port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let clients = Arc::new(Mutex::new(Vec::new()));
        let accepted = Arc::clone(&clients);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(("127.0.0.1", server_port)).expect("the server is there");
                let copy = |stream: &TcpStream| stream.try_clone().expect("a second handle");
                pass_on(copy(&client), copy(&server), true);
                pass_on(copy(&server), copy(&client), false);
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

fn pass_on(mut from: TcpStream, mut to: TcpStream, towards_server: bool) {
    thread::spawn(move || {
        // An end or an error of either side is the end of this direction.
        let _passed = io::copy(&mut from, &mut to);
        if !towards_server {
            let _closed = to.shutdown(Shutdown::Both);
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_runs_on_a_broken_connection_is_ended() {
    let server = Server::start();
    let proxy = Proxy::to(server.0.port());
    let url = format!("postgres://{REVIEWER}@127.0.0.1:{}/postgres", proxy.port);
    let warehouse = PostgresWarehouse::connect(&url, password()).await.expect("the proxy passes us on");
    let long = Submission {
        name: "run/Long/1".to_owned(),
        attempt: 1,
        sql: "select pg_sleep(300)".to_owned(),
        database: None,
        max_rows: 1,
        threshold: Duration::from_secs(300),
    };
    let statement = warehouse.submit(&long).await.expect("the server takes the statement").statement;
    wait_for_live(&server, 1);
    proxy.cut_all();
    match warehouse.wait(&statement, Duration::from_secs(60)).await {
        Ok(Progress::Failed(error)) => assert_eq!(error.class, ErrorClass::Connection, "{error}"),
        other => panic!("a lost connection is a failure, not {other:?}"),
    }
    wait_for_live(&server, 0);
}

fn wait_for_live(server: &Server, wanted: usize) {
    let until = Instant::now() + Duration::from_secs(30);
    while server.live("run/Long/1 1 */ select") != wanted {
        assert!(Instant::now() < until, "{wanted} live statements were awaited");
    }
}
