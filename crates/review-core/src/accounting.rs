//! Every planned query is accounted for: planned = ok + findings + failed + timed out + skipped.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::finding::{SignalVerdict, Verdict};
use crate::ids::{QueryId, QueryName};
use crate::lane::{Halt, Outcome};
use crate::plan::{Plan, PlannedQuery, SkipReason};
use crate::record::Record;

/// What a planned query came to in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It finished, and no signal of it fired.
    Ok,
    /// It finished, and a signal of it fired.
    Findings,
    /// Its last attempt failed.
    Failed,
    /// Its last attempt passed its threshold.
    TimedOut,
    /// It did not run to an end; the reason says why.
    Skipped,
}

impl Status {
    /// The status in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Findings => "findings",
            Self::Failed => "failed",
            Self::TimedOut => "timed out",
            Self::Skipped => "skipped",
        }
    }
}

/// One planned query, accounted for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryAccount {
    /// The query.
    pub query: QueryId,
    /// What it came to.
    pub status: Status,
    /// Why, for everything but ok and findings.
    pub reason: Option<String>,
    /// How many attempts were recorded.
    pub attempts: u32,
}

/// All planned queries, accounted for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accounting {
    /// How many were planned.
    pub planned: u32,
    /// Finished without findings.
    pub ok: u32,
    /// Finished with findings.
    pub findings: u32,
    /// Failed.
    pub failed: u32,
    /// Timed out.
    pub timed_out: u32,
    /// Skipped.
    pub skipped: u32,
    /// Each query, in the order of the plan.
    pub queries: Vec<QueryAccount>,
}

impl Accounting {
    /// Whether every query that was asked for on this kind of warehouse ran to a result: nothing failed, timed
    /// out or was halted. Queries that were planned away do not make a run incomplete, unless they are all there are.
    pub fn is_complete(&self, plan: &Plan) -> bool {
        if self.has_no_result() {
            return false;
        }
        let planned_away = plan.queries().filter(|query| query.skip.is_some()).count();
        self.failed == 0 && self.timed_out == 0 && self.skipped as usize == planned_away
    }

    /// Whether queries were planned and none of them came to a result: nothing could be reviewed.
    pub fn has_no_result(&self) -> bool {
        self.planned > 0 && self.ok + self.findings == 0
    }
}

/// The records of one planned query, in the order of their attempts; the last one counts.
pub type Records = BTreeMap<QueryId, Vec<Record>>;

/// Accounts for every planned query from its records, the signals' verdicts, and why the run halted.
pub fn account(plan: &Plan, records: &Records, verdicts: &[SignalVerdict], halt: Option<Halt>) -> Accounting {
    let fired = verdicts.iter().filter(|verdict| verdict.verdict == Verdict::Fired);
    let fired: BTreeSet<&QueryName> = fired.map(|verdict| &verdict.query).collect();
    let mut accounting = Accounting::default();
    for query in plan.queries() {
        let attempts = records.get(&query.id).map_or(&[][..], Vec::as_slice);
        let (status, reason) = match (&query.skip, attempts.last()) {
            (Some(skip), _) => (Status::Skipped, Some(skip_words(skip))),
            (None, None) => (Status::Skipped, Some(halt_words(halt).to_owned())),
            (None, Some(last)) => from_record(last, fired.contains(&query.id.name)),
        };
        accounting.add(QueryAccount {
            query: query.id.clone(),
            status,
            reason,
            attempts: u32::try_from(attempts.len()).unwrap_or(u32::MAX),
        });
    }
    accounting
}

impl Accounting {
    fn add(&mut self, account: QueryAccount) {
        self.planned += 1;
        match account.status {
            Status::Ok => self.ok += 1,
            Status::Findings => self.findings += 1,
            Status::Failed => self.failed += 1,
            Status::TimedOut => self.timed_out += 1,
            Status::Skipped => self.skipped += 1,
        }
        self.queries.push(account);
    }
}

fn from_record(last: &Record, has_findings: bool) -> (Status, Option<String>) {
    let error = || last.error.as_ref().map(|error| error.message.clone());
    match last.outcome {
        Outcome::Finished if has_findings => (Status::Findings, None),
        Outcome::Finished => (Status::Ok, None),
        Outcome::Failed(class) => (
            Status::Failed,
            Some(error().map_or_else(
                || format!("{} ({})", class.words(), class.code()),
                |text| format!("{}: {text} ({})", class.words(), class.code()),
            )),
        ),
        Outcome::TimedOut => (Status::TimedOut, Some(timed_out_words(last))),
        Outcome::Halted(halt) => (Status::Skipped, Some(halt_words(Some(halt)).to_owned())),
    }
}

fn timed_out_words(record: &Record) -> String {
    if let Some(error) = &record.error {
        return error.message.clone();
    }
    match left_behind_words(record) {
        still if still.is_empty() => "passed its time threshold and was cancelled".to_owned(),
        still => format!("passed its time threshold{still}"),
    }
}

/// Whoever reads the accounting must hear of a statement that may still run.
fn left_behind_words(record: &Record) -> String {
    match &record.statement {
        Some(statement) if record.left_behind => {
            format!("; the cancellation was never confirmed, statement {statement} may still run")
        }
        _ => String::new(),
    }
}

/// Why the run ended before its work was done, if it did: a request to halt that came when everything had run
/// already halted nothing.
pub fn halt_that_mattered(plan: &Plan, records: &Records, halt: Option<Halt>) -> Option<Halt> {
    let cut_short = |query: &PlannedQuery| match records.get(&query.id).and_then(|records| records.last()) {
        None => query.skip.is_none(),
        Some(last) => {
            let repeatable = last.outcome.is_repeated(plan.limits.retry_time_outs);
            matches!(last.outcome, Outcome::Halted(_)) || (repeatable && last.round < plan.limits.max_rounds)
        }
    };
    halt.filter(|_| plan.queries().any(cut_short))
}

/// Why a query was planned away, as a sentence fragment.
pub fn skip_words(skip: &SkipReason) -> String {
    match skip {
        SkipReason::Deployment(needs) => format!("needs {}", needs.join(" or ")),
        SkipReason::NotAskedFor => "not asked for".to_owned(),
        SkipReason::NoAccount => "it asks AWS, and no AWS account is known behind this address".to_owned(),
        SkipReason::NotAllowed { action, remedy } => format!("not allowed to call {action}: {remedy}"),
        SkipReason::DatabaseLeftOut { excluded_by } => {
            format!("its database is left out: {}", left_out_words(excluded_by.as_deref()))
        }
    }
}

/// Why the lists leave a database out: the pattern of `exclude` that names it, or that none of `include` does.
pub(crate) fn left_out_words(excluded_by: Option<&str>) -> String {
    match excluded_by {
        Some(pattern) => format!("`exclude` holds `{pattern}`"),
        None => "nothing in `include` names it".to_owned(),
    }
}

fn halt_words(halt: Option<Halt>) -> &'static str {
    match halt {
        Some(Halt::Stop) => "the run was stopped first",
        Some(Halt::Deadline) => "the run's deadline passed first",
        Some(Halt::Budget) => "the run's warehouse time was used up first",
        None => "the run has not come to it",
    }
}

#[cfg(test)]
mod tests;
