//! boto3, in a Python environment of its own, and the shapes of all that is said.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use data_api_emulator::{Emulator, Limits, Options};
use review_sample::SampleWarehouse;

const NO_PYTHON: &str = "this test needs Python 3 with venv, and PyPI within reach for pip: install python3 and \
                         python3-venv";

/// The folder of the scripts.
fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/boto3")
}

/// The interpreter of an environment with what `requirements.txt` pins; made once in the target folder.
fn python() -> PathBuf {
    let requirements = scripts().join("requirements.txt");
    let wanted = std::fs::read_to_string(&requirements).expect("requirements.txt");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("boto3-environment");
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
async fn boto3_talks_to_it_and_every_shape_is_the_models() {
    let sample = SampleWarehouse::open("troubled?slow=Slow:60").expect("a sample");
    let options = Options {
        workgroups: vec!["serverless".to_owned()],
        limits: Limits { page_rows: 2, csv_chunk_bytes: 6, csv_page_chunks: 1, ..Limits::default() },
        ..Options::default()
    };
    let emulator = Emulator::start(Arc::new(sample), options).await.expect("a free port");
    let url = emulator.url();
    let said = tokio::task::spawn_blocking(move || run(Command::new(python()).arg(scripts().join("talk.py")).arg(url)));
    let said = said.await.expect("the script ends");
    assert!(said.contains("exchanges are as botocore's model says"), "{said}");
}
