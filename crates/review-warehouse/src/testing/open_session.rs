//! A session of a test's own that stays open.

use std::io::Write as _;
use std::process::{Child, Command, Stdio};

/// A session of psql that stays in the server, with what it began, until it is dropped.
#[derive(Debug)]
pub struct OpenSession(Child);

impl OpenSession {
    pub(super) fn begin(mut psql: Command, sql: &str) -> Self {
        psql.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = psql.spawn().expect("psql starts");
        // Its end stays open within the child's value: psql waits for more, and the session with it.
        let mut input = child.stdin.as_ref().expect("psql reads from us");
        writeln!(input, "{sql};").expect("psql takes the SQL");
        Self(child)
    }
}

impl Drop for OpenSession {
    fn drop(&mut self) {
        // A session that already ended cannot be ended, and a panic in drop would hide the test's own.
        let _ended = self.0.kill();
        let _gone = self.0.wait();
    }
}
