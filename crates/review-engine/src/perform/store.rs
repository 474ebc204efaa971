//! Store: the result or the error of a statement that has ended, then its record.

use std::time::Duration;

use review_core::StatementId;
use review_core::error_class::ErrorClass;
use review_core::lane::{Attempt, Event};
use review_core::plan::Lane;
use review_core::record::StoredResult;
use review_store::{ResultOptions, ResultWriter};
use review_warehouse::{Cancelled, Progress, WarehouseError};

use super::record::{Ended, record};
use super::texts::Texts;
use crate::context::Context;
use crate::error::DriveError;

pub(super) async fn store(context: &Context, lane: &Lane, attempt: &Attempt) -> Result<Event, DriveError> {
    let ended = match &attempt.statement {
        Some((statement, _)) => match context.warehouse.wait(statement, Duration::ZERO).await {
            Ok(Progress::Finished) => fetch(context, attempt, statement).await?,
            Ok(Progress::Failed(error)) | Err(error) => failed(attempt, error),
            Ok(Progress::Running) => still_running(context, statement).await,
        },
        None => Ended::failed(said_to_have_ended()),
    };
    record(context, lane, attempt, ended).await
}

/// A statement that was aborted while it was being cancelled ended because of that, whoever noticed first.
fn failed(attempt: &Attempt, error: WarehouseError) -> Ended {
    match attempt.overran {
        Some(why) if matches!(error.class, ErrorClass::Aborted | ErrorClass::TimeThreshold) => {
            Ended::cancelled(attempt, why)
        }
        _ => Ended::failed(error),
    }
}

/// A warehouse that contradicts itself; the statement must not run on beside the next attempt.
async fn still_running(context: &Context, statement: &StatementId) -> Ended {
    let mut ended = Ended::failed(said_to_have_ended());
    if !matches!(context.warehouse.cancel(statement).await, Ok(Cancelled::Gone | Cancelled::Ended)) {
        ended.leaves_behind(format!("statement {statement}"));
    }
    ended
}

fn said_to_have_ended() -> WarehouseError {
    WarehouseError::new(ErrorClass::Unknown, "the statement was said to have ended and still runs")
}

async fn fetch(context: &Context, attempt: &Attempt, statement: &StatementId) -> Result<Ended, DriveError> {
    let mut rows = match context.warehouse.fetch(statement).await {
        Ok(rows) => rows,
        Err(error) => return Ok(Ended::failed(error)),
    };
    let options = ResultOptions { max_rows: attempt.max_rows, csv_formula_guard: context.run.csv_formula_guard };
    let mut writer = ResultWriter::begin(&*context.folder, &attempt.query, rows.columns(), options).await?;
    let texts = Texts::of(&context.run.query_texts, &attempt.query.name, rows.columns());
    loop {
        match rows.next().await {
            Ok(Some(mut chunk)) => {
                texts.treat(&mut chunk);
                writer.write(&chunk).await?;
            }
            Ok(None) => break,
            Err(error) => return Ok(Ended::failed(error)),
        }
    }
    let stored: StoredResult = writer.finish().await?;
    Ok(Ended::finished(stored, rows.remarks().to_vec()))
}
