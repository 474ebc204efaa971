//! One statement that a user ran, with all that the system views say of it.

use super::people::User;
use crate::variant::Variant;

/// The queue a statement went through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Queue {
    /// Service classes 1 to 4: the warehouse's own.
    System,
    /// Loads and transforms.
    Etl,
    /// Dashboards.
    Bi,
    /// People.
    Adhoc,
    /// Everything else.
    Default,
    /// Short query acceleration, where it is on.
    Short,
    /// Vacuum and analyze by the warehouse itself.
    Maintenance,
}

impl Queue {
    /// `service_class_id`: 6 to 13 where WLM is manual, 100 to 107 where it is automatic, -1 on Serverless.
    pub(crate) const fn class(self, variant: Variant) -> i64 {
        let first = match variant {
            Variant::Serverless => return -1,
            Variant::Troubled | Variant::MultiAz => 6,
            Variant::Healthy => 100,
        };
        match self {
            Self::System => 1,
            Self::Etl => first,
            Self::Bi => first + 1,
            Self::Adhoc => first + 2,
            Self::Default => first + 3,
            Self::Short => 14,
            Self::Maintenance => 15,
        }
    }

    /// `service_class_name`, empty on Serverless.
    pub(crate) const fn name(self, variant: Variant) -> &'static str {
        if matches!(variant, Variant::Serverless) {
            return "";
        }
        match self {
            Self::System => "Service class for internal queries",
            Self::Etl => "etl",
            Self::Bi => "bi",
            Self::Adhoc => "adhoc",
            Self::Default => "Default queue",
            Self::Short => "Short query queue",
            Self::Maintenance => "Service class for vacuum/analyze",
        }
    }

    /// `query_priority`: only automatic WLM has priorities, and Serverless leaves the column empty.
    pub(crate) const fn priority(self, variant: Variant) -> Option<&'static str> {
        match variant {
            Variant::Serverless => Some(""),
            Variant::Troubled | Variant::MultiAz => None,
            Variant::Healthy => Some(match self {
                Self::Etl => "high",
                Self::Bi => "highest",
                Self::Adhoc => "low",
                Self::System | Self::Default | Self::Short | Self::Maintenance => "normal",
            }),
        }
    }
}

/// How a statement ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Success,
    Failed(&'static str),
    Canceled,
    /// Not yet: its end time is not final.
    Running,
    /// Not yet begun, because it waits for a lock.
    Planning,
}

/// A step of a segment.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    /// The table scanned or written.
    pub(crate) table: Option<&'static str>,
    /// For a scan: whether the sort key let it skip blocks.
    pub(crate) restricted: bool,
    pub(crate) alert: Option<String>,
    pub(crate) rows_in: i64,
    pub(crate) rows_out: i64,
}

/// A segment of a statement's plan. Blocks are 1 MB and are counted here, not on steps.
#[derive(Clone, Debug, Default)]
pub(crate) struct Segment {
    pub(crate) steps: Vec<Step>,
    pub(crate) blocks_read: i64,
    pub(crate) spilled_local: i64,
    pub(crate) spilled_remote: i64,
    pub(crate) skew: i64,
}

/// What a COPY loaded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) table: &'static str,
    pub(crate) source: &'static str,
    pub(crate) format: &'static str,
    pub(crate) files: i64,
    pub(crate) file_bytes: i64,
    pub(crate) rows: i64,
    pub(crate) errors: i64,
    /// In how many pieces Redshift read a file; 1 when it was read as a whole.
    pub(crate) splits: i64,
}

/// What an UNLOAD wrote.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unload {
    pub(crate) target: &'static str,
    pub(crate) format: &'static str,
    /// Empty when the files are not compressed.
    pub(crate) compression: &'static str,
    pub(crate) files: i64,
    /// All files together.
    pub(crate) bytes: i64,
    pub(crate) rows: i64,
}

/// What a statement read outside the warehouse.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lake {
    /// `S3` for files, `PG` for a table of another database.
    pub(crate) source: &'static str,
    pub(crate) table: &'static str,
    pub(crate) location: &'static str,
    pub(crate) format: &'static str,
    pub(crate) partitions: i64,
    pub(crate) qualified: i64,
    pub(crate) files: i64,
    pub(crate) file_bytes: i64,
    pub(crate) rows: i64,
    pub(crate) faulty_rows: i64,
}

impl Lake {
    /// What was read: of files all of them, of another database's table 120 bytes a row.
    pub(crate) fn bytes(self) -> i64 {
        if self.source == "S3" { self.files * self.file_bytes } else { self.rows * 120 }
    }
}

/// A lock on a table that is still held, or waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lock {
    pub(crate) table: &'static str,
    pub(crate) is_granted: bool,
}

/// A statement. All times are microseconds, as in the `SYS_` views.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) query_id: i64,
    pub(crate) transaction_id: i64,
    pub(crate) session_id: i64,
    pub(crate) user: User,
    pub(crate) queue: Queue,
    pub(crate) kind: &'static str,
    pub(crate) label: &'static str,
    /// The text without its literals.
    pub(crate) generic: String,
    pub(crate) text: String,
    pub(crate) start: i64,
    pub(crate) planning: i64,
    pub(crate) compiling: i64,
    pub(crate) locked: i64,
    pub(crate) queued: i64,
    pub(crate) executing: i64,
    pub(crate) ending: Ending,
    pub(crate) returned_rows: i64,
    /// Answered from the result cache; where from is known once runs are numbered.
    pub(crate) is_cached: bool,
    /// The statement whose result answered it.
    pub(crate) cached_from: Option<i64>,
    /// The usage limit it met, empty for none.
    pub(crate) usage_limit: &'static str,
    /// Ran on a concurrency-scaling cluster.
    pub(crate) scaled: bool,
    pub(crate) segments: Vec<Segment>,
    pub(crate) load: Option<Load>,
    pub(crate) lake: Option<Lake>,
    pub(crate) unload: Option<Unload>,
    /// Above 0 where statements belong to one transaction: those with the same number.
    pub(crate) group: i64,
    /// What its transaction, which has not ended, locks for writing.
    pub(crate) lock: Option<Lock>,
}

impl Run {
    /// All the time from submission to end.
    pub(crate) const fn elapsed(&self) -> i64 {
        self.planning + self.compiling + self.locked + self.queued + self.executing
    }

    /// When it ended.
    pub(crate) const fn end(&self) -> i64 {
        self.start + self.elapsed()
    }

    /// Whether its transaction has ended.
    pub(crate) const fn is_over(&self) -> bool {
        self.lock.is_none() && !matches!(self.ending, Ending::Running | Ending::Planning)
    }

    /// The rows it writes into tables.
    pub(crate) fn written_rows(&self) -> i64 {
        let steps = self.segments.iter().flat_map(|segment| &segment.steps);
        steps.filter(|step| step.name == "insert").map(|step| step.rows_out).sum()
    }

    /// When its execution began.
    pub(crate) const fn execution_start(&self) -> i64 {
        self.end() - self.executing
    }
}
