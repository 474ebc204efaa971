//! A PostgreSQL server of a test's own.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::{fs, process};

use tempfile::TempDir;

use super::certificates::{Certificates, ServerCertificate};
use super::open_session::OpenSession;
use super::programs::{Programs, run};
use crate::postgres::{Password, PasswordSource};

/// How often a port that somebody else took meanwhile is replaced by another.
const START_TRIES: u32 = 5;
/// Nothing has to outlive a crash here, and little memory is enough. In the file, and not on the command line, so that
/// a test can set them otherwise (`alter system`, `pg_reload_conf`).
const SETTINGS: &str = "
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 16MB
max_connections = 100
log_statement = none
";

/// Everybody comes with TLS and a password; there is no way in beside it.
const ACCESS: &str = "hostssl all all 127.0.0.1/32 scram-sha-256\n";
/// The same of a server that speaks no TLS.
const ACCESS_WITHOUT_TLS: &str = "host all all 127.0.0.1/32 scram-sha-256\n";

/// A PostgreSQL server that listens on a free port of this machine, with its files in a temporary folder. It ends,
/// and its files go, when the value is dropped, also when the test fails.
///
/// It lets users in over TLS only, with a password (scram-sha-256) only. Its certificate is by an authority of its
/// own, so that a client has to be told of it ([`ca_file`](Self::ca_file)); the address that [`url`](Self::url) gives
/// tells it. There is a superuser [`SUPERUSER`](Self::SUPERUSER), who has a password, and a database `postgres`.
///
/// ```no_run
/// let server = review_warehouse::testing::PostgresServer::start();
/// server.execute("create table t (a int)");
/// let url = server.url(review_warehouse::testing::PostgresServer::SUPERUSER, "postgres");
/// ```
#[derive(Debug)]
pub struct PostgresServer {
    programs: Programs,
    folder: TempDir,
    port: u16,
    password: String,
    certificate: ServerCertificate,
}

impl PostgresServer {
    /// The user who may do everything.
    pub const SUPERUSER: &str = "administrator";

    /// Makes a database cluster and starts a server on it.
    ///
    /// # Panics
    /// When PostgreSQL is not installed, or does not start.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(ServerCertificate::Valid)
    }

    /// The same with a certificate of a kind that careful clients refuse, or without any.
    ///
    /// # Panics
    /// When PostgreSQL is not installed, or does not start.
    #[must_use]
    pub fn start_with(certificate: ServerCertificate) -> Self {
        let programs = Programs::find();
        let folder = tempfile::Builder::new().prefix("review-postgres-").tempdir().expect("a temporary folder");
        // With characters that would not survive careless quoting.
        let password = format!("pass word/:@%{}", process::id());
        let mut server = Self { programs, folder, port: 0, password, certificate };
        server.make_cluster();
        server.start_on_a_free_port();
        server
    }

    /// The port it listens on, on 127.0.0.1.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The superuser's password.
    pub fn password(&self) -> &str {
        &self.password
    }

    /// The superuser's password as the adapter takes it.
    pub fn password_source(&self) -> PasswordSource {
        PasswordSource::Given(Password::new(&self.password))
    }

    /// The certificate of the authority that signed the server's, in PEM form.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Whether the server counts statements: `create extension pg_stat_statements` then shows them. It does where the
    /// module is installed; Debian's package of the server brings it along.
    pub fn counts_statements(&self) -> bool {
        self.programs.has_module("pg_stat_statements")
    }

    /// The address of a database for a user, with all that is needed to connect and to verify the server fully. The
    /// user's name must need no encoding. Another parameter may follow after `&`.
    pub fn url(&self, user: &str, database: &str) -> String {
        let url = format!("postgres://{user}@127.0.0.1:{}/{database}", self.port);
        match self.certificate {
            ServerCertificate::NoTls => format!("{url}?sslmode=disable"),
            ServerCertificate::Valid | ServerCertificate::Expired | ServerCertificate::OtherName => {
                format!("{url}?sslrootcert={}", encoded(&self.ca_file()))
            }
        }
    }

    /// Runs SQL as the superuser in the database `postgres`; answers what it returns, a line a row, `|` between
    /// the columns.
    ///
    /// # Panics
    /// When it fails.
    pub fn execute(&self, sql: &str) -> String {
        self.execute_in("postgres", sql)
    }

    /// The same in another database.
    ///
    /// # Panics
    /// When it fails.
    pub fn execute_in(&self, database: &str, sql: &str) -> String {
        run(self.psql(database).arg(format!("--command={sql}"))).trim_end().to_owned()
    }

    /// A session of the superuser that has begun with `sql` and stays, in its transaction if it began one, until the
    /// value is dropped. It does not wait for `sql` to end: that may be waiting for a lock.
    ///
    /// # Panics
    /// When psql does not start.
    pub fn stay_in(&self, database: &str, sql: &str) -> OpenSession {
        OpenSession::begin(self.psql(database), sql)
    }

    fn psql(&self, database: &str) -> process::Command {
        let mut psql = self.programs.as_ourselves("psql");
        // Before version 15 psql compares the name of the host only, never its number.
        psql.env("PGPASSWORD", &self.password)
            .env("PGSSLMODE", self.mode_of_psql())
            .env("PGSSLROOTCERT", self.roots_of_psql())
            .env("PGHOSTADDR", "127.0.0.1")
            .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"])
            .args(["--host=localhost", &format!("--port={}", self.port)])
            .args([&format!("--username={}", Self::SUPERUSER), &format!("--dbname={database}")]);
        psql
    }

    /// The strictest mode that the server's certificate stands.
    const fn mode_of_psql(&self) -> &'static str {
        match self.certificate {
            ServerCertificate::Valid => "verify-full",
            ServerCertificate::OtherName => "verify-ca",
            ServerCertificate::Expired => "require",
            ServerCertificate::NoTls => "disable",
        }
    }

    /// With a root certificate at hand psql verifies the chain even where it was not asked to.
    fn roots_of_psql(&self) -> PathBuf {
        match self.certificate {
            ServerCertificate::Expired => self.folder.path().join("no-roots"),
            ServerCertificate::Valid | ServerCertificate::OtherName | ServerCertificate::NoTls => self.ca_file(),
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn make_cluster(&self) {
        self.make_certificates();
        let password_file = self.folder.path().join("password");
        fs::write(&password_file, &self.password).expect("the password is written");
        if let Some(user) = self.programs.user() {
            run(process::Command::new("chown").arg("--recursive").arg(user).arg(self.folder.path()));
        }
        run(self
            .programs
            .as_server("initdb")
            .args(["--no-sync", "--no-instructions", "--encoding=UTF8", "--locale=C", "--auth=scram-sha-256"])
            .arg(format!("--username={}", Self::SUPERUSER))
            .arg(format!("--pwfile={}", password_file.display()))
            .arg(format!("--pgdata={}", self.data().display())));
        let access = match self.certificate {
            ServerCertificate::NoTls => ACCESS_WITHOUT_TLS,
            ServerCertificate::Valid | ServerCertificate::Expired | ServerCertificate::OtherName => ACCESS,
        };
        fs::write(self.data().join("pg_hba.conf"), access).expect("the rules of access are written");
        let file = self.data().join("postgresql.conf");
        let settings = fs::read_to_string(&file).expect("initdb wrote settings") + SETTINGS;
        fs::write(file, settings).expect("the settings are written");
    }

    fn make_certificates(&self) {
        let made = Certificates::new(self.certificate).expect("certificates are made");
        fs::write(self.ca_file(), made.authority).expect("the authority's certificate is written");
        fs::write(self.certificate_file(), made.certificate).expect("the server's certificate is written");
        fs::write(self.key_file(), made.key).expect("the server's key is written");
        // The server refuses a key that others could read.
        fs::set_permissions(self.key_file(), fs::Permissions::from_mode(0o600)).expect("the key is kept from others");
    }

    fn certificate_file(&self) -> PathBuf {
        self.folder.path().join("server.pem")
    }

    fn key_file(&self) -> PathBuf {
        self.folder.path().join("server.key")
    }

    fn start_on_a_free_port(&mut self) {
        for _ in 0..START_TRIES {
            self.port = free_port();
            if self.control(&["start", "--wait", "--silent"]).status().is_ok_and(|status| status.success()) {
                return;
            }
        }
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        panic!("PostgreSQL does not start; its log:\n{log}");
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn control(&self, action: &[&str]) -> process::Command {
        let mut command = self.programs.as_server("pg_ctl");
        let sockets = self.folder.path().display();
        let settings = format!("{}{}", self.tls_settings(), self.modules());
        command
            .args(action)
            .arg(format!("--pgdata={}", self.data().display()))
            .arg(format!("--log={}", self.log().display()))
            .arg(format!("--options=-h 127.0.0.1 -p {} -k {sockets}{settings}", self.port))
            .stdout(process::Stdio::null());
        command
    }

    fn tls_settings(&self) -> String {
        if self.certificate == ServerCertificate::NoTls {
            return String::new();
        }
        let (certificate, key) = (self.certificate_file(), self.key_file());
        format!(" -c ssl=on -c ssl_cert_file={} -c ssl_key_file={}", certificate.display(), key.display())
    }

    fn modules(&self) -> &'static str {
        match self.counts_statements() {
            true => " -c shared_preload_libraries=pg_stat_statements",
            false => "",
        }
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        let mut stop = self.programs.as_server("pg_ctl");
        stop.args(["stop", "--wait", "--silent", "--mode=immediate"]);
        stop.arg(format!("--pgdata={}", self.data().display())).stdout(process::Stdio::null());
        // A server that never started cannot be stopped, and a panic in drop would hide the test's own.
        let _stopped = stop.stderr(process::Stdio::null()).status();
    }
}

/// A path as the value of a parameter of an address.
fn encoded(path: &Path) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(byte);
    let bytes = path.as_os_str().as_encoded_bytes().iter();
    bytes.map(|byte| if plain(byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("this machine has a free port");
    listener.local_addr().expect("a bound listener has an address").port()
}
