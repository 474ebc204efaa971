//! The command line as the user writes it.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use review_core::comparison::Change;
use review_core::finding::Severity;
use review_core::query_text::QueryText;
use review_pack::{DatabasePattern, TagSelection};
use review_report::Form;
use review_store::S3Address;

/// Reviews an Amazon Redshift warehouse: runs a workflow of diagnostic SQL, keeps every result, judges it, and
/// writes one report. It never writes to the warehouse.
#[derive(Debug, Parser)]
#[command(name = "redshift-review", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    complete
  1    a finding at or above --fail-on
  2    incomplete: a query failed, timed out or was halted
  3    could not run, or `check` found errors
  4    wrong usage
  70   a bug of this program
  130  interrupted; `resume` goes on

Start here: `redshift-review run` reviews the embedded sample warehouse.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Review a warehouse; without arguments the embedded sample, with the shipped pack
    Run(Run),
    /// Say what a review would meet: rights, what is denied and what mends it, cost, a good hour
    Preflight(Preflight),
    /// Go on with a run after a crash or Ctrl-C; finished queries do not run again
    Resume(Resume),
    /// Ask a run to stop: what runs is cancelled, what was collected is judged and reported
    Stop(OfRun),
    /// Judge a run again, with other thresholds if you like; never touches the warehouse
    Evaluate(Evaluate),
    /// Write the report of a run again; never touches the warehouse
    Render(OfRun),
    /// Write the report of a run in another form: Markdown, JUnit XML, SARIF, JSON
    Export(Export),
    /// Compare two runs: what is new, worse, better, fixed, and what cannot be compared and why
    Diff(Diff),
    /// List the runs under a base, the newest first
    Runs(Runs),
    /// Report every problem of a pack, each with its place and its remedy
    Check(Check),
    /// Show a pack's stages, lanes and queries as a tree
    Plan(Plan),
    /// Write the documentation of a pack, made from the pack: a page a query with its signals, and the advice
    Document(Document),
    /// Write a small pack to start from
    Init(Init),
    /// Explain an error code, such as C012
    Explain(Explain),
    /// Put the AWS driver into an account: upload what deploy/package made, show the changes, create or update the
    /// stack, print its outputs
    Deploy(Deploy),
    /// Fill the artifacts bucket of each Region and print a link that creates the stack from there
    Publish(Publish),
    /// Print the JSON Schema of a pack's files, of a fleet or of settings, for an editor
    Schema(SchemaOf),
    /// Show runs in a browser, live; with a token, stop them and start what was named
    Serve(Serve),
    /// Show how a run goes on, whoever drives it, until it ends
    Watch(Watch),
    /// Send the mail of a run again, or with --test one that only proves that mails arrive
    Notify(Notify),
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// A pack: a folder, an address s3://BUCKET/PREFIX, or the name of a shipped pack
    #[arg(default_value = "redshift")]
    pub(crate) pack: String,
    /// The workflow of the pack
    #[arg(long, value_name = "NAME", default_value = "default")]
    pub(crate) workflow: String,
    /// What to review: sample:troubled, sample:healthy, sample:serverless, redshift://CLUSTER-OR-WORKGROUP/DATABASE
    /// through the Redshift Data API, or postgres://USER@HOST:PORT/DATABASE; given again, several warehouses are
    /// reviewed side by side
    #[arg(long = "warehouse", value_name = "URL", default_value = "sample:troubled")]
    pub(crate) warehouses: Vec<String>,
    /// Review the warehouses of this file side by side; `redshift-review schema fleet` describes it
    #[arg(long, value_name = "FILE", conflicts_with = "warehouses")]
    pub(crate) fleet: Option<PathBuf>,
    /// Of the fleet, review the warehouses with this tag only; given again, with all of them
    #[arg(long = "tag", value_name = "NAME=VALUE", requires = "fleet")]
    pub(crate) tags: Vec<TagSelection>,
    /// How many warehouses are reviewed at once
    #[arg(long, value_name = "NUMBER", default_value = "4", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) warehouses_in_flight: u16,
    /// What holds the run folders: a folder, or s3://BUCKET/PREFIX (?region= and &profile= may follow)
    #[arg(long, value_name = "FOLDER-OR-S3", default_value = "reviews", value_parser = base)]
    pub(crate) base: String,
    /// Exit with 1 when a finding is at least this severe
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<SeverityWord>,
    /// Run this query only, or what a signal reads, and say whether the signal, or its finding about one object, is
    /// still found (then it exits with 1); may be given again
    #[arg(long, value_name = "QUERY|SIGNAL[,OBJECT]")]
    pub(crate) only: Vec<String>,
    /// Run queries of scope `database` in these databases only, whatever the pack includes; * stands for any
    /// characters, ? for one; may be given again
    #[arg(long = "database", value_name = "PATTERN", value_parser = database_pattern)]
    pub(crate) databases: Vec<DatabasePattern>,
    /// Do not run them in these databases either; may be given again
    #[arg(long = "skip-database", value_name = "PATTERN", value_parser = database_pattern)]
    pub(crate) skip_databases: Vec<DatabasePattern>,
    /// Set a parameter of the pack's scripts; may be given again
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub(crate) parameters: Vec<String>,
    /// The most time that all statements together may take in the warehouse, instead of the pack's; when it is used
    /// up, what runs is cancelled and what was collected is judged and reported
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_warehouse_seconds: Option<u32>,
    /// What the house says about its reviews: suppressions, owners, classification, mail; `redshift-review schema
    /// settings` describes it
    #[arg(long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// Put a ' before text cells of the CSV files that a spreadsheet would take for formulas
    #[arg(long)]
    pub(crate) csv_formula_guard: bool,
    /// What is kept of the texts of other people's queries, instead of what the pack says
    #[arg(long, value_name = "none|masked|full", value_parser = query_text)]
    pub(crate) query_text: Option<QueryText>,
    /// Ask a Serverless workgroup although that wakes it; it charges 60 seconds at least
    #[arg(long)]
    pub(crate) wake: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// What is deployed, and the bucket it goes through.
#[derive(Debug, Args)]
pub(crate) struct Artifacts {
    /// The folder that deploy/package made
    #[arg(long, value_name = "FOLDER", default_value = "deploy/dist")]
    pub(crate) dist: PathBuf,
    /// The bucket is called NAME-REGION; without it, redshift-review-ACCOUNT-REGION
    #[arg(long, value_name = "NAME")]
    pub(crate) bucket_prefix: Option<String>,
    /// What comes before all keys in it; ends with a slash
    #[arg(long, value_name = "PREFIX", default_value = "")]
    pub(crate) key_prefix: String,
}

#[derive(Debug, Args)]
pub(crate) struct Deploy {
    #[command(flatten)]
    pub(crate) artifacts: Artifacts,
    /// The name of the stack
    #[arg(long, value_name = "NAME", default_value = "redshift-review")]
    pub(crate) stack: String,
    /// The Region, otherwise the environment's
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// The profile, otherwise the environment's
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// A parameter of the stack; may be given again. An update keeps those that are not given
    #[arg(long = "parameter", value_name = "NAME=VALUE")]
    pub(crate) parameters: Vec<String>,
    /// Go on without asking
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Publish {
    #[command(flatten)]
    pub(crate) artifacts: Artifacts,
    /// The Regions, with commas between them
    #[arg(long, value_name = "REGIONS", value_delimiter = ',', required = true)]
    pub(crate) regions: Vec<String>,
    /// Accounts that may read the buckets besides this one, with commas between them
    #[arg(long, value_name = "ACCOUNTS", value_delimiter = ',')]
    pub(crate) readers: Vec<String>,
    /// The profile, otherwise the environment's
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = PREFLIGHT_EXIT_CODES)]
pub(crate) struct Preflight {
    /// A pack: a folder, an address s3://BUCKET/PREFIX, or the name of a shipped pack
    #[arg(default_value = "redshift")]
    pub(crate) pack: String,
    /// The workflow of the pack
    #[arg(long, value_name = "NAME", default_value = "default")]
    pub(crate) workflow: String,
    /// What to review, as for `run`
    #[arg(long, value_name = "URL", default_value = "sample:troubled")]
    pub(crate) warehouse: String,
    /// What holds the run folders, where earlier runs tell what a run takes: a folder, or s3://BUCKET/PREFIX
    #[arg(long, value_name = "FOLDER-OR-S3", default_value = "reviews", value_parser = base)]
    pub(crate) base: String,
    /// Ask a Serverless workgroup although that wakes it; it charges 60 seconds at least
    #[arg(long)]
    pub(crate) wake: bool,
    /// Write the answer as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const PREFLIGHT_EXIT_CODES: &str = "\
Exit codes:
  0    every query that is made for this kind of warehouse can run and sees all rows
  2    something would be denied, left out, seen in part only, or is not known
  3    the warehouse cannot be reached, or refuses the user
  4    wrong usage; a Serverless workgroup without --wake

Sends four statements that only read, besides those of connecting.";

#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Output {
    /// Write events as JSON lines to stderr instead of text
    #[arg(long, conflicts_with = "quiet")]
    pub(crate) json: bool,
    /// Write nothing to stderr but errors
    #[arg(long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Resume {
    #[command(flatten)]
    pub(crate) run: OfRun,
    /// Go on with a run in S3 although another driver may be at work on it: that one loses its lanes at its next
    /// write, and cancels nothing
    #[arg(long)]
    pub(crate) take_over: bool,
    /// The settings that say who is told of the run by mail
    #[arg(long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// Exit with 1 when a finding is at least this severe
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<SeverityWord>,
    #[command(flatten)]
    pub(crate) output: Output,
}

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
    /// pack before it, and without any the latest complete run is
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

/// A change that fails the command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChangeGate {
    pub(crate) change: Change,
    pub(crate) severity: Severity,
}

/// Which run.
#[derive(Debug, Args)]
pub(crate) struct OfRun {
    /// A run folder (a path or its address in S3), a run's id, or `latest`
    #[arg(value_name = "RUN")]
    pub(crate) run: String,
    /// What holds the run folders, where ids and `latest` are looked for: a folder, or s3://BUCKET/PREFIX
    #[arg(long, value_name = "FOLDER-OR-S3", default_value = "reviews", value_parser = base)]
    pub(crate) base: String,
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

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// A pack: a folder, an address s3://BUCKET/PREFIX, or the name of a shipped pack
    pub(crate) pack: String,
    /// Treat warnings as errors
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    /// Write the diagnostics as JSON to stdout
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// A pack: a folder, an address s3://BUCKET/PREFIX, or the name of a shipped pack
    #[arg(default_value = "redshift")]
    pub(crate) pack: String,
    /// The workflow to show; all of them without it
    #[arg(long, value_name = "NAME")]
    pub(crate) workflow: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Document {
    /// A pack: a folder, an address s3://BUCKET/PREFIX, or the name of a shipped pack
    #[arg(default_value = "redshift")]
    pub(crate) pack: String,
    /// The folder to write; pages of the same names are replaced, others stay
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The folder to write; must be empty or not exist
    pub(crate) folder: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The code; every code without it
    pub(crate) code: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaOf {
    /// Which: config, signals, recommendations, fleet, settings, or report for what `export --as json` writes
    pub(crate) name: String,
}

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

/// A severity on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SeverityWord {
    Critical,
    High,
    Medium,
    Low,
    Info,
}

impl From<SeverityWord> for Severity {
    fn from(word: SeverityWord) -> Self {
        match word {
            SeverityWord::Critical => Self::Critical,
            SeverityWord::High => Self::High,
            SeverityWord::Medium => Self::Medium,
            SeverityWord::Low => Self::Low,
            SeverityWord::Info => Self::Info,
        }
    }
}

fn base(text: &str) -> Result<String, String> {
    if S3Address::is_meant_by(text) {
        text.parse::<S3Address>().map_err(|error| format!("{error}; {}", error.remedy()))?;
    }
    Ok(text.to_owned())
}

fn gate(text: &str) -> Result<ChangeGate, String> {
    let wrong = || "write new:SEVERITY or worse:SEVERITY, such as new:high".to_owned();
    let (change, severity) = text.split_once(':').ok_or_else(wrong)?;
    let change = [Change::New, Change::Worse].into_iter().find(|one| one.word() == change).ok_or_else(wrong)?;
    Ok(ChangeGate { change, severity: Severity::from_word(severity).ok_or_else(wrong)? })
}

fn query_text(text: &str) -> Result<QueryText, String> {
    QueryText::from_word(text).ok_or_else(|| "write none, masked or full".to_owned())
}

fn database_pattern(text: &str) -> Result<DatabasePattern, String> {
    text.parse().map_err(|wrong: review_pack::PatternError| format!("{wrong}; {}", wrong.remedy()))
}
