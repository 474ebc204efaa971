//! `fleet-<time>.json` beside the run folders: what became of every warehouse, for whatever scheduled the program.
//!
//! A warehouse that could not be reached leaves no run folder; this file is where it is seen the morning after.

use review_core::finding::Severity;
use review_core::{RunId, Timestamp};
use review_engine::{Clock as _, SystemClock, salt};
use serde::Serialize;

use super::ended::{Ended, worst};
use super::side_by_side::Request;
use crate::failure::Failure;
use crate::stores;

/// The version of this document.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct FleetDocument<'a> {
    format: u32,
    program: &'static str,
    pack: &'a str,
    workflow: &'a str,
    started_at: Timestamp,
    ended_at: Timestamp,
    exit: u8,
    warehouses: Vec<WarehouseEntry<'a>>,
}

#[derive(Serialize)]
struct WarehouseEntry<'a> {
    name: &'a str,
    outcome: &'static str,
    exit: u8,
    folder: Option<&'a str>,
    report: Option<&'a str>,
    findings: Option<Counts>,
    queries: Option<Queries>,
    error: Option<&'a str>,
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct Counts {
    critical: usize,
    high: usize,
    medium: usize,
    low: usize,
    info: usize,
}

#[derive(Serialize)]
struct Queries {
    planned: u32,
    ok: u32,
    findings: u32,
    failed: u32,
    timed_out: u32,
    skipped: u32,
}

/// Writes the document into the base.
pub(super) async fn write(request: &Request, all: &[Ended], started_at: Timestamp) -> Result<(), Failure> {
    let Request { arguments, pack, .. } = request;
    let document = FleetDocument {
        format: FORMAT,
        program: concat!("redshift-review ", env!("CARGO_PKG_VERSION")),
        pack: &pack.name,
        workflow: &arguments.workflow,
        started_at,
        ended_at: SystemClock.now(),
        exit: worst(all) as u8,
        warehouses: all.iter().map(entry).collect(),
    };
    let name = format!("fleet-{}.json", RunId::new(started_at, salt(started_at)));
    let mut text = serde_json::to_string_pretty(&document).map_err(|error| Failure::Bug(error.to_string()))?;
    text.push('\n');
    Ok(stores::base(&arguments.base).await?.put(&name, text.as_bytes()).await?)
}

fn entry(one: &Ended) -> WarehouseEntry<'_> {
    let Ended { name, folder, outcome } = one;
    let why = outcome.why();
    WarehouseEntry {
        name,
        outcome: outcome.words(),
        exit: outcome.exit() as u8,
        folder: folder.as_deref(),
        report: outcome.report(),
        findings: counts(one),
        queries: outcome.accounting().map(|one| Queries {
            planned: one.planned,
            ok: one.ok,
            findings: one.findings,
            failed: one.failed,
            timed_out: one.timed_out,
            skipped: one.skipped,
        }),
        error: why.map(|why| why.message.as_str()),
        help: why.map(|why| why.help.as_str()),
    }
}

fn counts(one: &Ended) -> Option<Counts> {
    let count = |severity| one.outcome.findings(severity);
    Some(Counts {
        critical: count(Severity::Critical)?,
        high: count(Severity::High)?,
        medium: count(Severity::Medium)?,
        low: count(Severity::Low)?,
        info: count(Severity::Info)?,
    })
}
