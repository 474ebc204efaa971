//! What failed or timed out, why, and what to do.

use review_core::accounting::Status;
use review_core::lane::{Halt, Outcome};
use review_core::record::Record;

use super::queries::{duration, status_key};
use crate::input::{QuerySection, ReportInput};
use crate::limits::Limits;
use crate::links::to_query;
use crate::model::{Attempt, Failure};
use crate::words::bounded;

pub(super) fn failures(input: &ReportInput, limits: &Limits) -> Vec<Failure> {
    let failed = |section: &&QuerySection| matches!(section.account.status, Status::Failed | Status::TimedOut);
    input.sections.iter().filter(failed).map(|section| failure(section, limits)).collect()
}

fn failure(section: &QuerySection, limits: &Limits) -> Failure {
    let last = section.records.last();
    let error = last.and_then(|record| record.error.as_ref());
    let message = error.map(|error| error.message.as_str()).or(section.account.reason.as_deref());
    let left_behind = last.filter(|record| record.left_behind).and_then(|record| record.statement.as_ref());
    Failure {
        query: to_query(&section.query),
        status: status_key(section.account.status).to_owned(),
        status_words: section.account.status.words().to_owned(),
        class: last.and_then(class),
        code: error.and_then(|error| error.code.clone()),
        message: bounded(message.unwrap_or("no reason is known"), limits.message_characters),
        remedy: error.and_then(|error| error.remedy.clone()).or_else(|| remedy(section.account.status)),
        left_behind: left_behind.map(ToString::to_string),
        attempts: section.records.iter().map(|record| attempt(record, limits)).collect(),
    }
}

fn class(record: &Record) -> Option<String> {
    match record.outcome {
        Outcome::Failed(class) => Some(class.words().to_owned()),
        Outcome::Finished | Outcome::TimedOut | Outcome::Halted(_) => None,
    }
}

/// What can be said to everybody whose query came to no result for this cause.
fn remedy(status: Status) -> Option<String> {
    (status == Status::TimedOut).then(|| {
        "Run it when the warehouse has less to do, or raise time_threshold_seconds of this query in the pack."
            .to_owned()
    })
}

fn attempt(record: &Record, limits: &Limits) -> Attempt {
    Attempt {
        round: record.round.0,
        attempt: record.attempt,
        ended_at: record.ended_at.to_string(),
        duration: duration(record),
        outcome: outcome(&record.outcome),
        message: record.error.as_ref().map(|error| bounded(&error.message, limits.message_characters)),
    }
}

fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Finished => "finished".to_owned(),
        Outcome::Failed(class) => format!("failed: {}", class.words()),
        Outcome::TimedOut => "timed out".to_owned(),
        Outcome::Halted(Halt::Stop) => "cancelled: the run was stopped".to_owned(),
        Outcome::Halted(Halt::Deadline) => "cancelled: the run's deadline passed".to_owned(),
        Outcome::Halted(Halt::Budget) => "cancelled: the run's warehouse time was used up".to_owned(),
    }
}

/// What to do about a query without a result; the summary shows it beside the reason.
pub(super) fn remedy_of(section: &QuerySection) -> Option<String> {
    let error = section.records.last().and_then(|record| record.error.as_ref());
    error.and_then(|error| error.remedy.clone()).or_else(|| remedy(section.account.status))
}
