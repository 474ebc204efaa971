//! The record of an attempt: its error text first, then the commit point.

use review_core::error_class::ErrorClass;
use review_core::lane::{Attempt, Event, Halt, Outcome, Why};
use review_core::plan::Lane;
use review_core::record::{ErrorDocument, RECORD_FORMAT, Record, RecordedError, StoredResult};
use review_core::{StatementId, Timestamp, keys};
use review_store::{documents, records};
use review_warehouse::WarehouseError;

use crate::context::Context;
use crate::error::DriveError;
use crate::listener::RunEvent;

/// What an attempt came to, before it is written.
pub(crate) struct Ended {
    pub(super) outcome: Outcome,
    pub(super) error: Option<RecordedError>,
    pub(super) result: Option<StoredResult>,
    pub(super) left_behind: bool,
    pub(super) remarks: Vec<String>,
}

impl Ended {
    pub(super) fn finished(result: StoredResult, remarks: Vec<String>) -> Self {
        Self { outcome: Outcome::Finished, error: None, result: Some(result), left_behind: false, remarks }
    }

    pub(crate) fn failed(error: WarehouseError) -> Self {
        let WarehouseError { class, code, message, remedy } = error;
        // Whoever ended it for taking too long, the driver or the warehouse's own limit: it timed out.
        let outcome = match class {
            ErrorClass::TimeThreshold => Outcome::TimedOut,
            class => Outcome::Failed(class),
        };
        let remedy = remedy.or_else(|| Some(class.remedy().to_owned()));
        let error = RecordedError { class, code, message, remedy };
        Self { outcome, error: Some(error), result: None, left_behind: false, remarks: Vec::new() }
    }

    /// Cancelled by us, for a reason of ours.
    pub(super) fn cancelled(attempt: &Attempt, why: Why) -> Self {
        let (class, message, remedy) = match why {
            Why::Threshold => (
                ErrorClass::TimeThreshold,
                format!("passed its time threshold of {} s and was cancelled", attempt.threshold_seconds),
                format!("raise `time_threshold_seconds` of {}, or make its script read less", attempt.query.name),
            ),
            Why::Halt(Halt::Budget) => (
                ErrorClass::Aborted,
                "cancelled because the run's warehouse time was used up".to_owned(),
                "raise `max_warehouse_seconds`, or run fewer queries".to_owned(),
            ),
            Why::Halt(Halt::Stop | Halt::Deadline) => {
                (ErrorClass::Aborted, "cancelled because the run was halted".to_owned(), "start another run".to_owned())
            }
        };
        let error = RecordedError { class, code: None, message, remedy: Some(remedy) };
        Self { outcome: why.outcome(), error: Some(error), result: None, left_behind: false, remarks: Vec::new() }
    }

    /// The statement may still run: whoever reads the error or the record must hear of it.
    pub(crate) fn leaves_behind(&mut self, statement: impl std::fmt::Display) {
        self.left_behind = true;
        if let Some(error) = &mut self.error {
            error.message = format!("{}; that it ended was never confirmed: {statement} may still run", error.message);
            error.remedy = Some(format!("look for {statement} in the warehouse and end it there"));
        }
    }
}

/// Writes the error text, then the record; answers the event. If a record of this attempt is there already, it
/// counts and nothing changes.
pub(crate) async fn record(
    context: &Context,
    lane: &Lane,
    attempt: &Attempt,
    ended: Ended,
) -> Result<Event, DriveError> {
    let ended_at = context.now();
    let Ended { outcome, error, result, left_behind, remarks } = ended;
    if let Some(error) = &error {
        write_error(context, attempt, error.clone(), ended_at).await?;
    }
    let (statement, submitted_at) = statement_of(attempt);
    let script = super::submit::script(context, attempt).await?;
    let record = Record {
        format: RECORD_FORMAT,
        query: attempt.query.clone(),
        round: attempt.id.round,
        attempt: attempt.id.attempt,
        statement_name: attempt.statement_name.clone(),
        statement,
        script_sha256: review_core::digest::sha256_hex(script.as_bytes()),
        submitted_at,
        ended_at,
        outcome,
        error,
        result,
        overran: attempt.overran.is_some() && outcome == Outcome::Finished,
        left_behind,
        remarks,
    };
    let record = records::write(&*context.folder, &record).await?;
    if lane.takes_warehouse_time(attempt.id.query) {
        context.warehouse_time.ends(lane.id, record.submitted_at, record.ended_at);
    }
    tell(context, lane, attempt, &record);
    Ok(Event::Recorded { id: attempt.id, outcome: record.outcome })
}

fn statement_of(attempt: &Attempt) -> (Option<StatementId>, Option<Timestamp>) {
    attempt.statement.clone().map_or((None, None), |(statement, since)| (Some(statement), Some(since)))
}

async fn write_error(
    context: &Context,
    attempt: &Attempt,
    error: RecordedError,
    at: Timestamp,
) -> Result<(), DriveError> {
    let document = ErrorDocument {
        format: RECORD_FORMAT,
        query: attempt.query.clone(),
        round: attempt.id.round,
        attempt: attempt.id.attempt,
        statement: statement_of(attempt).0,
        at,
        error,
    };
    documents::put(&*context.folder, &keys::error(&attempt.query), &document).await?;
    Ok(())
}

fn tell(context: &Context, lane: &Lane, attempt: &Attempt, record: &Record) {
    let took = record.submitted_at.map(|since| (record.ended_at.micros() - since.micros()) / 1_000);
    context.tell(RunEvent::QueryEnded {
        lane: lane.id,
        query: attempt.query.clone(),
        round: attempt.id.round,
        outcome: record.outcome,
        milliseconds: took.map(|milliseconds| milliseconds.max(0)),
        rows: record.result.as_ref().map(|result| result.rows),
        error: record.error.clone(),
        remarks: record.remarks.clone(),
        at: record.ended_at,
    });
}
