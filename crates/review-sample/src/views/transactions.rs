//! Transactions: those that are open with their locks, and those that ended.

use std::collections::BTreeMap;

use super::DATABASE;
use crate::clock::{NOW, SECOND};
use crate::sheet::{Sheet, row};
use crate::world::World;
use crate::world::people::REVIEWER;
use crate::world::runs::{Ending, Run};

pub(super) fn svv_transactions(world: &World) -> Sheet {
    let mut sheet = Sheet::new(
        "svv_transactions",
        &["txn_owner", "txn_db", "xid", "pid", "txn_start", "lock_mode", "lockable_object_type", "relation", "granted"],
    );
    let mut push = |owner: &str, ids: (i64, i64), start: i64, mode: &str, relation: Option<i64>, granted: bool| {
        let kind = if relation.is_some() { "relation" } else { "transactionid" };
        sheet.push(row![owner, DATABASE, ids.0, ids.1, start, mode, kind, relation, granted]);
    };
    for run in world.runs.iter().filter(|run| !run.is_over()) {
        let ids = (run.transaction_id, run.session_id);
        for table in tables_read(run) {
            push(run.user.name, ids, run.start, "AccessShareLock", Some(world.table(table).id), true);
        }
        if let Some(lock) = run.lock {
            let relation = Some(world.table(lock.table).id);
            push(run.user.name, ids, run.start, "ShareRowExclusiveLock", relation, lock.is_granted);
        }
        push(run.user.name, ids, run.start, "ExclusiveLock", None, true);
    }
    // The review's own, which asks.
    if let Some(last) = world.runs.last() {
        let ids = (last.transaction_id + 11, last.session_id + 640);
        push(REVIEWER.name, ids, NOW.micros() - SECOND, "AccessShareLock", Some(1_259), true);
        push(REVIEWER.name, ids, NOW.micros() - SECOND, "ExclusiveLock", None, true);
    }
    sheet
}

/// The tables a run scans, each once.
fn tables_read(run: &Run) -> Vec<&'static str> {
    let steps = run.segments.iter().flat_map(|segment| &segment.steps);
    let mut tables: Vec<&str> = steps.filter(|step| step.name == "scan").filter_map(|step| step.table).collect();
    tables.sort_unstable();
    tables.dedup();
    tables
}

pub(super) fn sys_transaction_history(world: &World) -> Sheet {
    let mut sheet = Sheet::new(
        "sys_transaction_history",
        &[
            "user_id",
            "transaction_id",
            "isolation_level",
            "status",
            "transaction_start_time",
            "commit_start_time",
            "commit_end_time",
            "blocks_committed",
            "undo_transaction_id",
        ],
    );
    let mut transactions: BTreeMap<i64, Vec<&Run>> = BTreeMap::new();
    for run in world.runs.iter().filter(|run| run.is_over()) {
        transactions.entry(run.transaction_id).or_default().push(run);
    }
    for (xid, runs) in transactions {
        let (user, level) = (runs[0].user.id, "Snapshot Isolation");
        let start = runs[0].start;
        let end = runs.iter().map(|run| run.end()).max().unwrap_or(start);
        let commits: Vec<(i64, i64)> = runs.iter().filter_map(|run| commit(run)).collect();
        let left_open = world.left_open_until(xid);
        let end = left_open.unwrap_or(end);
        if left_open.is_some() || runs.iter().any(|run| matches!(run.ending, Ending::Failed(_) | Ending::Canceled)) {
            // The moment Amazon's page shows where no commit began.
            let never = 946_684_800 * SECOND;
            sheet.push(row![user, xid, level, "rolledback", start, never, end, 0, xid]);
        } else if let Some(micros) = commits.iter().map(|(micros, _)| micros).max() {
            let blocks: i64 = commits.iter().map(|(_, blocks)| blocks).sum();
            sheet.push(row![user, xid, level, "committed", start, end, end + micros, blocks, -1]);
        }
    }
    sheet
}

/// How long the commit of a statement that writes takes, and how many blocks it writes. Tiny loads and inserts cost
/// the most for what they bring, as each touches a block of every column.
fn commit(run: &Run) -> Option<(i64, i64)> {
    let is_tiny_load = run.load.is_some_and(|load| load.file_bytes < 1 << 20);
    match run.kind {
        _ if is_tiny_load => Some((4 * SECOND, 210)),
        "INSERT" if run.written_rows() <= 101 && run.load.is_none() => Some((5 * SECOND / 2, 90)),
        "INSERT" | "UPDATE" | "DELETE" | "COPY" | "CTAS" | "DDL" => Some((60_000, 17 + run.executing / SECOND)),
        _ => None,
    }
}
