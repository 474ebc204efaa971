//! An S3 with one bucket, and the program in front of it.

use std::process::Child;

use s3_emulator::Emulator;
use serde_json::Value;

use crate::crash::until;
use crate::program::{Folder, Said};

pub(super) const BUCKET: &str = "team-reviews";
pub(super) const BASE: &str = "s3://team-reviews/prod";
/// One query takes its time; the others are quick.
pub(super) const SLOW: &str = "sample:troubled?slow=WorkloadEvaluation:600";

/// An S3 with one bucket, and a folder in which nothing is to appear.
pub(super) struct S3 {
    pub(super) server: Emulator,
    pub(super) folder: Folder,
}

impl S3 {
    pub(super) fn start() -> Self {
        Self { server: Emulator::start(&[BUCKET]), folder: Folder::new() }
    }

    pub(super) fn with<T>(&self, run: impl FnOnce(&[(&str, &str)]) -> T) -> T {
        let environment = self.server.environment();
        let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
        run(&environment)
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Said {
        self.with(|environment| self.folder.run_with(arguments, environment))
    }

    pub(super) fn begin(&self, arguments: &[&str]) -> Child {
        self.with(|environment| self.folder.start_with(arguments, environment))
    }

    /// The key of the only run's folder, once its `run.json` is there.
    pub(super) fn only_run(&self) -> String {
        until("run.json", || self.runs().len() == 1);
        self.runs().remove(0)
    }

    pub(super) fn runs(&self) -> Vec<String> {
        let keys = self.server.keys(BUCKET).into_iter();
        keys.filter_map(|key| Some(key.strip_suffix("/run.json")?.to_owned())).collect()
    }

    pub(super) fn below(&self, run: &str, what: &str) -> Vec<String> {
        let prefix = format!("{run}/{what}");
        self.server.keys(BUCKET).into_iter().filter(|key| key.starts_with(&prefix)).collect()
    }

    pub(super) fn has(&self, run: &str, key: &str) -> bool {
        self.server.content(BUCKET, &format!("{run}/{key}")).is_some()
    }

    pub(super) fn text(&self, key: &str) -> String {
        let content = self.server.content(BUCKET, key).unwrap_or_else(|| panic!("{key} is not there"));
        String::from_utf8(content).expect("UTF-8")
    }

    pub(super) fn json(&self, run: &str, key: &str) -> Value {
        serde_json::from_str(&self.text(&format!("{run}/{key}"))).expect("JSON")
    }

    /// Rewrites a file of the run past the program.
    pub(super) fn edit(&self, key: &str, edit: impl FnOnce(String) -> String) {
        self.server.write(BUCKET, key, edit(self.text(key)).as_bytes());
    }

    /// Makes the run's warehouse quick, as it would be on another day.
    pub(super) fn heal(&self, run: &str) {
        self.edit(&format!("{run}/run.json"), |text| text.replace(SLOW, "sample:troubled"));
    }
}

pub(super) fn url(run: &str) -> String {
    format!("s3://{BUCKET}/{run}")
}

/// The findings of the same review with its run folder on this machine.
pub(super) fn findings_of_a_local_run() -> Value {
    let folder = Folder::new();
    folder.run(&["run", "--quiet"]).exits(0);
    folder.only_run().json("findings.json")["signals"].clone()
}
