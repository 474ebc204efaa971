//! `GetStatementResult` and `GetStatementResultV2`.

use std::sync::Arc;

use serde_json::{Map, Value};
use tokio::task::spawn_blocking;

use super::describe::wait;
use super::{Request, patience, put, put_some};
use crate::error::{ApiError, ErrorKind};
use crate::faults::Struck;
use crate::members::{Members, StatementRef};
use crate::results::{self, Format, Stored};
use crate::server::Server;
use crate::statement::Statement;

/// The service's words when there is nothing to fetch: not yet, not any more, or never.
const NO_RESULT: &str = "Query does not have result. Please check query status with DescribeStatement.";

pub(super) async fn get(server: &Arc<Server>, request: &Request<'_>, form: Format) -> Result<String, ApiError> {
    let members = Members::new(request.body);
    let wanted = members.id()?;
    let token = members.text("NextToken")?.filter(|token| !token.is_empty());
    let patience = patience(server, members.wait_seconds()?);
    let statement = server.statement(request.caller, &wanted)?;
    check_form(&statement, form)?;
    wait(server, &statement, wanted.number, patience).await?;
    let stored = result_of(&statement, &wanted)?;
    let purpose = wanted.to_string();
    let number = match token {
        None => 0,
        Some(token) => server.tokens.read(&purpose, token).ok_or_else(foreign_token)?,
    };
    let number = usize::try_from(number).map_err(|_| foreign_token())?;
    let (page, another) = stored.page(number).ok_or_else(foreign_token)?;
    let reading = Arc::clone(&stored);
    let chunks = spawn_blocking(move || reading.read(&page)).await.map_err(std::io::Error::other);
    let chunks = chunks.flatten().map_err(|error| {
        ApiError::new(ErrorKind::InternalServer, format!("the emulator cannot read the result it kept: {error}"))
    })?;
    let next = another.then_some(number + 1).map(|next| skipped(request.struck, next, stored.pages()));
    let next = next.flatten().map(|next| server.tokens.make(&purpose, next as u64));
    Ok(answer(&stored, chunks, next, request.struck))
}

/// The JSON form cannot be read of a CSV statement, nor the other way round.
fn check_form(statement: &Statement, form: Format) -> Result<(), ApiError> {
    match (statement.request.format, form) {
        (Format::Json, Format::Csv) => Err(ApiError::validation(
            "the result is in JSON format; fetch it with GetStatementResult, or run the statement with ResultFormat CSV",
        )),
        (Format::Csv, Format::Json) => Err(ApiError::validation(
            "the result is in CSV format; fetch it with GetStatementResultV2, or run the statement with ResultFormat JSON",
        )),
        (Format::Json, Format::Json) | (Format::Csv, Format::Csv) => Ok(()),
    }
}

fn result_of(statement: &Statement, wanted: &StatementRef) -> Result<Arc<Stored>, ApiError> {
    let state = statement.state();
    // A batch's own id has no result; its sub-statements have.
    let index = match (statement.request.batch, wanted.number) {
        (true, Some(number)) => number.checked_sub(1),
        (true, None) => None,
        (false, _) => Some(0),
    };
    let stored = index.and_then(|index| state.parts.get(index)?.result.clone());
    stored.ok_or_else(|| ApiError::not_found(NO_RESULT, &wanted.to_string()))
}

fn foreign_token() -> ApiError {
    ApiError::validation("the NextToken is not one of this statement")
}

/// The next page, or the one after it when the fault says so; `None` behind the last.
fn skipped(struck: &Struck, next: usize, pages: usize) -> Option<usize> {
    let next = if struck.skip_page { next + 1 } else { next };
    (next < pages).then_some(next)
}

fn answer(stored: &Stored, chunks: Vec<String>, next: Option<String>, struck: &Struck) -> String {
    let mut rest = Map::new();
    put(&mut rest, "ColumnMetadata", results::metadata(&stored.columns));
    let total = i64::try_from(stored.rows).unwrap_or(i64::MAX).saturating_add(struck.wrong_total);
    put(&mut rest, "TotalNumRows", total);
    put_some(&mut rest, "NextToken", next);
    if stored.format == Format::Csv {
        put(&mut rest, "ResultFormat", Format::Csv.word());
    }
    // A page is up to 15 MB: it is put together once, and its rows are not read to be written again.
    let mut body = String::from("{\"Records\":");
    match stored.format {
        Format::Json => chunks.iter().for_each(|chunk| body.push_str(chunk)),
        Format::Csv => put_csv(&mut body, chunks),
    }
    body.push(',');
    body.push_str(&Value::Object(rest).to_string()[1..]);
    body
}

/// Chunks of CSV as the union the model has for them; each is let go when it is written.
fn put_csv(body: &mut String, chunks: Vec<String>) {
    for (index, chunk) in chunks.into_iter().enumerate() {
        body.push_str(if index == 0 { "[{\"CSVRecords\":" } else { "},{\"CSVRecords\":" });
        body.push_str(&Value::String(chunk).to_string());
    }
    body.push_str("}]");
}
