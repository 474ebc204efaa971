//! A PostgreSQL server of a test's own.

use std::net::TcpListener;
use std::path::PathBuf;
use std::{fs, process};

use tempfile::TempDir;

use super::programs::{Programs, run};
use crate::postgres::{Password, PasswordSource};

/// How often a port that somebody else took meanwhile is replaced by another.
const START_TRIES: u32 = 5;
/// Nothing has to outlive a crash here, and little memory is enough.
const SETTINGS: [&str; 6] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=16MB",
    "max_connections=100",
    "log_statement=none",
];

/// A PostgreSQL server that listens on a free port of this machine, with its files in a temporary folder. It ends,
/// and its files go, when the value is dropped, also when the test fails.
///
/// There is a superuser [`SUPERUSER`](Self::SUPERUSER), who has a password, and a database `postgres`.
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
        let programs = Programs::find();
        let folder = tempfile::Builder::new().prefix("review-postgres-").tempdir().expect("a temporary folder");
        // With characters that would not survive careless quoting.
        let password = format!("pass word/:@%{}", process::id());
        let mut server = Self { programs, folder, port: 0, password };
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

    /// The address of a database for a user. The user's name must need no encoding.
    pub fn url(&self, user: &str, database: &str) -> String {
        format!("postgres://{user}@127.0.0.1:{}/{database}", self.port)
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
        let mut psql = self.programs.as_ourselves("psql");
        psql.env("PGPASSWORD", &self.password)
            .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"])
            .args(["--host=127.0.0.1", &format!("--port={}", self.port)])
            .args([&format!("--username={}", Self::SUPERUSER), &format!("--dbname={database}")])
            .arg(format!("--command={sql}"));
        run(&mut psql).trim_end().to_owned()
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn make_cluster(&self) {
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
        let settings: String = SETTINGS.iter().map(|setting| format!(" -c {setting}")).collect();
        command
            .args(action)
            .arg(format!("--pgdata={}", self.data().display()))
            .arg(format!("--log={}", self.log().display()))
            .arg(format!("--options=-h 127.0.0.1 -p {} -k {sockets}{settings}", self.port))
            .stdout(process::Stdio::null());
        command
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

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("this machine has a free port");
    listener.local_addr().expect("a bound listener has an address").port()
}
