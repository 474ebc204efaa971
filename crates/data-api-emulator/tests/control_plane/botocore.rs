//! Another client, and the models it ships: boto3 in a Python environment of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use data_api_emulator::Secret;

use crate::fixture::Stage;

const NO_PYTHON: &str = "this test needs Python 3 with venv, and PyPI within reach for pip: install python3 and \
                         python3-venv";

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/boto3")
}

/// The interpreter of an environment with what `requirements.txt` pins; made once in the target folder. Not the one
/// of the other tests, which may be in the making at the same time.
fn python() -> PathBuf {
    let requirements = scripts().join("requirements.txt");
    let wanted = std::fs::read_to_string(&requirements).expect("requirements.txt");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("control-plane-environment");
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn boto3_asks_every_operation_and_every_answer_is_as_the_models_say() {
    let stage = Stage::new(|_, control_plane| {
        let role = "arn:aws:iam::000000000000:role/reviewer".to_owned();
        control_plane.roles.insert(role, Some("reviews-of-acme".to_owned()));
        control_plane.secrets.insert("team/warehouse".to_owned(), Secret::Text("{}".to_owned()));
    })
    .await;
    let url = stage.emulator.url();
    let asked = move || run(Command::new(python()).arg(scripts().join("control_plane.py")).arg(url));
    let said = tokio::task::spawn_blocking(asked).await.expect("the script ends");
    assert!(said.contains("every answer is as the models"), "{said}");
}
