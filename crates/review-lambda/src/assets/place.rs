//! From where to where.

use aws_config::{Region, SdkConfig};
use review_store::S3Bucket;

use crate::custom_resource::{CustomResource, RequestType};
use crate::named::NamedError;

/// How the folder that the function owns must end: a slip in a template must not make it the owner of a user's.
const OWN_FOLDER: &str = "shipped/";
const HOW: &str = "give SourceBucket, SourcePrefix, SourceRegion where it is another one, TargetBucket and \
                   TargetPrefix, which ends in shipped/";

/// From where to where.
#[derive(Clone, Debug)]
pub(super) struct Place {
    source: S3Bucket,
    /// Ends with `/`.
    source_prefix: String,
    pub(super) target: S3Bucket,
    target_prefix: String,
}

impl Place {
    /// What the properties of the resource name.
    ///
    /// # Errors
    /// When one is missing, or the target is not a folder of ours.
    pub(super) async fn of(config: &SdkConfig, resource: &CustomResource) -> Result<Self, NamedError> {
        let required = |name: &str| {
            let missing = || NamedError::refused(format!("the property {name} is missing"), HOW);
            resource.property(name).ok_or_else(missing)
        };
        let target_prefix = required("TargetPrefix")?;
        if target_prefix != OWN_FOLDER && !target_prefix.ends_with(&format!("/{OWN_FOLDER}")) {
            let what = format!(
                "TargetPrefix is `{target_prefix}`, and the function writes to folders named {OWN_FOLDER} only"
            );
            return Err(NamedError::refused(what, HOW));
        }
        let source_prefix = required("SourcePrefix")?;
        if !source_prefix.ends_with('/') {
            return Err(NamedError::refused(format!("SourcePrefix is `{source_prefix}`, which is no folder"), HOW));
        }
        let source = match resource.property("SourceRegion") {
            // A deletion reads nothing there.
            Some(region) if resource.request_type != RequestType::Delete => {
                config.to_builder().region(Region::new(region.to_owned())).build()
            }
            _ => config.clone(),
        };
        Ok(Self {
            source: S3Bucket::connect(&source, required("SourceBucket")?)?,
            source_prefix: source_prefix.to_owned(),
            target: S3Bucket::connect(config, required("TargetBucket")?)?,
            target_prefix: target_prefix.to_owned(),
        })
    }

    /// The release's bucket.
    pub(super) const fn source(&self) -> &S3Bucket {
        &self.source
    }

    /// Where a file lies in the release; `path` is relative.
    pub(super) fn source_key(&self, path: &str) -> String {
        format!("{}{path}", self.source_prefix)
    }

    /// Where its copy lies.
    pub(super) fn target_key(&self, path: &str) -> String {
        format!("{}packs/{path}", self.target_prefix)
    }

    /// Where the manifest lies.
    pub(super) fn manifest_key(&self) -> String {
        format!("{}manifest.json", self.target_prefix)
    }
}
