//! The command line as the user writes it.

mod pack;
mod results;
mod review;
mod stack;
mod values;
mod window;

use clap::{Args, Parser, Subcommand};

pub(crate) use pack::{Check, Document, Explain, Init, Plan, SchemaOf};
pub(crate) use results::{Diff, Evaluate, Export, Runs};
pub(crate) use review::{Preflight, Resume, Run};
pub(crate) use stack::{Artifacts, Deploy, Publish};
pub(crate) use values::ChangeGate;
use values::base;
pub(crate) use window::{Notify, Serve, Watch};

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

#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Output {
    /// Write events as JSON lines to stderr instead of text
    #[arg(long, conflicts_with = "quiet")]
    pub(crate) json: bool,
    /// Write nothing to stderr but errors
    #[arg(long)]
    pub(crate) quiet: bool,
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
