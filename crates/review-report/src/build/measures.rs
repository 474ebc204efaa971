//! The numbers on the first screen beside what they were, and the time that the run covers.

use review_core::accounting::Status;
use review_core::comparison::{Change, MeasureChange};
use review_core::measure::{Found, Measured, Window};
use review_core::series::Series;
use review_core::{QueryName, Timestamp};

use super::changes::key;
use super::left_out;
use crate::input::{QuerySection, ReportInput};
use crate::links::to_query;
use crate::model::{MeasureLine, MeasurePoint, WindowLine};
use crate::words::{self, bounded, counted, decimal};

/// The box that a trend line is drawn in; a little is left free above and below, so that no line touches the edge.
const WIDTH: f64 = 100.0;
const HEIGHT: f64 = 20.0;
const MARGIN: f64 = 2.0;
/// The most of a reason that stands on the first screen, in characters; own choice, a line and a half.
const REASON_CHARACTERS: usize = 160;

const MICROS_AN_HOUR: i64 = 3_600_000_000;
const MICROS_A_DAY: i64 = 24 * MICROS_AN_HOUR;

/// Every measure of the run that readers are told of, in the order of the pack.
pub(super) fn lines(input: &ReportInput) -> Vec<MeasureLine> {
    input.findings.measures.iter().filter(|one| one.told).map(|measured| line(input, measured)).collect()
}

fn line(input: &ReportInput, measured: &Measured) -> MeasureLine {
    let compared = input.comparison.as_ref();
    let compared = compared.and_then(|all| all.measures.iter().find(|one| one.id == measured.id));
    let comparable = compared.filter(|one| one.change != Change::NotComparable);
    let trend = input.series.as_ref().map(|series| trend(series, &measured.id)).unwrap_or_default();
    let reason = || compared.and_then(|one: &MeasureChange| one.reason.clone());
    MeasureLine {
        id: measured.id.clone(),
        value: measured.value.as_deref().map(decimal),
        words: words_of(measured).to_owned(),
        before: comparable.and_then(|one| one.before.as_deref()).map(decimal),
        change: comparable.map(|one| key(one.change).to_owned()),
        reason: measured.reason.clone().or_else(reason),
        line: line_of(&trend.iter().map(|(_, value)| *value).collect::<Vec<_>>()),
        trend: trend.into_iter().map(|(point, _)| point).collect(),
    }
}

fn words_of(measured: &Measured) -> &str {
    let is_one =
        measured.value.as_deref().is_some_and(|value| value.trim_end_matches('0').trim_end_matches('.') == "1");
    if is_one { &measured.one } else { &measured.words }
}

/// The values in the last runs that counted the same, the earliest first; nothing from a single one.
fn trend(series: &Series, id: &str) -> Vec<(MeasurePoint, f64)> {
    let counted = series.run.measured_as.get(id);
    let runs = series.earlier.iter().rev().chain([&series.run]).filter(|run| run.measured_as.get(id) == counted);
    let points: Vec<_> = runs
        .filter_map(|run| {
            let value = run.measures.get(id)?;
            let number = value.parse().ok().filter(|number: &f64| number.is_finite())?;
            Some((MeasurePoint { on: run.started_at.day(), value: decimal(value) }, number))
        })
        .collect();
    if points.len() < 2 { Vec::new() } else { points }
}

/// From nothing to the greatest value, so that a small change does not look like a great one.
fn line_of(values: &[f64]) -> Option<String> {
    if values.len() < 2 {
        return None;
    }
    let top = values.iter().copied().fold(0.0, f64::max);
    let bottom = values.iter().copied().fold(0.0, f64::min);
    let span = if top > bottom { top - bottom } else { 1.0 };
    let step = WIDTH / (values.len() - 1) as f64;
    let y = |value: f64| HEIGHT - MARGIN - (value - bottom) / span * (HEIGHT - 2.0 * MARGIN);
    let points = values.iter().enumerate().map(|(at, value)| format!("{:.1},{:.1}", at as f64 * step, y(*value)));
    Some(points.collect::<Vec<_>>().join(" "))
}

/// One sentence of all measures that have a value, and one of those that could not be measured, so that what is left
/// out does not pass for nothing; none without any.
pub(super) fn sentence(lines: &[MeasureLine], unknown: &[Unknown], window: Option<&WindowLine>) -> Option<String> {
    let parts: Vec<String> = lines.iter().filter_map(part).collect();
    let known = (!parts.is_empty()).then(|| format!("{}: {}.", lead(window), words::listed(&parts)));
    let both: Vec<String> = known.into_iter().chain(not_known(unknown)).collect();
    (!both.is_empty()).then(|| both.join(" "))
}

/// A number that readers are told of and that could not be measured.
pub(super) struct Unknown {
    /// What is counted.
    words: String,
    /// Why it is not known, in short.
    why: String,
}

/// What could not be measured, in the order of the pack.
pub(super) fn unknown(input: &ReportInput) -> Vec<Unknown> {
    let told = input.findings.measures.iter().filter(|one| one.told && one.value.is_none());
    let told = told.filter(|one| !left_out::on_purpose(input, &one.query));
    told.filter_map(|one| {
        Some(Unknown { words: one.words.clone(), why: why(input, &one.query, one.reason.as_deref()?) })
    })
    .collect()
}

/// Why something is not known that a query would have shown: what the query came to, whose message stands elsewhere;
/// else the reason.
fn why(input: &ReportInput, query: &QueryName, reason: &str) -> String {
    let status = |section: &QuerySection| match section.account.status {
        Status::Ok | Status::Findings => None,
        Status::Failed | Status::TimedOut => Some(section.account.status.words()),
        Status::Skipped => Some("was skipped"),
    };
    let of_query = input.sections.iter().filter(|section| section.query.name == *query);
    match of_query.filter_map(status).next() {
        Some(status) => format!("{query} {status}"),
        None => bounded(reason, REASON_CHARACTERS),
    }
}

/// Those with the same reason together.
fn not_known(unknown: &[Unknown]) -> Option<String> {
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for one in unknown {
        match groups.iter_mut().find(|(why, _)| *why == one.why) {
            Some((_, words)) => words.push(one.words.clone()),
            None => groups.push((&one.why, vec![one.words.clone()])),
        }
    }
    let groups: Vec<String> = groups.iter().map(|(why, words)| format!("{} ({why})", words::listed(words))).collect();
    (!groups.is_empty()).then(|| format!("Not known: {}.", groups.join("; ")))
}

/// Of which time the sentence speaks.
fn lead(window: Option<&WindowLine>) -> String {
    let days = window.filter(|window| !window.falls_short).and_then(|window| window.asked_days);
    match (days, window.and_then(|window| window.found.as_ref())) {
        (Some(days), _) if window.is_some_and(|window| window.reason.is_some()) => {
            format!("In the {} asked for", counted(u64::from(days), "day", "days"))
        }
        (Some(days), _) => format!("In {}", counted(u64::from(days), "day", "days")),
        (None, Some(found)) => format!("In the {} that the warehouse still knew of", found.words),
        (None, None) => "In the time looked at".to_owned(),
    }
}

fn part(line: &MeasureLine) -> Option<String> {
    let value = line.value.as_ref()?;
    let before = match (&line.before, line.change.as_deref()) {
        (Some(_), Some("unchanged")) => " (as before)".to_owned(),
        (Some(before), _) => format!(" ({before} before)"),
        (None, _) => String::new(),
    };
    Some(format!("{value} {}{before}", line.words))
}

/// When what was found ends. Moments that are all full hours are the beginnings of hours, and midnights those of days:
/// then the window ends where the last of them does, or when the run looked.
fn end(found: Found, as_of: Timestamp) -> Timestamp {
    let every = |micros: i64| [found.from, found.until].iter().all(|moment| moment.micros() % micros == 0);
    let step = [MICROS_A_DAY, MICROS_AN_HOUR].into_iter().find(|step| every(*step)).unwrap_or(0);
    let end = Timestamp::from_micros(found.until.micros().saturating_add(step));
    if end > as_of { as_of.max(found.until) } else { end }
}

pub(super) fn window(input: &ReportInput) -> Option<WindowLine> {
    let window: &Window = input.findings.window.as_ref()?;
    if window.reason.is_some() && left_out::on_purpose(input, &window.query.name) {
        return None;
    }
    let found = window.found.map(|found| (found.from, end(found, input.findings.as_of)));
    Some(WindowLine {
        asked_days: window.asked_days,
        from: found.map(|(from, _)| from.to_string()),
        until: found.map(|(_, until)| until.to_string()),
        found: found.map(|(from, until)| words::span(from, until)),
        reason: window.reason.as_deref().map(|reason| why(input, &window.query.name, reason)),
        falls_short: window.falls_short().unwrap_or(false),
        query: to_query(&window.query),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_in_its_box_and_begins_at_nothing() {
        assert_eq!(line_of(&[1.0]), None);
        assert_eq!(line_of(&[0.0, 0.0]).as_deref(), Some("0.0,18.0 100.0,18.0"));
        assert_eq!(line_of(&[5.0, 10.0, 0.0]).as_deref(), Some("0.0,10.0 50.0,2.0 100.0,18.0"));
        assert_eq!(line_of(&[10.0, 10.1]).as_deref(), Some("0.0,2.2 100.0,2.0"), "one per cent is hardly seen");
    }

    #[test]
    fn a_window_of_hours_ends_with_the_last_of_them_and_not_after_the_run() {
        let hours = |hours: i64| Timestamp::from_micros(hours * MICROS_AN_HOUR);
        let found = |from: i64, until: i64| Found { from: hours(from), until: hours(until) };
        assert_eq!(end(found(7, 174), hours(1_000)), hours(175), "seven days, not six and 23 hours");
        assert_eq!(end(found(0, 144), hours(1_000)), hours(168), "days");
        let looked = Timestamp::from_micros(hours(174).micros() + 1_000_000);
        assert_eq!(end(found(7, 174), looked), looked);
        assert_eq!(end(found(7, 174), hours(100)), hours(174), "never before what was found");
        let moment = Found { until: looked, ..found(7, 8) };
        assert_eq!(end(moment, hours(1_000)), looked, "moments are not hours");
    }

    #[test]
    fn the_sentence_says_what_was_and_is() {
        let line = |value: Option<&str>, before: Option<&str>, change: Option<&str>| MeasureLine {
            id: "m".to_owned(),
            value: value.map(str::to_owned),
            words: "hours waited".to_owned(),
            before: before.map(str::to_owned),
            change: change.map(str::to_owned),
            reason: None,
            trend: vec![],
            line: None,
        };
        let of = |one| sentence(&[one], &[], None);
        let unknown =
            ["hours waited", "TB scanned"].map(|words| Unknown { words: words.to_owned(), why: "Q failed".to_owned() });
        let not_known = sentence(&[line(None, Some("4"), None), line(Some("3"), None, None)], &unknown, None);
        let expected = "In the time looked at: 3 hours waited. Not known: hours waited and TB scanned (Q failed).";
        assert_eq!(not_known.as_deref(), Some(expected));
        assert_eq!(of(line(None, Some("3"), Some("fixed"))), None);
        let expected = "In the time looked at: 3 hours waited (4 before).";
        assert_eq!(of(line(Some("3"), Some("4"), Some("better"))).as_deref(), Some(expected));
        let expected = "In the time looked at: 3 hours waited (as before).";
        assert_eq!(of(line(Some("3"), Some("3"), Some("unchanged"))).as_deref(), Some(expected));
        let expected = "In the time looked at: 3 hours waited.";
        assert_eq!(of(line(Some("3"), None, None)).as_deref(), Some(expected));
    }
}
