//! What was collected: judged again, compared, listed, written in other forms.

use std::path::PathBuf;

use clap::Args;
use review_report::Form;

use super::OfRun;
use super::values::{ChangeGate, SeverityWord, base, gate};

#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) run: OfRun,
    /// The form
    #[arg(long = "as", value_name = "markdown|junit|sarif|json")]
    pub(crate) form: Form,
    /// JUnit: a finding below this severity passes
    #[arg(long, value_name = "SEVERITY", default_value = "info")]
    pub(crate) gate: SeverityWord,
    /// The file to write instead of stdout
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The earlier run and the later one; one run alone is compared with the last complete run of its warehouse and
    /// pack before it, and without any the latest complete run is; a run with --only and one that was cut short are
    /// no complete runs
    #[arg(value_name = "RUN", num_args = 0..=2)]
    pub(crate) runs: Vec<String>,
    /// What holds the run folders, where ids and `latest` are looked for: a folder, or s3://BUCKET/PREFIX
    #[arg(long, value_name = "FOLDER-OR-S3", default_value = "reviews", value_parser = base)]
    pub(crate) base: String,
    /// Exit with 1 when a signal came to this change and is at least this severe; may be given again
    #[arg(long, value_name = "new|worse:SEVERITY", value_parser = gate)]
    pub(crate) fail_on: Vec<ChangeGate>,
    /// Write the comparison as JSON to stdout
    #[arg(long)]
    pub(crate) json: bool,
    /// List what is unchanged too
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Evaluate {
    #[command(flatten)]
    pub(crate) run: OfRun,
    /// Judge with these settings instead of those the run began with
    #[arg(long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// Judge with another threshold; may be given again
    #[arg(long = "set", value_name = "SIGNAL.THRESHOLD=VALUE")]
    pub(crate) overrides: Vec<String>,
    /// Exit with 1 when a finding is at least this severe
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<SeverityWord>,
}

#[derive(Debug, Args)]
pub(crate) struct Runs {
    /// What holds the run folders: a folder, or s3://BUCKET/PREFIX
    #[arg(long, value_name = "FOLDER-OR-S3", default_value = "reviews", value_parser = base)]
    pub(crate) base: String,
    /// Write one page over all warehouses and their last runs instead of the list
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}
