//! A mail server of a test's own: aiosmtpd, which others wrote.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use review_pack::MailTls;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::certificates::Certificates;
use super::received::Received;

/// How long a server may take to start: the first one installs itself.
const START: Duration = Duration::from_secs(180);
const NO_PYTHON: &str = "these tests need Python 3 with venv, and PyPI within reach for pip: install python3 and \
                         python3-venv";

/// What the server does.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// How it protects connections.
    pub tls: MailTls,
    /// Who may log in, with the password; without it nobody need.
    pub login: Option<(String, String)>,
    /// Recipients it refuses for good.
    pub refuses: Vec<String>,
    /// How often it says "not now" to each recipient before it takes mails for them.
    pub defers: u32,
    /// How often it breaks the connection off when a mail has been sent, instead of an answer.
    pub breaks_off: u32,
    /// Whether it never answers when a mail has been sent.
    pub hangs: bool,
    /// Whether it refuses what mails hold.
    pub refuses_content: bool,
    /// The names its certificate is for.
    pub names: Vec<String>,
}

impl Default for Behaviour {
    /// Takes everything from everybody by STARTTLS.
    fn default() -> Self {
        Self {
            tls: MailTls::Starttls,
            login: None,
            refuses: vec![],
            defers: 0,
            breaks_off: 0,
            hangs: false,
            refuses_content: false,
            names: vec!["localhost".to_owned(), "127.0.0.1".to_owned()],
        }
    }
}

/// A mail server on a free port of this machine. It ends when the value is dropped.
#[derive(Debug)]
pub struct MailServer {
    folder: TempDir,
    process: Child,
    lines: Receiver<String>,
    port: u16,
}

impl MailServer {
    /// Starts a server.
    ///
    /// # Panics
    /// When Python cannot be had, or the server does not start.
    #[must_use]
    pub fn start(behaviour: &Behaviour) -> Self {
        let folder = tempfile::Builder::new().prefix("review-mail-").tempdir().expect("a temporary folder");
        let names: Vec<&str> = behaviour.names.iter().map(String::as_str).collect();
        let made = Certificates::new(&names).expect("certificates are made");
        for (name, text) in [("ca.pem", made.authority), ("server.pem", made.certificate), ("server.key", made.key)] {
            fs::write(folder.path().join(name), text).expect("a certificate is written");
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("server/run");
        let mut command = Command::new(&script);
        command.arg(folder.path()).arg(told(behaviour).to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap_or_else(|error| panic!("{}: {error}; {NO_PYTHON}", script.display()));
        let lines = lines(process.stdout.take().expect("its stdout"));
        let first = lines.recv_timeout(START).unwrap_or_else(|_| panic!("no mail server started. {NO_PYTHON}"));
        let port = first.strip_prefix("port ").and_then(|port| port.parse().ok());
        let port = port.unwrap_or_else(|| panic!("a port: {first}"));
        Self { folder, process, lines, port }
    }

    /// The port it listens on, on 127.0.0.1.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The certificate of the authority that signed the server's, in PEM form.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// The mails it took since it was last asked. Whoever sent one had its answer after it was written down.
    pub fn take(&self) -> Vec<Received> {
        let mut received = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_millis(300)) {
            received.push(Received::new(serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line}: {error}"))));
        }
        received
    }
}

fn told(behaviour: &Behaviour) -> Value {
    json!({
        "tls": behaviour.tls.word(),
        "login": behaviour.login.as_ref().map(|(user, password)| json!([user, password])),
        "refuses": behaviour.refuses,
        "defers": behaviour.defers,
        "breaks_off": behaviour.breaks_off,
        "hangs": behaviour.hangs,
        "refuses_content": behaviour.refuses_content,
    })
}

/// Lines as they come; a thread waits for them.
fn lines(output: std::process::ChildStdout) -> Receiver<String> {
    let (tell, told) = channel();
    thread::spawn(move || {
        let lines = BufReader::new(output).lines().map_while(Result::ok);
        lines.take_while(|line| tell.send(line.clone()).is_ok()).for_each(drop);
    });
    told
}

impl Drop for MailServer {
    fn drop(&mut self) {
        // A server that has ended already cannot be ended, and a panic in drop would hide the test's own.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
