//! Packs and what explains them.

use std::path::PathBuf;

use clap::Args;

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
    /// Also check these settings, and warn of suppressions that fit no signal of the pack
    #[arg(long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
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
