//! What lies where in the results bucket, under the stack's prefix.

use std::fmt::Display;

use review_core::digest::sha256_hex;
use review_core::{RunId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::RunKey;
use crate::named::NamedError;
use crate::settings::Settings;

const PREFIX: &str = "REVIEW_PREFIX";
const DEFAULT_PREFIX: &str = "redshift-review/";
/// The format of the documents beside the run folders.
pub(crate) const FORMAT: u32 = 1;

/// The keys beside and above the run folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Ends with `/`.
    prefix: String,
}

/// `open/<run>.json`: a run that has begun and is not closed. Whoever looks after runs that nobody drives reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRun {
    /// The format of this document.
    pub format: u32,
    /// The run.
    pub run: RunId,
    /// Its folder.
    pub key: RunKey,
    /// When it was opened.
    pub opened_at: Timestamp,
}

impl OpenRun {
    /// A run that begins now.
    pub const fn new(run: RunId, key: RunKey, opened_at: Timestamp) -> Self {
        Self { format: FORMAT, run, key, opened_at }
    }
}

impl Layout {
    /// The layout under the prefix that the environment names.
    ///
    /// # Errors
    /// When the prefix does not end with a slash.
    pub fn of(settings: &Settings) -> Result<Self, NamedError> {
        let prefix = settings.optional(PREFIX).unwrap_or(DEFAULT_PREFIX);
        match prefix.ends_with('/') && !prefix.starts_with('/') && !prefix.contains("//") {
            true => Ok(Self { prefix: prefix.to_owned() }),
            false => Err(NamedError::refused(
                format!("the environment variable {PREFIX} has the value `{prefix}`, which is no folder"),
                "let it end with a single slash and begin without one",
            )),
        }
    }

    /// Where run folders lie, without a slash at its end.
    pub fn reviews(&self) -> String {
        format!("{}reviews", self.prefix)
    }

    /// The folder of a run.
    ///
    /// # Errors
    /// When one of the names is not one.
    pub fn run_folder(&self, warehouse: &str, pack: &str, run: &RunId) -> Result<RunKey, NamedError> {
        let key = format!("{}/{warehouse}/{pack}/{run}/", self.reviews());
        key.try_into().map_err(|error: crate::ids::InvalidRef| NamedError::internal(error.to_string()))
    }

    /// Where the packs that came with the program lie.
    pub fn shipped_packs(&self) -> String {
        format!("{}shipped/packs/", self.prefix)
    }

    /// Where the user's own packs lie.
    pub fn own_packs(&self) -> String {
        format!("{}packs/", self.prefix)
    }

    /// What the house says about its reviews, outside any pack; need not be there.
    pub fn settings(&self) -> String {
        format!("{}settings.yaml", self.prefix)
    }

    /// A fleet file.
    pub fn fleet(&self, name: &str) -> String {
        format!("{}fleets/{name}", self.prefix)
    }

    /// What an idempotency key has started.
    pub fn start(&self, idempotency_key: &str) -> String {
        format!("{}starts/{}.json", self.prefix, sha256_hex(idempotency_key.as_bytes()))
    }

    /// All runs that are open.
    pub fn all_open(&self) -> String {
        format!("{}open/", self.prefix)
    }

    /// An open run.
    pub fn open(&self, run: &RunId) -> String {
        format!("{}{run}.json", self.all_open())
    }

    /// The last run that ended with every query's result.
    pub fn last_complete(&self) -> String {
        format!("{}complete.json", self.prefix)
    }

    /// Why a review could not begin; `salt` keeps what happens in one second apart.
    pub fn refused(&self, at: Timestamp, salt: impl Display) -> String {
        let digest = sha256_hex(format!("{} {salt}", at.micros()).as_bytes());
        format!("{}refused/{}-{}.json", self.prefix, at.for_file_names(), &digest[..8])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_lies_under_the_prefix() {
        let layout = Layout::of(&Settings::of(&[(PREFIX, "team/rr/")])).expect("a prefix");
        let at: Timestamp = "2026-11-22T07:30:00Z".parse().expect("a time");
        let run = RunId::new(at, 1);
        assert_eq!(
            layout.run_folder("sales", "redshift", &run).expect("a key").as_str(),
            "team/rr/reviews/sales/redshift/2026-11-22T07-30-00Z-00000001/"
        );
        assert_eq!(layout.open(&run), "team/rr/open/2026-11-22T07-30-00Z-00000001.json");
        assert_eq!(layout.fleet("nightly.yaml"), "team/rr/fleets/nightly.yaml");
        let start = layout.start("key");
        assert!(start.starts_with("team/rr/starts/2c70e12b7a0646f9") && start.ends_with(".json"), "{start}");
        let (one, other) = (layout.refused(at, "sales"), layout.refused(at, "shop"));
        assert!(one.starts_with("team/rr/refused/2026-11-22T07-30-00Z-") && one != other, "{one} {other}");
        assert!(layout.run_folder("a/../b", "redshift", &run).is_err());
    }

    #[test]
    fn a_prefix_is_a_folder() {
        assert_eq!(Layout::of(&Settings::default()).expect("the default").reviews(), "redshift-review/reviews");
        for wrong in ["rr", "/rr/", "rr//"] {
            let error = Layout::of(&Settings::of(&[(PREFIX, wrong)])).expect_err("refused");
            assert!(error.what.contains("REVIEW_PREFIX"), "{error}");
        }
    }
}
