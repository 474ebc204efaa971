//! The last runs: how many findings each had, and since when a finding is there.

use review_core::Timestamp;
use review_core::finding::{Severity, SignalVerdict};
use review_core::series::{RunNumbers, Series, SignalState};

use crate::input::ReportInput;
use crate::model::{SeverityCount, Since, Tick, TrendRun};
use crate::words::{counted, of_unit};

const MICROS_A_DAY: i64 = 86_400_000_000;

/// The last runs, the earliest first, this one last; empty when it is the first. Part of a review, and a run that was
/// halted, is not among them: fewer findings would look like better health.
pub(super) fn trend(input: &ReportInput) -> Vec<TrendRun> {
    let Some(series) = input.series.as_ref().filter(|series| !series.earlier.is_empty()) else { return Vec::new() };
    let is_point = !input.run.plan.is_partial() && input.halt.is_none();
    let shown = in_order(series).filter(|one| is_point || one.run != series.run.run);
    shown.map(|one| run(one, one.run == series.run.run)).collect()
}

fn in_order(series: &Series) -> impl Iterator<Item = &RunNumbers> {
    series.earlier.iter().rev().chain([&series.run])
}

fn run(numbers: &RunNumbers, this: bool) -> TrendRun {
    let count = |severity: Severity| SeverityCount {
        severity: severity.word().to_owned(),
        count: numbers.findings.get(&severity).map_or(0, |count| usize::try_from(*count).unwrap_or(usize::MAX)),
    };
    TrendRun {
        run: numbers.run.to_string(),
        on: numbers.started_at.day(),
        this,
        complete: numbers.complete,
        findings: numbers.findings.values().sum(),
        severities: Severity::ALL.into_iter().map(count).collect(),
    }
}

/// What a signal came to in the last runs, the earliest first, this one last; empty when this is the first run.
pub(super) fn ticks(input: &ReportInput, signal: &SignalVerdict) -> Vec<Tick> {
    let Some(series) = input.series.as_ref().filter(|series| !series.earlier.is_empty()) else { return Vec::new() };
    in_order(series).map(|numbers| tick(numbers, signal)).collect()
}

fn tick(numbers: &RunNumbers, signal: &SignalVerdict) -> Tick {
    let on = numbers.started_at.day();
    let of_signal = numbers.signals.get(&signal.signal);
    let (state, words) = match of_signal.map(|one| (one.state, one.rows)) {
        None => ("silent", "nothing found".to_owned()),
        Some((SignalState::NotJudged, _)) => ("not_judged", "could not be judged".to_owned()),
        Some((state, rows)) => {
            let found = if rows == 0 { "found".to_owned() } else { of_unit(rows, &signal.unit) };
            match state {
                SignalState::Suppressed => ("suppressed", format!("{found}, set aside")),
                SignalState::Fired | SignalState::NotJudged => ("fired", found),
            }
        }
    };
    Tick { words: format!("{on}: {words}"), on, state: state.to_owned() }
}

/// Since when a finding is there; none without a series.
pub(super) fn since(input: &ReportInput, signal: &str) -> Option<Since> {
    let at = input.series.as_ref()?.run.signals.get(signal)?.since?;
    Some(Since { at: at.to_string(), on: at.day(), age_words: age(at, input.run.started_at) })
}

fn age(since: Timestamp, now: Timestamp) -> String {
    let micros = now.micros().saturating_sub(since.micros());
    match u64::try_from(micros / MICROS_A_DAY).unwrap_or(0) {
        _ if micros <= 0 => "first seen".to_owned(),
        0 => "less than a day".to_owned(),
        days => counted(days, "day", "days"),
    }
}
