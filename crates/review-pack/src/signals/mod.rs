//! `signals/<Query>.yaml`: the columns of a query's result, its charts, and the signals over it.

mod advice;
mod cases;
mod charts;
mod header;
mod measures;
mod signal;
mod thresholds;

use std::collections::{BTreeMap, BTreeSet};

use review_core::diagnostic::Place;

use crate::codes::Code;
use crate::config::Config;
use crate::expression::Tables;
use crate::files::{Files, TREE_ENDINGS};
use crate::model::{QuerySignals, Signal};
use crate::problems::{Problem, Problems};
use crate::recommendations::DeclaredRecommendation;
use crate::tree::{Node, Reader, Source};

use header::Header;
#[cfg(test)]
pub(crate) use {
    charts::KEYS as CHART_KEYS,
    header::KEYS as FILE_KEYS,
    measures::{KEYS as MEASURE_KEYS, WINDOW_KEYS},
    signal::KEYS as SIGNAL_KEYS,
};

/// The recommendations of the pack; `None` when their file could not be read.
pub(crate) type Recommendations = BTreeMap<String, DeclaredRecommendation>;

/// One file of signals that has a form.
struct SignalFile {
    source: Source,
    tree: Node,
}

/// Reads every file of signals; the result is whole only when nothing was reported.
pub(crate) fn read(
    files: &Files<'_>,
    config: Option<&Config>,
    recommendations: Option<&Recommendations>,
    problems: &Problems,
) -> Vec<QuerySignals> {
    let mut tables = Tables {
        queries: config.map(|config| config.queries.iter().map(|query| query.name.clone()).collect()),
        ..Tables::default()
    };
    let stems = stems(files);
    let read: Vec<SignalFile> =
        stems.iter().filter_map(|stem| signal_file(files, stem, &mut tables, problems)).collect();
    let headers: Vec<Option<Header<'_>>> =
        read.iter().map(|file| header::read(Reader { source: &file.source, problems }, &file.tree, config)).collect();
    for (file, header) in read.iter().zip(&headers) {
        let stem = stem_of(&file.source.path).unwrap_or_default();
        let table = header.as_ref().map(|header| header.table.clone()).unwrap_or_default();
        tables.declared.insert(stem.to_ascii_lowercase(), table);
    }
    let mut desk = Desk {
        tables: &tables,
        config,
        recommendations,
        ids: BTreeMap::new(),
        advice: advice::Advice::default(),
        summary: charts::Summary::default(),
        window: None,
        measures: BTreeSet::new(),
        compared: Vec::new(),
    };
    let mut all = Vec::new();
    for (file, header) in read.iter().zip(headers) {
        let Some(header) = header else { continue };
        let reader = Reader { source: &file.source, problems };
        all.extend(desk.query_signals(reader, header));
    }
    // What a file that could not be read leads to is not known.
    if let Some(recommendations) = recommendations
        && read.len() == stems.len()
    {
        desk.advice.report(recommendations, problems);
    }
    if read.len() == stems.len() {
        measures::check_compared(&desk, problems);
    }
    in_order_of_queries(all, config)
}

/// What all signals share while they are read.
struct Desk<'a> {
    tables: &'a Tables,
    config: Option<&'a Config>,
    recommendations: Option<&'a Recommendations>,
    /// Where each id of a signal or a measure stands.
    ids: BTreeMap<String, Place>,
    advice: advice::Advice,
    /// The charts for the first screen.
    summary: charts::Summary,
    /// Where a file says which time the results cover.
    window: Option<Place>,
    /// The ids of all measures.
    measures: BTreeSet<String>,
    /// What `compared_when_same` names, and where.
    compared: Vec<(String, Place)>,
}

impl Desk<'_> {
    fn query_signals(&mut self, reader: Reader<'_>, header: Header<'_>) -> Option<QuerySignals> {
        let nodes = header.signals.unwrap_or_default();
        let signals: Vec<Option<Signal>> = nodes.iter().map(|node| signal::read(self, reader, &header, node)).collect();
        let charts = charts::read(reader, &header, self.config, &mut self.summary);
        let measures = measures::read(self, reader, &header);
        let window = measures::window(self, reader, &header);
        self.compared.extend(header.compared_when_same.iter().cloned());
        let columns: Option<Vec<_>> =
            header.table.columns.iter().map(|(name, kind)| Some((name.clone(), (*kind)?))).collect();
        Some(QuerySignals {
            query: header.query.parse().ok()?,
            file: reader.source.path.clone(),
            columns: columns?,
            object: header.object,
            unit: header.unit,
            charts: charts?,
            measures: measures?,
            window: window?,
            signals: signals.into_iter().collect::<Option<_>>()?,
        })
    }

    /// Notes the id of one of the `things`; reports when it is taken.
    fn claim(&mut self, reader: Reader<'_>, id: &str, things: &str, place: &Place) {
        let Some(first) = self.ids.get(id) else {
            self.ids.insert(id.to_owned(), place.clone());
            return;
        };
        reader.add(
            Problem::new(Code::RepeatedSignal, place.clone(), format!("there are two {things} `{id}`"))
                .label("same id again")
                .other(first.clone(), "first here")
                .help("give the second one another id; reports and `--set` name signals and measures by it"),
        );
    }
}

/// The path without its ending, for files directly in `signals/` that hold a tree.
fn stem_of(path: &str) -> Option<&str> {
    let name = path.strip_prefix("signals/")?;
    let (stem, ending) = name.rsplit_once('.')?;
    (!stem.contains('/') && TREE_ENDINGS.contains(&ending)).then_some(stem)
}

fn stems(files: &Files<'_>) -> Vec<String> {
    let mut stems: Vec<String> = files.paths().filter_map(stem_of).map(str::to_owned).collect();
    stems.sort();
    stems.dedup();
    stems
}

/// The tree of one file. A file that cannot be read still declares something, which is not known.
fn signal_file(files: &Files<'_>, stem: &str, tables: &mut Tables, problems: &Problems) -> Option<SignalFile> {
    tables.declared.insert(stem.to_ascii_lowercase(), crate::expression::Table::default());
    let source = files.source(&files.one_of(&format!("signals/{stem}"))?)?;
    let tree = source.tree(problems)?;
    Some(SignalFile { source, tree })
}

fn in_order_of_queries(mut all: Vec<QuerySignals>, config: Option<&Config>) -> Vec<QuerySignals> {
    let position = |signals: &QuerySignals| {
        let queries = config.map(|config| config.queries.as_slice()).unwrap_or_default();
        queries.iter().position(|query| query.name == signals.query.as_str())
    };
    all.sort_by_key(position);
    all
}
