//! Step Functions and SNS, by moto in a Python environment of its own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

const NO_PYTHON: &str = "this test needs Python 3 with venv, and PyPI within reach for pip: install python3 and \
                         python3-venv";

/// The running services. They end when dropped.
pub(crate) struct Services {
    child: Child,
    asked: ChildStdin,
    said: BufReader<ChildStdout>,
    pub(crate) url: String,
    pub(crate) machine: String,
    pub(crate) topic: String,
}

impl Services {
    /// Starts them; what is published goes to `receiver`.
    pub(crate) fn start(receiver: &str) -> Self {
        let script = folder().join("services.py");
        let mut command = Command::new(python());
        command.arg(script).arg(receiver).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{error}; {NO_PYTHON}"));
        let asked = child.stdin.take().expect("its standard input");
        let mut said = BufReader::new(child.stdout.take().expect("its standard output"));
        let place = line(&mut said);
        let text = |name: &str| place[name].as_str().expect("a text").to_owned();
        Self { url: text("url"), machine: text("machine"), topic: text("topic"), child, asked, said }
    }

    /// All executions, with name and input.
    pub(crate) fn executions(&mut self) -> Vec<Value> {
        writeln!(self.asked, "executions").expect("the services listen");
        line(&mut self.said).as_array().expect("a list").clone()
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn line(said: &mut BufReader<ChildStdout>) -> Value {
    let mut text = String::new();
    said.read_line(&mut text).expect("a line");
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("the services did not start: `{text}`; {NO_PYTHON}"))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/functions/services")
}

/// The interpreter of an environment with what `requirements.txt` pins; made once. Tests run side by side in processes
/// of their own, so whoever comes second waits until it is made.
fn python() -> PathBuf {
    let wanted = std::fs::read_to_string(folder().join("requirements.txt")).expect("requirements.txt");
    let parent = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let place = parent.join("services");
    let lock = std::fs::File::create(parent.join("services.lock")).expect("a lock file");
    lock.lock().expect("the lock");
    let complete = place.join("complete");
    if !std::fs::read_to_string(&complete).is_ok_and(|found| found == wanted) {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&place));
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
        run(Command::new(place.join("bin/python")).args(pip).arg(folder().join("requirements.txt")));
        std::fs::write(&complete, wanted).expect("the environment is marked as complete");
    }
    place.join("bin/python")
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; {NO_PYTHON}"));
    let said = [String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)];
    assert!(output.status.success(), "{command:?} failed:\n{}{}\n{NO_PYTHON}", said[0], said[1]);
}
