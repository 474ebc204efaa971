//! Under which URL a bucket is reached.

use aws_config::SdkConfig;
use aws_types::service_config::ServiceConfigKey;

/// A bucket's URL, as `object_store` wants it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Endpoint {
    pub(super) url: String,
    /// Whether the URL holds the bucket's name already.
    pub(super) holds_bucket: bool,
    /// Whether it is one that somebody set, in place of AWS's own.
    pub(super) is_set: bool,
}

impl Endpoint {
    pub(super) fn of(config: &SdkConfig, region: &str, bucket: &str) -> Self {
        match set(config) {
            // Whatever stands there need not know host names for its buckets.
            Some(url) => Self { url, holds_bucket: false, is_set: true },
            None => of_aws(config, region, bucket),
        }
    }

    /// Plain HTTP only where the URL asks for it.
    pub(super) fn is_http(&self) -> bool {
        self.url.starts_with("http://")
    }
}

/// `AWS_ENDPOINT_URL_S3` and its equal in the profile, then `AWS_ENDPOINT_URL`, as every SDK has it.
fn set(config: &SdkConfig) -> Option<String> {
    let key =
        ServiceConfigKey::builder().service_id("S3").profile("endpoint_url").env("AWS_ENDPOINT_URL").build().ok()?;
    let of_s3 = config.service_config().and_then(|loader| loader.load_config(key));
    of_s3.or_else(|| config.endpoint_url().map(str::to_owned))
}

/// AWS's own, by Region, FIPS and dual stack. A bucket whose name holds a dot stays in the path: no certificate
/// would fit its host name.
fn of_aws(config: &SdkConfig, region: &str, bucket: &str) -> Endpoint {
    let fips = if config.use_fips() == Some(true) { "-fips" } else { "" };
    let dual_stack = if config.use_dual_stack() == Some(true) { ".dualstack" } else { "" };
    let host = format!("s3{fips}{dual_stack}.{region}.{}", suffix(region));
    match bucket.contains('.') {
        true => Endpoint { url: format!("https://{host}"), holds_bucket: false, is_set: false },
        false => Endpoint { url: format!("https://{bucket}.{host}"), holds_bucket: true, is_set: false },
    }
}

/// The domain of a Region's partition (endpoint rules of the SDKs, `partitions.json`).
fn suffix(region: &str) -> &'static str {
    match region.split('-').next() {
        Some("cn") => "amazonaws.com.cn",
        Some("eusc") => "amazonaws.eu",
        _ => "amazonaws.com",
    }
}

/// The partition of a Region, as ARNs name it.
pub(super) fn partition(region: &str) -> &'static str {
    match region.split('-').take(2).collect::<Vec<_>>()[..] {
        ["cn", ..] => "aws-cn",
        ["us", "gov"] => "aws-us-gov",
        ["eusc", ..] => "aws-eusc",
        _ => "aws",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(config: &SdkConfig, region: &str, bucket: &str) -> (String, bool) {
        let endpoint = Endpoint::of(config, region, bucket);
        (endpoint.url, endpoint.holds_bucket)
    }

    #[test]
    fn the_url_of_a_bucket_on_aws() {
        let plain = SdkConfig::builder().build();
        let of = |region, bucket| url(&plain, region, bucket);
        assert_eq!(of("eu-west-1", "reviews"), ("https://reviews.s3.eu-west-1.amazonaws.com".to_owned(), true));
        assert_eq!(of("cn-north-1", "reviews"), ("https://reviews.s3.cn-north-1.amazonaws.com.cn".to_owned(), true));
        assert_eq!(of("eu-west-1", "my.reviews"), ("https://s3.eu-west-1.amazonaws.com".to_owned(), false));
        let both = SdkConfig::builder().use_fips(true).use_dual_stack(true).build();
        assert_eq!(url(&both, "us-east-1", "reviews").0, "https://reviews.s3-fips.dualstack.us-east-1.amazonaws.com");
        assert_eq!(
            [partition("us-gov-west-1"), partition("us-east-1"), partition("cn-north-1")],
            ["aws-us-gov", "aws", "aws-cn"]
        );
    }

    #[test]
    fn an_endpoint_that_is_set_takes_its_place() {
        let config = SdkConfig::builder().endpoint_url("http://127.0.0.1:4567").build();
        let endpoint = Endpoint::of(&config, "us-east-1", "reviews");
        assert_eq!((endpoint.url.as_str(), endpoint.holds_bucket), ("http://127.0.0.1:4567", false));
        assert!(endpoint.is_http() && endpoint.is_set);
    }
}
