//! The bucket of one Region from which stacks take templates, zips and packs.

use aws_config::SdkConfig;
use review_store::S3Bucket;

use crate::dist::{BUCKET_TEMPLATE, Dist};
use crate::error::DeployError;
use crate::events::StackEvent;
use crate::stack::{Given, Stack, Template};

/// An artifacts bucket, as its stack is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtifactsBucket {
    /// What stands before its Region in its name.
    pub prefix: String,
    /// The Region.
    pub region: String,
    /// Accounts that may read it, besides its own.
    pub readers: Vec<String>,
}

impl ArtifactsBucket {
    /// Its name: the same prefix in every Region, since a stack takes its zips from its own.
    pub fn name(&self) -> String {
        format!("{}-{}", self.prefix, self.region)
    }
}

/// Makes the bucket by a small stack of its own, or sees that it is as it should be. A bucket that is there already
/// and belongs to no such stack is taken as it is.
///
/// # Errors
/// When it cannot be made.
pub async fn make_bucket(
    config: &SdkConfig,
    dist: &Dist,
    bucket: &ArtifactsBucket,
    hear: impl Fn(&StackEvent) + Send + Sync,
) -> Result<S3Bucket, DeployError> {
    let made = S3Bucket::connect(config, &bucket.name())?;
    let stack = Stack::new(config, format!("{}-artifacts", bucket.prefix));
    if stack.status().await?.is_none() && made.objects("templates/").await.is_ok() {
        return Ok(made);
    }
    let template = String::from_utf8(dist.content(BUCKET_TEMPLATE)?);
    let template = template.map_err(|error| DeployError::Setting(format!("{BUCKET_TEMPLATE}: {error}")))?;
    let given = [
        ("ArtifactsBucketPrefix".to_owned(), bucket.prefix.clone()),
        ("ReaderAccountIds".to_owned(), bucket.readers.join(",")),
    ];
    let prepared = stack.prepare(Template::Body(template), &Given::from(given)).await?;
    stack.execute(prepared, hear).await?;
    Ok(made)
}
