//! The run folder of a call.

use review_core::documents::RunDocument;
use review_core::keys;
use review_store::{RunFolder, S3Address, S3Folder, documents};

use aws_config::SdkConfig;

use crate::ids::RunRef;
use crate::named::{ErrorName, NamedError};

/// The folder of a run. Asks nobody yet, and does not look whether a run is there: see [`run_document`].
///
/// # Errors
/// When no Region is set.
pub fn open_folder(config: &SdkConfig, run: &RunRef) -> Result<S3Folder, NamedError> {
    let address = S3Address::new(run.bucket.as_str(), run.key.as_str());
    let address = address.map_err(|error| NamedError::refused(error.to_string(), error.remedy()))?;
    Ok(S3Folder::connect(config, &address)?)
}

/// What runs there.
///
/// # Errors
/// When there is no run, or another one than the payload says.
pub async fn run_document(folder: &dyn RunFolder, run: &RunRef) -> Result<RunDocument, NamedError> {
    let document = documents::read::<RunDocument>(folder, keys::RUN).await?;
    match document {
        Some(document) if document.plan.run == run.run => Ok(document),
        Some(document) => Err(NamedError::new(
            ErrorName::Damaged,
            format!("run.json in {} speaks of run {}", folder.location(), document.plan.run),
            "a run's folder is named after its run: restore it, or begin a new run",
        )),
        None => Err(NamedError::new(
            ErrorName::NotARun,
            format!("there is no {} in {}", keys::RUN, folder.location()),
            "check bucket and key; `redshift-review runs --base s3://BUCKET/PREFIXreviews` lists the runs there",
        )),
    }
}
