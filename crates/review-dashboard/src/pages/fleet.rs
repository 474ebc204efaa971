//! One page over many warehouses and runs: the index of the server, and a file by itself.

use review_core::Timestamp;
use serde::Serialize;

use super::{Kind, PageError, render};
use crate::fleet::{Flag, KnownRun, Look, Square, WarehouseLine, lines};
use crate::words::{between, encoded, moment_words, span_words};

/// What the page shows beside the runs.
pub struct FleetPage<'a> {
    /// Where the runs lie, for people.
    pub base: &'a str,
    /// What is known of them.
    pub runs: &'a [KnownRun],
    /// Now.
    pub now: Timestamp,
    /// Where runs and reports are to be found.
    pub links: &'a dyn Links,
}

/// Where a run and its report are to be found from the page; none where nothing can be linked to.
pub trait Links: Sync {
    /// The page of a run.
    fn run(&self, warehouse: &str, pack: &str, run: &Square) -> Option<String>;
    /// The report of a complete run.
    fn report(&self, warehouse: &str, pack: &str, run: &Square) -> Option<String>;
}

/// What can be started from the page.
pub struct StartPanel {
    /// A line each.
    pub rows: Vec<StartRow>,
}

/// One review that can be started.
#[derive(Clone, Debug, Serialize)]
pub struct StartRow {
    /// Its name.
    pub name: String,
    /// What would run.
    pub command: String,
    /// How it stands.
    pub words: String,
    /// Whether it runs right now.
    pub runs: bool,
}

/// How many runs are listed one by one, the newest.
const LISTED_MAX: usize = 200;

#[derive(Serialize)]
struct Model {
    title: &'static str,
    base: String,
    now: String,
    warehouses: Vec<Row>,
    alarms: usize,
    runs: Vec<RunRow>,
    more_runs: usize,
    start: Vec<StartRow>,
    is_file: bool,
}

#[derive(Serialize)]
struct Row {
    warehouse: String,
    pack: String,
    runs: usize,
    last: RunRow,
    squares: Vec<SquareRow>,
    period: Option<String>,
    flags: Vec<FlagRow>,
}

#[derive(Serialize)]
struct FlagRow {
    words: String,
    alarming: bool,
}

#[derive(Serialize)]
struct SquareRow {
    key: &'static str,
    letter: &'static str,
    label: String,
    href: Option<String>,
}

#[derive(Serialize)]
struct RunRow {
    warehouse: String,
    pack: String,
    run: String,
    began: String,
    ago: String,
    icon: &'static str,
    key: &'static str,
    words: String,
    took: Option<String>,
    href: Option<String>,
    report: Option<String>,
    location: String,
}

/// The page as a server shows it.
///
/// # Errors
/// Only by a mistake of ours.
pub fn fleet_page(page: &FleetPage<'_>, start: Option<StartPanel>) -> Result<String, PageError> {
    render("fleet.html", Kind::Served, &model(page, start, false))
}

/// The page as a file by itself: its policy stands in it, and it needs no script.
///
/// # Errors
/// Only by a mistake of ours.
pub fn static_fleet_page(page: &FleetPage<'_>) -> Result<String, PageError> {
    render("fleet.html", Kind::File, &model(page, None, true))
}

fn model(page: &FleetPage<'_>, start: Option<StartPanel>, is_file: bool) -> Model {
    let warehouses: Vec<Row> = lines(page.runs, page.now).into_iter().map(|line| row(page, line)).collect();
    let squares = page.runs.iter().take(LISTED_MAX);
    Model {
        title: "Redshift reviews",
        base: page.base.to_owned(),
        now: moment_words(page.now),
        alarms: warehouses.iter().filter(|row| row.flags.iter().any(|flag| flag.alarming)).count(),
        runs: squares.map(|run| run_row(page, &run.warehouse, &run.pack, &Square::of(run))).collect(),
        more_runs: page.runs.len().saturating_sub(LISTED_MAX),
        start: start.map(|panel| panel.rows).unwrap_or_default(),
        warehouses,
        is_file,
    }
}

fn row(page: &FleetPage<'_>, line: WarehouseLine) -> Row {
    let WarehouseLine { warehouse, pack, runs, last, squares, period, flags } = line;
    let flag = |flag: &Flag| FlagRow { words: flag.words(), alarming: flag.is_alarming() };
    let square = |square: &Square| SquareRow {
        key: square.look.key(),
        letter: square.look.letter(),
        label: format!("{}: {}", began_words(square), square.words),
        href: page.links.report(&warehouse, &pack, square).or_else(|| page.links.run(&warehouse, &pack, square)),
    };
    Row {
        runs,
        last: run_row(page, &warehouse, &pack, &last),
        squares: squares.iter().map(square).collect(),
        period: period.map(span_words),
        flags: flags.iter().map(flag).collect(),
        warehouse,
        pack,
    }
}

fn run_row(page: &FleetPage<'_>, warehouse: &str, pack: &str, square: &Square) -> RunRow {
    let took = square.began.zip(square.numbers.as_ref()).map(|(began, numbers)| between(began, numbers.at));
    RunRow {
        warehouse: warehouse.to_owned(),
        pack: pack.to_owned(),
        run: square.run.to_string(),
        began: began_words(square),
        ago: square.began.map(|began| format!("{} ago", span_words(between(began, page.now)))).unwrap_or_default(),
        icon: square.look.icon(),
        key: square.look.key(),
        words: square.words.clone(),
        took: took.map(span_words),
        href: page.links.run(warehouse, pack, square),
        report: page.links.report(warehouse, pack, square),
        location: square.location.clone(),
    }
}

fn began_words(square: &Square) -> String {
    square.began.map_or_else(|| square.run.to_string(), moment_words)
}

impl Look {
    /// The class of its colour.
    const fn key(self) -> &'static str {
        match self {
            Self::Open | Self::Part => "open",
            Self::Damaged | Self::Incomplete | Self::BrokenOff => "bad",
            Self::Worst(severity) => severity.word(),
            Self::Findings => "findings",
            Self::Clean => "ok",
        }
    }

    /// Its icon among those of the report.
    const fn icon(self) -> &'static str {
        match self {
            Self::Open | Self::Part => "dot",
            Self::Damaged | Self::Incomplete | Self::BrokenOff => "failed",
            Self::Worst(severity) => severity.word(),
            Self::Findings => "findings",
            Self::Clean => "ok",
        }
    }

    /// What tells it from the others where colours do not.
    const fn letter(self) -> &'static str {
        use review_core::finding::Severity;
        match self {
            Self::Open => "…",
            Self::BrokenOff => "\u{d7}",
            Self::Part => "½",
            Self::Damaged | Self::Incomplete => "!",
            Self::Worst(Severity::Critical) => "C",
            Self::Worst(Severity::High) => "H",
            Self::Worst(Severity::Medium) => "M",
            Self::Worst(Severity::Low) => "L",
            Self::Worst(Severity::Info) => "i",
            Self::Findings => "F",
            Self::Clean => "✓",
        }
    }
}

/// The address of a run's page on a server.
pub(crate) fn run_href(warehouse: &str, pack: &str, run: &str) -> String {
    format!("/runs/{}/{}/{}", encoded(warehouse), encoded(pack), encoded(run))
}
