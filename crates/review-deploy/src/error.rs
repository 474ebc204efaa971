//! Why a deployment stops.

use std::error::Error;
use std::fmt::Debug;
use std::io;
use std::path::PathBuf;

use aws_sdk_cloudformation::error::{ProvideErrorMetadata, SdkError};
use review_store::StoreError;
use review_warehouse::aws::errors::{Call, from_sdk};

/// Why a deployment stops.
#[derive(Debug, thiserror::Error)]
pub enum DeployError {
    /// The folder is not one that `deploy/package` made.
    #[error("{} is not a folder of deploy/package: {why}", path.display())]
    NotADist {
        /// The folder.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A file is not the one that was packaged.
    #[error("{} has changed since it was packaged: its digest is not the one in manifest.json", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The bucket cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// CloudFormation or STS refused, or did not answer.
    #[error("{message}")]
    Service {
        /// What and why.
        message: String,
        /// What to do.
        remedy: String,
    },
    /// The stack did not come to where it should.
    #[error("the stack {stack} ended in {status}{}", lines_of(.reasons))]
    Stack {
        /// The stack.
        stack: String,
        /// Its status.
        status: String,
        /// What its events say, the first failure first.
        reasons: Vec<String>,
    },
    /// A stack that cannot be changed as it stands.
    #[error("the stack {stack} is in {status}: {why}")]
    NotNow {
        /// The stack.
        stack: String,
        /// Its status.
        status: String,
        /// What that means.
        why: &'static str,
    },
    /// A setting that cannot be used.
    #[error("{0}")]
    Setting(String),
}

fn lines_of(reasons: &[String]) -> String {
    reasons.iter().map(|reason| format!("\n  {reason}")).collect()
}

impl DeployError {
    /// What to do about it, as an imperative.
    pub fn remedy(&self) -> String {
        match self {
            Self::NotADist { .. } | Self::Changed { .. } => {
                "make the folder anew with `deploy/package`, and name it with --dist".to_owned()
            }
            Self::Io { .. } => "check the file and its permissions".to_owned(),
            Self::Store(error) => error.remedy().unwrap_or_default().to_owned(),
            Self::Service { remedy, .. } => remedy.clone(),
            Self::Stack { .. } => {
                "mend what the first reason names, and deploy again; results are kept whatever happens to the stack"
                    .to_owned()
            }
            Self::NotNow { status, .. } if status.ends_with("_IN_PROGRESS") => {
                "wait until it has ended, and deploy again".to_owned()
            }
            Self::NotNow { .. } => "delete the stack (results are kept), and deploy again".to_owned(),
            Self::Setting(_) => String::new(),
        }
    }

    pub(crate) fn of_sdk<E, R>(service: &'static str, operation: &'static str, error: &SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
        R: Debug + 'static,
    {
        let error = from_sdk(Call::new(service, operation), error);
        Self::Service { remedy: error.remedy.clone().unwrap_or_default(), message: error.message }
    }
}
