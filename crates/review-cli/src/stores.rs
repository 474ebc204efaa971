//! Where run folders and packs lie: on this machine or in S3.

use std::path::Path;
use std::sync::Arc;

use review_store::base::{Base, LATEST};
use review_store::{LocalBase, S3Address, S3Base, S3Bucket};
use review_warehouse::aws::{self, AwsOptions};

use crate::failure::Failure;

/// The base of that name: a folder, or an address in S3.
pub(crate) async fn base(text: &str) -> Result<Arc<dyn Base>, Failure> {
    let Some(address) = address(text)? else { return Ok(Arc::new(LocalBase::new(text))) };
    Ok(Arc::new(S3Base::new(bucket(&address).await?, &address)))
}

/// The base in which to look for a run: the one that the run's own address lies in, if it is an address, else `base`.
pub(crate) async fn base_of_run(run: &str, base_text: &str) -> Result<Arc<dyn Base>, Failure> {
    let is_address = S3Address::is_meant_by(run) || (run != LATEST && Path::new(run).exists());
    base(if is_address { run } else { base_text }).await
}

/// The bucket of an address: Region, credentials and endpoint as every AWS program finds them, unless the address
/// names another Region or profile.
pub(crate) async fn bucket(address: &S3Address) -> Result<S3Bucket, Failure> {
    let (region, profile) = (address.region().map(str::to_owned), address.profile().map(str::to_owned));
    let config = aws::config(&AwsOptions { region, profile, ..AwsOptions::default() }).await;
    Ok(S3Bucket::connect(&config, address.bucket())?)
}

/// The address in S3 that a text is; `None` when it means something else.
pub(crate) fn address(text: &str) -> Result<Option<S3Address>, Failure> {
    if !S3Address::is_meant_by(text) {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error: review_store::NotAnAddress| Failure::usage(&error, error.remedy()))
}
