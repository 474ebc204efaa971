//! What payloads carry: names and places, never a state and never a query's text. Checked before anything is done.

use std::fmt;

use review_core::{DriverId, LaneId, QueryId, Round, RunId};
use serde::{Deserialize, Serialize};

/// Why a text is not what a payload should hold there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {what}")]
pub struct InvalidRef {
    /// The text as given.
    pub text: String,
    /// What it should have been.
    pub what: String,
}

/// The name of a bucket: 3 to 63 small letters, digits, hyphens and dots (S3 User Guide, bucket naming rules).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BucketName(String);

impl BucketName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for BucketName {
    type Error = InvalidRef;
    fn try_from(text: String) -> Result<Self, InvalidRef> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
        match (3..=63).contains(&text.len()) && text.bytes().all(allowed) {
            true => Ok(Self(text)),
            false => Err(InvalidRef { text, what: "the name of a bucket".to_owned() }),
        }
    }
}

impl From<BucketName> for String {
    fn from(name: BucketName) -> String {
        name.0
    }
}

impl fmt::Display for BucketName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The key of a run folder within its bucket: ends with `/`, and its last part is the run's id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RunKey(String);

impl RunKey {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of the run that lies there.
    fn run(&self) -> Option<RunId> {
        self.0.trim_end_matches('/').rsplit('/').next()?.parse().ok()
    }
}

impl TryFrom<String> for RunKey {
    type Error = InvalidRef;
    fn try_from(text: String) -> Result<Self, InvalidRef> {
        let inner = text.strip_suffix('/').unwrap_or_default();
        let plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', '\0']);
        let key = Self(text.clone());
        match inner.split('/').all(plain) && key.run().is_some() {
            true => Ok(key),
            false => {
                let what = "the key of a run folder, such as redshift-review/reviews/WAREHOUSE/PACK/RUN/";
                Err(InvalidRef { text, what: what.to_owned() })
            }
        }
    }
}

impl From<RunKey> for String {
    fn from(key: RunKey) -> String {
        key.0
    }
}

impl fmt::Display for RunKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A run and where its folder lies.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "RawRun")]
pub struct RunRef {
    /// The bucket.
    pub bucket: BucketName,
    /// The folder.
    pub key: RunKey,
    /// The run.
    pub run: RunId,
}

#[derive(Deserialize)]
struct RawRun {
    bucket: BucketName,
    key: RunKey,
    run: RunId,
}

impl TryFrom<RawRun> for RunRef {
    type Error = InvalidRef;
    fn try_from(raw: RawRun) -> Result<Self, InvalidRef> {
        let RawRun { bucket, key, run } = raw;
        match key.run().as_ref() == Some(&run) {
            true => Ok(Self { bucket, key, run }),
            false => Err(InvalidRef { what: format!("the folder of run {run}"), text: key.0 }),
        }
    }
}

impl RunRef {
    /// The folder's URL.
    pub fn url(&self) -> String {
        format!("s3://{}/{}", self.bucket, self.key)
    }
}

/// A lane of a run.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LaneRef {
    /// The run.
    #[serde(flatten)]
    pub run: RunRef,
    /// The lane.
    pub lane: LaneId,
}

/// One attempt of a query, and who drives it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AttemptRef {
    /// The lane.
    #[serde(flatten)]
    pub lane: LaneRef,
    /// The execution that drives the lane.
    pub driver: DriverId,
    /// The query.
    pub query: QueryId,
    /// The round.
    pub round: Round,
    /// The attempt within the round, from 1.
    pub attempt: u16,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "op", rename_all = "snake_case")]
    enum Call {
        Store {
            #[serde(flatten)]
            attempt: AttemptRef,
        },
    }

    fn payload() -> Value {
        json!({
            "op": "store", "bucket": "reviews-1", "key": "rr/reviews/sales/redshift/2026-11-22T07-30-00Z-4f2a91c3/",
            "run": "2026-11-22T07-30-00Z-4f2a91c3", "lane": "s1-l02", "driver": "arn:execution",
            "query": "TableInfo@dev", "round": 2, "attempt": 1
        })
    }

    #[test]
    fn a_payload_reads_into_ids() {
        let Call::Store { attempt } = serde_json::from_value(payload()).expect("a payload");
        assert_eq!((attempt.lane.lane.to_string(), attempt.round, attempt.attempt), ("s1-l02".to_owned(), Round(2), 1));
        assert_eq!(attempt.query.database.as_deref(), Some("dev"));
        let mut written = serde_json::to_value(&attempt).expect("JSON");
        written["op"] = json!("store");
        assert_eq!(written, payload());
    }

    #[test]
    fn what_is_no_id_is_refused_with_what_it_should_be() {
        for (field, value, said) in [
            ("bucket", "Not_A_Bucket", "the name of a bucket"),
            ("key", "rr/../2026-11-22T07-30-00Z-4f2a91c3/", "the key of a run folder"),
            ("key", "rr/2026-11-22T07-30-00Z-4f2a91c3", "the key of a run folder"),
            ("key", "/", "the key of a run folder"),
            ("key", "rr/2026-11-22T07-30-00Z-00000000/", "the folder of run 2026-11-22T07-30-00Z-4f2a91c3"),
            ("run", "yesterday", "a run id"),
            ("lane", "2", "a lane such as s1-l02"),
            ("query", "select 1", "a query name"),
        ] {
            let mut payload = payload();
            payload[field] = json!(value);
            let error = serde_json::from_value::<Call>(payload).expect_err("refused").to_string();
            assert!(error.contains(said), "{field}: {error}");
        }
        let mut payload = payload();
        payload.as_object_mut().expect("an object").remove("lane");
        let error = serde_json::from_value::<Call>(payload).expect_err("refused").to_string();
        assert!(error.contains("missing field `lane`"), "{error}");
    }
}
