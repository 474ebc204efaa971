//! Events as plain lines; pure, so that the text is tested as text.

use std::collections::BTreeSet;
use std::sync::Mutex;

use review_core::QueryId;
use review_core::lane::{Halt, Outcome, Why};
use review_core::plan::Plan;
use review_engine::RunEvent;

/// Words events, and counts the queries that have ended for good or for now.
pub(crate) struct Counted {
    planned: usize,
    seen: Mutex<BTreeSet<QueryId>>,
}

impl Counted {
    pub(crate) fn new(plan: &Plan) -> Self {
        let planned = plan.queries().filter(|query| query.skip.is_none()).count();
        Self { planned, seen: Mutex::new(BTreeSet::new()) }
    }

    /// The line for an event, if it deserves one; a query's end begins with how many of how many have ended.
    pub(crate) fn line(&self, event: &RunEvent) -> Option<String> {
        let RunEvent::QueryEnded { query, .. } = event else { return line(event) };
        let count = self.seen.lock().map_or(0, |mut seen| {
            seen.insert(query.clone());
            seen.len()
        });
        line(event).map(|line| format!("[{count:>3}/{}] {line}", self.planned))
    }
}

/// The line for an event, if it deserves one.
pub(crate) fn line(event: &RunEvent) -> Option<String> {
    Some(match event {
        RunEvent::RunStarted { location, planned, skipped, resumed, .. } => {
            let verb = if *resumed { "resuming" } else { "reviewing" };
            let away = if *skipped > 0 { format!(", {skipped} of them skipped here") } else { String::new() };
            format!("{verb}: {planned} queries{away}; run folder {location}")
        }
        RunEvent::QueryEnded { query, round, outcome, milliseconds, rows, error, remarks, .. } => {
            let took = milliseconds.map(seconds).unwrap_or_default();
            let rows = rows.map(|rows| format!("{rows} rows")).unwrap_or_default();
            let again = if round.0 > 1 { format!(" (round {round})") } else { String::new() };
            let why =
                error.as_ref().map(|error| format!("  {} {}", error.class.code(), error.message)).unwrap_or_default();
            let remarks: String = remarks.iter().map(|remark| format!("  note: {remark}")).collect();
            let line = format!(
                "{:<9} {query:<32} {took:>8} {rows:>12}{again}{why}{remarks}",
                words(*outcome),
                query = query.to_string()
            );
            line.trim_end().to_owned()
        }
        RunEvent::QueryCancelling { query, why, .. } => format!("cancelling {query}: {}", reason(*why)),
        RunEvent::RoundEnded { lane, round, to_repeat, ends, .. } if *to_repeat > 0 => {
            let next = if *ends { "and no round is left" } else { "the next round repeats them" };
            format!("lane {lane}, round {round}: {to_repeat} did not succeed, {next}")
        }
        RunEvent::Halted { halt, .. } => format!("halting: {}", halt_reason(*halt)),
        RunEvent::Evaluating { .. } => "judging the results".to_owned(),
        RunEvent::Rendering { .. } => "writing the report".to_owned(),
        RunEvent::LaneStarted { .. }
        | RunEvent::QueryStarted { .. }
        | RunEvent::RoundEnded { .. }
        | RunEvent::Closed { .. } => return None,
    })
}

/// An outcome in a word.
pub(super) fn words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Finished => "finished",
        Outcome::Failed(_) => "failed",
        Outcome::TimedOut => "timed out",
        Outcome::Halted(_) => "halted",
    }
}

fn reason(why: Why) -> &'static str {
    match why {
        Why::Threshold => "it passed its time threshold",
        Why::Halt(halt) => halt_reason(halt),
    }
}

fn halt_reason(halt: Halt) -> &'static str {
    match halt {
        Halt::Stop => "the run was asked to stop",
        Halt::Deadline => "the run's deadline has passed",
        Halt::Budget => "the run's warehouse time is used up",
    }
}

/// Milliseconds as seconds.
pub(super) fn seconds(milliseconds: i64) -> String {
    format!("{}.{} s", milliseconds / 1_000, milliseconds % 1_000 / 100)
}

#[cfg(test)]
mod tests {
    use review_core::Timestamp;
    use review_core::error_class::ErrorClass;
    use review_core::record::RecordedError;
    use review_core::{LaneId, Round};

    use super::*;

    const AT: Timestamp = Timestamp::from_micros(0);
    const LANE: LaneId = LaneId { stage: 1, lane: 2 };

    fn ended(outcome: Outcome, round: u16, rows: Option<u64>, message: Option<&str>) -> RunEvent {
        let error = message.map(|message| RecordedError {
            class: ErrorClass::Connection,
            code: None,
            message: message.to_owned(),
            remedy: None,
        });
        let query = "TableInfo@dev".parse().expect("a query");
        RunEvent::QueryEnded {
            lane: LANE,
            query,
            round: Round(round),
            outcome,
            milliseconds: Some(1_250),
            rows,
            error,
            remarks: Vec::new(),
            at: AT,
        }
    }

    #[test]
    fn what_has_to_be_known_of_a_result_follows_it() {
        let mut event = ended(Outcome::Finished, 1, Some(60), None);
        if let RunEvent::QueryEnded { remarks, .. } = &mut event {
            remarks.push("it ran otherwise than the others".to_owned());
        }
        let line = line(&event).expect("a line");
        assert!(line.ends_with("60 rows  note: it ran otherwise than the others"), "{line}");
    }

    #[test]
    fn events_read_as_sentences() {
        let lost = Outcome::Failed(ErrorClass::Connection);
        let events = [
            ended(Outcome::Finished, 1, Some(60), None),
            ended(lost, 1, None, Some("connection lost")),
            ended(Outcome::Finished, 2, Some(60), None),
            RunEvent::QueryCancelling {
                lane: LANE,
                query: "Slow".parse().expect("a query"),
                why: Why::Threshold,
                at: AT,
            },
            RunEvent::RoundEnded { lane: LANE, round: Round(1), to_repeat: 1, ends: false, at: AT },
            RunEvent::RoundEnded { lane: LANE, round: Round(3), to_repeat: 1, ends: true, at: AT },
            RunEvent::RoundEnded { lane: LANE, round: Round(1), to_repeat: 0, ends: true, at: AT },
            RunEvent::Halted { halt: Halt::Deadline, at: AT },
        ];
        let lines: Vec<String> = events.iter().filter_map(line).collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        finished  TableInfo@dev                       1.2 s      60 rows
        failed    TableInfo@dev                       1.2 s               E004 connection lost
        finished  TableInfo@dev                       1.2 s      60 rows (round 2)
        cancelling Slow: it passed its time threshold
        lane s1-l02, round 1: 1 did not succeed, the next round repeats them
        lane s1-l02, round 3: 1 did not succeed, and no round is left
        halting: the run's deadline has passed
        ");
    }
}
