//! Looking at runs, and telling of them.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::OfRun;
use super::values::base;

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// What holds the run folders: a folder, or s3://BUCKET/PREFIX
    #[arg(long, value_name = "FOLDER-OR-S3", default_value = "reviews", value_parser = base)]
    pub(crate) base: String,
    /// Where to listen; beyond this machine only with --token-file, and then reading takes the token too
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8765")]
    pub(crate) listen: SocketAddr,
    /// A file that holds the token; without it a new one is made and printed
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Answer browsers that call this server by this name, too; may be given again
    #[arg(long = "host", value_name = "NAME")]
    pub(crate) hosts: Vec<String>,
    /// Allow to start one review from the browser: `run` with the arguments after `--`
    #[arg(long)]
    pub(crate) allow_start: bool,
    /// Allow to start the reviews of this file: JSON, an object of names with lists of arguments of `run`
    #[arg(long, value_name = "FILE")]
    pub(crate) allow_start_file: Option<PathBuf>,
    /// The arguments of `run` that --allow-start allows
    #[arg(last = true, value_name = "ARGUMENTS", requires = "allow_start")]
    pub(crate) arguments: Vec<String>,
}

#[derive(Debug, Args)]
#[command(after_help = WATCH_EXIT_CODES)]
pub(crate) struct Watch {
    #[command(flatten)]
    pub(crate) run: OfRun,
    /// Write every change as a line of JSON to stdout
    #[arg(long)]
    pub(crate) json: bool,
}

const WATCH_EXIT_CODES: &str = "\
Exit codes:
  0    the run is complete
  2    the run is over and incomplete: a query failed, timed out or was halted
  3    the run cannot go on by itself: its driver is gone, or a step failed for good
  130  Ctrl-C; the run goes on";

#[derive(Debug, Args)]
#[command(after_help = NOTIFY_EXIT_CODES)]
pub(crate) struct Notify {
    /// A run folder (a path or its address in S3), a run's id, or `latest`; the run must be complete
    #[arg(value_name = "RUN", required_unless_present = "test", conflicts_with = "test")]
    pub(crate) run: Option<String>,
    /// Send a mail that only proves that mails arrive
    #[arg(long)]
    pub(crate) test: bool,
    /// The settings that say who is told and through which server
    #[arg(long, value_name = "FILE")]
    pub(crate) settings: PathBuf,
    /// What holds the run folders, where ids and `latest` are looked for: a folder, or s3://BUCKET/PREFIX
    #[arg(long, value_name = "FOLDER-OR-S3", default_value = "reviews", value_parser = base)]
    pub(crate) base: String,
}

const NOTIFY_EXIT_CODES: &str = "\
Exit codes:
  0    the mail server took the mail for everybody
  2    for some of the recipients only
  3    for nobody, or the settings have errors
  4    wrong usage";
