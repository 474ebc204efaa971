//! Reviewing: a run, what it would meet, and going on with it.

use std::path::PathBuf;

use clap::Args;
use review_core::query_text::QueryText;
use review_pack::{DatabasePattern, TagSelection};

use super::values::{SeverityWord, base, database_pattern, query_text};
use super::{OfRun, Output};

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
