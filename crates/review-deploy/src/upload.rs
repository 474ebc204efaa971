//! The files of a deployment, into the bucket of a Region.

use review_store::S3Bucket;

use crate::dist::Dist;
use crate::error::DeployError;

/// What an upload came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uploaded {
    /// Files that were put there.
    pub put: usize,
    /// Files that were there already, with the same content.
    pub there: usize,
}

/// Puts every file of the folder under the prefix, those with the same content left alone. The templates that have no
/// digest in their name come last: whoever takes them finds everything they name.
///
/// # Errors
/// When a file has changed since it was packaged, or the bucket cannot be written.
pub async fn upload(dist: &Dist, bucket: &S3Bucket, prefix: &str) -> Result<Uploaded, DeployError> {
    let mut uploaded = Uploaded::default();
    let (last, first): (Vec<&str>, Vec<&str>) = dist.keys().partition(|key| key.starts_with("templates/"));
    for key in first.into_iter().chain(last) {
        let content = dist.content(key)?;
        let target = format!("{prefix}{key}");
        // Read and compared rather than trusted by its name: somebody may have broken off an upload, or put another
        // file there.
        if bucket.read(&target).await?.as_deref() == Some(content.as_slice()) {
            uploaded.there += 1;
            continue;
        }
        bucket.put(&target, &content).await?;
        uploaded.put += 1;
    }
    Ok(uploaded)
}

#[cfg(test)]
mod tests {
    use aws_config::{BehaviorVersion, Region, SdkConfig};
    use aws_credential_types::Credentials;
    use aws_credential_types::provider::SharedCredentialsProvider;
    use s3_emulator::Emulator;

    use super::*;
    use crate::dist::tests::dist;

    fn config(server: &Emulator) -> SdkConfig {
        let credentials = Credentials::new(Emulator::ACCESS_KEY, Emulator::SECRET_KEY, None, None, "test");
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-1"))
            .endpoint_url(server.endpoint())
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .build()
    }

    #[tokio::test]
    async fn only_what_differs_is_put() {
        let s3 = Emulator::start(&["artifacts-eu-west-1"]);
        let bucket = S3Bucket::connect(&config(&s3), "artifacts-eu-west-1").expect("a bucket");
        let folder = dist(&[("packs/p/config.json", "{}"), ("functions/core-1.zip", "zip")]);
        let dist = Dist::read(folder.path()).expect("a dist");
        assert_eq!(upload(&dist, &bucket, "v1/").await.expect("uploaded"), Uploaded { put: 4, there: 0 });
        assert_eq!(upload(&dist, &bucket, "v1/").await.expect("uploaded"), Uploaded { put: 0, there: 4 });
        bucket.put("v1/packs/p/config.json", b"broken").await.expect("put");
        assert_eq!(upload(&dist, &bucket, "v1/").await.expect("uploaded"), Uploaded { put: 1, there: 3 });
        assert_eq!(bucket.read("v1/packs/p/config.json").await.expect("read").as_deref(), Some(&b"{}"[..]));
    }
}
