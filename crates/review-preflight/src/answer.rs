//! What preflight answers. Serialized as it is for `--json`.

use review_core::QueryId;
use review_core::identity::Identity;
use review_core::plan::SkipReason;
use serde::Serialize;

use crate::cost::Earlier;
use crate::facts::Fact;

/// What a review would meet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Preflight {
    /// Whether every query that fits this kind of deployment is sure to run and to see all rows.
    pub ready: bool,
    /// Who and what answers.
    pub warehouse: Identity,
    /// The user who asks.
    pub reviewer: Reviewer,
    /// The databases.
    pub databases: Vec<Database>,
    /// The pack's name.
    pub pack: String,
    /// The workflow's name.
    pub workflow: String,
    /// Every planned query, in order.
    pub queries: Vec<QueryOutlook>,
    /// The statements an administrator runs to mend what can be mended.
    pub mends: Vec<Mend>,
    /// What the run costs.
    pub cost: Cost,
    /// Whether it wakes an idle workgroup.
    pub wake: Wake,
    /// Whether now is a good hour.
    pub hour: Fact<HourAdvice>,
}

/// The user who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reviewer {
    /// The database user.
    pub user: String,
    /// Whether a superuser; a review needs none.
    pub is_superuser: Fact<bool>,
    /// The roles that matter.
    pub roles: Fact<Vec<String>>,
    /// Whether every user's rows are visible in all system views; `None` when it is not known.
    pub sees_all_rows: Option<bool>,
    /// Whether metadata_security is on.
    pub metadata_security: Fact<bool>,
    /// What stays unseen, in sentences.
    pub unseen: Vec<String>,
}

/// A database of the warehouse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Database {
    /// Its name.
    pub name: String,
    /// Whether the run's queries can run in it.
    pub may_connect: bool,
}

/// A query and what it would come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QueryOutlook {
    /// The query.
    pub query: QueryId,
    /// What it would come to.
    pub outlook: Outlook,
}

/// What a query would come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "word")]
pub enum Outlook {
    /// It runs, and sees every row.
    Runs,
    /// It does not run here, as its pack says.
    Skipped {
        /// Why.
        reason: SkipReason,
    },
    /// It runs, but of these relations it sees only rows of the user's own, so its numbers mislead.
    OwnRows {
        /// The relations.
        relations: Vec<String>,
    },
    /// It fails: permission is denied for these relations.
    Denied {
        /// The relations.
        relations: Vec<String>,
    },
    /// It fails: this kind of deployment does not let anybody read these relations.
    Withheld {
        /// The relations.
        relations: Vec<String>,
    },
    /// It fails: these relations are not there.
    Missing {
        /// The relations.
        relations: Vec<String>,
    },
    /// Not known.
    Unknown {
        /// Why.
        reason: String,
    },
}

impl Outlook {
    /// Whether nothing stands in the way of what the pack wants here.
    pub const fn is_well(&self) -> bool {
        matches!(self, Self::Runs | Self::Skipped { .. })
    }
}

/// A statement that mends something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mend {
    /// The statement, to be run by an administrator.
    pub statement: String,
    /// What it mends: queries, or `database NAME`.
    pub mends: Vec<String>,
}

/// What the run costs. Bounds, and what an earlier run took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// Statements when every query ends in its first round.
    pub statements: u64,
    /// Statements when every query fails in every round.
    pub statements_at_most: u64,
    /// Queries that ask AWS instead of the warehouse.
    pub calls: u64,
    /// How many run at once.
    pub at_once: u16,
    /// Statements that this preflight sent.
    pub probes: u32,
    /// The most rows that are kept: each query's limit, added up.
    pub rows_at_most: u64,
    /// Tables in the connected database: the grain of most queries about tables.
    pub tables: Fact<u64>,
    /// Seconds until the end when every query takes as long as its threshold in the first round.
    pub first_round_seconds_at_most: u64,
    /// Seconds after which the run halts.
    pub deadline_seconds: Option<u64>,
    /// What the newest earlier run took.
    pub earlier: Option<Earlier>,
    /// Serverless: charged seconds at least; `None` where a cluster is paid whether or not it is asked.
    pub charged_seconds_at_least: Option<u64>,
    /// Serverless: charged seconds to expect from the earlier run, at most by the deadline.
    pub charged_seconds_expected: Option<u64>,
}

/// Whether the run wakes an idle workgroup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wake {
    /// No: there is nothing that sleeps.
    Nothing,
    /// A workgroup, which this preflight woke if it was idle; the run needs `--wake`.
    Workgroup,
    /// Sample data that plays a workgroup: a real one would need `--wake`.
    SampleOfWorkgroup,
}

/// Whether now is a good hour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HourAdvice {
    /// Redshift: by the last seven days.
    Week {
        /// The present hour in UTC.
        now: u8,
        /// Hours of the day that are quieter than the present one, 0 to 23.
        quieter_hours: u8,
        /// The three quietest hours, the quietest first.
        quietest: [u8; 3],
        /// Seconds that statements ran in the present hour, over seven days.
        running_seconds: u64,
        /// Seconds that they waited in a queue.
        queued_seconds: u64,
        /// Whether only statements of the user's own were counted.
        own_statements_only: bool,
    },
    /// PostgreSQL: at this moment.
    Moment {
        /// Sessions of other users.
        sessions: u64,
        /// How many of them are at work; `None` where the user may not see that.
        active: Option<u64>,
    },
}
