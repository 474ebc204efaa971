//! The check as a whole: reads every file, reports every problem, and builds the pack when there is none.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use review_core::diagnostic::{Diagnostic, Level};
use sha2::{Digest, Sha256};

use crate::calls::{self, CallTemplate};
use crate::codes::Code;
use crate::config::{self, Config};
use crate::files::Files;
use crate::limits::STACK_BYTES;
use crate::model::{Pack, PackFiles, Query, QuerySignals};
use crate::nearest::nearest;
use crate::problems::{Problem, Problems};
use crate::recommendations;
use crate::scripts;
use crate::signals::{self, Recommendations};

/// What a check comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The pack, when there is no error.
    pub pack: Option<Pack>,
    /// Every problem, errors and warnings, in reading order.
    pub diagnostics: Vec<Diagnostic>,
}

impl Checked {
    /// Whether some diagnostic is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error)
    }
}

/// Checks the files of a pack: all of them, whatever is wrong with one.
///
/// Never panics and never runs anything, whatever the bytes are.
pub fn check(files: &PackFiles) -> Checked {
    // On a thread with a stack of known size, since SQL parses to trees that are dropped recursively.
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, || check_here(files));
        match worker.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(checked)) => checked,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            // No thread to be had: the caller's own stack must do.
            Err(_) => check_here(files),
        }
    })
}

fn check_here(pack_files: &PackFiles) -> Checked {
    let problems = Problems::default();
    let files = Files::new(pack_files, &problems);
    let config = config::read(&files, &problems);
    let scripts = config.as_ref().map(|config| read_scripts(&files, config, &problems)).unwrap_or_default();
    let recommendations = recommendations::read(&files, &problems);
    let signals = signals::read(&files, config.as_ref(), recommendations.as_ref(), &problems);
    if let Some(config) = &config {
        report_query_texts(config, &signals, &problems);
        calls::report_queries(config, &scripts.calls, &problems);
        calls::report_columns(config, &scripts.calls, &signals, &problems);
        files.report_unused();
    }
    let diagnostics = problems.into_diagnostics();
    let mut checked = Checked { pack: None, diagnostics };
    if !checked.has_errors() {
        checked.pack = build(config, scripts, recommendations, signals, pack_files);
    }
    checked
}

/// What the scripts say, by path.
#[derive(Default)]
struct Scripts {
    texts: BTreeMap<String, String>,
    calls: BTreeMap<String, CallTemplate>,
}

/// Every script by path; reports what is wrong with them, and parameters that none of them uses.
fn read_scripts(files: &Files<'_>, config: &Config, problems: &Problems) -> Scripts {
    let mut used = BTreeSet::new();
    let mut scripts = Scripts::default();
    let mut all_read = true;
    for path in config.script_paths() {
        if scripts.texts.contains_key(path) {
            continue;
        }
        match files.source(path) {
            Some(source) => {
                if calls::is_call(path) {
                    let read = calls::read(&source, config, &mut used, problems);
                    scripts.calls.extend(read.map(|call| (path.to_owned(), call)));
                } else {
                    scripts::check(&source, config, &mut used, problems);
                }
                scripts.texts.insert(path.to_owned(), source.text);
            }
            None => all_read = false,
        }
    }
    for (name, parameter) in config.parameters.iter().filter(|(name, _)| all_read && !used.contains(*name)) {
        problems.add(
            Problem::new(
                Code::UnusedParameter,
                parameter.place.clone(),
                format!("no script uses the parameter `{name}`"),
            )
            .label("never used")
            .help(format!("write `:{name}` in a script, or take the parameter out")),
        );
    }
    scripts
}

/// A column that is not there would be masked in vain, and its texts be kept.
fn report_query_texts(config: &Config, signals: &[QuerySignals], problems: &Problems) {
    for declared in config.queries.iter().filter(|declared| !declared.query_texts.is_empty()) {
        let Some(of) = signals.iter().find(|of| of.query.as_str() == declared.name) else { continue };
        let known = || of.columns.iter().map(|(column, _)| column.as_str());
        for (column, place) in &declared.query_texts {
            if known().any(|one| one == column) {
                continue;
            }
            let help = match nearest(column, known()) {
                Some(near) => format!("write `{near}`"),
                None => format!("name columns that `{}` declares", of.file),
            };
            let message = format!("`{column}` is not a column of `{}`", declared.name);
            problems.add(Problem::new(Code::QueryTextColumn, place.clone(), message).label("unknown").help(help));
        }
    }
}

fn build(
    config: Option<Config>,
    scripts: Scripts,
    recommendations: Option<Recommendations>,
    signals: Vec<QuerySignals>,
    files: &PackFiles,
) -> Option<Pack> {
    let config = config?;
    let with_script = |query: Query| {
        let script = scripts.texts.get(&query.script_path)?.clone();
        Some(Query { script, call: scripts.calls.get(&query.script_path).cloned(), ..query })
    };
    let queries: Option<Vec<Query>> =
        config.queries.into_iter().map(|declared| declared.query.and_then(with_script)).collect();
    let parameters: Option<BTreeMap<_, _>> =
        config.parameters.into_iter().map(|(name, declared)| Some((name, declared.parameter?))).collect();
    let recommendations: Option<BTreeMap<_, _>> =
        recommendations?.into_iter().map(|(id, declared)| Some((id, declared.recommendation?))).collect();
    Some(Pack {
        name: config.name?,
        digest: digest(files),
        defaults: config.defaults,
        databases: config.databases,
        parameters: parameters?,
        queries: queries?,
        workflows: config.workflows,
        signals,
        recommendations: recommendations?,
        template: config.template,
        files: files.clone(),
    })
}

/// Hex SHA-256 over the files in the order of their paths. Lengths stand before paths and contents, so that no
/// two packs can look the same by moving a border.
fn digest(files: &PackFiles) -> String {
    let mut hasher = Sha256::new();
    for (path, content) in files {
        for part in [path.as_bytes(), content.as_slice()] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
    }
    hasher.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
