//! Where in S3: `s3://bucket/prefix?region=REGION&profile=PROFILE`.

use std::fmt;
use std::str::FromStr;

use crate::key;

const SCHEME: &str = "s3://";

/// A place in S3. Written as it is read, so that what is printed can be given back to the program.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct S3Address {
    bucket: String,
    /// Without a slash at either end; empty for the whole bucket.
    prefix: String,
    region: Option<String>,
    profile: Option<String>,
}

/// A text that is no address in S3.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an address in S3: {why}")]
pub struct NotAnAddress {
    text: String,
    why: String,
}

impl NotAnAddress {
    /// What to do about it, as an imperative.
    pub const fn remedy(&self) -> &'static str {
        "write it as s3://BUCKET/PREFIX; ?region=REGION and &profile=PROFILE may follow"
    }
}

impl S3Address {
    /// Whether a text means S3 at all, right or wrong.
    pub fn is_meant_by(text: &str) -> bool {
        text.get(..SCHEME.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME))
    }

    /// A place in a bucket, in the Region and with the credentials that the environment names.
    ///
    /// # Errors
    /// When S3 knows no such bucket names, or the prefix would not be one.
    pub fn new(bucket: &str, prefix: &str) -> Result<Self, NotAnAddress> {
        let prefix = prefix.trim_matches('/');
        let no = |why: &str| NotAnAddress { text: format!("{SCHEME}{bucket}/{prefix}"), why: why.to_owned() };
        if let Some(why) = complaint(bucket) {
            return Err(no(why));
        }
        if !prefix.is_empty() {
            key::check(prefix).map_err(|error| no(&error.to_string()))?;
        }
        Ok(Self { bucket: bucket.to_owned(), prefix: prefix.to_owned(), region: None, profile: None })
    }

    /// The bucket's name.
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// The prefix, without a slash at either end; empty for the whole bucket.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The Region that the address names.
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The profile that the address names.
    pub fn profile(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    /// A place below this one; `key` is relative, with `/`.
    #[must_use]
    pub fn join(&self, key: &str) -> Self {
        let key = key.trim_matches('/');
        let between = if self.prefix.is_empty() || key.is_empty() { "" } else { "/" };
        Self { prefix: format!("{}{between}{key}", self.prefix), ..self.clone() }
    }

    /// The place above this one; none above a bucket.
    pub fn parent(&self) -> Option<Self> {
        if self.prefix.is_empty() {
            return None;
        }
        let above = self.prefix.rsplit_once('/').map_or("", |(above, _)| above);
        Some(Self { prefix: above.to_owned(), ..self.clone() })
    }

    /// The key of an object below this place.
    pub(crate) fn key(&self, below: &str) -> String {
        if self.prefix.is_empty() { below.to_owned() } else { format!("{}/{below}", self.prefix) }
    }
}

impl FromStr for S3Address {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let no = |why: String| NotAnAddress { text: text.to_owned(), why };
        if !Self::is_meant_by(text) {
            return Err(no("it does not begin with s3://".to_owned()));
        }
        let rest = &text[SCHEME.len()..];
        let (place, query) = rest.split_once('?').map_or((rest, None), |(place, query)| (place, Some(query)));
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        let mut address = Self::new(bucket, prefix).map_err(|error| no(error.why))?;
        for pair in query.into_iter().flat_map(|query| query.split('&')) {
            match pair.split_once('=') {
                Some((_, "")) | None => return Err(no(format!("`{pair}` is not NAME=VALUE"))),
                Some(("region", value)) => address.region = Some(value.to_owned()),
                Some(("profile", value)) => address.profile = Some(value.to_owned()),
                Some((name, _)) => return Err(no(format!("it knows no parameter `{name}`"))),
            }
        }
        Ok(address)
    }
}

impl fmt::Display for S3Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}", self.bucket)?;
        if !self.prefix.is_empty() {
            write!(f, "/{}", self.prefix)?;
        }
        let named = [("region", &self.region), ("profile", &self.profile)];
        let mut mark = '?';
        for (name, value) in named.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
            write!(f, "{mark}{name}={value}")?;
            mark = '&';
        }
        Ok(())
    }
}

/// What S3 has against a bucket's name (User Guide, "general purpose bucket naming rules").
fn complaint(bucket: &str) -> Option<&'static str> {
    let is_edge = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_inner = |byte: u8| is_edge(byte) || matches!(byte, b'.' | b'-');
    let bytes = bucket.as_bytes();
    match (bytes.first(), bytes.last()) {
        (None, _) | (_, None) => Some("it names no bucket"),
        _ if !(3..=63).contains(&bytes.len()) => Some("a bucket's name has 3 to 63 characters"),
        _ if !bytes.iter().copied().all(is_inner) => {
            Some("a bucket's name holds lower-case letters, digits, dots and hyphens only")
        }
        (Some(first), Some(last)) if !is_edge(*first) || !is_edge(*last) => {
            Some("a bucket's name begins and ends with a lower-case letter or a digit")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> S3Address {
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn an_address_is_written_as_it_is_read() {
        for (text, bucket, prefix) in [
            ("s3://my-bucket", "my-bucket", ""),
            ("s3://my.bucket/reviews", "my.bucket", "reviews"),
            ("s3://my-bucket/a/b?region=eu-west-1&profile=team", "my-bucket", "a/b"),
            ("s3://my-bucket?profile=team", "my-bucket", ""),
        ] {
            let address = parse(text);
            assert_eq!((address.bucket(), address.prefix(), address.to_string().as_str()), (bucket, prefix, text));
        }
        assert_eq!(parse("S3://my-bucket/a/b/").to_string(), "s3://my-bucket/a/b");
        let address = parse("s3://my-bucket/a?region=eu-west-1");
        assert_eq!((address.region(), address.profile()), (Some("eu-west-1"), None));
    }

    #[test]
    fn places_below_and_above_keep_region_and_profile() {
        let base = parse("s3://my-bucket?profile=team");
        let below = base.join("a/").join("/b");
        assert_eq!(below.to_string(), "s3://my-bucket/a/b?profile=team");
        assert_eq!(below.key("run.json"), "a/b/run.json");
        assert_eq!(base.key("run.json"), "run.json");
        assert_eq!(below.parent().and_then(|above| above.parent()), Some(base.clone()));
        assert_eq!(base.parent(), None);
        assert_eq!(base.join(""), base);
    }

    #[test]
    fn what_is_no_address_says_why() {
        for (text, why) in [
            ("/reviews", "does not begin with s3://"),
            ("s3://", "names no bucket"),
            ("s3:///a", "names no bucket"),
            ("s3://ab", "3 to 63"),
            ("s3://My-Bucket/a", "lower-case"),
            ("s3://-bucket", "begins and ends"),
            ("s3://my-bucket/a//b", "component of it is empty"),
            ("s3://my-bucket/../b", "`.` or `..`"),
            ("s3://my-bucket?endpoint=x", "no parameter `endpoint`"),
            ("s3://my-bucket?region=", "not NAME=VALUE"),
        ] {
            let error = text.parse::<S3Address>().expect_err(text);
            assert!(error.to_string().contains(why), "{error}");
        }
        assert!(S3Address::is_meant_by("S3://x") && !S3Address::is_meant_by("s3:/x") && !S3Address::is_meant_by("ü3"));
    }
}
