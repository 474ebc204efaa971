//! The AWS driver: what is deployed and where.

use std::path::PathBuf;

use clap::Args;

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
