//! What is known of a warehouse before the plan is frozen.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The kind of deployment a script may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deployment {
    /// A provisioned Redshift cluster in one availability zone.
    SingleAz,
    /// A provisioned Redshift cluster in two availability zones.
    MultiAz,
    /// A Redshift Serverless workgroup.
    Serverless,
    /// A PostgreSQL server.
    Postgresql,
}

impl Deployment {
    /// Every kind, in a fixed order.
    pub const ALL: [Deployment; 4] = [Self::SingleAz, Self::MultiAz, Self::Serverless, Self::Postgresql];

    /// The word used in packs: `single_az`, `multi_az`, `serverless`, `postgresql`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SingleAz => "single_az",
            Self::MultiAz => "multi_az",
            Self::Serverless => "serverless",
            Self::Postgresql => "postgresql",
        }
    }

    /// The kind for a word used in packs.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl fmt::Display for Deployment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Identity {
    /// The time zone of the sessions when it is not UTC, so that windows that look back from `getdate()` are shifted
    /// against what the system views record.
    pub fn other_zone(&self) -> Option<&str> {
        /// Names of UTC without summer time in the IANA time zone database.
        const UTC: [&str; 8] = ["utc", "etc/utc", "gmt", "etc/gmt", "uct", "etc/uct", "zulu", "etc/zulu"];
        let zone = self.time_zone.as_deref()?;
        (!UTC.contains(&zone.to_ascii_lowercase().as_str())).then_some(zone)
    }
}

/// Who and what answers: asked once, before a run begins, and kept in `run.json`. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// What the warehouse is called in paths and reports: `sample-troubled`, `my-cluster`, `db.example-5432`.
    /// Letters, digits, `-`, `_`, `.`; never empty.
    pub name: String,
    /// Its address without user, password or parameters that hold secrets.
    pub address: String,
    /// Kind of deployment.
    pub deployment: Deployment,
    /// What the warehouse says of its version.
    pub version: String,
    /// The database user that runs the statements.
    pub user: String,
    /// The database the run is connected to.
    pub database: String,
    /// Every local database a query of scope `database` runs in, sorted.
    pub databases: Vec<String>,
    /// Databases that can be seen from here and hold no data of this warehouse, sorted by name: no query is run in
    /// them, and a review says that they are there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_databases: Vec<OtherDatabase>,
    /// Whether this is generated sample data; reports say so.
    pub sample: bool,
    /// The AWS account that owns the warehouse, 12 digits, where it is known without a right of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The AWS Region of the warehouse, such as `eu-central-1`, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The time zone of the reviewer's sessions, where it is known. A warehouse has none of its own: its system views
    /// record in UTC, but `getdate()` answers in the zone of the session, which a user may have been given
    /// (<https://docs.aws.amazon.com/redshift/latest/dg/r_timezone_config.html>).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// What the user may see of the work of others; none when nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
}

/// What the user of a run may see of the work of others. What could not be found out is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights {
    /// Whether it is a superuser.
    pub is_superuser: Option<bool>,
    /// The roles it holds that open system views, by name.
    pub roles: Option<Vec<String>>,
    /// Whether it has `SYSLOG ACCESS UNRESTRICTED` and so sees the rows of all users in the views that everybody may
    /// read; none on PostgreSQL, which does not have it.
    pub sees_all_rows: Option<bool>,
}

/// A database that is known and never run in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OtherDatabase {
    /// Its name.
    pub name: String,
    /// Why it is none of the warehouse's own.
    pub kind: OtherDatabaseKind,
}

/// Why a database is none of the warehouse's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherDatabaseKind {
    /// It was made from a datashare: its data lies in another warehouse.
    Shared,
    /// It is a catalog outside of the warehouse, such as `awsdatacatalog`.
    ExternalCatalog,
}

impl OtherDatabaseKind {
    /// The kind in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Shared => "a shared database: its data lies in another warehouse",
            Self::ExternalCatalog => "an external catalog: its data lies outside of the warehouse",
        }
    }
}
