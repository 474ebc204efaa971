//! What loads could not read, what copy jobs logged, and what was unloaded.

use super::DATABASE;
use super::loads::loads;
use crate::clock::{HOUR, MINUTE, SECOND, november};
use crate::sheet::{Sheet, row};
use crate::variant::Variant;
use crate::world::World;
use crate::world::runs::{Ending, Load, Run, Unload};

/// A column that a load cannot read: name, type, length, error code, message. The message quotes the value, so a
/// review must not show it.
type Fault = (&'static str, &'static str, &'static str, i64, &'static str);

const NOT_A_TIME: (&str, &str, i64, &str) =
    ("timestamp", "", 1_206, "Invalid timestamp format or value [YYYY-MM-DD HH24:MI:SS], Value '19.11.26 3 Uhr'");

/// What ends a COPY of device readings, where it fails.
const NOT_A_FLOAT: Fault = ("reading", "float8", "", 1_208, "Invalid FLOAT format or value, Value 'n/a'");

/// Rows that are left out come from a column of times.
fn fault_of(load: Load, is_done: bool) -> Fault {
    if !is_done {
        return NOT_A_FLOAT;
    }
    let column = if load.table == "marketing.email_events" { "sent_at" } else { "read_at" };
    let (kind, length, code, message) = NOT_A_TIME;
    (column, kind, length, code, message)
}

pub(super) fn sys_load_error_detail(world: &World) -> Sheet {
    let columns = [
        "user_id",
        "query_id",
        "transaction_id",
        "session_id",
        "database_name",
        "table_id",
        "start_time",
        "file_name",
        "line_number",
        "column_name",
        "column_type",
        "column_length",
        "position",
        "error_code",
        "error_message",
    ];
    let mut sheet = Sheet::new("sys_load_error_detail", &columns);
    for (run, load) in loads(world) {
        let is_done = run.ending == Ending::Success;
        let (column, kind, length, code, message) = fault_of(load, is_done);
        // The first error ends a COPY without MAXERROR.
        let errors = if is_done { load.errors } else { load.errors + 1 };
        for error in 0..errors {
            sheet.push(row![
                run.user.id,
                run.query_id,
                run.transaction_id,
                run.session_id,
                DATABASE,
                world.table(load.table).id,
                run.start,
                format!("{}{}/part-0000.{}", load.source, run.query_id, load.format),
                7 + 11 * error,
                column,
                kind,
                length,
                0,
                code,
                message
            ]);
        }
    }
    sheet
}

/// Copy jobs by number: a job that loads, one that had two mishaps, and one that stands still.
const EMAIL_JOB: i64 = 107_010;
const SURVEY_JOB: i64 = 107_017;
const RETURNS_JOB: i64 = 107_024;

/// The copy job that loads a source; 0 for none.
pub(super) fn job_of(source: &str) -> i64 {
    if source == "s3://acme-landing/email/" { EMAIL_JOB } else { 0 }
}

pub(super) fn sys_copy_job_info(world: &World) -> Sheet {
    let columns = ["job_id", "job_name", "database_name", "record_time", "message"];
    let mut sheet = Sheet::new("sys_copy_job_info", &columns);
    let mut messages = |job: i64, name: &str, first: i64, pause: i64, count: i64, message: &str| {
        for place in 0..count {
            sheet.push(row![job, name, DATABASE, first + place * pause, message]);
        }
    };
    let busy = "Load into table email_events failed: serializable isolation violation";
    messages(EMAIL_JOB, "email_events_job", november(17, 20), 10 * MINUTE, 6, busy);
    let denied = "S3ServiceException: Access Denied, Status 403, Error AccessDenied";
    messages(SURVEY_JOB, "survey_answers_job", november(19, 9), HOUR, 2, denied);
    if world.variant != Variant::Healthy {
        messages(RETURNS_JOB, "partner_returns_job", november(18, 14) + 7 * MINUTE, HOUR, 40, denied);
    }
    sheet
}

fn unloads(world: &World) -> impl Iterator<Item = (&Run, Unload)> {
    world.runs.iter().filter_map(|run| Some((run, run.unload?)))
}

pub(super) fn sys_unload_history(world: &World) -> Sheet {
    let columns = [
        "user_id",
        "query_id",
        "transaction_id",
        "session_id",
        "database_name",
        "status",
        "start_time",
        "end_time",
        "duration",
        "file_format",
        "compression_type",
        "unloaded_location",
        "unloaded_rows",
        "unloaded_files_count",
        "unloaded_files_size",
        "error_message",
    ];
    let mut sheet = Sheet::new("sys_unload_history", &columns);
    for (run, unload) in unloads(world) {
        let (status, error) = match run.ending {
            Ending::Success => ("completed", ""),
            Ending::Running | Ending::Planning => ("running", ""),
            Ending::Failed(error) => ("aborted", error),
            Ending::Canceled => ("aborted", "Query cancelled on user's request"),
        };
        let written = |amount: i64| if status == "completed" { amount } else { 0 };
        sheet.push(row![
            run.user.id,
            run.query_id,
            run.transaction_id,
            run.session_id,
            DATABASE,
            status,
            run.start,
            run.end(),
            run.elapsed(),
            unload.format,
            unload.compression,
            format!("{}{}/", unload.target, run.start / SECOND),
            written(unload.rows),
            written(unload.files),
            written(unload.bytes),
            error
        ]);
    }
    sheet
}
