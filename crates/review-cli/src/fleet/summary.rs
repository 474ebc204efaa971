//! The summary of several reviews; pure, so that the text is tested as text.

use review_core::accounting::{Accounting, Status};
use review_core::finding::Severity;

use super::ended::{Ended, Outcome};
use crate::driving::how_to_go_on;

/// A table of all of them, what went wrong, and last the paths of the reports, one a line.
pub(super) fn lines(all: &[Ended]) -> Vec<String> {
    let mut lines = table(all);
    let troubles: Vec<String> = all.iter().flat_map(troubles).collect();
    if !troubles.is_empty() {
        lines.push(String::new());
        lines.extend(troubles);
    }
    lines.push(String::new());
    lines.extend(all.iter().filter_map(|one| one.outcome.report()).map(str::to_owned));
    lines
}

type Count = fn(&Accounting) -> u32;

const COUNTS: [(&str, Count); 5] = [
    ("ok", |one| one.ok),
    ("with findings", |one| one.findings),
    ("failed", |one| one.failed),
    ("timed out", |one| one.timed_out),
    ("skipped", |one| one.skipped),
];

fn table(all: &[Ended]) -> Vec<String> {
    let head = ["warehouse", "outcome"].map(str::to_owned).into_iter();
    let head = head.chain(Severity::ALL.map(|severity| severity.word().to_owned()));
    let head = head.chain(COUNTS.map(|(word, _)| word.to_owned())).chain(["report".to_owned()]);
    let mut rows = vec![head.collect::<Vec<String>>()];
    rows.extend(all.iter().map(row));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    rows.iter().map(|row| aligned(row, &widths)).collect()
}

fn row(one: &Ended) -> Vec<String> {
    let Ended { name, outcome, .. } = one;
    let dash = || "-".to_owned();
    let mut row = vec![name.clone(), outcome.words().to_owned()];
    row.extend(Severity::ALL.map(|severity| outcome.findings(severity).map_or_else(dash, |count| count.to_string())));
    row.extend(COUNTS.map(|(_, count)| outcome.accounting().map_or_else(dash, |one| count(one).to_string())));
    row.push(outcome.report().map_or_else(dash, str::to_owned));
    row
}

/// Texts to the left, numbers to the right.
fn aligned(row: &[String], widths: &[usize]) -> String {
    let last = row.len() - 1;
    let cells = row.iter().zip(widths).enumerate().map(|(column, (cell, width))| match column {
        0 | 1 => format!("{cell:<width$}"),
        _ if column == last => cell.clone(),
        _ => format!("{cell:>width$}"),
    });
    cells.collect::<Vec<_>>().join("  ")
}

/// What went wrong with one warehouse: why there is no report, or which queries have no result; and the databases
/// that were not visited.
fn troubles(one: &Ended) -> Vec<String> {
    let Ended { name, outcome, folder } = one;
    match outcome {
        Outcome::NotOver(why) | Outcome::CouldNotRun(why) => {
            let mut lines = vec![format!("{name}: {}: {}", outcome.words(), why.message)];
            lines.extend((!why.help.is_empty()).then(|| format!("  = help: {}", why.help)));
            lines.extend(folder.as_deref().map(go_on_line));
            lines
        }
        Outcome::Interrupted { .. } => {
            [format!("{name}: interrupted")].into_iter().chain(folder.as_deref().map(go_on_line)).collect()
        }
        Outcome::NotBegun => vec![format!("{name}: interrupted before it began")],
        Outcome::Closed { came_to, accounting } => {
            let unwell =
                accounting.queries.iter().filter(|one| matches!(one.status, Status::Failed | Status::TimedOut));
            let line = |one: &review_core::accounting::QueryAccount| {
                let reason = one.reason.as_deref().unwrap_or_default();
                format!("{name}: {} {}: {reason}", one.status.words(), one.query)
            };
            let databases = came_to.not_visited.iter();
            let databases =
                databases.map(|one| format!("{name}: not visited database {}: {}", one.database, one.reason));
            let unjudged = came_to.unjudged.lines().map(|line| format!("{name}: {line}"));
            unwell.map(line).chain(unjudged).chain(databases).collect()
        }
    }
}

fn go_on_line(folder: &str) -> String {
    format!("  go on with: {}", how_to_go_on(folder))
}

#[cfg(test)]
mod tests {
    use review_core::accounting::QueryAccount;
    use review_core::databases::NotVisited;

    use super::super::ended::{Why, worst};
    use super::*;
    use crate::driving::CameTo;
    use crate::exit::Exit;
    use crate::unjudged::Unjudged;

    fn closed(name: &str, exit: Exit, severities: &[Severity], queries: &[(&str, Status)]) -> Ended {
        let count = |status| u32::try_from(queries.iter().filter(|(_, one)| *one == status).count()).expect("few");
        let account = |(query, status): &(&str, Status)| QueryAccount {
            query: query.parse().expect("a query"),
            status: *status,
            reason: Some("permission: no".to_owned()),
            attempts: 1,
        };
        let accounting = Accounting {
            planned: u32::try_from(queries.len()).expect("few"),
            ok: count(Status::Ok),
            findings: count(Status::Findings),
            failed: count(Status::Failed),
            timed_out: count(Status::TimedOut),
            skipped: count(Status::Skipped),
            queries: queries.iter().map(account).collect(),
        };
        let not_visited = vec![NotVisited { database: "partners".to_owned(), reason: "a shared database".to_owned() }];
        let came_to = CameTo {
            set_aside: vec![],
            severities: severities.to_vec(),
            unjudged: Unjudged::default(),
            since: None,
            not_visited: if severities.is_empty() { vec![] } else { not_visited },
            report: format!("reviews/{name}/report.html"),
            exit,
        };
        let outcome = Outcome::Closed { came_to: Box::new(came_to), accounting };
        Ended { name: name.to_owned(), folder: Some(format!("reviews/{name}")), outcome }
    }

    fn down(name: &str) -> Ended {
        let why = Why { message: "no answer".to_owned(), help: "check host and port".to_owned(), is_bug: false };
        Ended { name: name.to_owned(), folder: None, outcome: Outcome::CouldNotRun(why) }
    }

    #[test]
    fn every_warehouse_has_a_line_and_every_trouble_is_said() {
        let interrupted = Outcome::Interrupted { may_still_run: vec![] };
        let all = [
            closed("sales", Exit::Complete, &[Severity::High, Severity::High], &[("A", Status::Findings)]),
            closed("eu", Exit::Incomplete, &[], &[("A", Status::Ok), ("B@dev", Status::Failed)]),
            down("old-cluster"),
            Ended { name: "cut".to_owned(), folder: Some("reviews/cut".to_owned()), outcome: interrupted },
            Ended { name: "late".to_owned(), folder: None, outcome: Outcome::NotBegun },
        ];
        insta::assert_snapshot!(lines(&all).join("\n"));
    }

    #[test]
    fn the_worst_one_decides_and_an_interrupt_wins() {
        let of = |exit| closed("a", exit, &[], &[]);
        assert_eq!(worst(&[]), Exit::Complete);
        assert_eq!(worst(&[of(Exit::Complete), of(Exit::Findings)]), Exit::Findings);
        assert_eq!(worst(&[of(Exit::Incomplete), of(Exit::Findings)]), Exit::Incomplete);
        assert_eq!(worst(&[of(Exit::Incomplete), down("b"), of(Exit::Complete)]), Exit::CannotRun);
        let not_begun = Ended { name: "c".to_owned(), folder: None, outcome: Outcome::NotBegun };
        assert_eq!(worst(&[down("b"), not_begun]), Exit::Interrupted);
    }
}
