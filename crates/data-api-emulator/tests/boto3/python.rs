//! The scripts beside this file, run with boto3 in a Python environment of their own.

use std::path::{Path, PathBuf};
use std::process::Command;

const NO_PYTHON: &str = "this test needs Python 3 with venv, and PyPI within reach for pip: install python3 and \
                         python3-venv";

/// Runs a script against the server at `url` and answers what it prints. Each caller names an environment of its own
/// in the target folder: test programs run side by side, and one must not find the other's half made.
pub(crate) async fn talk(environment: &'static str, script: &'static str, url: String) -> String {
    let asked = move || run(Command::new(python(environment)).arg(scripts().join(script)).arg(url));
    tokio::task::spawn_blocking(asked).await.expect("the script ends")
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/boto3")
}

/// The interpreter of an environment with what `requirements.txt` pins; made once.
fn python(environment: &str) -> PathBuf {
    let requirements = scripts().join("requirements.txt");
    let wanted = std::fs::read_to_string(&requirements).expect("requirements.txt");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(environment);
    let (python, complete) = (folder.join("bin/python"), folder.join("complete"));
    if std::fs::read_to_string(&complete).is_ok_and(|found| found == wanted) {
        return python;
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    run(Command::new(&python).args(pip).arg(&requirements));
    std::fs::write(&complete, wanted).expect("the environment is marked as complete");
    python
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; {NO_PYTHON}"));
    let said = [String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)];
    assert!(output.status.success(), "{command:?} failed:\n{}{}\n{NO_PYTHON}", said[0], said[1]);
    said[0].clone().into_owned()
}
