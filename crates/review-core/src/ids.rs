//! Names and numbers that identify things, each a type of its own.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Why a text is not a valid id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {what}")]
pub struct InvalidId {
    /// The text as given.
    pub text: String,
    /// What it should have been, with its form.
    pub what: &'static str,
}

macro_rules! as_text {
    ($type:ty) => {
        impl TryFrom<String> for $type {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }
        impl From<$type> for String {
            fn from(id: $type) -> String {
                id.to_string()
            }
        }
    };
}

/// The name of a query: a letter, then up to 39 letters, digits or underscores.
///
/// Names are unique in a pack without regard to case, since they become file names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct QueryName(String);

impl QueryName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for QueryName {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let mut bytes = text.bytes();
        let starts = bytes.next().is_some_and(|b| b.is_ascii_alphabetic());
        let rest = bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if starts && rest && text.len() <= 40 {
            return Ok(Self(text.to_owned()));
        }
        Err(InvalidId { text: text.to_owned(), what: "a query name (a letter, then up to 39 letters, digits or _)" })
    }
}

impl fmt::Display for QueryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
as_text!(QueryName);

/// A planned query: its name and, for a query of scope `database`, the database it runs in.
///
/// As text: `TableInfo` or `TableInfo@sales`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct QueryId {
    /// The query of the pack.
    pub name: QueryName,
    /// The database, for a query of scope `database`; `None` means the database the run is connected to.
    pub database: Option<String>,
}

impl QueryId {
    /// The id of a query that runs once for the warehouse.
    pub fn warehouse(name: QueryName) -> Self {
        Self { name, database: None }
    }

    /// The id as it stands in file names: of a database's name everything but small letters, digits, `_` and `-`
    /// is percent-encoded, so that it can never leave its folder, and two names that differ in case only stay
    /// apart on a file system that does not tell them apart. A name that would be too long for a file (255 bytes
    /// as a rule) ends in its fingerprint instead.
    pub fn for_file_names(&self) -> String {
        let mut text = self.name.0.clone();
        if let Some(database) = &self.database {
            text.push('@');
            for byte in database.bytes() {
                if byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-') {
                    text.push(char::from(byte));
                } else {
                    text.push_str(&format!("%{byte:02X}"));
                }
            }
            if text.len() > FILE_NAME_BYTES_MAX {
                let fingerprint = crate::digest::sha256_hex(database.as_bytes());
                text.truncate(FILE_NAME_BYTES_MAX - FINGERPRINT_DIGITS - 1);
                text.push('~');
                text.push_str(&fingerprint[..FINGERPRINT_DIGITS]);
            }
        }
        text
    }
}

impl fmt::Display for QueryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.database {
            None => write!(f, "{}", self.name),
            Some(database) => write!(f, "{}@{database}", self.name),
        }
    }
}

impl FromStr for QueryId {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        match text.split_once('@') {
            None => Ok(Self::warehouse(text.parse()?)),
            Some((name, database)) => Ok(Self { name: name.parse()?, database: Some(database.to_owned()) }),
        }
    }
}
as_text!(QueryId);

/// The longest a query's part of a file name may be: leaves room for an ending within 255 bytes.
const FILE_NAME_BYTES_MAX: usize = 200;
/// Enough hex digits that no two databases of a warehouse share them.
const FINGERPRINT_DIGITS: usize = 16;

/// A lane of a plan: `s1-l02` is the second lane of the first stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LaneId {
    /// The stage, from 1.
    pub stage: u16,
    /// The lane within its stage, from 1.
    pub lane: u16,
}

impl fmt::Display for LaneId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s{}-l{:02}", self.stage, self.lane)
    }
}

impl FromStr for LaneId {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let parts = text.strip_prefix('s').and_then(|rest| rest.split_once("-l"));
        let parsed = parts.and_then(|(stage, lane)| Some((stage.parse().ok()?, lane.parse().ok()?)));
        match parsed {
            Some((stage, lane)) if stage > 0 && lane > 0 => Ok(Self { stage, lane }),
            _ => Err(InvalidId { text: text.to_owned(), what: "a lane such as s1-l02" }),
        }
    }
}
as_text!(LaneId);

/// A run: the UTC second it began and eight hex digits, `2026-11-22T07-30-00Z-4f2a91c3`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RunId(String);

impl RunId {
    /// The id of a run that begins at `started`; `salt` keeps runs of one second apart.
    pub fn new(started: Timestamp, salt: u32) -> Self {
        Self(format!("{}-{salt:08x}", started.for_file_names()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RunId {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        const FORM: &[u8] = b"dddd-dd-ddTdd-dd-ddZ-xxxxxxxx";
        let fits = |(byte, form): (u8, &u8)| match form {
            b'd' => byte.is_ascii_digit(),
            b'x' => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
            other => byte == *other,
        };
        if text.len() == FORM.len() && text.bytes().zip(FORM).all(fits) {
            return Ok(Self(text.to_owned()));
        }
        Err(InvalidId { text: text.to_owned(), what: "a run id such as 2026-11-22T07-30-00Z-4f2a91c3" })
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
as_text!(RunId);

macro_rules! opaque {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

opaque! {
    /// Who drives a lane right now (host, process and a salt); unique for every start of a driver.
    DriverId
}
opaque! {
    /// The warehouse's own id of one statement.
    StatementId
}

/// Where a query stands in its lane, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(pub u32);

/// A pass of a lane over its queries that are not finished; the first is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Round(pub u16);

impl Round {
    /// The first round.
    pub const FIRST: Round = Round(1);

    /// The round after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_name_is_a_letter_then_letters_digits_underscores() {
        for good in ["A", "Top50QueriesByRunTime", "a_1", &"x".repeat(40)] {
            assert_eq!(good.parse::<QueryName>().map(|n| n.to_string()), Ok(good.to_owned()));
        }
        for bad in ["", "1a", "_a", "a-b", "a/b", "ä", &"x".repeat(41)] {
            assert!(bad.parse::<QueryName>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_database_name_cannot_leave_its_folder() {
        let id: QueryId = "TableInfo@../../etc".parse().expect("an id");
        assert_eq!(id.for_file_names(), "TableInfo@%2E%2E%2F%2E%2E%2Fetc");
    }

    #[test]
    fn long_names_and_names_that_differ_in_case_only_stay_apart() {
        let name = |text: &str| text.parse::<QueryId>().expect("an id").for_file_names();
        assert_eq!(name("T@sales"), "T@sales");
        assert_ne!(name("T@Sales").to_lowercase(), name("T@sales").to_lowercase());
        let long = |last: char| name(&format!("T@{}{last}", "ü".repeat(60)));
        assert!(long('a').len() <= 200);
        assert_ne!(long('a'), long('b'));
    }

    #[test]
    fn ids_survive_their_text_form() {
        for text in ["s1-l02", "s12-l100"] {
            assert_eq!(text.parse::<LaneId>().map(|id| id.to_string()), Ok(text.to_owned()));
        }
        let run = "2026-11-22T07-30-00Z-4f2a91c3";
        assert_eq!(run.parse::<RunId>().map(|id| id.to_string()), Ok(run.to_owned()));
        assert!("2026-11-22T07-30-00Z-4F2A91C3".parse::<RunId>().is_err());
        assert!("s0-l01".parse::<LaneId>().is_err());
    }
}
