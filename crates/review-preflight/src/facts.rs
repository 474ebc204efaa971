//! What the warehouse answered: each fact known, or unknown with the reason.

use review_core::identity::Identity;
use serde::Serialize;

/// Something asked of the warehouse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact<T> {
    /// The answer.
    Known(T),
    /// Why there is none: a sentence fragment.
    Unknown(String),
}

impl<T> Fact<T> {
    /// The answer, if there is one.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// What follows from the answer; the reason stays where there is none.
    pub fn map<U>(&self, follows: impl FnOnce(&T) -> U) -> Fact<U> {
        match self {
            Self::Known(value) => Fact::Known(follows(value)),
            Self::Unknown(reason) => Fact::Unknown(reason.clone()),
        }
    }
}

/// Everything that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Who and what answers.
    pub identity: Identity,
    /// The user's rights.
    pub rights: Rights,
    /// Databases and whether the user may connect; unknown on Redshift, whose list holds only those a user may use.
    pub databases: Fact<Vec<DatabaseAccess>>,
    /// Those of the relations that the plan reads which are there.
    pub relations: Fact<Vec<FoundRelation>>,
    /// How busy the warehouse is.
    pub load: Fact<Load>,
    /// How many statements were sent to find this out.
    pub statements: u32,
}

/// The rights of the user who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rights {
    /// Whether the user is a superuser.
    pub is_superuser: Fact<bool>,
    /// The roles that matter here: on Redshift those granted to the user directly, on PostgreSQL those of
    /// `pg_monitor`, `pg_read_all_stats` and `pg_read_all_settings` that the user has in any way.
    pub roles: Fact<Vec<String>>,
    /// Redshift: whether the user has SYSLOG ACCESS UNRESTRICTED.
    pub unrestricted_syslog: Fact<bool>,
    /// Redshift: whether metadata_security is on.
    pub metadata_security: Fact<bool>,
    /// How many tables of users the connected database has, as far as the user sees.
    pub tables: Fact<u64>,
}

/// A database, and whether the user may connect to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseAccess {
    /// Its name.
    pub name: String,
    /// Whether the user may.
    pub may_connect: bool,
}

/// A relation that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRelation {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Whether the user may read it.
    pub is_readable: bool,
}

/// How busy a warehouse is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Load {
    /// Redshift: by hour of the day over the last seven days, and the hour it is there (UTC).
    Hours {
        /// The present hour, 0 to 23.
        now: u8,
        /// The hours in which anything ran.
        hours: Vec<HourLoad>,
    },
    /// PostgreSQL: at this moment.
    Sessions {
        /// Sessions of other users.
        sessions: u64,
        /// How many of them are at work; `None` where the user may not see that.
        active: Option<u64>,
    },
}

/// One hour of the day over seven days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourLoad {
    /// The hour in UTC, 0 to 23.
    pub hour: u8,
    /// Seconds that statements ran.
    pub running_seconds: u64,
    /// Seconds that statements waited in a queue.
    pub queued_seconds: u64,
}
