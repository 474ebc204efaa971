//! A reader of stdout or stderr who has gone, as in `runs | head -1`: no backtrace, the same exit code, nothing lost.

use std::fs::File;
use std::io::pipe;
use std::process::{Command, Stdio};

use crate::program::Folder;

/// A pipe that nobody reads.
fn closed() -> Stdio {
    let (reader, writer) = pipe().expect("a pipe");
    drop(reader);
    writer.into()
}

/// The exit code of a command, and what it says on stderr.
fn said(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().expect("the program runs");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn every_answer_ends_quietly_with_its_own_exit_code() {
    let folder = Folder::new();
    folder.run(&["init", "mine"]).exits(0);
    let review = ["run", "--quiet", "--only", "TableInfo", "--warehouse", "sample:troubled"];
    folder.run(&review).exits(0);
    folder.run(&review).exits(0);
    let mut runs = folder.runs().into_iter().map(|run| run.path.display().to_string());
    let (first, second) = (runs.next().expect("a run"), runs.next().expect("another run"));
    for arguments in [
        &["runs"][..],
        &["plan", "mine"],
        &["check", "mine"],
        &["explain"],
        &["explain", "E001"],
        &["schema", "report"],
        &["export", "latest", "--as", "json"],
        &["diff", &first, &second, "--all"],
        &["preflight", "mine", "--warehouse", "sample:troubled"],
    ] {
        let usual = folder.run(arguments);
        let (code, stderr) = said(folder.command(arguments).stdout(closed()));
        assert_eq!((code, stderr), (Some(usual.code), usual.stderr), "{arguments:?}");
    }
}

#[test]
fn a_review_is_not_lost_because_nobody_listens() {
    let folder = Folder::new();
    let arguments = ["run", "--only", "TableInfo", "--warehouse", "sample:troubled"];
    let status = folder.command(&arguments).stdout(closed()).stderr(closed()).status().expect("the program runs");
    assert_eq!(status.code(), Some(0));
    let run = folder.try_only_run().expect("a run folder");
    assert!(run.path.join("run-manifest.json").is_file() && run.path.join("report.html").is_file());
}

#[test]
fn an_answer_that_does_not_fit_on_the_disk_is_no_success() {
    let full = File::options().write(true).open("/dev/full").expect("a device that is always full");
    let (code, stderr) = said(Folder::new().command(&["explain"]).stdout(full));
    assert_eq!(code, Some(3), "{stderr}");
    assert!(stderr.contains("cannot write the answer to stdout") && stderr.contains("help"), "{stderr}");
}
