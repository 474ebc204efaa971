//! The server for tests leaves nothing behind.

use std::net::TcpStream;
use std::panic::catch_unwind;
use std::sync::Mutex;

use review_warehouse::testing::PostgresServer;

#[test]
fn a_server_is_gone_when_the_test_that_had_it_fails() {
    let port = Mutex::new(0);
    let failed = catch_unwind(|| {
        let server = PostgresServer::start();
        *port.lock().expect("nobody else holds it") = server.port();
        assert_eq!(server.execute("select current_user"), PostgresServer::SUPERUSER);
        assert!(TcpStream::connect(("127.0.0.1", server.port())).is_ok());
        panic!("a test that fails");
    });
    assert!(failed.is_err());
    let port = *port.lock().expect("nobody else holds it");
    assert!(port > 0, "the server had started");
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err(), "the server has stopped");
}
