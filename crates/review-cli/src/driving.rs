//! Driving a run from the command line: Ctrl-C, progress, the answer.

use std::sync::Arc;

use review_core::accounting::{QueryAccount, Status};
use review_core::comparison::Comparison;
use review_core::databases::{NotVisited, not_visited};
use review_core::documents::{RunDocument, RunManifest};
use review_core::finding::{Findings, Severity, Verdict};
use review_core::keys;
use review_engine::{DriveError, Driving, Interrupt, Interrupter, RunEnd, SystemClock, drive, interrupter};
use review_store::{RunFolder, documents};
use review_warehouse::Warehouse;
use tokio::signal;

use crate::arguments::Output;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::mailing::{Mailing, Telling};
use crate::progress::{Progress, Screen};
use crate::unjudged::Unjudged;
use crate::{drivers, runs, set_aside};
use review_finish::Finisher;

/// What is to be driven.
pub(crate) struct Job {
    pub(crate) folder: Arc<dyn RunFolder>,
    pub(crate) document: RunDocument,
    pub(crate) warehouse: Arc<dyn Warehouse>,
    pub(crate) finisher: Finisher,
    /// Who is told of it.
    pub(crate) mailing: Option<Mailing>,
    /// Whether somebody else may have driven the run before.
    pub(crate) takes_over: bool,
}

/// A runtime for a command.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let built = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    built.map_err(|error| Failure::world(format!("cannot start: {error}"), "check the limits of this process"))
}

/// Drives to the end, and answers on stdout.
pub(crate) async fn drive_to_the_end(job: Job, output: Output, fail_on: Option<Severity>) -> Result<Exit, Failure> {
    let interrupter = interrupter();
    let watcher = tokio::spawn(interrupt_on_signal(interrupter.clone(), !output.quiet));
    let progress = Screen::new(output).listener(&job.document.plan, None);
    let folder = Arc::clone(&job.folder);
    let ended = drive_job(job, progress, interrupter).await;
    watcher.abort();
    let how_to_go_on = how_to_go_on(&folder.location());
    match ended {
        Ok(RunEnd::Closed(manifest)) => answer(&*folder, &manifest, fail_on).await,
        Ok(RunEnd::Interrupted { may_still_run }) => {
            for name in &may_still_run {
                eprintln!("warning: {}", may_still_run_words(name));
            }
            eprintln!("interrupted; what finished is kept. Go on with:\n  {how_to_go_on}");
            Ok(Exit::Interrupted)
        }
        Err(error) => {
            eprintln!("the run is not over; what finished is kept. Go on with:\n  {how_to_go_on}");
            Err(error.into())
        }
    }
}

/// Drives to the end.
pub(crate) async fn drive_job(
    job: Job,
    progress: Arc<Progress>,
    interrupter: Interrupter,
) -> Result<RunEnd, DriveError> {
    let Job { folder, document, warehouse, finisher, mailing, takes_over } = job;
    let driving = Driving {
        folder,
        run: document,
        warehouse,
        finish: Arc::new(Telling { finisher, mailing, progress: progress.clone() }),
        listener: progress.clone(),
        clock: Arc::new(SystemClock),
        driver: drivers::this(),
        interrupter,
        takes_over,
    };
    let ended = drive(driving).await;
    progress.finish();
    ended
}

/// The command that goes on with a run.
pub(crate) fn how_to_go_on(folder: &str) -> String {
    format!("redshift-review resume {folder}")
}

pub(crate) fn may_still_run_words(statement: &str) -> String {
    format!("the warehouse did not confirm that statement {statement} ended; it may still run")
}

/// The first signal cancels what runs and leaves; the second leaves at once.
async fn interrupt_on_signal(interrupter: Interrupter, say: bool) {
    next_signal().await;
    if say {
        eprintln!("interrupting: cancelling what runs in the warehouse (once more to leave at once)");
    }
    interrupter.interrupt(Interrupt::CancelAndLeave);
    next_signal().await;
    std::process::exit(Exit::Interrupted as i32);
}

/// Waits for Ctrl-C or a request to terminate.
pub(crate) async fn next_signal() {
    let Ok(mut terminate) = signal::unix::signal(signal::unix::SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

/// The answer: what the run came to, and where the report is.
pub(crate) async fn answer(
    folder: &dyn RunFolder,
    manifest: &RunManifest,
    fail_on: Option<Severity>,
) -> Result<Exit, Failure> {
    let came_to = came_to(folder, manifest, fail_on).await?;
    for line in summary(manifest, &came_to) {
        println!("{line}");
    }
    println!("{}", came_to.report);
    Ok(came_to.exit)
}

/// What a run that is over came to.
pub(crate) struct CameTo {
    /// The severity of every finding.
    pub(crate) severities: Vec<Severity>,
    /// Signals over results that are there, which could not be judged all the same.
    pub(crate) unjudged: Unjudged,
    /// What the settings set aside and what they no longer do, a line each.
    pub(crate) set_aside: Vec<String>,
    /// Databases that no query was run in.
    pub(crate) not_visited: Vec<NotVisited>,
    /// What changed since the run before it, in one line; none where there is none to compare with.
    pub(crate) since: Option<String>,
    /// Where the report is.
    pub(crate) report: String,
    /// How the program ends because of it.
    pub(crate) exit: Exit,
}

/// Reads what a run that is over came to.
pub(crate) async fn came_to(
    folder: &dyn RunFolder,
    manifest: &RunManifest,
    fail_on: Option<Severity>,
) -> Result<CameTo, Failure> {
    let findings: Option<Findings> = documents::read(folder, keys::FINDINGS).await?;
    let run = runs::document(folder).await?;
    let fired = findings.iter().flat_map(|findings| &findings.signals).filter(|one| one.verdict == Verdict::Fired);
    let severities: Vec<Severity> = fired.map(|one| one.severity).collect();
    let gate = fail_on.is_some_and(|least| severities.iter().any(|severity| *severity <= least));
    let exit = match (manifest.accounting.is_complete(&run.plan), gate) {
        (false, _) => Exit::Incomplete,
        (true, true) => Exit::Findings,
        (true, false) => Exit::Complete,
    };
    let not_visited = not_visited(&run.plan, &run.identity);
    let unjudged = findings.as_ref().map_or_else(Unjudged::default, |findings| Unjudged::of(findings, manifest));
    let set_aside = findings.as_ref().map(set_aside::lines).unwrap_or_default();
    let comparison: Option<Comparison> = documents::read(folder, keys::COMPARISON).await?;
    let since = comparison.map(|comparison| since_words(&comparison, &folder.location()));
    let report = folder.location_of(keys::REPORT);
    Ok(CameTo { severities, set_aside, unjudged, not_visited, since, report, exit })
}

fn since_words(comparison: &Comparison, location: &str) -> String {
    let counts = match comparison.counts() {
        counts if counts.is_empty() => "nothing was found then or now".to_owned(),
        counts => counts.join(", "),
    };
    format!("since {}: {counts}; `redshift-review diff {location}` shows them", comparison.before)
}

/// What a run came to, in a few lines.
fn summary(manifest: &RunManifest, came_to: &CameTo) -> Vec<String> {
    let CameTo { severities, set_aside, unjudged, not_visited, since, .. } = came_to;
    let accounting = &manifest.accounting;
    let counted = |severity: Severity| severities.iter().filter(|one| **one == severity).count();
    let counts = Severity::ALL.map(|severity| (counted(severity), severity.word()));
    let counts: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    let found = match counts.is_empty() {
        true if accounting.has_no_result() => "nothing could be reviewed".to_owned(),
        true => unjudged.without_findings().to_owned(),
        false => format!("findings: {}", counts.join(", ")),
    };
    let mut lines = vec![
        found,
        format!(
            "queries:  {} planned = {} ok + {} with findings + {} failed + {} timed out + {} skipped",
            accounting.planned,
            accounting.ok,
            accounting.findings,
            accounting.failed,
            accounting.timed_out,
            accounting.skipped
        ),
    ];
    let unwell = accounting.queries.iter().filter(|one| !matches!(one.status, Status::Ok | Status::Findings));
    // A database that was not visited is told of once, not with each of its queries.
    let is_visited = |one: &&QueryAccount| {
        let database = one.query.database.as_deref();
        !not_visited.iter().any(|not_visited| Some(not_visited.database.as_str()) == database)
    };
    let unwell = unwell.filter(is_visited);
    let line = |one: &QueryAccount| {
        format!("  {:<9} {}: {}", one.status.words(), one.query, one.reason.as_deref().unwrap_or_default())
    };
    lines.extend(unwell.map(line));
    lines.extend(set_aside.iter().map(|line| format!("  {line}")));
    lines.extend(unjudged.lines().map(|line| format!("  {line}")));
    lines.extend(not_visited.iter().map(|one| format!("  not visited database {}: {}", one.database, one.reason)));
    lines.extend(since.clone());
    lines
}
