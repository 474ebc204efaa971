//! Who drives a run, as its lanes say.
//!
//! A run on this machine has a lock. One in S3 has none: a second driver takes the lanes over, and the first one
//! loses at its next write. So `resume` looks first whether somebody may still be at work.

use std::path::Path;

use review_core::documents::{RunDocument, StateDocument};
use review_core::lane::Step;
use review_core::{DriverId, keys};
use review_dashboard::fleet::Driven;
use review_engine::{Clock as _, SystemClock};
use review_store::{RunFolder, S3Address, documents};

use crate::failure::Failure;

/// The name of this program's processes, as Linux cuts it (15 bytes).
const PROCESS_NAME: &str = "redshift-review";

/// Who this driver is: process, time and machine keep it apart from every other.
pub(crate) fn this() -> DriverId {
    DriverId(format!("{}:{}:{}", host(), std::process::id(), SystemClock.now()))
}

fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default().trim().to_owned()
}

/// What is known of a driver.
#[derive(Debug, PartialEq, Eq)]
enum Known {
    /// It is a process of this machine that is gone.
    Gone,
    /// It is a process of this machine.
    Here { process: u32 },
    /// It is a process of another machine.
    Elsewhere,
    /// It is an execution of a state machine.
    Execution,
}

/// Whether a driver is a process of this machine that is gone.
pub(crate) fn is_gone(driver: &DriverId) -> bool {
    known(driver, &host(), is_this_program) == Known::Gone
}

/// Whether a driver is at work, as far as this machine knows.
pub(crate) fn at_work(driver: &DriverId) -> Driven {
    match known(driver, &host(), is_this_program) {
        Known::Gone => Driven::Gone,
        Known::Here { .. } => Driven::AtWork,
        Known::Elsewhere | Known::Execution => Driven::Unknown,
    }
}

/// Refuses to go on with a run in S3 that somebody else may drive.
pub(crate) async fn refuse_if_driven(folder: &dyn RunFolder, run: &RunDocument) -> Result<(), Failure> {
    let location = folder.location();
    if !S3Address::is_meant_by(&location) || folder.read(keys::RUN_MANIFEST).await?.is_some() {
        return Ok(());
    }
    for lane in run.plan.lanes() {
        let state: Option<StateDocument> = documents::read(folder, &keys::state(lane.id)).await?;
        let Some(state) = state.map(|document| document.state).filter(|state| state.step != Step::Ended) else {
            continue;
        };
        let Some(driver) = state.driver else { continue };
        let known = known(&driver, &host(), is_this_program);
        if let Some((who, help)) = words(&known, &driver, &location) {
            return Err(Failure::world(format!("another driver may be at work on {location}: {who}"), help));
        }
    }
    Ok(())
}

fn known(driver: &DriverId, this_host: &str, runs: impl Fn(u32) -> bool) -> Known {
    if driver.0.starts_with("arn:") {
        return Known::Execution;
    }
    let mut parts = driver.0.splitn(3, ':');
    let process =
        parts.next().filter(|host| !host.is_empty() && *host == this_host).and_then(|_| parts.next()?.parse().ok());
    match process {
        Some(process) if runs(process) => Known::Here { process },
        Some(_) => Known::Gone,
        None => Known::Elsewhere,
    }
}

/// Whether a process of that number runs this program: it has its name, or is the same file, which somebody may have
/// named otherwise.
fn is_this_program(process: u32) -> bool {
    let of = |process: &str| Path::new("/proc").join(process);
    let process = of(&process.to_string());
    let name = std::fs::read_to_string(process.join("comm"));
    let same_file = || match (std::fs::read_link(process.join("exe")), std::fs::read_link(of("self").join("exe"))) {
        (Ok(its), Ok(own)) => its == own,
        _ => false,
    };
    name.is_ok_and(|name| name.trim() == PROCESS_NAME) || same_file()
}

fn words(known: &Known, driver: &DriverId, location: &str) -> Option<(String, String)> {
    let take_over = format!("redshift-review resume {location} --take-over");
    match known {
        Known::Gone => None,
        Known::Here { process } => Some((
            format!("process {process} of this machine"),
            format!("wait until it has ended, or end it; to take the run from it: {take_over}"),
        )),
        Known::Elsewhere => Some((
            format!("{driver} (machine, process, since when)"),
            format!("if that process has ended, or you want to take the run from it: {take_over}"),
        )),
        Known::Execution => Some((
            format!("the execution {driver}"),
            format!(
                "let it go on, or end the run with `redshift-review stop {location}`; to go on from here, stop its \
                 executions first (they would take the lanes back), then: {take_over}"
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The program of the tests is not called `redshift-review`.
    #[test]
    fn a_program_by_another_name_is_known_by_its_file() {
        assert!(is_this_program(std::process::id()));
        assert!(!is_this_program(1), "the first process of the machine is another program");
        assert!(!is_this_program(u32::MAX), "no process has that number");
    }

    #[test]
    fn a_driver_is_known_by_its_name() {
        let of = |driver: &str| known(&DriverId(driver.to_owned()), "here", |process| process == 7);
        assert_eq!(of("here:7:2026-11-22T07:30:00Z"), Known::Here { process: 7 });
        assert_eq!(of("here:8:2026-11-22T07:30:00Z"), Known::Gone);
        assert_eq!(of("there:7:2026-11-22T07:30:00Z"), Known::Elsewhere);
        assert_eq!(of("arn:aws:states:eu-west-1:1:execution:redshift-review-sfl2:x"), Known::Execution);
        assert_eq!(known(&DriverId(":7:2026".to_owned()), "", |_| true), Known::Elsewhere, "no host name is no proof");
    }

    #[test]
    fn this_driver_is_known_by_its_own_name() {
        let process = std::process::id();
        assert_eq!(known(&this(), &host(), |one| one == process), Known::Here { process });
    }
}
