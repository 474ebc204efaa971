//! A server with a reviewer who may not do everything, and the suite's scripts for it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use review_warehouse::Warehouse;
use review_warehouse::conformance::{self, Fixture, MANY, Scripts};
use review_warehouse::postgres::{Password, PasswordSource, PostgresWarehouse};
use review_warehouse::testing::{PostgresServer, ServerCertificate};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio_postgres_rustls::MakeRustlsConnect;

pub(crate) const REVIEWER: &str = "reviewer";
pub(crate) const PASSWORD: &str = "it's a secret: {\"p\"}@/%";

pub(crate) struct Server(pub(crate) PostgresServer);

impl Server {
    pub(crate) fn start() -> Self {
        Self::start_with(ServerCertificate::Valid)
    }

    pub(crate) fn start_with(certificate: ServerCertificate) -> Self {
        let server = PostgresServer::start_with(certificate);
        server.execute(&format!("create role {REVIEWER} login password '{}'", PASSWORD.replace('\'', "''")));
        server.execute("create table readable (a int); insert into readable values (1), (2)");
        server.execute("create table secret (a int); create sequence numbers");
        // The reviewer owns a table: what keeps it from being written is the adapter, not a missing right.
        server.execute(&format!("create table owned (a int); alter table owned owner to {REVIEWER}"));
        server.execute(&format!("grant select on readable to {REVIEWER}; grant all on schema public to {REVIEWER}"));
        server.execute(&format!("grant all on sequence numbers to {REVIEWER}"));
        Self(server)
    }

    pub(crate) fn url(&self) -> String {
        self.0.url(REVIEWER, "postgres")
    }

    pub(crate) async fn warehouse(&self) -> PostgresWarehouse {
        PostgresWarehouse::connect(&self.url(), password()).await.expect("the server lets the reviewer in")
    }

    /// A connection of somebody who may do everything, past the adapter.
    pub(crate) async fn administrator(&self) -> tokio_postgres::Client {
        let mut config = tokio_postgres::Config::new();
        config.host("127.0.0.1").port(self.0.port()).dbname("postgres");
        config.user(PostgresServer::SUPERUSER).password(self.0.password());
        let mut roots = RootCertStore::empty();
        let authority = CertificateDer::from_pem_slice(&std::fs::read(self.0.ca_file()).expect("the file is there"));
        roots.add(authority.expect("a certificate")).expect("the certificate can be used");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let tls = tls.expect("TLS versions").with_root_certificates(roots).with_no_client_auth();
        let connected = config.connect(MakeRustlsConnect::new(tls)).await;
        let (client, connection) = connected.expect("the server lets us in");
        tokio::spawn(connection);
        client
    }

    /// How many statements of the reviewer with that text in them run in the server. A process whose statement has
    /// ended lists it until the process itself is gone, a moment after the connection was closed.
    pub(crate) fn live(&self, text: &str) -> usize {
        self.count(&format!("state = 'active' and position('{}' in query) > 0", text.replace('\'', "''")))
    }

    /// How many of these have come to a `pg_sleep`.
    pub(crate) fn asleep(&self, text: &str) -> usize {
        let quoted = text.replace('\'', "''");
        self.count(&format!("state = 'active' and wait_event = 'PgSleep' and position('{quoted}' in query) > 0"))
    }

    /// How many connections of the reviewer there are.
    fn connections(&self) -> usize {
        self.count("true")
    }

    fn count(&self, condition: &str) -> usize {
        let sql = format!("select count(*) from pg_stat_activity where usename = '{REVIEWER}' and {condition}");
        self.0.execute(&sql).parse().expect("a number")
    }
}

pub(crate) fn password() -> PasswordSource {
    PasswordSource::Given(Password::new(PASSWORD))
}

#[async_trait]
impl Fixture for Server {
    async fn connect(&self) -> Arc<dyn Warehouse> {
        Arc::new(self.warehouse().await)
    }

    fn scripts(&self) -> Scripts {
        let writes = [
            "create table made (a int)",
            "create temporary table made (a int)",
            "insert into owned values (1)",
            "insert into owned values (1) returning a",
            "with made as (insert into owned values (1) returning a) select a from made",
            "update owned set a = 2 returning a",
            "delete from owned returning a",
            "truncate owned",
            "drop table owned",
            "select * into made from owned",
            "select nextval('numbers')",
            "explain analyze insert into owned values (1)",
            "set default_transaction_read_only = off",
            "commit",
            "begin read write",
            "copy owned to stdout",
            "do $$ begin insert into owned values (1); end $$",
        ];
        Scripts {
            exact: EXACT.to_owned(),
            many: format!("select n::int8 as n from generate_series(1, {MANY}) as t(n) order by n"),
            no_rows: "select 1::int8 as n where false".to_owned(),
            endless: "select pg_sleep(120)".to_owned(),
            syntax_error: "selec 1".to_owned(),
            missing_table: "select * from nowhere".to_owned(),
            denied_table: Some("select * from secret".to_owned()),
            writes: writes.map(str::to_owned).to_vec(),
            several: "select 1; select 2".to_owned(),
        }
    }

    async fn live(&self, name: &str) -> Option<usize> {
        Some(Server::live(self, &format!("redshift-review {name} ")))
    }
}

const EXACT: &str = r#"
select 1 as id, 9007199254740993::int8 as big,
       '1234567890123456789012345678.0123456789'::numeric(38,10) as exact,
       '2026-11-22 07:30:00.123456'::timestamp as moment, '2026-11-22'::date as day, true as truth,
       0.1::float8 as measure, ''::varchar(40) as label
union all
select 2, 9223372036854775807, '-0.0000000001'::numeric(38,10), '1999-12-31 23:59:59.999999', '1999-12-31', false,
       -1.5e300, E'it\'s "ü" \\ , \t end'::varchar(40)
union all
select 3, null, null::numeric(38,10), null, null, null, null, null::varchar(40)
order by id"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_wire_adapter_conforms() {
    let server = Server::start();
    conformance::run(&server).await;
    assert_eq!(server.0.execute("select count(*) from owned"), "0", "nothing was written");
    let until = Instant::now() + Duration::from_secs(30);
    while server.connections() > 0 {
        assert!(Instant::now() < until, "{} connections are left", server.connections());
    }
}
