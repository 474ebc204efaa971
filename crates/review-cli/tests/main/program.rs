//! Runs the program in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// An empty folder to run the program in.
pub(crate) struct Folder {
    pub(crate) path: TempDir,
}

/// What the program said and did.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self { path: tempfile::tempdir().expect("a temporary folder") }
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.path.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, content: &str) -> &Self {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
        self
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_redshift-review"));
        command.args(arguments).current_dir(self.path.path()).env_remove("PGPASSWORD").stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        self.run_with(arguments, &[])
    }

    pub(crate) fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Said {
        let output = self.command(arguments).envs(environment.iter().copied()).output().expect("the program runs");
        Said {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
        }
    }

    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        self.start_with(arguments, &[])
    }

    pub(crate) fn start_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Child {
        let mut command = self.command(arguments);
        command.envs(environment.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program starts")
    }

    /// A run folder under `reviews`, if there is one yet.
    pub(crate) fn try_only_run(&self) -> Option<RunFiles> {
        let mut runs = Vec::new();
        find_runs(&self.at("reviews"), &mut runs);
        runs.pop().map(|path| RunFiles { path })
    }

    /// Every run folder under `reviews`, by its path.
    pub(crate) fn runs(&self) -> Vec<RunFiles> {
        let mut runs = Vec::new();
        find_runs(&self.at("reviews"), &mut runs);
        runs.sort();
        runs.into_iter().map(|path| RunFiles { path }).collect()
    }

    /// The only run folder under `reviews`.
    pub(crate) fn only_run(&self) -> RunFiles {
        let mut runs = Vec::new();
        find_runs(&self.at("reviews"), &mut runs);
        assert_eq!(runs.len(), 1, "one run: {runs:?}");
        RunFiles { path: runs.remove(0) }
    }
}

/// The files of a run folder.
pub(crate) struct RunFiles {
    pub(crate) path: PathBuf,
}

impl RunFiles {
    /// The run's id.
    pub(crate) fn id(&self) -> String {
        self.path.file_name().expect("a folder").to_string_lossy().into_owned()
    }

    pub(crate) fn name(&self) -> String {
        self.path.display().to_string()
    }

    pub(crate) fn text(&self, key: &str) -> String {
        fs::read_to_string(self.path.join(key)).unwrap_or_else(|error| panic!("{key}: {error}"))
    }

    pub(crate) fn json(&self, key: &str) -> Value {
        serde_json::from_str(&self.text(key)).unwrap_or_else(|error| panic!("{key}: {error}"))
    }

    pub(crate) fn exists(&self, key: &str) -> bool {
        self.path.join(key).exists()
    }

    /// The names in a folder of the run, sorted; none when it is not there.
    pub(crate) fn list(&self, key: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path.join(key)) else { return vec![] };
        let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }
}

fn find_runs(folder: &Path, runs: &mut Vec<PathBuf>) {
    if folder.join("run.json").exists() {
        runs.push(folder.to_owned());
        return;
    }
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            find_runs(&path, runs);
        }
    }
}

impl Said {
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// The last line of stdout.
    pub(crate) fn answer(&self) -> &str {
        self.stdout.lines().last().unwrap_or_default()
    }
}
